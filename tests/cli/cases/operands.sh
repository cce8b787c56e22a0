#!/bin/sh
# operands.sh - operands that do not fit together
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir folder
try compare white.png
try compare white.png dots.png diff.png one-more
try compare folder white.png
try compare white.png folder
try compare - folder
try compare white.png dots.png folder
try compare folder folder dots.png
try compare white.png dots.png dots.png
try compare white.png dots.png ./white.png

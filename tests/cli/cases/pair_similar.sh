#!/bin/sh
# pair_similar.sh - differences within what is allowed
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png dots.png --max-pixels 3
try compare white.png dots.png --max-pixels 2
try compare white.png dots.png --max-ratio 0.015
try compare white.png dots.png --max-ratio 0.01
try compare white.png dots.png --max-pixels 3 --max-ratio 0.01

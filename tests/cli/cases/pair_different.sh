#!/bin/sh
# pair_different.sh - pictures of one size whose pixels differ
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png dots.png
try compare white.png dots.png diff.png
there diff.png
try compare diff.png diff.png
try compare white.png faint.png --metric exact
try compare white.png dots.png --metric ciede2000
try compare -v white.png dots.png

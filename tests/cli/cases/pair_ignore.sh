#!/bin/sh
# pair_ignore.sh - rectangles and masks leave pixels out
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png dots.png -i 3:4-5:4
try compare white.png dots.png -i 3:4-4:4
try compare white.png dots.png -i 3:4-3:4 --ignore=4:4-4:4,5:4-5:4
try compare white.png dots.png --mask mask.png
try compare white.png dots.png --mask nothing.png

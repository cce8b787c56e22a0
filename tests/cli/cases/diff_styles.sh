#!/bin/sh
# diff_styles.sh - the pictures of a difference
#
# SPDX-License-Identifier: MIT OR Apache-2.0

for style in overlay mask side-by-side heat aligned; do
    try compare white.png dots.png --diff-style "$style" "$style.png"
    there "$style.png"
done
# what was drawn has a size: two equal pictures that are compared tell it
try compare --json side-by-side.png white.png

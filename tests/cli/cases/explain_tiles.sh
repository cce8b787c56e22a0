#!/bin/sh
# explain_tiles.sh - a small picture of each region
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try explain --tiles out white.png dots.png
there out/region-001.png out/region-002.png
try compare out/region-001.png out/region-001.png
try explain --tiles none white.png stored.png
there none
try explain --tiles words.png/out white.png dots.png

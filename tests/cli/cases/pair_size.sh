#!/bin/sh
# pair_size.sh - pictures of different size are different
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png tall.png
try compare tall.png white.png diff.png
there diff.png
try compare white.png tall.png --max-pixels 1000

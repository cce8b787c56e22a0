#!/bin/sh
# not_pictures.sh - what cannot be compared is named, with exit code 3
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir folder
try compare white.png missing.png
try compare missing.png white.png
try compare white.png words.png
try compare white.png pointer.png
try compare truncated.png white.png
try compare white.png dots.png --limit-side 10
try compare white.png dots.png --limit-pixels 100
try compare white.png dots.png --limit-bytes 10
: >empty.png
try compare white.png empty.png
try compare white.png /dev/null

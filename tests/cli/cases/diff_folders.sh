#!/bin/sh
# diff_folders.sh - the folders of the picture are made
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png dots.png new/folder/diff.png
there new/folder/diff.png
try compare white.png white.png other/diff.png
there other
try compare white.png dots.png white.png/diff.png

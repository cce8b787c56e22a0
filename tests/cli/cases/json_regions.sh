#!/bin/sh
# json_regions.sh - what changed beside how much, for programs
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir a b
cp white.png a/1.png
cp dots.png b/1.png
cp white.png a/2.png
cp white.png b/2.png
cp white.png a/3.png
try compare --json --regions white.png dots.png
try compare --jsonl --regions a b
try compare --regions white.png dots.png
try compare --json --regions - dots.png <white.png

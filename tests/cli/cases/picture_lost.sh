#!/bin/sh
# picture_lost.sh - a picture that cannot be written leaves nothing behind
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png dots.png /dev/full/diff.png
try compare white.png dots.png /proc/diff.png
mkdir expected actual
cp white.png expected/a.png && cp dots.png actual/a.png
try compare expected actual /proc/diffs
# a disk that is full after no bytes at all
trap '' XFSZ
(
    ulimit -f 0
    try compare white.png dots.png diff.png
    try compare expected actual diffs
)
find . -type f -newer actual/a.png

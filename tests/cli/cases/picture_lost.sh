#!/bin/sh
# picture_lost.sh - a picture that cannot be written leaves nothing behind
#
# SPDX-License-Identifier: MIT OR Apache-2.0

if [ ! -w /dev/full ]; then
    echo "there is no /dev/full" >&2
    exit 77
fi
try compare white.png dots.png /dev/full/diff.png
try compare white.png dots.png /proc/diff.png
mkdir expected actual
cp white.png expected/a.png && cp dots.png actual/a.png
try compare expected actual /proc/diffs
find . -name '*diff*'

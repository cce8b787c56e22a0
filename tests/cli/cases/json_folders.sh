#!/bin/sh
# json_folders.sh - two folders as JSON, and as JSON Lines in order
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir expected actual
for number in 01 02 03 04 05 06 07 08 09 10 11 12; do
    cp white.png "expected/$number.png"
    cp white.png "actual/$number.png"
done
cp dots.png actual/03.png
rm expected/05.png actual/07.png
tksnap compare --json expected actual | is_json
echo
tksnap compare --jsonl -j 4 expected actual |
    sed 's/.*"name":"\([^"]*\)","verdict":"\([^"]*\)".*/\1 \2/'
tksnap compare --jsonl expected actual | sed -n 3p | is_json

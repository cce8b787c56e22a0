#!/bin/sh
# text_folders.sh - all files of two folders, with --text
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir old new
cp white.png old/a.png
cp dots.png new/a.png
printf 'one\n' >old/same.txt
printf 'one\n' >new/same.txt
printf 'one\ntwo\n' >old/changed.txt
printf 'one\n2\n' >new/changed.txt
printf 'gone\n' >old/gone.md
try compare old new
try compare --text old new diffs
there diffs/a.png diffs/changed.txt.patch diffs/same.txt.patch
cat diffs/changed.txt.patch
try compare --text -v old new
try compare --text --jsonl old new
mkdir empty
try compare --text empty empty

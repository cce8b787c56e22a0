#!/bin/sh
# folders.sh - two folders are paired by path
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir -p expected/sub actual/sub
cp white.png expected/same.png && cp white.png actual/same.png
cp white.png expected/sub/changed.png && cp dots.png actual/sub/changed.png
cp white.png expected/size.png && cp tall.png actual/size.png
cp white.png expected/gone.png
cp white.png actual/added.png
echo notes >expected/notes.txt
try compare expected actual
try compare expected actual diffs
there diffs/same.png diffs/sub/changed.png diffs/size.png diffs/gone.png
try compare -v expected actual
try compare -q expected actual
try compare expected expected
try compare --max-pixels 3 expected/sub actual/sub

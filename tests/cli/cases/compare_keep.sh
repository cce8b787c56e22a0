#!/bin/sh
# compare_keep.sh - what differs between two folders is kept, and accepted like anything else
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git base/sub shots/sub
cp white.png base/same.png
cp white.png shots/same.png
cp white.png base/sub/changed.png
cp dots.png shots/sub/changed.png
cp dots.png shots/fresh.png
cp dots.png base/gone.png
try compare --pending base shots
try status -v
try status --porcelain
try accept --all
cmp base/sub/changed.png dots.png && cmp base/fresh.png dots.png
try compare --pending --removed base shots/
try status
cp dots.png shots/gone.png
try compare --pending -q base shots
try status
rm shots/gone.png

cp tall.png shots/same.png
cp truncated.png shots/fresh.png
(cd base && try compare --pending . ../shots && try status)
try undo
try status

echo "== files"
mkdir goldens
echo old >goldens/a.txt
echo new >new.txt
try compare --pending goldens/a.txt new.txt
try compare --pending goldens/b.txt new.txt
tksnap compare --pending --json goldens/b.txt new.txt | is_json
try status -v
try reject --all

echo "== wrong"
try compare --removed base shots
try compare --pending base
try compare --pending
try compare --pending base/same.png - <white.png
try compare --pending /etc/hostname new.txt
try compare --pending nowhere shots
try compare --pending goldens/none/a.txt new.txt
try status

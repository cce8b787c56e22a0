#!/bin/sh
# explain_pending.sh - what changed in a pending snapshot, in words
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_baseline api.snap 'one
two
three
four
five
six
seven
eight'
insta_pending api.snap 'one
2
three
four
eight
nine
ten'
insta_pending new.snap 'fresh
lines'
insta_baseline header.snap 'x'
printf -- '---\nsource: src/lib.rs\nexpression: other()\n---\nx\n' >header.snap.new
insta_picture logo.snap card.png card-moved.png
insta_picture same.snap white.png stored.png
printf 'a\0b\0c' >old.bin
printf 'a\0!' >new.bin
insta_picture raw.snap old.bin new.bin
for item in api new header logo same raw; do
    try explain $item.snap
done
mkdir tiles
try explain --tiles tiles logo.snap
ls tiles
try explain --json logo.snap
try explain --json --budget 700 api.snap
try explain --json --budget 500 api.snap
try explain -q api.snap
try explain nothing.snap
try explain '*.snap'
try explain --budget 500 api.snap
rm logo.snap.new.png
try explain logo.snap
# two files that are the same are not decoded
try explain card.png card.png
try explain --json truncated.png truncated.png

#!/bin/sh
# show.sh - what is pending, as a difference
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
try show --all
insta_baseline s/api.snap 'one
two
three'
insta_pending s/api.snap 'one
2
three
four'
insta_pending s/new.snap 'fresh
lines'
insta_baseline s/header.snap 'x'
printf -- '---\nsource: src/lib.rs\nexpression: other()\n---\nx\n' >s/header.snap.new
insta_picture s/card.snap card.png card-moved.png
insta_binary s/dots.snap png ''
cp dots.png s/dots.snap.new.png
printf 'a\0b\0c' >old.bin
printf 'a\0!' >new.bin
insta_picture s/raw.snap old.bin new.bin
printf '%s%s\n' '{"run_id":"1-2","line":12,"new":{"module_name":"m","metadata":{"expression":"v"},' \
    '"snapshot":"new\ntext"},"old":{"module_name":"m","metadata":{},"snapshot":"old\ntext"}}' \
    >s/.lib.rs.pending-snap
files >../before
try show --all
files >../after
cmp ../before ../after
rm ../before ../after
# in the order they are named, each once
try show s/new.snap 'a*.snap' '#1' status:new
try show --text-style words --color always api.snap
try show --text-style side-by-side --width 60 --context 0 api.snap
try show --text-style patch api.snap new.snap
try show --filter '\w+' --context all api.snap
try show -q --all
tksnap show --json api.snap dots.snap card.snap | is_json
try show --jsonl new.snap
# a bad one is told, the others are shown
echo 'x' >s/bad.snap.new
try show bad.snap new.snap
try show bad.snap --json

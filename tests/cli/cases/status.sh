#!/bin/sh
# status.sh - what waits, for people and for programs; nothing is changed by looking
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
try status
insta_baseline src/snapshots/api.snap 'old'
insta_pending src/snapshots/api.snap 'new'
insta_binary src/snapshots/logo.snap bin 'bytes'
insta_pending 'src/snapshots/a "name".snap' 'new'
mkdir -p target node_modules .hidden
for folder in target node_modules .hidden; do
    insta_pending $folder/x.snap 'not seen'
done
printf '%s%s\n' '{"run_id":"1-2","line":12,"new":{"module_name":"m","metadata":{"expression":"v"},' \
    '"snapshot":"new\ntext"},"old":{"module_name":"m","metadata":{},"snapshot":"old"}}' \
    >src/.lib.rs.pending-snap
printf 'fn f() {\n%s    assert_snapshot!(v, @"old");\n}\n' "$(yes // | head -10)
" >src/lib.rs
files >../before
try status
files >../after
cmp ../before ../after
rm ../before ../after
try status --porcelain
try status --exit-code -q
try status --format insta-json
tksnap status --json | is_json
echo 'x' >src/snapshots/bad.snap.new
try status --porcelain
INSTA_PENDING_DIR=elsewhere try status -q
try status --json --porcelain
try status src
try status --format json
there .tksnap

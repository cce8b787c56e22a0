#!/bin/sh
# accept_outside.sh - INSTA_PENDING_DIR outside of the project, and nothing else out there
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git src ../pending/s
echo '[workspace]' >Cargo.toml
printf 'fn f() {\n    assert_snapshot!(v, @"old");\n}\n' >src/lib.rs
insta_baseline s/api.snap 'old'
insta_pending ../pending/s/api.snap 'new'
insta_binary ../pending/s/logo.snap bin 'bytes'
insta_pending s/near.snap 'beside its baseline'
mkdir -p ../pending/src
printf '%s%s\n' '{"run_id":"1-2","line":2,"new":{"module_name":"m","metadata":{},"snapshot":"new"},' \
    '"old":{"module_name":"m","metadata":{},"snapshot":"old"}}' >../pending/src/.lib.rs.pending-snap
echo 'of somebody else' >../pending/notes
all_files() {
    files
    (cd ../pending && find . -type f | LC_ALL=C sort | sed 's/^/pending: /')
}
try status
export INSTA_PENDING_DIR=../pending
try status
try status --porcelain
try show api.snap
try compare
try accept --all
cat src/lib.rs s/api.snap
all_files

echo '# undone only where the folder is named again'
INSTA_PENDING_DIR='' try undo
INSTA_PENDING_DIR=../pending/s try undo
cd src || exit
INSTA_PENDING_DIR=../../pending/. try undo
cd .. || exit
all_files
try reject api.snap ../pending/notes
try reject api.snap ../pending/s/logo.snap.new ../pending/src/
try undo
try status --porcelain

echo '# a plan that stands, as of a run that was interrupted, or as it came with the project'
mv .tksnap/journal/000001 .tksnap/journal/000009
mv .tksnap/journal/000009/done .tksnap/journal/000009/plan
INSTA_PENDING_DIR='' try accept near.snap
INSTA_PENDING_DIR=../pending/s try accept near.snap
INSTA_PENDING_DIR='' try undo
INSTA_PENDING_DIR='' try record -- true
all_files
try accept near.snap
all_files
INSTA_PENDING_DIR=.. try status

#!/bin/sh
# accept_elsewhere.sh - what insta left in INSTA_PENDING_DIR is about the workspace
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git rust/src
echo '[workspace]' >rust/Cargo.toml
printf 'fn f() {\n    assert_snapshot!(v, @"old");\n}\n' >rust/src/lib.rs
insta_baseline rust/src/snapshots/api.snap 'old'
insta_pending target/insta/src/snapshots/api.snap 'new'
insta_binary target/insta/src/snapshots/logo.snap bin 'bytes'
printf '%s%s\n' '{"run_id":"1-2","line":2,"new":{"module_name":"m","metadata":{},"snapshot":"new"},' \
    '"old":{"module_name":"m","metadata":{},"snapshot":"old"}}' >target/insta/src/.lib.rs.pending-snap
try status
cd rust || exit
export INSTA_PENDING_DIR=../target/insta
try status
try accept --all
cat src/lib.rs src/snapshots/api.snap
(cd .. && files)
try undo
try status --porcelain
INSTA_PENDING_DIR=. try status
INSTA_PENDING_DIR=/ try status
INSTA_PENDING_DIR=../gone try status
cd .. || exit
INSTA_PENDING_DIR=target/insta try status
INSTA_PENDING_DIR=target/insta INSTA_WORKSPACE_ROOT=rust try reject --all
files

#!/bin/sh
# accept.sh - accepting makes what insta itself would: no assertion_line, nothing pending left
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_baseline src/snapshots/api.snap 'old'
insta_pending src/snapshots/api.snap 'new'
insta_pending src/snapshots/first.snap 'first'
insta_binary src/snapshots/logo.snap bin 'bytes'
try accept src/snapshots/api.snap
cat src/snapshots/api.snap
try approve --all
files
cat src/snapshots/first.snap src/snapshots/logo.snap src/snapshots/logo.snap.bin
echo
try accept --all
cat .tksnap/.gitignore

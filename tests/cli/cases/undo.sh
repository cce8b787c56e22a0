#!/bin/sh
# undo.sh - what was done is listed and can be taken back, unless a file has changed since
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
try undo
there .tksnap
try log
insta_baseline s/a.snap 'old'
insta_pending s/a.snap 'new'
insta_binary s/b.snap bin 'bytes'
insta_pending s/c.snap 'third'
try accept a.snap b.snap
try reject c.snap
files
when() {
    sed 's/20[0-9-]*[T ][0-9:]*\( UTC\|Z\)/WHEN/'
}
tksnap log -v | when
try undo
try undo 1
files
cat s/a.snap s/b.snap.new.bin
echo
tksnap log --json | is_json | when
try undo 1
try undo 4 --json
echo edited >>s/a.snap
try undo
try undo 7
try undo first
try undo 1 2
try log x

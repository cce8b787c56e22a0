#!/bin/sh
# interrupted.sh - what was begun is told by status and finished by the next that changes anything
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_baseline s/a.snap 'old'
insta_pending s/a.snap 'new'
insta_pending s/b.snap 'second'
cp s/a.snap.new kept
try accept a.snap
# as if the program had ended before the pending file was removed
mv .tksnap/journal/000001/done .tksnap/journal/000001/plan
mv kept s/a.snap.new
try status
try reject b.snap
files
tksnap log | sed 's/20[0-9-]* [0-9:]* UTC/WHEN/'
echo damaged >.tksnap/journal/000001/done
try log
try status -q

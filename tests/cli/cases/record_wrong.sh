#!/bin/sh
# record_wrong.sh - how a record is called, what its command's end means, and its JSON
#
# shellcheck disable=SC2016 # what is quoted is for the inner shell, or Jest
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git testdata
echo a >testdata/a.golden
try record
try record --
try record true
try record pytest -- true
try record --include
try record -- NAME=value
try record -- no-such-command --quickly
there .tksnap/record
try record -- true
try record -q -- true
try record -- sh -c 'exit 3'
try record -- sh -c 'kill -KILL $$'
# what stands behind -- is the command's, and so are words for its environment
try record -- WHAT=b sh -c 'echo "$0 $WHAT"; echo "$WHAT" >testdata/a.golden' --json
cat testdata/a.golden
try record -q -- sh -c 'echo c >testdata/a.golden; exit 4'
tksnap record --json -- sh -c 'echo words; echo d >testdata/a.golden' | is_json
try reject --all -q
try record --json -- false
# only a place makes a snapshot, and what libraries leave pending is none
try record -- sh -c 'echo x >notes.txt; echo y >testdata/.hidden; echo z >a.snap.new'
there notes.txt testdata/.hidden a.snap.new

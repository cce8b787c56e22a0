#!/bin/sh
# record_interrupted.sh - a killed record is told of, and finished by whoever comes next
#
# shellcheck disable=SC2016 # what is quoted is for the inner shell, or Jest
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git testdata
echo a >testdata/a.golden
change='echo "$0" >testdata/a.golden'
# the command kills tksnap: nobody is left to put anything back
killed() {
    tksnap record -- sh -c "$change; kill -KILL \$PPID; exec sleep 10" "$1" 2>/dev/null
    echo "exit $?"
}
killed b
cat testdata/a.golden
try status
try log
try accept --all
cat testdata/a.golden
try undo
killed c
try record -- true
cat testdata/a.golden
killed d
try reject --all
try status
killed e
try undo
cat testdata/a.golden
# while one runs there is no other, and nothing is decided
try record -- sh -c "$change; tksnap status; tksnap record -- true; tksnap accept --all" f
cat testdata/a.golden
killed g
echo damaged >.tksnap/record/manifest
try accept --all
cat .tksnap/record/copies

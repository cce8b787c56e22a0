#!/bin/sh
# prune_wrong.sh - lists that do not say enough remove nothing
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git
touch Cargo.toml
insta_baseline snapshots/a.snap used
insta_baseline snapshots/b.snap unused
echo "$PWD/snapshots/a.snap" >references

try prune
try prune snapshots/b.snap --references references
try prune --references nowhere
try prune --references references --yes=1
try prune --references references --delete --complete --yes=x
try prune --references references --delete --complete --yes=2

# lists of something else
try prune --used references
printf 'tksnap used 1\nsnapshots/a.snap\n' >cut-short
try prune --references cut-short
: >empty
try prune --references empty
try prune --used empty
printf '/elsewhere/snapshots/a.snap\n../b.snap\n' >elsewhere
try prune --references elsewhere
printf 'tksnap used 1\n\tentry\ncomplete\n' >no-path
try prune --used no-path

# a run that was cut short
try prune --used cut-short
try prune --used cut-short --delete
there snapshots/b.snap

# very many want to be said twice
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
    insta_baseline "snapshots/more$i.snap" unused
done
try prune --references references --delete --complete
try prune --references references --delete --complete --yes=21 -q
files

# what cannot be removed stays, and stops nobody
mkdir tests
printf '# serializer version: 1\n# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n# name: c\n  3\n' \
    >tests/x.ambr
printf 'tksnap used 1\ntests/x.ambr\ta\ncomplete\n' >used
try prune --used used
try prune --used used --delete
cat tests/x.ambr
printf '# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n' >tests/x.ambr
try prune --used used --delete --json | sed 's/"root":"[^"]*"/"root":"FOLDER"/'

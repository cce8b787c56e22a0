#!/bin/sh
# kept.sh - what is kept for libraries that leave nothing pending: listed, accepted, taken back
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git t/__snapshots__ .tksnap/pending/t/__snapshots__/test_a.ambr .tksnap/pending/x.golden
printf '# serializer version: 1\n# name: test_a[x y]\n  1\n# ---\n' >t/__snapshots__/test_a.ambr
kept() { # FILE, lines of the header, value
    printf 'tksnap pending 1\n%border 0\nbaseline -\nbytes %d\n\n%b' "$2" "${#3}" "$3" \
        >".tksnap/pending/$1"
}
head='format amber\npath t/__snapshots__/test_a.ambr\nsource t/test_a.py:7\n'
kept t/__snapshots__/test_a.ambr/2e72783fc81ebc8e.pending \
    "${head}entry test_a[x%20y]\nstate changed\n" 'one'
kept x.golden/whole.pending 'format golden\npath x.golden\nstate new\n' 'gold'
try status
try status --porcelain
tksnap status --json | is_json
try accept --all
cat t/__snapshots__/test_a.ambr x.golden
echo
tksnap log -v | sed 's/20[0-9-]* [0-9:]* UTC/WHEN/'
files
try undo
cat t/__snapshots__/test_a.ambr
try reject 'test_a.ambr:test_a[x y]'
try accept store:golden
mkdir -p .tksnap/pending/x.golden
kept x.golden/whole.pending 'format golden\npath ../x.golden\nstate changed\n' 'evil'
try status
try accept --all
try reject --all
try status

#!/bin/sh
# show_files.sh - snapshots that wait for nothing: their values
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_baseline s/api.snap 'one
two'
printf '# serializer version: 1\n# name: test_a\n  list([\n    1,\n  ])\n# ---\n# name: test_b[x:y]\n  2\n# ---\n' >t.ambr
printf 'a\0b' >bytes.bin
printf 'words\n' >words.txt
try show s/api.snap
try show t.ambr
try show 't.ambr:test_b[x:y]'
try show words.txt card.png
tksnap show bytes.bin | od -An -c
tksnap show --json s/api.snap t.ambr bytes.bin | is_json
try show -q words.txt
# what is pending comes first
insta_pending s/api.snap 'three'
try show words.txt api.snap
try show s/nothing.snap
try show t.ambr:test_c
try show s
try show
try show --all s/api.snap
printf -- '---\nextension: bin\nsnapshot_kind: binary\n---\n' >lost.snap
try show lost.snap words.txt

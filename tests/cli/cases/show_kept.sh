#!/bin/sh
# show_kept.sh - what is kept for libraries that leave nothing pending
#
# SPDX-License-Identifier: MIT OR Apache-2.0

# kept PATH STATE FILE: the file's bytes wait for the baseline at this path
kept() {
    mkdir -p ".tksnap/pending/$1"
    {
        printf 'tksnap pending 1\nformat golden\npath %s\nsource api_test.go:12\n' "$1"
        printf 'order 0\nstate %s\nbytes %d\n\n' "$2" "$(wc -c <"$3")"
        cat "$3"
    } >".tksnap/pending/$1/whole.pending"
}

mkdir .git testdata
printf 'one\ntwo\n' >testdata/changed.golden
printf 'one\ntwo' >two.txt
printf 'gone\nwith it\n' >testdata/removed.golden
printf 'fresh\n' >fresh.txt
: >nothing.txt
cp card.png testdata/card.golden
cp dots.png testdata/lost.golden
kept testdata/changed.golden changed two.txt
kept testdata/removed.golden removed nothing.txt
kept testdata/new.golden new fresh.txt
kept testdata/card.golden changed card-moved.png
kept testdata/lost.golden removed nothing.txt
try status
try compare
try show --all
try explain removed.golden
try explain lost.golden
try show --json removed.golden
# what changes under its feet is told
rm testdata/removed.golden
try show removed.golden new.golden

#!/bin/sh
# text_wrong.sh - texts that cannot be compared, and options that make no sense
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'one\n' >a.txt
printf 'two\n' >b.txt
try compare a.txt missing.txt
try compare a.txt white.png
try compare words.png pointer.png
cp pointer.png pointer.txt
try compare a.txt pointer.txt
try compare pointer.txt a.txt
try compare words.png a.txt
try compare a.txt b.txt --filter adress
try compare a.txt b.txt --filter '(one'
try compare a.txt b.txt --float-abs much
try compare a.txt b.txt --context -1
try compare a.txt b.txt --width 10
try compare a.txt b.txt --text-style pretty
try compare a.txt b.txt --limit-bytes 3
printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n' >long.txt
try compare a.txt long.txt --filter '(a+)+$'
try compare a.txt b.txt missing/folder.patch/../x

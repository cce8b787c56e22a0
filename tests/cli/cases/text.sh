#!/bin/sh
# text.sh - two texts that are the same, or not; what of them reaches a terminal
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'one\ntwo\nthree\nfour\nfive\nsix\n' >expected.txt
printf 'one\ntwo\n3\nfour\nfive\nsix\nseven\n' >actual.txt
cp expected.txt copy.txt
try compare expected.txt copy.txt
try compare expected.txt actual.txt
try compare -q expected.txt actual.txt
try compare --context 0 expected.txt actual.txt
try compare --color always --context 1 expected.txt actual.txt | cat -v
try compare expected.txt - <copy.txt
try compare expected.txt actual.txt changes.patch
patch -s expected.txt changes.patch
try compare expected.txt actual.txt
: >empty
try compare empty copy.txt --context 0
printf 'esc \033[2J\n\303\251 e\314\201 \342\200\256\n' >hostile.txt
try compare copy.txt hostile.txt
printf 'one\r\ntwo\nthree\nfour  \nfive\nsix' >ends.txt
try compare copy.txt ends.txt

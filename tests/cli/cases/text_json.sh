#!/bin/sh
# text_json.sh - two texts as JSON
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'one\ntwo\nthree\n' >expected.txt
printf 'one\r\n2 "\033"\nthree' >actual.txt
tksnap compare --json expected.txt actual.txt | is_json
tksnap compare --json expected.txt expected.txt | is_json
tksnap compare --json --ignore-line-endings expected.txt actual.txt | is_json
python3 -c 'print("x" * 70000)' >long.txt
tksnap compare --json expected.txt long.txt | is_json

#!/bin/sh
# text_bytes.sh - bytes that are no text are compared as bytes
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'header\000\001\002\003\004\005 and some more of it, and more' >expected.bin
printf 'header\000\001\002\003\004\006! and some more of it, and more' >actual.bin
try compare expected.bin actual.bin
try compare expected.bin expected.bin
printf 'text\n' >words.txt
try compare words.txt actual.bin
tksnap compare --json expected.bin actual.bin | is_json

#!/bin/sh
# text_rules.sh - what may differ between two texts
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'took 1.50 s at 12:00:00\nname\nload 0.9\n' >expected.txt
printf 'took 1.51 s at 12:34:56\nname  \nload 0.95\n' >actual.txt
try compare expected.txt actual.txt
try compare --float-abs 0.1 expected.txt actual.txt
try compare --float-abs 0.1 --filter date expected.txt actual.txt
try compare --float-abs 0.1 --filter date --ignore-trailing-space expected.txt actual.txt
try compare --float-rel 0.1 --filter '\d\d:\S+' --ignore-trailing-space -v expected.txt actual.txt
printf '12ms\r\ncaf\303\251\r\n' >expected.txt
printf '13ms\ncafe\314\201' >actual.txt
try compare --float-abs 1 --ignore-line-endings expected.txt actual.txt
try compare --float-abs 1 --float-units --ignore-line-endings --normalize nfc expected.txt actual.txt

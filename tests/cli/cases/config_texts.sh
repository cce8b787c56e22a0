#!/bin/sh
# config_texts.sh - how texts are compared and shown, kept in tksnap.yaml
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'took 1.50 s at 12:00:00\nname\nload 0.9\nend\n' >expected.txt
printf 'took 1.51 s at 12:34:56\nname  \nload 0.95\nEND\n' >actual.txt
cat >tksnap.yaml <<'END'
float-abs: 0.1
filter: [date]
ignore-trailing-space: true
context: 1
paths:
  - match: "*.log"
    ignore-trailing-space: false
    filter: '(?i)\bend\b'
    float-rel: 0.5
    text-style: words
    context: all
END
try compare --config tksnap.yaml expected.txt actual.txt
cp expected.txt expected.log
cp actual.txt actual.log
try compare --config tksnap.yaml expected.log actual.log
# the command line beats it, and filters add up
try compare --config tksnap.yaml --float-abs 0 --filter '(end|END)' --context 0 expected.txt actual.txt
# folders, each pair with its own
mkdir expected actual
cp expected.txt expected/a.txt
cp actual.txt actual/a.txt
cp expected.txt expected/a.log
cp actual.txt actual/a.log
try compare --config tksnap.yaml --text expected actual
# what is wrong
for line in 'float-abs: much' 'ignore-line-endings: maybe' 'filter: dates' 'flter: date' \
    'context: -1' 'text: true' 'float-units: [true]' 'filter: "["'; do
    echo "$line" >wrong.yaml
    try compare --config wrong.yaml expected.txt actual.txt
done

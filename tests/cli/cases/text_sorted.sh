#!/bin/sh
# text_sorted.sh - lines that may come in any order
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'b 1\na 1\nc 1\nd 1\n' >expected.txt
printf 'd 1\na 1\nb 1\nc 1\n' >actual.txt
try compare --sorted all expected.txt actual.txt
try compare --sorted all expected.txt actual.txt -v
printf 'd 1\nc 2\nx\na 1\nb 1\n' >actual.txt
try compare --sorted all expected.txt actual.txt
# equal lines count as often as they stand there
printf 'a\na\nb\n' >twice.txt
printf 'b\na\n' >once.txt
try compare --sorted all twice.txt once.txt
# sections: what is around them has its order
cat >expected.log <<'END'
start
files:
  one.c
  two.c
  three.c

took 1.50 s
warnings:
  w1
  w2
END
cat >actual.log <<'END'
start
files:
  three.c
  four.c
  one.c

took 1.51 s
warnings:
  w2
  w1
END
try compare --sorted '/^files:/,/^$/' expected.log actual.log
try compare --sorted '/^files:/,/^$/' --sorted '/^warnings/,$' --float-abs 0.1 expected.log actual.log
try compare --sorted '/^files:/,/^$/' --sorted '/^warnings/,$' --float-abs 0.1 --text-style side-by-side --width 60 expected.log actual.log
# the patch makes of expected what differs from actual in its order alone
tksnap compare --sorted all -q expected.txt actual.txt changes.patch
patch -s expected.txt changes.patch && sort expected.txt >a && sort actual.txt >b && cmp a b && echo 'the patch applies'
# the last line, without an end, may stand anywhere
printf 'b\na' >expected.txt
printf 'a\nb' >actual.txt
try compare --sorted all expected.txt actual.txt
printf 'a\nb\n' >actual.txt
try compare --sorted all expected.txt actual.txt
# equal under other rules too
printf 'took 1.0 s\ntook 9.0 s\nat 12:00:00\n' >expected.txt
printf 'at 13:00:00\ntook 9.1 s  \ntook 1.1 s\n' >actual.txt
try compare --sorted all --float-abs 0.2 --filter date --ignore-trailing-space expected.txt actual.txt
# what is wrong
for range in some '/a/' '/a/,' '/a/,b' '//,/b/' '/[/,/b/' '/a/,/b/c'; do
    try compare --sorted "$range" expected.txt actual.txt
done
# in a configuration
printf 'sorted: ["/^files:/,/^$/", "/^warnings/,$"]\nfloat-abs: 0.1\n' >tksnap.yaml
try compare --config tksnap.yaml expected.log actual.log

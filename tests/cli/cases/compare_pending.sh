#!/bin/sh
# compare_pending.sh - everything that waits, each as what it is
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
try compare
try compare --json
insta_baseline s/api.snap 'one
two
three'
insta_pending s/api.snap 'one
2
three'
insta_pending s/new.snap 'fresh'
insta_baseline s/header.snap 'x'
printf -- '---\nsource: src/lib.rs\nexpression: other\n---\nx\n' >s/header.snap.new
insta_picture s/card.snap card.png card-other.png
insta_picture s/faint.snap white.png faint.png
printf 'a\0b\0c' >old.bin
printf 'a\0!' >new.bin
insta_picture s/raw.snap old.bin new.bin
try compare
try compare --json
try compare -q
# a bad one is told, the others are compared; from anywhere within the project
echo 'x' >s/bad.snap.new
try compare -C s --sensitivity 0.5 --no-progress
rm s/bad.snap.new
try compare --regions --jsonl --filter '\w+'
# rules by path, where the path is the baseline's
cat >tksnap.yaml <<'END'
paths:
  - match: "s/card.snap"
    max-pixels: 100
  - match: "s/faint.snap"
    metric: pixel
END
try compare
try compare --metric ciede2000 --max-ratio 2
try compare card.png
try compare --regions
tksnap status --porcelain

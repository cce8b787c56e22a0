#!/bin/sh
# config_paths.sh - rules for some of the pictures
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir -p .git e/menu/sub a/menu/sub
for picture in one menu/two menu/sub/three menu/sub/four.photo; do
    cp white.png e/$picture.png
    cp dots.png a/$picture.png
done
for match in '"*"' one.png '"*.photo.png"' menu/** menu/* '"**/sub/*"' ./one.png '"menu/**/three.png"' \
        '"?ne.png"' e/one.png '"**"' nothing/**; do
    echo "match: $match"
    printf 'paths:\n  - match: %s\n    max-pixels: 3\n' "$match" >tksnap.yaml
    tksnap compare -q --jsonl e a | sed 's/.*"name":"\([^"]*\)","verdict":"\([a-z]*\)".*/  \2 \1/'
done
# later blocks beat earlier ones, key by key, and lists add up
cat >tksnap.yaml <<'END'
ignore: 3:4-3:4
paths:
  - match: "*"
    max-pixels: 9
    ignore: 4:4-4:4
  - match: menu/**
    max-pixels: 0
  - {match: "*.photo.png", ignore: [5:4-5:4], diff-style: mask}
END
try compare -v e a diffs
# two files: the path of the actual one
try compare white.png a/menu/two.png
try compare white.png ./a/one.png

#!/bin/sh
# json_pair.sh - one pair as JSON
#
# SPDX-License-Identifier: MIT OR Apache-2.0

for pair in "white.png stored.png" "white.png dots.png" "white.png tall.png" "white.png words.png"; do
    # shellcheck disable=SC2086
    tksnap compare --json $pair diff.png | is_json
done
tksnap compare --json --quiet white.png dots.png | is_json
tksnap compare --json --metric exact white.png dots.png | is_json

#!/bin/sh
# output_lost.sh - an answer that cannot be written is an error
#
# SPDX-License-Identifier: MIT OR Apache-2.0

for arguments in "compare white.png white.png" "compare --json white.png dots.png" "--help" \
    "doctor" "completion bash" "version"; do
    # shellcheck disable=SC2086
    tksnap $arguments >/dev/full
    echo "$arguments: exit $?"
done
tksnap compare white.png white.png >&-
echo "closed: exit $?"
mkdir expected
for number in 1 2 3 4 5 6 7 8; do cp white.png "expected/$number.png"; done
tksnap compare --jsonl expected expected >/dev/full
echo "jsonl: exit $?"
{
    tksnap compare -v expected expected
    echo "pipe: exit $?" >&2
} | true
echo '{"id":1,"expected":"white.png","actual":"dots.png"}' | tksnap serve >/dev/full
echo "serve: exit $?"

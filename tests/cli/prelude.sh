#!/bin/sh
# prelude.sh - the words transcripts are written in
#
# SPDX-License-Identifier: MIT OR Apache-2.0

# Runs tksnap and says how it was called, on both streams, and how it ended.
try() {
    echo "\$ tksnap $*"
    echo "\$ tksnap $*" >&2
    tksnap "$@"
    echo "exit $?"
}

# Says which of the files are there.
there() {
    for file in "$@"; do
        if [ -e "$file" ]; then
            echo "$file: there"
        else
            echo "$file: not there"
        fi
    done
}

# Passes JSON on, and says what is wrong with it if it is none.
is_json() {
    python3 -c '
import json, sys
text = sys.stdin.read()
json.loads(text)
sys.stdout.write(text)'
}

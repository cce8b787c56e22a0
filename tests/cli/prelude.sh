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

# insta_baseline PATH CONTENTS, insta_pending PATH CONTENTS: a snapshot of insta's as its
# library writes it; the path is the baseline's.
insta_baseline() {
    mkdir -p "$(dirname "$1")"
    printf -- '---\nsource: src/lib.rs\nexpression: value\n---\n%s\n' "$2" >"$1"
}
insta_pending() {
    mkdir -p "$(dirname "$1")"
    printf -- '---\nsource: src/lib.rs\nassertion_line: 7\nexpression: value\n---\n%s\n' \
        "$2" >"$1.new"
}

# insta_binary PATH EXTENSION BYTES: a pending binary one.
insta_binary() {
    mkdir -p "$(dirname "$1")"
    printf -- '---\nsource: src/lib.rs\nassertion_line: 9\nexpression: picture\n' >"$1.new"
    printf -- 'extension: %s\nsnapshot_kind: binary\n---\n' "$2" >>"$1.new"
    printf '%s' "$3" >"$1.new.$2"
}

# insta_picture PATH EXPECTED ACTUAL: the same with a file for its bytes, and its baseline
# with another.
insta_picture() {
    insta_binary "$1" png ''
    cp "$3" "$1.new.png"
    grep -v assertion_line "$1.new" >"$1"
    cp "$2" "$1.png"
}

# Every file of the project, and what tksnap keeps for itself left out.
files() {
    find . -type f -not -path './.git/*' -not -path './.tksnap/*' -not -name '*.png' \
        -not -name '.keep' | LC_ALL=C sort
}

# needs_terminal: not where there are no pseudo-terminals, as in a bare chroot
needs_terminal() {
    python3 -c 'import os; os.openpty()' 2>/dev/null && return
    echo "there are no pseudo-terminals here" >&2
    exit 77
}

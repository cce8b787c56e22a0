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

# hard_to_type: pending snapshots whose names mean something to shells
# shellcheck disable=SC2016 # what is quoted is no shell's
hard_to_type() {
    for name in 'web/a b' "web/it's \"so\"" 'web/$HOME `x`' 'web/größe:π' 'web/[slug]/*' \
        'back\slash!' '~x' '#1' './-dash' 'a&b;c|d(e)<f>{g}?' 'status:new' "new
line" api/shop__cart__total-2; do
        insta_pending "$name.snap" 1
    done
    mkdir -p __snapshots__
    printf '# serializer version: 1\n# name: old\n  1\n# ---\n' >__snapshots__/test_api.ambr
    tksnap record -q -- sh -c 'printf "# name: %s\n  1\n# ---\n" "$@" >>__snapshots__/test_api.ambr
        printf "\n[%s]\n1\n---\n" "TestRead/a - 1" >__snapshots__/page_test.snap' \
        sh test_list 'test_list[dark]' 'test_list[a:b]' "test_it['x' \"\$y\"]"
}

# typed SHELL: what becomes of the lines on stdin, typed into the shell; see complete.py
typed() {
    needs_terminal
    python3 "$CASES/complete.py" "$1" || exit $?
}

#!/bin/sh
# check_valgrind.sh - the installed program reads and frees only what is its own
#
# Usage: check_valgrind.sh PREFIX SOURCE FOLDER
#
# AddressSanitizer watches the tests' build; valgrind watches the program as it is
# shipped: optimised, with the codec libraries, which no sanitizer saw. It compares the
# demo's first pair in every metric, draws, fails on purpose. Skipped (77) where there is
# no valgrind or no pair.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
program=$1/bin/tksnap source=$2 folder=$3
suppressions=$source/tests/install/valgrind.supp

expected=$(find "$source/baselines/demo" -name '*-expected.png' 2>/dev/null | LC_ALL=C sort | tail -n 1)
if ! command -v valgrind >/dev/null || [ -z "$expected" ]; then
    echo "skipped: no valgrind, or no pictures in baselines/demo"
    exit 77
fi
actual=${expected%-expected.png}-actual.png
rm -rf "$folder"
mkdir -p "$folder"

# watched STATUS ARGUMENT...: runs under valgrind, which turns its findings into exit 99
watched() {
    wanted=$1
    shift
    status=0
    valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=all \
        --errors-for-leak-kinds=all --suppressions="$suppressions" "$program" "$@" >"$folder/answer" 2>&1 || status=$?
    if [ "$status" -ne "$wanted" ]; then
        echo "tksnap $*: exit $status, expected $wanted" >&2
        cat "$folder/answer" >&2
        exit 1
    fi
}

watched 0 compare "$expected" "$expected"
watched 0 --version
for metric in visual pixel exact ciede2000; do
    watched 1 compare --metric "$metric" "$expected" "$actual" "$folder/$metric.png"
done
watched 1 compare --json "$expected" "$actual"
watched 3 compare "$expected" "$folder/no-such.png"
watched 2 compare --no-such-option
mkdir -p "$folder/project/.git" "$folder/project/snapshots"
printf -- '---\nsource: a.rs\n---\nvalue\n' >"$folder/project/snapshots/a.snap"
printf '# name: old\n  1\n# ---\n' >"$folder/project/a.ambr"
printf 'snapshots/a.snap\n' >"$folder/project/references"
watched 1 -C "$folder/project" doctor
watched 0 -C "$folder/project" prune --references references --everywhere
watched 0 -C "$folder/project" init --yes
echo "valgrind: nothing found"

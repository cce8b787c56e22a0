#!/bin/sh
# check.sh - are real changes explained as we accepted it?
#
# Usage: check.sh [--record] PROGRAM
#
# Explains the pairs of baselines/verdict and some of baselines/demo, as a person and as a
# program would ask, and compares with NAME.txt and NAME.json in baselines/verdict.
# --record writes these files anew: read the difference before committing it.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu

record=no
if [ "$1" = --record ]; then
    record=yes
    shift
fi
program=$(realpath "${1:?usage: check.sh [--record] PROGRAM}")
cd "$(dirname "$0")/../../../baselines"
status=0

# accepted FILE: keeps standard input, or compares it
accepted() {
    if [ $record = yes ]; then
        cat >"$1"
    elif ! diff -u "$1" -; then
        echo "baselines/$1: the explanation is another; look at the pictures, then --record" >&2
        status=1
    fi
}

# explain NAME PATH: the pair PATH-expected.png and PATH-actual.png
explain() {
    code=0
    "$program" explain --color never "$2-expected.png" "$2-actual.png" >"$scratch" || code=$?
    echo "exit $code" >>"$scratch"
    accepted "verdict/$1.txt" <"$scratch"
    "$program" explain --json "$2-expected.png" "$2-actual.png" >"$scratch" || true
    accepted "verdict/$1.json" <"$scratch"
}

scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
for expected in verdict/*-expected.png; do
    name=${expected#verdict/}
    name=${name%-expected.png}
    explain "$name" "verdict/$name"
done
explain handbook-shift demo/handbook-shift
explain dashboard-color demo/dashboard-color
exit $status

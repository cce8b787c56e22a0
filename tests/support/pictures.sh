#!/bin/sh
# pictures.sh - draws the pictures of docs/verdict.md from baselines/verdict
#
# Usage: pictures.sh PROGRAM
#
# Expected, actual and difference side by side. The pair that is `same` is drawn by the
# metric exact, or there would be nothing to show. A picture is written only if its pixels
# are others than before.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
program=$(realpath "${1:?usage: pictures.sh PROGRAM}")
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# draw NAME OPTION...
draw() {
    name=$1
    shift
    "$program" compare --quiet "$@" "baselines/verdict/$name-expected.png" \
        "baselines/verdict/$name-actual.png" "$scratch/$name.png" || [ $? -eq 1 ]
    if ! "$program" compare --quiet --metric exact "$scratch/$name.png" \
        "docs/images/verdict-$name.png" 2>/dev/null; then
        mv "$scratch/$name.png" "docs/images/verdict-$name.png"
        echo "wrote docs/images/verdict-$name.png"
    fi
}

draw renderer --diff-style side-by-side --metric exact
draw tint --diff-style side-by-side
draw line --diff-style side-by-side
draw sign --diff-style side-by-side
draw color --diff-style side-by-side
draw deleted --diff-style aligned

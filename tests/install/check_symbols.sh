#!/bin/sh
# check_symbols.sh - the shared library exports the names of symbols.txt, nothing else
#
# Usage: check_symbols.sh LIBRARY.so
#
# A name that comes or goes changes what programs can link against, so the list is
# committed and each change of it is seen in review.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
library=${1:?usage: check_symbols.sh LIBRARY.so}
listed=$(dirname "$0")/symbols.txt
found=$(mktemp)
trap 'rm -f "$found"' EXIT

nm -D --defined-only --format=posix "$library" | cut -d' ' -f1 | LC_ALL=C sort >"$found"
if grep -v '^tks_' "$found"; then
    echo "exported, though only names beginning with tks_ may be" >&2
    exit 1
fi
if ! diff -u --label symbols.txt "$listed" --label "$(basename "$library")" "$found"; then
    echo "the exported names changed; if that is meant, put the new list in $listed" >&2
    exit 1
fi
echo "symbols: $(wc -l <"$found") names, as listed"

#!/bin/sh
# check_files.sh - the installed tree holds the files of files.txt, nothing else
#
# Usage: check_files.sh PREFIX LIBDIR VERSION SOVERSION
#
# LIBDIR (lib64, lib/x86_64-linux-gnu) and the versions are written as "lib", "VERSION"
# and "SOVERSION", as they stand in the list.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
prefix=$1 libdir=$2 version=$3 soversion=$4
found=$(mktemp)
trap 'rm -f "$found"' EXIT

(cd "$prefix" && find . \( -type f -o -type l \) | sed 's,^\./,,') |
    sed -e "s,^$libdir/,lib/," -e "s,\.so\.$version\$,.so.VERSION," \
        -e "s,\.so\.$soversion\$,.so.SOVERSION," | LC_ALL=C sort >"$found"
if ! diff -u --label files.txt "$(dirname "$0")/files.txt" --label installed "$found"; then
    echo "what is installed changed; if that is meant, change tests/install/files.txt" >&2
    exit 1
fi
echo "files: $(wc -l <"$found"), as listed"

#!/bin/sh
# check_documents.sh - the manual and docs/cli say what the program says of itself
#
# Usage: check_documents.sh PROGRAM       (make docs writes them anew)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
program=${1:?usage: check_documents.sh PROGRAM}
cd "$(dirname "$0")/../.."
status=0

# check FILE ARGUMENT...: FILE is what `tksnap ARGUMENT...` prints
check() {
    file=$1
    shift
    if ! "$program" "$@" | diff -u "$file" -; then
        echo "$file is not what the program prints; run make docs" >&2
        status=1
    fi
}

check docs/man/tksnap.1 help --man
check docs/cli/README.md help --markdown
for source in cli/cmd_*.c; do
    command=$(basename "$source" .c)
    command=${command#cmd_}
    check "docs/cli/$command.md" help --markdown "$command"
done
if command -v mandoc >/dev/null; then
    mandoc -T lint docs/man/tksnap.1
fi
exit $status

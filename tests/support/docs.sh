#!/bin/sh
# docs.sh - writes the manual and docs/cli from what the program says of itself
#
# Usage: docs.sh PROGRAM            (make docs)
#
# The pages are committed, so that they can be read without building; a test compares
# them with the program.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
program=$(realpath "${1:?usage: docs.sh PROGRAM}")
cd "$(dirname "$0")/../.."

# write FILE ARGUMENT...: replaces FILE only if the program says something else now
write() {
    file=$1
    shift
    "$program" "$@" >build/page
    if cmp -s build/page "$file"; then
        return 0
    fi
    mv build/page "$file"
    echo "wrote $file"
}

mkdir -p build docs/man docs/cli
write docs/man/tksnap.1 help --man
write docs/cli/README.md help --markdown
for source in cli/cmd_*.c; do
    command=$(basename "$source" .c)
    command=${command#cmd_}
    write "docs/cli/$command.md" help --markdown "$command"
done
rm -f build/page
if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning docs/man/tksnap.1
fi
echo "docs: the pages say what the program says"

#!/bin/sh
# demo.sh - shows tksnap at work on the real screenshots in baselines/demo
#
# Usage: demo.sh PROGRAM [OUTPUT-FOLDER]     (make demo)
#
# Compares every NAME-expected.png with its NAME-actual.png, printing each command as
# you would type it and what it answers: where the picture of the difference is (on
# stderr), the verdict, the exit code.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu

program=${1:?usage: demo.sh PROGRAM [OUTPUT-FOLDER]}
root=$(cd "$(dirname "$0")/../.." && pwd)
output=${2:-build/demo}
cd "$root"
case $program in
/*) program=$(realpath --relative-to=. "$program") ;;
esac

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

pairs=$(find baselines/demo -name '*-expected.png' 2>/dev/null | LC_ALL=C sort)
if [ -z "$pairs" ]; then
    echo "demo: no pictures in baselines/demo; put NAME-expected.png and NAME-actual.png there" >&2
    exit 1
fi
rm -rf "$output"
mkdir -p "$output"

count=0 same=0 different=0 failed=0
for expected in $pairs; do
    name=$(basename "$expected" -expected.png)
    actual=${expected%-expected.png}-actual.png
    diff=$output/$name-diff.png
    count=$((count + 1))

    echo
    echo "$bold\$ $program compare $expected $actual $diff$plain"
    status=0
    "$program" compare "$expected" "$actual" "$diff" || status=$?
    case $status in
    0) same=$((same + 1)) ;;
    1) different=$((different + 1)) ;;
    *) failed=$((failed + 1)) ;;
    esac
    if [ -e "$diff" ]; then
        echo "exit $status, $(wc -c <"$diff") bytes of picture"
    else
        echo "exit $status, no picture"
    fi
done

echo
echo "$bold$count pairs compared: $same the same, $different different, $failed unreadable.$plain"
echo "Look at the pictures in $output/, then try:"
first=$(echo "$pairs" | head -n 1)
echo "  $program compare $first ${first%-expected.png}-actual.png --json"
echo "  $program compare --help"
echo "  make install         # puts tksnap, its library and manual under /usr/local"
[ "$failed" -eq 0 ]

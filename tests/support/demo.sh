#!/bin/sh
# demo.sh - shows tksnap at work: on the real screenshots in baselines/demo, and on the
# snapshots of docs/examples/three-languages
#
# Usage: demo.sh PROGRAM [OUTPUT-FOLDER]     (make demo)
#
# Prints each command as you would type it and what it answers. Every NAME-expected.png is
# compared with its NAME-actual.png. Then a copy of the example gets what its tests would
# write after a change - no Rust, Python or Go is needed for that - and is reviewed.
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
full=$(realpath "$program")
unset INSTA_PENDING_DIR TKSNAP_CONFIG

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

# ---- pictures

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

# ---- snapshots

# What the three suites write once it is 23 degrees on Thursday: insta beside its baseline,
# the others into theirs.
change_week() {
    sed -i 's/Thu 18/Thu 23/' week.txt
    sed -e '/^expression:/i assertion_line: 40' \
        -e 's/Thu ################## 18/Thu ####################### 23/' \
        rust/src/snapshots/chart__tests__bars_of_a_week.snap \
        >rust/src/snapshots/chart__tests__bars_of_a_week.snap.new
    cat >update.sh <<'END'
sed -i -e 's/14\.3/15.0/' -e 's/Wed was/Thu was/' -e "s/'Wed'/'Thu'/" \
    python/__snapshots__/test_report.ambr
sed -i 's/"degrees": 18/"degrees": 23/' go/__snapshots__/page_test.snap
sed -i 's/18 °C/23 °C/' go/testdata/week.html.golden
END
}

# answers WANTED-EXIT ARGUMENT...: what is typed in the project, and what comes of it.
answers() {
    wanted=$1
    shift
    echo
    echo "$bold\$ tksnap $*$plain"
    status=0
    "$full" "$@" || status=$?
    [ "$status" -eq "$wanted" ] || wrong=$((wrong + 1))
}

wrong=0
project=$output/three-languages
cp -R docs/examples/three-languages "$project"
cd "$project"
mkdir -p .git # a project ends where this is
change_week

echo
echo "${bold}The snapshots of a repository in Rust, Python and Go, in $project;$plain"
echo "${bold}update.sh writes what 'pytest --snapshot-update' and 'go test -update' would.$plain"
answers 1 record -- sh update.sh
answers 0 show test_sentence
answers 0 accept --all
answers 0 undo
cd "$root"

# ---- what next

first=$(echo "$pairs" | head -n 1)
echo
echo "$bold$count pairs compared: $same the same, $different different, $failed unreadable.$plain"
echo "Look at the pictures in $output/, then try:"
echo "  $program compare $first ${first%-expected.png}-actual.png --json"
echo "  $program -C $project show --all"
echo "  $program compare --help"
echo "  make install         # puts tksnap, its library and manual under /usr/local"
[ "$failed" -eq 0 ] && [ "$wrong" -eq 0 ]

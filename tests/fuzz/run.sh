#!/bin/sh
# run.sh - searches for hostile input, one target after the other
#
# Usage: run.sh [SECONDS [TARGET]...]     (make fuzz; SECONDS defaults to $FUZZ_SECONDS, then 60)
#
# Starts from the inputs in corpus/ and from what earlier runs found worth keeping, in
# build/fuzz/corpus. An input that breaks a target is left in build/fuzz/found, and the
# run fails; once mended, it belongs into corpus/TARGET under a name that says what it
# was.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
cd "$(dirname "$0")/../.."

seconds=${1:-${FUZZ_SECONDS:-60}}
if [ $# -gt 0 ]; then shift; fi
case $seconds in
'' | *[!0-9]*)
    echo "run.sh: '$seconds' is no number of seconds" >&2
    exit 2
    ;;
esac
if [ $# -eq 0 ]; then
    set -- fuzz_png_pair fuzz_png fuzz_jpeg fuzz_webp fuzz_stb fuzz_text fuzz_filter \
        fuzz_amber fuzz_go_snaps fuzz_insta fuzz_insta_inline fuzz_jest fuzz_kept fuzz_plan \
        fuzz_rust fuzz_git_index fuzz_json fuzz_yaml
fi

tests/support/build.sh fuzz -DTKSNAP_BUILD_TESTS=ON
found=build/fuzz/found
mkdir -p "$found"
broken=
for target in "$@"; do
    kept=build/fuzz/corpus/$target
    log=build/fuzz/$target.log
    mkdir -p "$kept"
    printf '%s: searching for %s s\n' "$target" "$seconds"
    # 10 s and 1 GB for inputs of at most 64 Ki pixels are a bug already
    if "build/fuzz/tests/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
        -max_len=16384 -print_final_stats=1 -artifact_prefix="$found/$target-" \
        "$kept" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
        sed -n 's/^stat::number_of_executed_units: */    inputs tried: /p' "$log"
        sed -n 's/.* cov: \([0-9]*\) .*/    edges reached: \1/p' "$log" | tail -n 1
    else
        broken="$broken $target"
        grep -m 5 -E 'ERROR|SUMMARY|not so:|runtime error|Test unit written' "$log" || tail -n 20 "$log"
    fi
done
if [ -n "$broken" ]; then
    echo "broken:$broken; the inputs are in $found, the words in build/fuzz/TARGET.log" >&2
    exit 1
fi

#!/bin/sh
# run-tests.sh - every test there is, in the builds they belong in
#
# The dev build (Debug, AddressSanitizer, UndefinedBehaviorSanitizer) runs everything
# it can; the release build then runs the tests labelled "release": what is installed
# and how it is consumed, valgrind, the program as users get it. Both are run even when
# the first fails, so that one run tells all.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
cd "$(dirname "$0")/../.."

jobs=$(nproc 2>/dev/null || echo 2)
failed=0
total=0 failures=0 skipped=0

# count PRESET ATTRIBUTE: a number from the <testsuite> element ctest writes
count() {
    number=$(sed -n "s/^[[:space:]]*$2=\"\([0-9]*\)\".*/\1/p" "build/$1/junit.xml" | head -n 1)
    echo "${number:-0}"
}

# run PRESET [CTEST-OPTION]...
run() {
    preset=$1
    shift
    rm -f "build/$preset/junit.xml"
    ctest --preset "$preset" -j "$jobs" --output-junit junit.xml "$@" || failed=1
    if [ -e "build/$preset/junit.xml" ]; then
        total=$((total + $(count "$preset" tests)))
        failures=$((failures + $(count "$preset" failures)))
        skipped=$((skipped + $(count "$preset" skipped)))
    fi
}

if [ -z "${TKSNAP_FIXTURES:-}" ] && [ ! -d ../shared/fixtures ]; then
    echo "tksnap: no fixtures (TKSNAP_FIXTURES is unset and ../shared/fixtures is not there);" \
        "tests that need them say 'skipped'"
fi

echo "== dev build (Debug, address and undefined-behaviour sanitizers): every test"
tests/support/build.sh dev -DTKSNAP_BUILD_TESTS=ON
run dev

echo "== release build: the tests labelled 'release'"
tests/support/build.sh release -DTKSNAP_BUILD_TESTS=ON
run release -L '^release$'

echo "== $((total - failures - skipped)) tests passed, $failures failed, $skipped skipped"
exit $failed

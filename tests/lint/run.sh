#!/bin/sh
# run.sh - every check of the sources, one after the other; names those that failed
#
# Usage: tests/lint/run.sh [CHECK]...      (make lint; without names: all of them)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
cd "$(dirname "$0")/../.."
failed=

# All files of a kind that people wrote: nothing built, nothing of the test data.
files() {
    find include src cli bindings tests docs .ci -type f "$@" \
        -not -path '*/node_modules/*' -not -path 'tests/data/*' 2>/dev/null | LC_ALL=C sort
}

check() {
    name=$1
    shift
    case " $wanted " in *" $name "* | "  ") ;; *) return 0 ;; esac
    echo "== $name"
    if ! "$@"; then
        failed="$failed $name"
    fi
}

self_test() {
    python3 tests/lint/test_checks.py 2>&1
}

# Headers are laid out by hand, to be read top to bottom; code by clang-format.
format() {
    files -name '*.c' | xargs clang-format --dry-run -Werror &&
        echo "format: as clang-format lays it out"
}

tidy() {
    mkdir -p build
    cmake --preset dev >build/configure-dev.log 2>&1 || {
        cat build/configure-dev.log >&2
        return 1
    }
    if ! run-clang-tidy -quiet -p build/dev "$PWD/(src|cli)/" >build/clang-tidy.log 2>&1; then
        grep -A 8 -E '(warning|error):' build/clang-tidy.log || cat build/clang-tidy.log
        return 1
    fi
    echo "tidy: clang-tidy has nothing to say"
}

scripts() {
    { files -name '*.sh'; echo .ci/run; } | xargs shellcheck &&
        echo "scripts: shellcheck has nothing to say"
}

manual() {
    if [ -e docs/man/tksnap.1 ]; then
        mandoc -T lint -W warning docs/man/tksnap.1 && echo "manual: mandoc has nothing to say"
    else
        echo "manual: skipped, there is no docs/man/tksnap.1"
    fi
}

wanted=$*
check self-test self_test
check layers tests/lint/check_layers.py .
check sources tests/lint/check_sources.py .
check format format
check scripts scripts
check manual manual
check tidy tidy

if [ -n "$failed" ]; then
    echo "== lint: failed:$failed"
    exit 1
fi
echo "== lint: clean"

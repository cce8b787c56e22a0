#!/bin/sh
# check_headers.sh - each installed header compiles alone, in strict C11 and in C++17
#
# Usage: check_headers.sh PREFIX CC CXX       (CXX empty: C only, says so)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
prefix=$1 cc=$2 cxx=$3
include=$prefix/include
warnings="-Wall -Wextra -pedantic -Werror"
pixman=$(pkg-config --cflags-only-I pixman-1 | sed 's/-I/-isystem /g')

count=0
for header in $(cd "$include" && find . -name '*.h' | sed 's,^\./,,' | LC_ALL=C sort); do
    # twice, for a header must bear being included again
    program="#include <$header>
#include <$header>
int main(void) { return 0; }"
    # shellcheck disable=SC2086
    echo "$program" | "$cc" -std=c11 $warnings -Wstrict-prototypes -fsyntax-only $pixman \
        -I "$include" -x c -
    if [ -n "$cxx" ]; then
        # shellcheck disable=SC2086
        echo "$program" | "$cxx" -std=c++17 $warnings -fsyntax-only $pixman -I "$include" -x c++ -
    fi
    count=$((count + 1))
done
[ -n "$cxx" ] || echo "headers: C++ skipped, there is no C++ compiler"
echo "headers: $count compile alone"
[ "$count" -ge 10 ]

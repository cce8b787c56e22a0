#!/bin/sh
# run.sh - installs the peers, builds tksnap, and measures them side by side
#
#     sh tests/bench/run.sh [--no-build] [options of bench.py, see --help]
#
# Everything it makes is in build/bench. Packages that are missing are installed, and
# the peers with npm at the versions that peers/package.json names.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bench=$root/build/bench

build=yes
if [ "${1-}" = --no-build ]; then
    build=no
    shift
fi
"$root/tests/support/install-packages.sh" build bench
peers=$("$root/tests/support/install-peers.sh")
cp "$here/peers/batch.mjs" "$here/peers/policy.xml" "$peers/"
cc -std=c11 -D_GNU_SOURCE -O2 -static -o "$bench/spawn" "$here/spawn.c"
if [ "$build" = yes ]; then
    "$root/tests/support/build.sh" release -DTKSNAP_BUILD_TESTS=OFF >&2
fi
exec python3 -B "$here/bench.py" --build "$bench" "$@"

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

say() {
    echo "bench: $*" >&2
}

install_peers() {
    mkdir -p "$bench/peers"
    cp "$here/peers/batch.mjs" "$here/peers/policy.xml" "$bench/peers/"
    if cmp -s "$here/peers/package-lock.json" "$bench/peers/installed-lock.json"; then
        return 0
    fi
    say "installing the peers from npm"
    cp "$here/peers/package.json" "$here/peers/package-lock.json" "$bench/peers/"
    # not "npm ci": it insists on the binaries for every other platform too
    (cd "$bench/peers" && npm install --no-save --ignore-scripts --no-audit --no-fund >&2)
    cp "$here/peers/package-lock.json" "$bench/peers/installed-lock.json"
}

build=yes
if [ "${1-}" = --no-build ]; then
    build=no
    shift
fi
"$root/tests/support/install-packages.sh" build bench
install_peers
cc -std=c11 -D_GNU_SOURCE -O2 -static -o "$bench/spawn" "$here/spawn.c"
if [ "$build" = yes ]; then
    "$root/tests/support/build.sh" release -DTKSNAP_BUILD_TESTS=OFF >&2
fi
exec python3 -B "$here/bench.py" --build "$bench" "$@"

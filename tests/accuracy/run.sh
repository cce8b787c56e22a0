#!/bin/sh
# run.sh - installs the peers, builds tksnap, and asks all of them about labelled pairs
#
#     sh tests/accuracy/run.sh [--no-build] [options of accuracy.py, see --help]
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

build=yes
if [ "${1-}" = --no-build ]; then
    build=no
    shift
fi
"$root/tests/support/install-packages.sh" build accuracy
peers=$("$root/tests/support/install-peers.sh")
if [ "$build" = yes ]; then
    "$root/tests/support/build.sh" release -DTKSNAP_BUILD_TESTS=OFF >&2
fi
exec python3 -B "$root/tests/accuracy/accuracy.py" --peers "$peers" "$@"

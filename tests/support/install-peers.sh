#!/bin/sh
# install-peers.sh - installs the comparers we are held against, and prints where they are
#
# Usage: install-peers.sh
#
# tests/bench/peers/package-lock.json names the versions; they go to build/bench/peers,
# once. Both make bench and make accuracy ask these.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
named=$root/tests/bench/peers
peers=$root/build/bench/peers

mkdir -p "$peers"
if ! cmp -s "$named/package-lock.json" "$peers/installed-lock.json"; then
    echo "tksnap: installing the peers from npm" >&2
    cp "$named/package.json" "$named/package-lock.json" "$peers/"
    # not "npm ci": it insists on the binaries for every other platform too
    (cd "$peers" && npm install --no-save --ignore-scripts --no-audit --no-fund >&2)
    cp "$named/package-lock.json" "$peers/installed-lock.json"
fi
echo "$peers"

#!/bin/sh
# build.sh - configures and builds a preset, quietly unless something is wrong
#
# Usage: build.sh PRESET [CMAKE-OPTION]...
#
# What cmake found matters only when it did not find something; it is kept in
# build/configure-PRESET.log.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
cd "$(dirname "$0")/../.."
preset=${1:?usage: build.sh PRESET [CMAKE-OPTION]...}
shift

log=build/configure-$preset.log
mkdir -p build
cmake --preset "$preset" "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
cmake --build --preset "$preset"

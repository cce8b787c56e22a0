#!/bin/sh
# install-libraries.sh - the snapshot libraries that tests ask what is right
#
# Usage: install-libraries.sh      (make test)
#
# Puts them below build/libraries, from their registries, by version: nothing of it
# reaches the system or the program. Silent and instant when they are there. Where they
# cannot be had it says so; the tests that want them are skipped then.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
cd "$(dirname "$0")/../.."

syrupy=7.0.2

libraries=build/libraries
log=$libraries/install.log
mkdir -p "$libraries"

# A file tells that all of it is there, so that a broken one is never taken for whole.
install_syrupy() {
    if [ -e "$libraries/python/.syrupy-$syrupy" ]; then
        return 0
    fi
    echo "tksnap: installing for 'test' below $libraries: syrupy $syrupy" >&2
    rm -rf "$libraries/python"
    if python3 -m venv "$libraries/python" >"$log" 2>&1 &&
        "$libraries/python/bin/python3" -m pip install --quiet --disable-pip-version-check \
            "syrupy==$syrupy" >>"$log" 2>&1; then
        : >"$libraries/python/.syrupy-$syrupy"
    else
        rm -rf "$libraries/python"
        echo "tksnap: syrupy cannot be installed ($log); tests that ask it are skipped" >&2
    fi
}

install_syrupy

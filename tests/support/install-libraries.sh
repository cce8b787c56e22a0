#!/bin/sh
# install-libraries.sh - the snapshot libraries that tests ask what is right
#
# Usage: install-libraries.sh      (make test)
#
# Puts them below build/libraries, from their registries, in the versions that the
# manifests in tests/interop name: nothing of it reaches the system or the program. Silent
# and instant when they are there. What cannot be had is told; the tests that want it are
# skipped then.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
cd "$(dirname "$0")/../.."

interop=tests/interop
libraries=$PWD/build/libraries
mkdir -p "$libraries"

# provide NAME STAMP MANIFEST COMMAND...: runs the command unless the stamp says that all
# that the manifest names is there. A broken installation never gets one.
provide() {
    name=$1 stamp=$libraries/$2 manifest=$3
    shift 3
    if cmp -s "$manifest" "$stamp"; then
        return 0
    fi
    echo "tksnap: installing for 'test' below build/libraries: $name" >&2
    rm -f "$stamp"
    mkdir -p "${stamp%/*}"
    if ("$@") >"$libraries/install-$name.log" 2>&1; then
        cp "$manifest" "$stamp"
    else
        echo "tksnap: $name cannot be installed (build/libraries/install-$name.log);" \
            "tests that ask it are skipped" >&2
    fi
}

install_python() {
    python=$libraries/python/bin/python3
    "$python" -m pip --version || python3 -m venv --clear "$libraries/python"
    "$python" -m pip install --quiet --disable-pip-version-check \
        -r "$interop/$1/requirements.txt"
}

# The modules, and what they need of the standard library compiled.
install_go() {
    GOMODCACHE=$libraries/go GOCACHE=$libraries/go-build GOFLAGS="-mod=readonly -modcacherw"
    export GOMODCACHE GOCACHE GOFLAGS GOTOOLCHAIN=local GOWORK=off
    cd "$1" && go vet ./...
}

# Not "npm ci": it insists on the binaries for every other platform too.
install_jest() {
    rm -rf "$libraries/jest"
    mkdir -p "$libraries/jest"
    cp $interop/jest/package.json $interop/jest/package-lock.json "$libraries/jest/"
    cd "$libraries/jest" && npm install --no-save --ignore-scripts --no-audit --no-fund
}

# The crate, which the manifest pins, and the program of the same version.
install_insta() {
    CARGO_HOME=$libraries/cargo
    export CARGO_HOME
    version=$(sed -n 's/^insta = .*"=\([0-9.]*\)".*/\1/p' $interop/insta/Cargo.toml)
    rm -rf "$libraries/insta"
    mkdir -p "$libraries/insta/src"
    cp $interop/insta/Cargo.toml "$libraries/insta/"
    : >"$libraries/insta/src/lib.rs"
    cargo fetch --manifest-path "$libraries/insta/Cargo.toml" &&
        cargo install --locked --root "$libraries/cargo" "cargo-insta@$version"
}

for package in approvals syrupy; do
    provide $package python/.installed-$package $interop/$package/requirements.txt \
        install_python $package
done
for module in go-snaps goldie cupaloy autogold gotest-tools; do
    provide $module go/.installed-$module $interop/$module/go.sum install_go $interop/$module
done
provide insta insta/.installed-insta $interop/insta/Cargo.toml install_insta
provide jest jest/.installed-jest $interop/jest/package-lock.json install_jest

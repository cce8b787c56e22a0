#!/bin/sh
# run.sh - installs the peers, builds tksnap, and measures them side by side
#
#     sh tests/bench/run.sh [--no-build] [options of bench.py, see --help]
#
# Everything it makes is in build/bench. Packages that are missing are installed, and
# the peers from npm, PyPI and crates.io at the versions that the files in peers/ name.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bench=$root/build/bench
release=$root/build/release

say() {
    echo "bench: $*" >&2
}

# The scores' reference programs are no more than that: what cannot be installed is left out.
install_scores() {
    if cmp -s "$here/peers/requirements.txt" "$peers/installed-requirements.txt"; then
        return 0
    fi
    say "installing flip-evaluator and blazediff-ssim from PyPI"
    rm -rf "$peers/python"
    pip3 install --quiet --disable-pip-version-check --target "$peers/python" \
        -r "$here/peers/requirements.txt" >&2 || return 1
    cp "$here/peers/requirements.txt" "$peers/installed-requirements.txt"
}

# cargo decides itself whether anything is to be built again.
build_ssimulacra2() {
    if ! command -v cargo >/dev/null; then
        say "there is no cargo"
        return 1
    fi
    mkdir -p "$peers/ssimulacra2/src"
    cp "$here/peers/ssimulacra2/Cargo.toml" "$peers/ssimulacra2/"
    cp "$here/peers/ssimulacra2/src/main.rs" "$peers/ssimulacra2/src/"
    (cd "$peers/ssimulacra2" && cargo build --release --quiet --target-dir target >&2)
}

# What lists pending snapshots, by version; its row is measured without it otherwise.
install_insta() {
    insta=1.49.0
    if [ -e "$peers/cargo/installed-$insta" ]; then
        return 0
    fi
    if ! command -v cargo >/dev/null; then
        say "there is no cargo"
        return 1
    fi
    say "installing cargo-insta $insta from crates.io"
    cargo install --quiet --locked --root "$peers/cargo" --version "$insta" cargo-insta >&2 &&
        : >"$peers/cargo/installed-$insta"
}

build=yes
if [ "${1-}" = --no-build ]; then
    build=no
    shift
fi
"$root/tests/support/install-packages.sh" build bench
peers=$("$root/tests/support/install-peers.sh")
cp "$here/peers/batch.mjs" "$here/peers/calls.mjs" "$here/peers/calls.py" \
    "$here/peers/policy.xml" "$peers/"
install_scores || say "flip-evaluator and blazediff-ssim are not there"
build_ssimulacra2 || say "ssimulacra2 is not there"
install_insta || say "cargo-insta is not there"
cc -std=c11 -D_GNU_SOURCE -O2 -static -o "$bench/spawn" "$here/spawn.c"
if [ "$build" = yes ]; then
    "$root/tests/support/build.sh" release -DTKSNAP_BUILD_TESTS=OFF >&2
fi
if [ -e "$release/libtksnap.so" ]; then
    cc -std=c11 -D_GNU_SOURCE -O2 -I "$root/include" -o "$bench/calls" "$here/calls.c" \
        -L "$release" -ltksnap -Wl,-rpath,"$release"
    cc -std=c11 -D_GNU_SOURCE -O2 -I "$root/include" -o "$bench/keep" "$here/keep.c" \
        -L "$release" -ltksnap -Wl,-rpath,"$release"
    # inside the library: no call of its own reads a snapshot file and no more
    cc -std=c11 -D_GNU_SOURCE -O2 -I "$root/include" -I "$root/src" -o "$bench/parse" \
        "$here/parse.c" "$release/libtksnap.a" -pthread
fi
exec python3 -B "$here/bench.py" --build "$bench" "$@"

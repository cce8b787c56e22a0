#!/bin/sh
# run.sh - tksnap and cargo-insta put the same inline snapshots into the same sources
#
# Usage: run.sh [--install] PROGRAM FOLDER
#
# The real insta runs a crate's tests and leaves .pending-snap files; both tools accept
# them, each in a copy of its own. Where cargo-insta is right the sources have to be the
# same byte for byte, with CR LF the same but for that, which cargo-insta takes away; and
# what tksnap wrote has to pass with INSTA_UPDATE=no, the rest included. Then some are
# accepted by one and the others by the other, and all is undone.
#
# Without cargo, cargo-insta and the crate's packages on the machine it is skipped;
# --install fetches and builds them (some minutes).
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
install=
if [ "$1" = --install ]; then
    install=yes
    shift
fi
program=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
source=$(dirname "$(realpath "$0")")

skip() {
    echo "skipped: $1; tests/interop/insta_inline/run.sh --install PROGRAM FOLDER fetches it" >&2
    exit 77
}
fail() {
    echo "insta_inline: $1" >&2
    exit 1
}

command -v cargo >/dev/null || skip "there is no cargo"
PATH=$folder/root/bin:$PATH
export CARGO_TARGET_DIR="$folder/target" CARGO_TERM_COLOR=never
unset CI INSTA_PENDING_DIR INSTA_WORKSPACE_ROOT
export CARGO_NET_OFFLINE=true
if [ -n "$install" ]; then
    CARGO_NET_OFFLINE=false
    command -v cargo-insta >/dev/null || cargo install --root "$folder/root" cargo-insta
fi
command -v cargo-insta >/dev/null || skip "there is no cargo-insta"

# ---- a crate with inline snapshots that are all out of date
crate=$folder/crate
many=200
rm -rf "$crate" "$folder/theirs" "$folder/pending" "$folder/ours"
mkdir -p "$crate/.git" "$crate/src"
cp "$source/Cargo.toml" "$crate/"
cp "$source/src/"*.rs "$crate/src/"
sed 's/$/\r/' "$source/src/right.rs" | head -c -2 >"$crate/src/crlf.rs" # no end of line at the end
for kind in right any; do
    seq "$many" | sed "s/.*/#[test]\nfn text_&() {\n    insta::assert_snapshot!(crate::${kind}_text(&), @\"old\");\n}\n/" \
        >"$crate/src/random_$kind.rs"
done

run_tests() {
    (cd "$1" && cargo test --quiet) >"$folder/cargo.log" 2>&1
}
if ! INSTA_FORCE_PASS=1 INSTA_UPDATE=new run_tests "$crate"; then
    [ -n "$install" ] || ! grep -q 'offline\|no matching package' "$folder/cargo.log" ||
        skip "there is no package insta"
    cat "$folder/cargo.log" >&2
    fail "the crate's run failed"
fi
cp -a "$crate" "$folder/pending"

# ---- the same list for editors, but for texts that cargo-insta changes as it reads them
cp -a "$folder/pending" "$folder/theirs"
cd "$folder/theirs"
rm src/.wrong.rs.pending-snap src/.random_any.rs.pending-snap
cargo insta pending-snapshots --as-json 2>/dev/null | LC_ALL=C sort >"$folder/theirs.json"
"$program" status --format insta-json | LC_ALL=C sort >"$folder/ours.json"
[ "$(wc -l <"$folder/ours.json")" -gt "$many" ] || fail "too few snapshots are pending"
diff "$folder/theirs.json" "$folder/ours.json" >&2 || fail "the list for editors is another"

# ---- accept
cp "$folder/pending/src/."*.pending-snap src/
cargo insta accept --quiet >"$folder/cargo.log" 2>&1 || fail "cargo insta accept failed"
cd "$crate"
count=$("$program" status --porcelain | wc -l)
"$program" accept --quiet --all --yes="$count" || fail "tksnap accept failed"
for file in right random_right; do
    diff "$folder/theirs/src/$file.rs" "src/$file.rs" >&2 || fail "accepting made another $file.rs"
done
{ sed 's/\r$//' src/crlf.rs && echo; } >"$folder/crlf.rs"
diff "$folder/theirs/src/crlf.rs" "$folder/crlf.rs" >&2 || fail "accepting made another crlf.rs"
[ "$(grep -cv "$(printf '\r')\$" src/crlf.rs)" = 1 ] || fail "line ends were changed"
[ -z "$(find . -name '.*.pending-snap')" ] || fail "something is left pending"
INSTA_UPDATE=no run_tests "$crate" || {
    cat "$folder/cargo.log" >&2
    fail "the tests do not pass with what was accepted"
}
cp -a "$crate" "$folder/ours"
"$program" undo --quiet || fail "tksnap undo failed"
diff -r --exclude=.tksnap "$folder/pending" "$crate" >&2 || fail "undo did not bring everything back"

# ---- some by one, the others by the other: both leave records that the other understands
line=$(grep -n 'assert_snapshot!("a\\nb"' src/right.rs | cut -d: -f1)
for first in ours theirs; do
    rm -rf "$folder/theirs"
    cp -a "$folder/pending" "$folder/theirs"
    cd "$folder/theirs"
    rm src/.wrong.rs.pending-snap src/.random_any.rs.pending-snap # theirs is wrong there
    if [ $first = ours ]; then
        "$program" accept --quiet "src/right.rs:$line" || fail "tksnap accept of one failed"
        cargo insta accept --quiet >"$folder/cargo.log" 2>&1 || fail "cargo insta accept failed"
    else
        cargo insta accept --quiet --snapshot "src/right.rs:$line" >"$folder/cargo.log" 2>&1 ||
            fail "cargo insta accept of one failed"
        "$program" accept --quiet --all --yes="$("$program" status --porcelain | wc -l)" ||
            fail "tksnap accept of the others failed"
    fi
    diff "$folder/ours/src/right.rs" src/right.rs >&2 || fail "one by $first first made another right.rs"
done

# ---- left elsewhere by the tests
cd "$crate"
mkdir -p target/elsewhere
find . -name '.*.pending-snap' -exec rm {} +
INSTA_PENDING_DIR=$crate/target/elsewhere INSTA_FORCE_PASS=1 INSTA_UPDATE=new run_tests "$crate" ||
    fail "the run with INSTA_PENDING_DIR failed"
[ -z "$(find src -name '.*.pending-snap')" ] || fail "INSTA_PENDING_DIR was not heeded"
INSTA_PENDING_DIR=target/elsewhere "$program" accept --quiet --all --yes="$count" ||
    fail "tksnap accept with INSTA_PENDING_DIR failed"
diff -r "$folder/ours/src" src >&2 || fail "what was left elsewhere made other sources"
rm -rf "$crate"
cp -a "$folder/pending" "$crate"

# ---- reject
rm -rf "$folder/theirs"
cp -a "$folder/pending" "$folder/theirs"
(cd "$folder/theirs" && cargo insta reject --quiet) >"$folder/cargo.log" 2>&1 ||
    fail "cargo insta reject failed"
cd "$crate"
"$program" reject --quiet --all --yes="$count" || fail "tksnap reject failed"
diff -r --exclude=.tksnap "$folder/theirs" "$crate" >&2 || fail "rejecting made other files"
"$program" undo --quiet || fail "tksnap undo failed"
diff -r --exclude=.tksnap "$folder/pending" "$crate" >&2 || fail "undo did not bring everything back"

echo "insta_inline: $count snapshots accepted and rejected as $(cargo-insta --version) does"

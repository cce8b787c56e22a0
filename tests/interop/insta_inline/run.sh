#!/bin/sh
# run.sh - tksnap and cargo-insta put the same inline snapshots into the same sources
#
# Usage: run.sh PROGRAM FOLDER LIBRARIES
#
# The real insta runs a crate's tests and leaves .pending-snap files; both tools accept
# them, each in a copy of its own. Where cargo-insta is right the sources have to be the
# same byte for byte, with CR LF the same but for that, which cargo-insta takes away; and
# what tksnap wrote has to pass with INSTA_UPDATE=no, the rest included. Then some are
# accepted by one and the others by the other, and all is undone.
#
# Everything is made below FOLDER. LIBRARIES is where tests/support/install-libraries.sh puts
# cargo-insta and the crate's packages; without them it is skipped.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck source=tests/interop/library.sh
. "$(dirname "$0")/../library.sh"
use_insta

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
    (cd "$1" && cargo test --quiet) >"$folder/log" 2>&1
}
INSTA_FORCE_PASS=1 INSTA_UPDATE=new run_tests "$crate" || fail "the crate's run failed"
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
cargo insta accept --quiet >"$folder/log" 2>&1 || fail "cargo insta accept failed"
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
INSTA_UPDATE=no run_tests "$crate" ||
    fail "the tests do not pass with what was accepted"
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
        cargo insta accept --quiet >"$folder/log" 2>&1 || fail "cargo insta accept failed"
    else
        cargo insta accept --quiet --snapshot "src/right.rs:$line" >"$folder/log" 2>&1 ||
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

# ---- and outside of the repository
outside=$folder/outside
cd "$crate"
rm -rf "$outside" "$folder/left" "$folder/clean"
find . -name '.*.pending-snap' -exec rm {} +
cp -a "$crate" "$folder/clean"
INSTA_PENDING_DIR=$outside INSTA_FORCE_PASS=1 INSTA_UPDATE=new run_tests "$crate" ||
    fail "the run with INSTA_PENDING_DIR outside failed"
[ -z "$(find . -name '.*.pending-snap')" ] || fail "INSTA_PENDING_DIR outside was not heeded"
cp -a "$outside" "$folder/left"
for deed in accept reject; do
    INSTA_PENDING_DIR=$outside "$program" $deed --quiet --all --yes="$count" ||
        fail "tksnap $deed of what is outside failed"
    if [ $deed = accept ]; then
        diff -r "$folder/ours/src" src >&2 || fail "what was left outside made other sources"
        INSTA_UPDATE=no run_tests "$crate" ||
            fail "the tests do not pass with what was accepted from outside"
    fi
    [ -z "$(find "$outside" -type f)" ] || fail "something is left outside after $deed"
    INSTA_PENDING_DIR=$outside "$program" undo --quiet || fail "tksnap undo failed"
    diff -r "$folder/clean/src" src >&2 || fail "undo did not bring every source back"
    diff -r "$folder/left" "$outside" >&2 || fail "undo did not bring back what was outside"
done
cd "$folder"
rm -rf "$crate" "$outside" "$folder/left" "$folder/clean"
cp -a "$folder/pending" "$crate"
cd "$crate"

# ---- reject
rm -rf "$folder/theirs"
cp -a "$folder/pending" "$folder/theirs"
(cd "$folder/theirs" && cargo insta reject --quiet) >"$folder/log" 2>&1 ||
    fail "cargo insta reject failed"
cd "$crate"
"$program" reject --quiet --all --yes="$count" || fail "tksnap reject failed"
diff -r --exclude=.tksnap "$folder/theirs" "$crate" >&2 || fail "rejecting made other files"
"$program" undo --quiet || fail "tksnap undo failed"
diff -r --exclude=.tksnap "$folder/pending" "$crate" >&2 || fail "undo did not bring everything back"

cd "$folder"
rm -rf "$crate" "$folder/ours" "$folder/pending" "$folder/theirs" # nothing is left pending
echo "insta_inline: $count snapshots accepted and rejected as $(cargo-insta --version) does"

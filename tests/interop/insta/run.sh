#!/bin/sh
# run.sh - tksnap and cargo-insta do the same to the same pending snapshots
#
# Usage: run.sh PROGRAM FOLDER LIBRARIES
#
# A crate writes snapshots with the real insta, its output changes, and what is pending
# then is accepted by both, each in a copy of its own. All files have to be the same byte
# for byte, the crate's tests have to pass with INSTA_UPDATE=no, and undo has to bring back
# every byte; the same for reject, and the same list for editors.
#
# Everything is made below FOLDER. LIBRARIES is where tests/support/install-libraries.sh puts
# cargo-insta and the crate's packages; without them it is skipped.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck source=tests/interop/library.sh
. "$(dirname "$0")/../library.sh"
use_insta
export INSTA_FORCE_PASS=1

# ---- a crate with baselines, then with pending snapshots; below .git, as in a repository
crate=$folder/crate
rm -rf "$crate" "$folder/theirs" "$folder/pending"
mkdir -p "$crate/.git" "$crate/src"
cp "$source/Cargo.toml" "$crate/"
cp "$source/src/lib.rs" "$crate/src/"

run_tests() {
    (cd "$crate" && cargo test --quiet) >"$folder/log" 2>&1
}
PHASE=1 INSTA_UPDATE=always run_tests || fail "the crate's first run failed"
PHASE=2 INSTA_UPDATE=new run_tests || fail "the crate's second run failed"
cp -a "$crate" "$folder/pending"
count=$(find "$crate" -name '*.snap.new' | wc -l)
[ "$count" -ge 15 ] || fail "only $count snapshots are pending"

# ---- the same list for editors; cargo-insta panics on binaries, so those are taken out
cp -a "$folder/pending" "$folder/theirs"
find "$folder/theirs" -name '*.snap*' -exec grep -lZ 'snapshot_kind: binary' {} + |
    xargs -0 rm
(cd "$folder/theirs" && cargo insta pending-snapshots --as-json 2>/dev/null) |
    LC_ALL=C sort >"$folder/theirs.json"
(cd "$folder/theirs" && "$program" status --format insta-json) | LC_ALL=C sort >"$folder/ours.json"
[ -s "$folder/ours.json" ] || fail "the list for editors is empty"
diff "$folder/theirs.json" "$folder/ours.json" >&2 || fail "the list for editors is another"
rm -rf "$folder/theirs"

# ---- accept
cp -a "$folder/pending" "$folder/theirs"
(cd "$folder/theirs" && cargo insta accept --quiet) >"$folder/log" 2>&1 ||
    fail "cargo insta accept failed"
(cd "$crate" && "$program" accept --quiet --all --yes="$count") || fail "tksnap accept failed"
same "$folder/theirs" "$crate" "accepting made other files"
PHASE=2 INSTA_FORCE_PASS=0 INSTA_UPDATE=no run_tests ||
    fail "the crate's tests do not pass with what was accepted"
same "$folder/theirs" "$crate" "the crate's tests changed what was accepted"
(cd "$crate" && "$program" undo --quiet) || fail "tksnap undo failed"
same "$folder/pending" "$crate" "undo did not bring everything back"

# ---- left outside of the repository by the tests
outside=$folder/outside
rm -rf "$outside" "$folder/left" "$folder/clean"
find "$crate" -name '*.snap.new*' -exec rm {} +
cp -a "$crate" "$folder/clean"
PHASE=2 INSTA_UPDATE=new INSTA_PENDING_DIR=$outside run_tests ||
    fail "the run with INSTA_PENDING_DIR failed"
same "$folder/clean" "$crate" "INSTA_PENDING_DIR was not heeded"
cp -a "$outside" "$folder/left"
export INSTA_PENDING_DIR="$outside"
(cd "$crate" && "$program" accept --quiet --all --yes="$count") ||
    fail "tksnap accept with INSTA_PENDING_DIR failed"
same "$folder/theirs" "$crate" "accepting what was left outside made other files"
[ -z "$(find "$outside" -type f)" ] || fail "something is left pending outside"
PHASE=2 INSTA_FORCE_PASS=0 INSTA_UPDATE=no run_tests ||
    fail "the crate's tests do not pass with what was accepted from outside"
! (cd "$crate" && INSTA_PENDING_DIR='' "$program" undo) >"$folder/log" 2>&1 ||
    fail "an undo reached a folder that was not named"
(cd "$crate" && "$program" undo --quiet) || fail "tksnap undo failed"
same "$folder/clean" "$crate" "undo did not bring everything back"
same "$folder/left" "$outside" "undo did not bring back what was outside"
(cd "$crate" && "$program" reject --quiet --all --yes="$count") ||
    fail "tksnap reject with INSTA_PENDING_DIR failed"
same "$folder/clean" "$crate" "rejecting what was left outside changed the crate"
[ -z "$(find "$outside" -type f)" ] || fail "something is left outside"
(cd "$crate" && "$program" undo --quiet) || fail "tksnap undo failed"
(cd "$crate" && cargo insta accept --quiet) >"$folder/log" 2>&1 ||
    fail "cargo insta accept with INSTA_PENDING_DIR failed"
same "$folder/theirs" "$crate" "cargo insta accepts something else from outside"
unset INSTA_PENDING_DIR
rm -rf "$crate" "$outside" "$folder/left" "$folder/clean"
cp -a "$folder/pending" "$crate"

# ---- reject
rm -rf "$folder/theirs"
cp -a "$folder/pending" "$folder/theirs"
(cd "$folder/theirs" && cargo insta reject --quiet) >"$folder/log" 2>&1 ||
    fail "cargo insta reject failed"
(cd "$crate" && "$program" reject --quiet --all --yes="$count") || fail "tksnap reject failed"
same "$folder/theirs" "$crate" "rejecting made other files"
(cd "$crate" && "$program" undo --quiet) || fail "tksnap undo failed"
same "$folder/pending" "$crate" "undo did not bring everything back"

rm -rf "$crate" "$folder/pending" "$folder/theirs" # nothing is left pending
echo "insta: $count snapshots accepted and rejected as $(cargo-insta --version) does"

# library.sh - a project of a library's: record, accept, reject and undo against the library
#
# Sourced by tests/interop/NAME/run.sh PROGRAM FOLDER LIBRARIES, which then calls use_go or
# use_insta, where it is one of those, and
#
#     judge FILES CHECK UPDATE
#
# FILES: what the project is made of, from the script's folder. CHECK: the command that
# runs its tests. UPDATE: the same with the library's switch for new baselines.
#
# The project's tests look at PHASE: with 1 they make the baselines, with 2 their output
# has changed, some are new and some gone. What UPDATE makes of the baselines then is what
# accepting has to make of them, byte for byte and in mode, all at once and one by one;
# rejecting has to leave them as they were, and undo to bring back either. status.txt has
# what `tksnap status` must say in between.
#
# LIBRARIES is where tests/support/install-libraries.sh puts the libraries. Everything is
# made below FOLDER.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck shell=sh
set -eu
program=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
libraries=$(realpath -m "$3")
source=$(dirname "$(realpath "$0")")
name=$(basename "$source")
project=$folder/project
unset CI UPDATE_SNAPS UPDATE_SNAPSHOTS GOLDIE_UPDATE TKSNAP_UPDATE

skip() {
    echo "skipped: $1 (tests/support/install-libraries.sh)" >&2
    exit 77
}

fail() {
    echo "$name: $1" >&2
    if [ -e "$folder/log" ]; then
        sed 's/^/    /' "$folder/log" >&2
    fi
    exit 1
}

# A library of Go's, in the version that go.mod names.
use_go() {
    [ -e "$libraries/go/.installed-$name" ] || skip "the module is not in $libraries/go"
    export GOMODCACHE="$libraries/go" GOCACHE="$libraries/go-build" GOFLAGS=-mod=readonly
    export GOPROXY=off GOTOOLCHAIN=local GOWORK=off
}

# insta and cargo-insta, in the version that insta/Cargo.toml names.
use_insta() {
    command -v cargo >/dev/null || skip "there is no cargo"
    [ -e "$libraries/insta/.installed-insta" ] || skip "there is no cargo-insta in $libraries"
    PATH=$libraries/cargo/bin:$PATH
    export CARGO_HOME="$libraries/cargo" CARGO_NET_OFFLINE=true CARGO_TERM_COLOR=never
    export CARGO_TARGET_DIR="$folder/target"
    unset INSTA_PENDING_DIR INSTA_WORKSPACE_ROOT
}

# in_phase NUMBER COMMAND: in the project's folder, or in that of $where
in_phase() {
    (cd "${where:-$project}" && PHASE=$1 sh -c "$2") >"$folder/log" 2>&1
}

tksnap() {
    (cd "$project" && "$program" "$@") >"$folder/log" 2>&1
}

# What the tests leave beside the snapshots is nobody's.
modes() {
    (cd "$1" && find . \( -name .tksnap -o -name __pycache__ -o -name .pytest_cache \
        -o -name .approval_tests_temp -o -name '*.autogold.tmp' \) -prune -o -type f -printf '%m %P\n' | LC_ALL=C sort)
}

same() {
    diff -r --exclude=.tksnap --exclude=__pycache__ --exclude=.pytest_cache \
        --exclude=.approval_tests_temp --exclude='*.autogold.tmp' "$1" "$2" >"$folder/log" 2>&1 || fail "$3"
    modes "$1" >"$folder/modes"
    modes "$2" | diff "$folder/modes" - >"$folder/log" 2>&1 || fail "$3: the modes differ"
}

says_pending() {
    (cd "$project" && "$program" status --porcelain) >"$folder/status.txt" || fail "no status"
    diff -u "$source/status.txt" "$folder/status.txt" >"$folder/log" 2>&1 ||
        fail "other items are pending than in status.txt"
}

says_nothing() {
    (cd "$project" && "$program" status --porcelain) >"$folder/log" || fail "no status"
    [ ! -s "$folder/log" ] || fail "$1, and something is pending"
}

# ---- a project with baselines, then with code that has changed, and what the library makes of it
make_project() {
    rm -rf "$folder/project" "$folder/old" "$folder/theirs"
    mkdir -p "$project/.git"
    for file in $files; do
        cp "$source/$file" "$project/"
    done
    in_phase 1 "$update" || true # some libraries fail in the run that writes
    in_phase 1 "$check" || fail "the tests do not pass with the baselines they made"
    cp -a "$project" "$folder/old"
    cp -a "$project" "$folder/theirs"
    where=$folder/theirs
    ! in_phase 2 "$check" || fail "the code has changed and the tests pass"
    in_phase 2 "$update" || true
    in_phase 2 "$check" || fail "the tests do not pass with what the library updated"
    where=
}

record() {
    in_phase 2 "'$program' record -- $update" || [ $? = 1 ] || fail "tksnap record failed"
    same "$folder/old" "$project" "recording did not put everything back"
    says_pending
}

accept_all() {
    tksnap accept --all --yes="$count" || fail "tksnap accept failed"
    same "$folder/theirs" "$project" "accepting makes other files than the library"
    says_nothing "all was accepted"
    in_phase 2 "$check" || fail "the tests do not pass with what was accepted"
    in_phase 2 "$update" || true
    same "$folder/theirs" "$project" "the library changes what was accepted"
}

undo() {
    tksnap undo || fail "tksnap undo failed"
    same "$folder/old" "$project" "undo did not bring everything back"
    says_pending
}

reject_all() {
    tksnap reject --all --yes="$count" || fail "tksnap reject failed"
    same "$folder/old" "$project" "rejecting changed files"
    says_nothing "all was rejected"
}

# From the last on: go-snaps appends, and of the new tests the one named last runs first.
accept_each() {
    for number in $(seq "$count" -1 1); do
        tksnap accept "#$number" || fail "tksnap accept '#$number' failed"
    done
    same "$folder/theirs" "$project" "accepting one by one makes other files than the library"
    says_nothing "each was accepted"
}

judge() {
    files=$1 check=$2 update=$3
    make_project
    record
    count=$(wc -l <"$source/status.txt")
    accept_all
    undo
    reject_all
    undo
    accept_each
    echo "$name: $count changes recorded, accepted, rejected and undone as the library would"
}

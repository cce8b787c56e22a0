#!/bin/sh
# run.sh - what approvaltests received, decided on by tksnap and judged by approvaltests
#
# Usage: run.sh PROGRAM FOLDER LIBRARIES     (see ../library.sh)
#
# Approval libraries leave what is pending themselves, and their own way to accept it is to
# move the received file over the approved one.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck source=tests/interop/library.sh
. "$(dirname "$0")/../library.sh"
python=$libraries/python/bin/python3
[ -e "$libraries/python/.installed-approvals" ] || skip "there is no approvaltests in $libraries"
check="$python -m pytest -q"

# approve FOLDER: as the library says it is done
approve() {
    find "$1" -name '*.received.*' | while read -r received; do
        mv "$received" "$(echo "$received" | sed 's/\.received\./.approved./')"
    done
}

# ---- a project with baselines, then with received files
rm -rf "$project" "$folder/pending" "$folder/theirs" "$folder/rejected"
mkdir -p "$project/.git"
cp "$source/test_pages.py" "$project/"
in_phase 1 "$check" || approve "$project"
in_phase 1 "$check" || fail "the tests do not pass with what was approved"
! in_phase 2 "$check" || fail "the code has changed and the tests pass"
cp -a "$project" "$folder/pending"
cp -a "$project" "$folder/theirs"
approve "$folder/theirs"
cp -a "$project" "$folder/rejected"
find "$folder/rejected" -name '*.received.*' -delete
says_pending
count=$(wc -l <"$source/status.txt")

# ---- decisions
tksnap accept --all --yes="$count" || fail "tksnap accept failed"
same "$folder/theirs" "$project" "accepting makes other files than moving them"
says_nothing "all was accepted"
in_phase 2 "$check" || fail "the tests do not pass with what was accepted"
same "$folder/theirs" "$project" "the tests changed what was accepted"
tksnap undo || fail "tksnap undo failed"
same "$folder/pending" "$project" "undo did not bring everything back"
tksnap reject --all --yes="$count" || fail "tksnap reject failed"
same "$folder/rejected" "$project" "rejecting changed more than it should"
tksnap undo || fail "tksnap undo failed"
same "$folder/pending" "$project" "undo did not bring everything back"
says_pending
echo "approvals: $count changes accepted, rejected and undone as approvaltests would"

#!/bin/sh
# run.sh - changes of syrupy's snapshots, decided on by tksnap and judged by syrupy
#
# Usage: run.sh PROGRAM FOLDER LIBRARIES     (see ../library.sh)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck source=tests/interop/library.sh
. "$(dirname "$0")/../library.sh"
python=$libraries/python/bin/python3
[ -e "$libraries/python/.installed-syrupy" ] || skip "there is no syrupy in $libraries"
check="$python -m pytest -q"
judge "test_later.py test_more.py test_pages.py" "$check" "$check --snapshot-update"

#!/bin/sh
# run.sh - changes of autogold's snapshots, decided on by tksnap and judged by autogold
#
# Usage: run.sh PROGRAM FOLDER LIBRARIES     (see ../library.sh)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck source=tests/interop/library.sh
. "$(dirname "$0")/../library.sh"
use_go
judge "go.mod go.sum pages_test.go" "go test -count=1 ./..." \
    "go test -count=1 ./... -update -clean"

#!/bin/sh
# run.sh - changes of Jest's snapshots, decided on by tksnap and judged by Jest
#
# Usage: run.sh PROGRAM FOLDER LIBRARIES     (see ../library.sh)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck source=tests/interop/library.sh
. "$(dirname "$0")/../library.sh"
modules=$libraries/jest/node_modules
[ -d "$modules/jest" ] || skip "there is no Jest in $libraries"
command -v node >/dev/null || skip "there is no node"
jest="node $modules/jest/bin/jest.js"
judge "package.json pages.test.js" "$jest --ci" "$jest -u"

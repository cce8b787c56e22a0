#!/bin/sh
# reject.sh - rejecting removes what waits and keeps the baseline
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_baseline s/a.snap 'old'
insta_pending s/a.snap 'new'
insta_binary s/b.snap bin 'bytes'
tksnap reject --json a.snap | is_json
try reject s/
files
try reject a.snap

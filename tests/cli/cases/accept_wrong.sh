#!/bin/sh
# accept_wrong.sh - one bad file is reported and stops nobody else
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_pending s/good.snap 'good'
echo 'no header' >s/broken.snap.new
insta_binary s/lost.snap bin 'bytes'
rm s/lost.snap.new.bin
insta_pending s/theirs.snap 'new'
cat >s/theirs.snap <<'END'
// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`x 1`] = `1`;
END
insta_pending s/out.snap 'new'
ln -s /dev/null s/out.snap
mkdir s/folder.snap
insta_pending s/folder.snap 'new'
try status
try accept --all
files
tksnap accept broken.snap --json | is_json
try reject broken.snap lost.snap
try accept --all one.snap
try accept
try accept --yes=2 theirs.snap

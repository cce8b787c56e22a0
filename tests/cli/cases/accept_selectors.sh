#!/bin/sh
# accept_selectors.sh - a snapshot is named by the end of its path, a folder, a glob, a number, a kind
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
for name in crates/a/snapshots/x.snap crates/b/snapshots/x.snap crates/b/snapshots/y.snap \
    tests/snapshots/z.snap 'web/[slug].snap' web/s.snap web/deep/er/one.snap; do
    insta_pending "$name" "$name"
done
insta_baseline tests/snapshots/z.snap 'old'
try status
try accept --json b/snapshots/x.snap
try accept x.snap.new
try accept crates/
try accept 'web/[slug].snap'
try accept 'web/**/o?e.*'
try accept '#1'
try accept status:changed
try status
insta_pending a/one.snap 1
insta_pending a/two.snap 2
insta_pending a/three.snap 3
try -C a accept ./one.snap
(cd a && try accept ../a/two.snap)
try accept "$PWD/a/three.snap"
insta_pending src/api.snap 1
try accept api.snapp
try accept src/api.snap nothing.snap
try accept store:syrupy
try accept pi.snap
try accept ''
try accept '#0' '#2'
try accept store:insta
for name in g/ä.snap g/b1.snap g/b2.snap g/c/d.snap g/e.snap; do
    insta_pending $name x
done
try accept 'g/?.sn*'
try accept 'g/*/d.snap' 'b?.snap'

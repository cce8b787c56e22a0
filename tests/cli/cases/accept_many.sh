#!/bin/sh
# accept_many.sh - over twenty at once is said twice where nobody can be asked
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
for i in $(seq 10 31); do
    insta_pending "s/s$i.snap" "$i"
done
try accept --all
try accept --all --yes=21
try accept --all --yes many
try reject --all
try accept -q --all --yes=22
try status

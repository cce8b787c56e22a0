#!/bin/sh
# folders_broken.sh - pictures that cannot be read do not end the run
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir expected actual
for name in a b c; do
    cp white.png "expected/$name.png"
done
cp dots.png actual/a.png
cp truncated.png actual/b.png
cp white.png actual/c.png
try compare expected actual
try compare -q expected actual
try compare --json expected actual

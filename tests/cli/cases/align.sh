#!/bin/sh
# align.sh - what was inserted or deleted, and how much of that is tolerated
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --align white.png tall.png
try compare --align tall.png white.png
try compare --align white.png white.png
try compare --align white.png dots.png
try compare --json --align white.png tall.png
tksnap compare --json --align white.png tall.png | is_json >json
try compare --tolerate-shift 3 white.png tall.png
try compare --tolerate-shift 4 white.png tall.png
try compare --tolerate-shift 4 white.png dots.png
try compare --tolerate-shift four white.png tall.png
try compare --tolerate-shift 4 --diff-style aligned white.png tall.png drawn/aligned.png
there drawn/aligned.png
# two panels of the aligned height, and the rail between them
try compare --json drawn/aligned.png white.png
mkdir before after
cp white.png before/page.png
cp tall.png after/page.png
try compare --align before after

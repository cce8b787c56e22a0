#!/bin/sh
# explain_wrong.sh - explain called wrongly, or with what it cannot read
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git
try explain white.png
try explain white.png dots.png diff.png
try explain - -
try explain --budget 100 white.png dots.png
try explain --json --budget 0 white.png dots.png
try explain white.png missing.png
try explain white.png words.png
try explain --json white.png truncated.png
try explain -t 2 --metric pixel white.png dots.png

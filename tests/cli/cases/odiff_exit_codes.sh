#!/bin/sh
# odiff_exit_codes.sh - exit codes as odiff has them
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir empty expected actual
try compare --exit-code-style odiff white.png stored.png
try compare --exit-code-style odiff white.png dots.png
try compare --exit-code-style odiff white.png tall.png
try compare --exit-code-style odiff white.png missing.png
try compare --exit-code-style odiff empty empty
try compare --exit-code-style odiff white.png
try compare --exit-code-style odiff --frobnicate
cp white.png expected/a.png && cp tall.png actual/a.png
try compare --exit-code-style odiff expected actual
cp white.png expected/b.png && cp dots.png actual/b.png
try compare --exit-code-style odiff expected actual

#!/bin/sh
# dashes.sh - after -- everything is an operand
#
# SPDX-License-Identifier: MIT OR Apache-2.0

cp white.png ./-t
cp dots.png ./--json
try compare -- -t --json
try compare --max-pixels 3 -- -t --json
try compare ./-t ./--json

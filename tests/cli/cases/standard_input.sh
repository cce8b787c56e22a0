#!/bin/sh
# standard_input.sh - a dash is standard input
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare - dots.png <white.png
cp white.png copy.png
try compare white.png - <copy.png
try compare - - <copy.png
# a pipe, whose length nobody knows
# shellcheck disable=SC2002
cat dots.png | try compare white.png -
try compare white.png - </dev/null

#!/bin/sh
# commands.sh - commands that are wrong, and what was meant
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try
try compar white.png dots.png
try white.png dots.png
try frobnicate
try help compar
try help compare serve
try doctor now
try version now
try serve now
try completion
try completion tcsh

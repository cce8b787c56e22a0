#!/bin/sh
# pair_same.sh - two pictures with the same pixels
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare white.png white.png
try compare white.png stored.png
try compare white.png stored.png diff.png
try compare white.png stored.png --metric exact
try compare white.png faint.png
try compare --sensitivity 0.5 white.png faint.png
try compare --metric pixel white.png faint.png
there diff.png

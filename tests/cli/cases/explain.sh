#!/bin/sh
# explain.sh - what changed, in words
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try explain white.png dots.png
try explain dots.png white.png
try explain white.png stored.png
try explain white.png tall.png
try explain white.png faint.png
try explain --metric pixel white.png faint.png
try explain --metric exact white.png faint.png
try explain -i 0:0-19:9 white.png dots.png
try explain --max-pixels 3 white.png dots.png
try explain --quiet white.png dots.png
try explain - dots.png <white.png
try explain --score ssim,gmsd white.png dots.png

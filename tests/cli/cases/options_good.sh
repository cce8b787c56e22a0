#!/bin/sh
# options_good.sh - the ways an option may be spelled
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --metric pixel -t 0.1 white.png dots.png
try compare --metric pixel -t0.1 white.png dots.png
try compare --metric pixel --threshold 0.1 white.png dots.png
try compare --metric=pixel --threshold=.1 white.png dots.png
try compare white.png dots.png --metric pixel -qt1e-1
try compare white.png --max-pixels 3 dots.png
try -q compare white.png dots.png
try --color never compare white.png dots.png
try compare --sensitivity 0.01 white.png dots.png

#!/bin/sh
# options.sh - options that are wrong, and what was meant
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --trheshold 0.1 white.png dots.png
try compare --max-pixel 1 white.png dots.png
try compare --frobnicate white.png dots.png
try compare -x white.png dots.png
try compare --metric magic white.png dots.png
try compare --threshold
try compare --threshold abc white.png dots.png
try compare -t 1,5 white.png dots.png
try compare -t 0x1 white.png dots.png
try compare -t nan white.png dots.png
try compare -t -1 white.png dots.png
try compare -t 1.5 --metric pixel white.png dots.png
try compare -t 0.1 white.png dots.png
try compare --antialias count white.png dots.png
try compare --antialias count --metric exact white.png dots.png
try compare --sensitivity 2 --metric pixel white.png dots.png
try compare --sensitivity 0 white.png dots.png
try compare --sensitivity high white.png dots.png
try compare -t 0.1 --metric exact white.png dots.png
try compare --max-ratio 2 white.png dots.png
try compare --max-pixels many white.png dots.png
try compare --ignore 1:2 white.png dots.png
try compare --ignore 5:5-4:4 white.png dots.png
try compare --jobs 0 white.png dots.png
try compare --limit-side 99999999999 white.png dots.png
try compare --json=yes white.png dots.png
try compare -C nowhere white.png dots.png

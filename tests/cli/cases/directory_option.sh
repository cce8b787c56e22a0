#!/bin/sh
# directory_option.sh - -C works as if started there
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir -p inside/deeper
mv white.png inside
mv dots.png inside/deeper
try -C inside compare white.png deeper/dots.png
try compare -C inside white.png deeper/dots.png deeper/diff.png
try -C inside compare -C deeper ../white.png dots.png
there inside/deeper/diff.png

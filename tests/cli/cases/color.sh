#!/bin/sh
# color.sh - colour when it is asked for, and not otherwise
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir expected actual
cp white.png expected/a.png && cp dots.png actual/a.png
cp white.png expected/b.png && cp white.png actual/c.png
escapes() {
    sed 's/\x1b/ESC/g'
}
tksnap compare white.png dots.png | escapes
tksnap compare --color always white.png dots.png | escapes
tksnap compare --color always -v expected actual | escapes
FORCE_COLOR=1 tksnap compare white.png white.png | escapes
FORCE_COLOR=0 tksnap compare white.png white.png | escapes
FORCE_COLOR=1 NO_COLOR=1 tksnap compare white.png white.png | escapes
FORCE_COLOR=1 tksnap compare --color never white.png white.png | escapes
NO_COLOR=1 tksnap compare --color always white.png white.png | escapes

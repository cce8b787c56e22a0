#!/bin/sh
# folders_names.sh - a file's name cannot disturb the terminal
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir expected actual
name=$(printf 'a\033[31m\nb.png')
cp white.png "expected/$name"
cp dots.png "actual/$name"
try compare expected actual
tksnap compare --json expected actual | is_json

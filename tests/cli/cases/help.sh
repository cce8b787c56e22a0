#!/bin/sh
# help.sh - help of the program and of each command
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try --help
for command in compare serve doctor completion help version; do
    try "$command" --help
done
tksnap help compare >one
tksnap compare -h >two
cmp one two && echo "help compare is compare --help"

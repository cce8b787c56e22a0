#!/bin/sh
# completion_zsh.sh - what zsh makes of the tabulator key, and that all characters arrive
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
hard_to_type
echo x >'a file.txt'
typed zsh <"$CASES/completion_lines.txt"

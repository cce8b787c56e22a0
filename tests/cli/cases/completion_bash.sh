#!/bin/sh
# completion_bash.sh - what bash makes of the tabulator key, and that all characters arrive
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
hard_to_type
echo x >'a file.txt'
typed bash <"$CASES/completion_lines.txt"

#!/bin/sh
# explain_budget.sh - an explanation as JSON, cut to a budget
#
# SPDX-License-Identifier: MIT OR Apache-2.0

tksnap explain --json white.png dots.png | is_json
tksnap explain --json --budget 200 white.png dots.png | is_json
tksnap explain --json white.png stored.png | is_json
tksnap explain --json white.png tall.png | is_json

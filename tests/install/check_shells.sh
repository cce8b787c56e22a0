#!/bin/sh
# check_shells.sh - the installed completions parse in the shells they are for
#
# Usage: check_shells.sh PREFIX        (a shell that is not here is skipped, and said so)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
share=${1:?usage: check_shells.sh PREFIX}/share

parse() {
    shell=$1 script=$2
    if [ ! -s "$script" ]; then
        echo "check_shells.sh: $script is missing or empty" >&2
        exit 1
    fi
    if command -v "$shell" >/dev/null; then
        "$shell" -n "$script"
        echo "$shell: parses"
    else
        echo "$shell: skipped, not installed"
    fi
}

parse bash "$share/bash-completion/completions/tksnap"
parse zsh "$share/zsh/site-functions/_tksnap"
parse fish "$share/fish/vendor_completions.d/tksnap.fish"

# A completion that says nothing about the commands completes nothing.
grep -q compare "$share/bash-completion/completions/tksnap"
grep -q compare "$share/zsh/site-functions/_tksnap"
grep -q compare "$share/fish/vendor_completions.d/tksnap.fish"

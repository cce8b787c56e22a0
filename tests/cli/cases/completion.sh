#!/bin/sh
# completion.sh - what the completion scripts complete
#
# SPDX-License-Identifier: MIT OR Apache-2.0

cat >ask.bash <<'END'
eval "$(tksnap completion bash)"
ask() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _tksnap
    echo "$*: ${COMPREPLY[*]}"
}
ask tksnap ''
ask tksnap co
ask tksnap compare --max
ask tksnap compare --metric ''
ask tksnap compare --color = a
ask tksnap -q completion ''
ask tksnap help d
ask tksnap compare wh
END
bash --norc --noprofile ask.bash
for shell in bash zsh fish; do
    tksnap completion "$shell" >script
    test -s script && echo "$shell: some"
    if command -v "$shell" >/dev/null; then "$shell" -n script; fi
done

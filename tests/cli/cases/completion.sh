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

# what the scripts ask: what is pending and begins so
tksnap completion --selectors
mkdir .git
hard_to_type
for word in '' web/ it api tot store: status:n ./web/g nothing -; do
    echo "selectors '$word'"
    tksnap completion --selectors -- "$word" | tr '\n\0' '~\n'
done
tksnap -C web completion --selectors web/b
try completion --selectors two words
# a folder that is no project's is not looked through
elsewhere=$(mktemp -d)
cp -R web "$elsewhere"
tksnap -C "$elsewhere" completion --selectors
touch "$elsewhere/tksnap.yaml"
tksnap -C "$elsewhere" completion --selectors web/a | tr '\0' '\n'
rm -r "$elsewhere"

#!/bin/sh
# show_terminal.sh - which pictures a terminal gets, by the names it gives itself
#
# SPDX-License-Identifier: MIT OR Apache-2.0

needs_terminal

# on_terminal COMMAND...: runs it on a terminal of 60x20 cells of 8x16 pixels and says what
# comes, without the escape characters and the pictures themselves
on_terminal() {
    python3 - "$@" <<'END'
import fcntl, os, pty, re, struct, sys, termios
ready, go = os.pipe()
child, terminal = pty.fork()
if child == 0:
    os.read(ready, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 480, 320))
os.write(go, b"x")
text = b""
try:
    while data := os.read(terminal, 65536):
        text += data
except OSError:
    pass
text = text.decode().replace("\r", "").replace("\033", "")
print(re.sub("iVBOR[A-Za-z0-9+/=]*", "PNG", re.sub(r"size=\d+", "size=N", text)), end="")
print("exit", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
END
}

mkdir .git
insta_picture s/card.snap card.png card-other.png
printf 'a\033[31mb\n' >escape.txt
printf 'a\0b' >bytes.bin
unset TERM
for names in TERM=dumb TERM=xterm TERM=xterm-kitty TERM_PROGRAM=WezTerm COLORTERM=truecolor \
    'KITTY_WINDOW_ID=1 TMUX=/tmp/x,1,0' 'COLORTERM=24bit NO_COLOR=1'; do
    echo "== $names"
    # shellcheck disable=SC2086 # several of them
    on_terminal env TERM=xterm $names tksnap show '#1'
done
# what a test wrote must not speak to the terminal
on_terminal env TERM=xterm tksnap show escape.txt
on_terminal env TERM=xterm tksnap show bytes.bin

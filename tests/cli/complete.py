#!/usr/bin/env python3
# complete.py - types into a real shell, and says which words its command line became
#
# Usage: complete.py bash|zsh|fish          (what is typed on stdin, a line for each command)
#
# The shell runs on a terminal, as for a person, with the completions that `tksnap completion`
# prints. \t in a line presses the tabulator key; each line ends in Return. In place of tksnap
# stands a program that notes its arguments, so what is told is what tksnap would have been
# called with, quotes and backslashes gone. What the shell prints besides is looked through for
# complaints only.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import fcntl
import json
import os
import pathlib
import pty
import select
import shutil
import struct
import sys
import termios
import time

PATIENCE = 30  # seconds until a shell that says nothing is taken for stuck

STARTS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"],
             "bind 'set bell-style none'; eval \"$(tksnap completion bash)\""),
    "zsh": (["zsh", "-f", "-i"],
            "autoload -U compinit; compinit -D -u; setopt no_beep; eval \"$(tksnap completion zsh)\""),
    "fish": (["fish", "--no-config", "-i"], "tksnap completion fish | source"),
}

# what completions ask is answered by the real one
STAND_IN = """#!/bin/sh
case " $* " in
*' completion '*) exec "$TKSNAP" "$@" ;;
esac
printf '%s\\0' "$@" >"$NOTES.new"
mv "$NOTES.new" "$NOTES"
"""


class Shell:
    """A shell on a terminal that is wide enough for any line."""

    def __init__(self, name, folder):
        command, begin = STARTS[name]
        self.notes = folder / "notes"
        tools = folder / "tools"
        tools.mkdir(parents=True)
        (tools / "tksnap").write_text(STAND_IN)
        (tools / "tksnap").chmod(0o755)
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}",
                       "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8",
                       "TKSNAP": shutil.which("tksnap"), "NOTES": str(self.notes)}
        self.seen = b""
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 100, 1000, 0, 0))
        self.type(begin + "\n")
        self.type("tksnap ready\n")
        self.words()

    def type(self, text):
        os.write(self.terminal, text.encode())

    def look(self):
        while select.select([self.terminal], [], [], 0.01)[0]:
            try:
                self.seen += os.read(self.terminal, 65536)
            except OSError:  # the shell is gone
                raise SystemExit(self.seen.decode("utf-8", "replace"))

    def words(self):
        """What the program in tksnap's place was called with."""
        end = time.monotonic() + PATIENCE
        while not self.notes.exists():
            self.look()
            if time.monotonic() > end:
                raise SystemExit("nothing was run; on the terminal stands:\n" +
                                 self.seen.decode("utf-8", "replace"))
        words = self.notes.read_bytes().decode().split("\0")[:-1]
        self.notes.unlink()
        return words


def main(name):
    if shutil.which(name) is None:
        print(f"{name} is not installed", file=sys.stderr)
        return 77
    folder = pathlib.Path.cwd().parent / f"typing-{name}"
    shell = Shell(name, folder)
    for line in sys.stdin.read().splitlines():
        shell.type(line.replace("\\t", "\t") + "\n")
        print(line, "->", json.dumps(shell.words()[1:], ensure_ascii=False))
    shell.look()
    for line in shell.seen.decode("utf-8", "replace").splitlines():
        if line.startswith(("tksnap: ", f"{name}: ")) or "_tksnap" in line:
            print("on the terminal:", line)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

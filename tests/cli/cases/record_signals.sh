#!/bin/sh
# record_signals.sh - signals reach the command once, and the files come back
#
# shellcheck disable=SC2016 # what is quoted is for the inner shell, or Jest
# SPDX-License-Identifier: MIT OR Apache-2.0
needs_terminal
mkdir -p .git testdata
echo a >testdata/a.golden
# sent to tksnap alone they are handed on; ended by one of them, tksnap is too
try record -- sh -c 'echo b >testdata/a.golden; kill -TERM $PPID; exec sleep 10'
cat testdata/a.golden
try record -- sh -c 'trap "echo told; exit 5" HUP; echo c >testdata/a.golden; kill -HUP $PPID
    while :; do sleep 0.1; done'
cat testdata/a.golden
# a signal that was the command's alone
try record -- sh -c 'kill -INT $$'
# Ctrl-C on a terminal goes to both, and the command gets one
cat >typed.py <<'END'
import os, pty, sys, time
child, terminal = pty.fork()
if child == 0:
    os.execvp("tksnap", ["tksnap", "record", "-q", "--", sys.executable, "counts.py"])
while not os.path.exists("ready"):
    time.sleep(0.01)
os.write(terminal, b"\x03")
_, status = os.waitpid(child, 0)
print("exit", os.waitstatus_to_exitcode(status))
END
cat >counts.py <<'END'
import signal, sys, time
came = []
signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
open("testdata/a.golden", "w").write("d\n")
open("ready", "w").close()
while not came:
    time.sleep(0.01)
time.sleep(0.3)
open("count", "w").write(f"{len(came)}\n")
sys.exit(6)
END
python3 typed.py
cat count testdata/a.golden
try status

#!/usr/bin/env python3
# text.py - two texts of a million lines: tksnap, git and GNU diff in turns
#
# Usage: text.py TKSNAP [ROUNDS]
#
# Makes two texts of a million lines below build/bench/text, one line in a hundred
# changed, left out or put in, and runs each program on them, one after the other, as
# often as ROUNDS says (7). Prints medians of wall and processor time. All of them
# find and print the whole difference, to /dev/null.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time

LINES = 1_000_000


def texts(folder):
    """Code-like lines: a sixth blank, a tenth closing brackets, the rest words."""
    chance = random.Random(1)
    words = ["%x" % chance.getrandbits(chance.randint(8, 40)) for _ in range(5000)]

    def line():
        kind = chance.random()
        if kind < 0.15:
            return ""
        if kind < 0.25:
            return "    }"
        return "    " * chance.randint(0, 3) + " ".join(chance.choices(words, k=chance.randint(2, 9)))

    expected, actual = [], []
    for _ in range(LINES):
        old, what = line(), chance.random() * 300
        expected.append(old)
        if what >= 1:
            actual.append(old + " changed" if what < 2 else old)
        if 2 <= what < 3:
            actual.append(line())
    for name, lines in ("expected.txt", expected), ("actual.txt", actual):
        (folder / name).write_text("\n".join(lines) + "\n")


def measure(command, folder):
    """Wall and processor seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    status = process.wait()
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status != 1:
        sys.exit(f"text.py: {command[0]} exits with {status}, not 1: different")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    folder = pathlib.Path("build/bench/text")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "actual.txt").exists():
        texts(folder)
    files = ["expected.txt", "actual.txt"]
    tools = {
        "tksnap": [program, "compare", *files],
        "tksnap -q": [program, "compare", "-q", *files],
        "git": ["git", "diff", "--no-index", "--histogram", *files],
        "diff": ["diff", "-u", *files],
    }
    tools = {name: command for name, command in tools.items() if shutil.which(command[0])}
    results = {name: [] for name in tools}
    names = list(tools)
    for turn in range(rounds):
        for i in range(len(names)):
            name = names[(turn + i) % len(names)]
            results[name].append(measure(tools[name], folder))
    print("| program | wall, s | processor, s |\n|---|---|---|")
    for name, runs in results.items():
        wall, cpu = (statistics.median(column) for column in zip(*runs))
        print(f"| {name} | {wall:.3f} | {cpu:.3f} |")


if __name__ == "__main__":
    main()

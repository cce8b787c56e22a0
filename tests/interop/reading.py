# reading.py - what the comparisons of other libraries' readers with ours have in common
#
# Files go to a program as frames (frames.h); it answers a line for each: a first word of
# conditions, then NAME:VALUE, ours with conditions behind a second colon. Names and values
# are in hexadecimal.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import subprocess
import sys
import tarfile

MOST_TOLD = 10


def need(path, module=None):
    """Ends the test as skipped where an installed library's file is not there, or, with that
    as the Python, a module."""
    there = pathlib.Path(path).exists()
    if there and module is not None:
        there = subprocess.run([path, "-c", f"import {module}"], cwd="/", check=False,
                               stderr=subprocess.DEVNULL).returncode == 0
    if not there:
        print(f"skipped: there is no {path} (tests/support/install-libraries.sh)")
        sys.exit(77)


def frames(files):
    return b"".join(b"%d %d\n%s%s" % (len(name), len(data), name, data) for name, data in files)


def ask(command, files):
    """The program's lines of answer to (name, bytes) pairs; why it refuses one is not asked."""
    done = subprocess.run(command, input=frames(files), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True)
    return done.stdout.decode().split("\n")[:-1]


def corpus(archive, folder, ending):
    """The files of one library's folder in the archive, where there is one."""
    if not pathlib.Path(archive).is_file():
        print(f"there is no {archive}; only made-up files are compared")
        return
    with tarfile.open(archive, "r|*") as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            if member.isfile() and name.startswith(folder) and name.endswith(ending):
                yield name.encode(), tar.extractfile(member).read()


def made_up(chance, count, lines, often, ends, first):
    """Files of the format's marks and traps. Most begin well, so that what follows is
    looked at."""
    for index in range(count):
        some = [chance.choice(lines if chance.random() < 0.2 else often)
                for _ in range(chance.randrange(16))]
        if first is not None and index % 5:
            some.insert(0, first)
        breaks = chance.choices(ends, k=len(some)) if index % 3 else ["\n"] * len(some)
        text = "".join(line + end for line, end in zip(some, breaks))
        yield b"made up %d" % index, text.encode()


def ours(line):
    """(conditions of the file, [(name, value, conditions)]); value None: it has none"""
    conditions, *entries = line.split(" ")
    found = []
    for entry in entries:
        name, value, told = entry.split(":")
        found.append((bytes.fromhex(name), None if value == "!" else bytes.fromhex(value),
                      set(told.split(",")) - {""}))
    return set(conditions.split(",")) - {""}, found


def theirs(line):
    """(first word, {name: value})"""
    word, *entries = line.split(" ")
    pairs = [entry.split(":") for entry in entries]
    return word, {bytes.fromhex(name): bytes.fromhex(value) for name, value in pairs}


class Verdict:
    """Counts what differs and tells the first of it."""

    def __init__(self):
        self.wrong = 0

    def expect(self, good, *story):
        if not good:
            self.wrong += 1
            if self.wrong <= MOST_TOLD:
                print(*story, sep="\n  ")

    def status(self):
        return 1 if self.wrong else 0

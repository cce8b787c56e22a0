#!/usr/bin/env python3
# syrupy_amber.py - syrupy's own reader and writer of amber against ours
#
# Usage: syrupy_amber.py ENTRIES ARCHIVE LIBRARIES
#
# ENTRIES is the program of entries.c; ARCHIVE holds the files of the corpus and may be
# missing; LIBRARIES is where tests/support/install-libraries.sh puts syrupy. Every .ambr
# file of the corpus, and 20 000 made of the format's marks, line ends and traps, must be
# read alike; collections of any names and values must be written alike. Exits with 77
# where there is no syrupy.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile

FILES, COLLECTIONS = 20000, 2000
OFTEN = ["# name: a", "# name: b", "# name: test[x: y]", "# name:c", "  x", "  ", "   y", "# ---"]
LINES = [
    "# serializer version: 2", "# serializer version:1", "# name:  d  ", "# name:",
    "# name",
    "# name: \u00a0e\u2003", "# name: \x1ff\x85", "# ---", "# --- ", "# ---: x", "#---", "---",
    "# ", "#", "# comment", "# name : g", "", "  ", "  x", "   y", "    z: 1", "  # ---", "\tx",
    " x", "x", "<<<<<<< ours", "=======", ">>>>>>> theirs", "  '''", "  \u2028", "  a\x0cb\x1cc",
    "  \u00e9\U0001f600", "\ufeff# serializer version: 1", "  tail ",
]
ENDS = ["\n"] * 20 + ["\r\n"] * 8 + ["\r", "", "\n\n"]
NAMES = ["a", "a.1", "a.10", "a.2", "b", "B", "a[x]", "a[\u00e9]", "a-b", "test: x", "a b", "\u4e2d"]
VALUES = ["x", "", "\n", "a\nb", "a\n", "\na", "\n\n", "  indented", "# ---", "# name: a", "---",
          "\u2028", "a\x0cb", "tab\t", "trailing  "]


def frames(files):
    return b"".join(b"%d %d\n%s%s" % (len(name), len(data), name, data) for name, data in files)


def run(program, how, files):
    done = subprocess.run([program, "amber", how], input=frames(files), stdout=subprocess.PIPE,
                          check=True)
    return done.stdout.decode().split("\n")[:-1]


def corpus(archive):
    if not pathlib.Path(archive).is_file():
        print(f"syrupy: there is no {archive}; only made-up files are compared")
        return
    with tarfile.open(archive, "r|*") as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".ambr"):
                yield member.name.encode(), tar.extractfile(member).read()


def made_up(chance):
    """Mostly files that begin well, so that what follows is looked at."""
    for index in range(FILES):
        lines = [chance.choice(LINES if chance.random() < 0.2 else OFTEN)
                 for _ in range(chance.randrange(16))]
        if index % 5:
            lines.insert(0, "# serializer version: 1")
        ends = chance.choices(ENDS, k=len(lines)) if index % 3 else ["\n"] * len(lines)
        text = "".join(line + end for line, end in zip(lines, ends))
        yield b"made up %d" % index, text.encode()


def theirs(path, data, serializers):
    """(malformed, tainted, {name: value}) as syrupy sees the bytes"""
    from syrupy.extensions.amber.serializer import MalformedAmberFile

    path.write_bytes(data)
    serializer = serializers[data.startswith(b"# serializer version: 1-sorted")]
    try:
        found = serializer.read_file(str(path))
    except MalformedAmberFile:
        return True, False, {}
    values = {one.name: one.data for one in found if one.data is not None}
    return False, bool(found.tainted), values


def ours(line):
    """(conditions, {name: value}), the last of equal names, without those not to be seen"""
    conditions, *entries = line.split(" ")
    values = {}
    for entry in entries:
        name, value, told = entry.split(":")
        if not {"unseen", "unterminated"} & set(told.split(",")):
            values[bytes.fromhex(name).decode()] = bytes.fromhex(value).decode()
    return set(conditions.split(",")), values


def compare_readers(program, files, path, serializers):
    wrong = malformed = entries = 0
    for (name, data), line in zip(files, run(program, "read", files), strict=True):
        conditions, values = ours(line)
        bad, tainted, expected = theirs(path, data, serializers)
        malformed += bad
        entries += len(expected)
        if bad:
            good = "broken" in conditions
        else:
            good = tainted == ("tainted" in conditions)
            good = good and ("legacy" in conditions or values == expected)
        if not good:
            wrong += 1
            if wrong <= 10:
                print(f"{name.decode()}: {data!r}\n  syrupy: {bad} {tainted} {expected}\n"
                      f"  tksnap: {sorted(conditions)} {values}")
    print(f"{len(files)} files read ({malformed} malformed, {entries} entries), {wrong} otherwise")
    return wrong


def compare_writers(program, chance, path, serializer):
    from syrupy.data import Snapshot, SnapshotCollection

    collections = [{name: "".join(chance.choices(VALUES, k=chance.randrange(1, 4)))
                    for name in chance.sample(NAMES, chance.randrange(1, 8))}
                   for _ in range(COLLECTIONS)]
    sent = []
    for values in collections:
        sent += [(name.encode(), value.encode()) for name, value in values.items()] + [(b"", b"")]
    wrong = 0
    for values, line in zip(collections, run(program, "write", sent), strict=True):
        collection = SnapshotCollection(location=str(path))
        for name, value in values.items():
            collection.add(Snapshot(name=name, data=value))
        serializer.write_file(collection)
        if path.read_bytes() != bytes.fromhex(line):
            wrong += 1
            if wrong <= 10:
                print(f"written otherwise: {values}\n  {path.read_bytes()}\n  {bytes.fromhex(line)}")
    print(f"{len(collections)} files written, {wrong} otherwise")
    return wrong


def main():
    program, archive, libraries = sys.argv[1:]
    python = pathlib.Path(libraries) / "python/bin/python3"
    if "TKSNAP_IN_VENV" not in os.environ:
        if not python.exists():
            print(f"skipped: there is no syrupy in {libraries} (tests/support/install-libraries.sh)")
            return 77
        os.environ["TKSNAP_IN_VENV"] = "1"
        os.execv(python, [str(python), *sys.argv])
    from syrupy.extensions.amber.serializer import (
        AmberDataSerializer,
        AmberDataSerializerSorted,
    )

    serializers = [AmberDataSerializer, AmberDataSerializerSorted]
    chance = random.Random(20)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file.ambr"
        wrong = compare_readers(program, list(corpus(archive)), path, serializers)
        wrong += compare_readers(program, list(made_up(chance)), path, serializers)
        wrong += compare_writers(program, chance, path, AmberDataSerializer)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

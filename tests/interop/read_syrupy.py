#!/usr/bin/env python3
# read_syrupy.py - syrupy's own reader and writer of amber against ours
#
# Usage: read_syrupy.py ENTRIES LIBRARIES ARCHIVE
#
# ENTRIES is the program of entries.c; LIBRARIES is where tests/support/install-libraries.sh
# puts syrupy; ARCHIVE holds the files of the corpus and may be missing. Every .ambr file of
# the corpus, each trap by itself, and 20 000 files made of the format's marks, line
# ends and traps, must be read alike; collections of any names and values must be written
# alike, and one value of them replaced alike. Exits with 77 where there is no syrupy.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import random
import sys
import tempfile

import reading

FILES, COLLECTIONS, REPLACED = 20000, 2000, 3000
VERSION = "# serializer version: 1"
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
NAMES = ["a", "a.1", "a.10", "a.2", "b", "B", "a[x]", "a[\u00e9]", "a-b", "test: x", "a b",
         "\u4e2d"]
VALUES = ["x", "", "\n", "a\nb", "a\n", "\na", "\n\n", "  indented", "# ---", "# name: a", "---",
          "\u2028", "a\x0cb", "tab\t", "trailing  "]


def entry(name, *lines, end="# ---\n"):
    return f"# name: {name}\n" + "".join(line + "\n" for line in lines) + end


FIRST = VERSION + "\n"
GOOD = entry("a", "  x")
NEXT = "\n" + entry("b", "  y")
ROWS = {
    "no bytes": "",
    "a version and no entry": f"{FIRST}",
    "no version": GOOD,
    "a byte order mark": f"\ufeff{FIRST}{GOOD}",
    "CR LF": f"{FIRST}{GOOD}{entry('b', '  x', '  ')}".replace("\n", "\r\n"),
    "CR": f"{FIRST}{GOOD}{entry('b', '  x', '  ')}".replace("\n", "\r"),
    "the last divider is missing": f"{FIRST}{GOOD}{entry('b', '  x', end='')}",
    "the last divider has no end": f"{FIRST}{GOOD}{entry('b', '  x', end='# ---')}",
    "no data": f"{FIRST}{entry('a', '')}{entry('b', end='# ---')}",
    "data of two spaces": f"{FIRST}{entry('a', '  ')}",
    "the old divider": f"{FIRST}{entry('a', '  x', end='---')}{NEXT}",
    "a divider and a space": f"{FIRST}{entry('a', '  x', end='# --- ')}{NEXT}",
    "a divider with a value": f"{FIRST}{entry('a', '  x', end='# ---: z')}{NEXT}",
    "a divider without its space": f"{FIRST}{entry('a', '  x', end='#---')}{NEXT}",
    "a name without its space": f"{FIRST}# name:a\n  x\n# ---\n",
    "a name between spaces": f"{FIRST}{entry('  a  ', '  x')}",
    "a name that is empty": f"{FIRST}{entry('', '  x')}",
    "CR in a line": f"{FIRST}{entry('a', '  x' + chr(13) + 'y', '  z')}",
    "an empty line stripped": f"{FIRST}{entry('a', '  x', '', '  z')}",
    "a tab, one space": f"{FIRST}{entry('a', '  x', chr(9) + 'y', ' z')}",
    "both sides of a merge": f"{FIRST}<<<<<<< o\n{GOOD}=======\n{entry('a', '  y')}>>>>>>> t\n",
    "a merge within an entry": f"{FIRST}{entry('a', '<<<<<<< o', '  x', '=======', '  y')}",
    "one name twice": f"{FIRST}{GOOD}{entry('a', '  y')}",
    "a comment": f"{FIRST}# a comment\n{entry('a', '  x', '# another: one')}",
    "the version not first": f"\n{FIRST}{GOOD}",
    "the version twice": f"{FIRST}{GOOD}{FIRST}{NEXT}",
    "another version": f"# serializer version: 2\n{GOOD}",
    "sorted": f"{VERSION}-sorted\n{entry('a.2', '  x')}{entry('a.10', '  y')}",
}


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
    conditions, entries = reading.ours(line)
    return conditions, {name.decode(): value.decode() for name, value, told in entries
                        if not {"unseen", "unterminated"} & told}


def compare_readers(verdict, program, files, path, serializers):
    malformed = entries = 0
    answers = zip(files, reading.ask([program, "amber", "read"], files), strict=True)
    for (name, data), line in answers:
        conditions, values = ours(line)
        bad, tainted, expected = theirs(path, data, serializers)
        malformed += bad
        entries += len(expected)
        if bad:
            good = "broken" in conditions
        else:
            good = tainted == ("tainted" in conditions)
            good = good and ("legacy" in conditions or values == expected)
        verdict.expect(good, f"{name.decode()}: {data!r}", f"syrupy: {bad} {tainted} {expected}",
                       f"tksnap: {sorted(conditions)} {values}")
    print(f"{len(files)} files read ({malformed} malformed, {entries} entries)")


def write_theirs(path, values, serializer):
    from syrupy.data import Snapshot, SnapshotCollection

    collection = SnapshotCollection(location=str(path))
    for name, value in values.items():
        collection.add(Snapshot(name=name, data=value))
    serializer.write_file(collection)
    return path.read_bytes()


def compare_writers(verdict, program, chance, path, serializer):
    """[(values, file)]"""
    collections = [{name: "".join(chance.choices(VALUES, k=chance.randrange(1, 4)))
                    for name in chance.sample(NAMES, chance.randrange(1, 8))}
                   for _ in range(COLLECTIONS)]
    sent, written = [], []
    for values in collections:
        sent += [(name.encode(), value.encode()) for name, value in values.items()] + [(b"", b"")]
    answers = zip(collections, reading.ask([program, "amber", "write"], sent), strict=True)
    for values, line in answers:
        written.append((values, write_theirs(path, values, serializer)))
        verdict.expect(written[-1][1] == bytes.fromhex(line), f"written: {values}", written[-1][1],
                       bytes.fromhex(line))
    print(f"{len(collections)} files written")
    return written


def compare_replacing(verdict, program, chance, path, serializer, written):
    meant, sent = [], []
    for _ in range(REPLACED):
        values, file = chance.choice(written)
        name = chance.choice(list(values))
        value = "".join(chance.choices(VALUES, k=chance.randrange(4)))
        meant.append({**values, name: value})
        sent += [(name.encode(), file), (b"value", value.encode())]
    answers = zip(sent[::2], meant, reading.ask([program, "amber", "replace"], sent), strict=True)
    for file, values, line in answers:
        expected = write_theirs(path, values, serializer)
        verdict.expect(line == expected.hex(), f"replaced in {file}: {values}", expected, line)
    print(f"{REPLACED} values replaced")


def main():
    program, libraries, archive = sys.argv[1:]
    python = pathlib.Path(libraries) / "python/bin/python3"
    if "TKSNAP_IN_VENV" not in os.environ:
        reading.need(python, "syrupy.extensions")
        os.environ["TKSNAP_IN_VENV"] = "1"
        os.execv(python, [str(python), *sys.argv])
    from syrupy.extensions.amber.serializer import (
        AmberDataSerializer,
        AmberDataSerializerSorted,
    )

    serializers = [AmberDataSerializer, AmberDataSerializerSorted]
    chance, verdict = random.Random(20), reading.Verdict()
    known = list(reading.corpus(archive, "", ".ambr"))
    rows = [(name.encode(), text.encode()) for name, text in ROWS.items()]
    made = list(reading.made_up(chance, FILES, LINES, OFTEN, ENDS, VERSION))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file.ambr"
        for files in (known, rows, made):
            compare_readers(verdict, program, files, path, serializers)
        written = compare_writers(verdict, program, chance, path, AmberDataSerializer)
        compare_replacing(verdict, program, chance, path, AmberDataSerializer, written)
    print(f"{verdict.wrong} otherwise")
    return verdict.status()


if __name__ == "__main__":
    sys.exit(main())

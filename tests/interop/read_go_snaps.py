#!/usr/bin/env python3
# read_go_snaps.py - go-snaps' own reader and writer against ours
#
# Usage: read_go_snaps.py ENTRIES LIBRARIES ARCHIVE
#
# ENTRIES is the program of entries.c; LIBRARIES is where tests/support/install-libraries.sh
# puts the module, which go-snaps/referee asks; ARCHIVE holds the files of the corpus and
# may be missing. Those files, and 20 000 made of the format's marks, line ends and traps,
# must be read alike; values must be refused exactly where go-snaps would not find them
# again, and else be written and replaced alike. Exits with 77 where there is no module.
#
# Where data holds a line like another entry's id, go-snaps reads that line. We read what
# was meant and say "like-id": there, and nowhere else, an id may have two values.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import reading

FILES, VALUES_MADE, COLLECTIONS, REPLACED = 20000, 4000, 2000, 6000
IDS = ["[TestA - 1]", "[TestA - 2]", "[TestB - 1]", "[TestA/x - 1]"]
OFTEN = [*IDS, *["---"] * 6, "", "x", "two words"]
LINES = [
    "[TestC/#00 - 10]", "[TestD - 1 - label]", "[TestD - 1 - ]", "[TestD - 1 ]", "[TestD - ]",
    "[TestD-1]", "[Test D - 1]", "[TestD - 01]", "[TestD - 1]x", " [TestA - 1]", "[TestA - 1] ",
    "[]", "[ - 1]", "[TestE - x - 1]", "[Test\u00e9 - 1]", "[1, 2]", "--- ", " ---", "----", "--",
    "/-/-/-/", "/-/-/-/ ", "# ---", "<<<<<<< ours", "=======", ">>>>>>> theirs", "\t", "  ",
    "\u2028", "a\x0cb\x1cc", "\x00", "\ufeff", "\u4e2d\U0001f600",
]
ENDS = ["\n"] * 20 + ["\r\n"] * 8 + ["\r", "", "\n\n"]
NAMES = ["TestA - 1", "TestA - 2", "TestA - 10", "TestB/#00 - 1", "TestC/a=b - 1 - label",
         "Test\u4e2d - 1"]
PARTS = ["x", "\n", "---", "/-/-/-/", "\r", "\r\n", "a b", "", "\u2028", "\x00", "--- ",
         "[TestA - 1]", "[TestZ - 3]", "\t", "\u00e9", "# ---"]


def agree(read, expected):
    """Whether each id has one value, but for those whose line stands in data."""
    values, in_data = {}, set()
    for id, value, told in read:
        if "unterminated" not in told:
            values.setdefault(id, value)
        if "like-id" in told:
            in_data.update(value.split(b"\n"))
    return all(values.get(id) == expected.get(id) for id in values.keys() | expected.keys()
               if b"[" + id + b"]" not in in_data)


def compare_readers(verdict, entries, referee, files):
    found = 0
    answers = zip(files, reading.ask([entries, "go-snaps", "read"], files),
                  reading.ask([referee, "read"], files), strict=True)
    for (name, data), line, answer in answers:
        _, read = reading.ours(line)
        _, expected = reading.theirs(answer)
        found += len(expected)
        verdict.expect(agree(read, expected), f"{name.decode()}: {data!r}",
                       f"go-snaps: {expected}", f"tksnap: {read}")
    print(f"{len(files)} files read, {found} entries")


def make_value(chance):
    return "".join(chance.choices(PARTS, k=chance.randrange(5))).encode()


def compare_refusals(verdict, chance, entries, referee):
    """The values that go-snaps finds again"""
    values = [make_value(chance) for _ in range(VALUES_MADE)]
    sent = [frame for value in values for frame in ((b"TestV - 1", value), (b"", b""))]
    kept = []
    answers = zip(values, reading.ask([entries, "go-snaps", "write"], sent),
                  reading.ask([referee, "write"], sent), strict=True)
    for value, line, answer in answers:
        file, found = answer.split(" ")
        verdict.expect(line == (file if found == "1" else ""), f"value {value!r}",
                       f"go-snaps: {bytes.fromhex(file)} {found}", f"tksnap: {bytes.fromhex(line)}")
        if found == "1":
            kept.append(value)
    print(f"{len(values)} values written, {len(values) - len(kept)} refused")
    return kept


def compare_writers(verdict, chance, entries, referee, values):
    sent, collections = [], []
    for _ in range(COLLECTIONS):
        names = chance.sample(NAMES, chance.randrange(1, len(NAMES)))
        collections.append([(name.encode(), chance.choice(values)) for name in names])
        sent += [*collections[-1], (b"", b"")]
    written = []
    answers = zip(collections, reading.ask([entries, "go-snaps", "write"], sent),
                  reading.ask([referee, "write"], sent), strict=True)
    for collection, line, answer in answers:
        file = answer.split(" ")[0]
        verdict.expect(line == file, f"written: {collection}", bytes.fromhex(file),
                       bytes.fromhex(line))
        written.append((collection, bytes.fromhex(file)))
    print(f"{len(collections)} files written")
    return written


def has_twice(collection):
    """An id in the data: go-snaps would write there, too."""
    lines = b"\n".join(value for _, value in collection).split(b"\n")
    return any(b"[" + name + b"]" in lines for name, _ in collection)


def compare_replacing(verdict, chance, entries, referee, written, values):
    good = [(collection, file) for collection, file in written if not has_twice(collection)]
    sent = []
    for _ in range(REPLACED):
        collection, file = chance.choice(good)
        sent += [(chance.choice(collection)[0], file), (b"value", chance.choice(values))]
    answers = zip(sent[::2], sent[1::2], reading.ask([entries, "go-snaps", "replace"], sent),
                  reading.ask([referee, "replace"], sent), strict=True)
    for (name, file), (_, value), line, answer in answers:
        verdict.expect(line == answer, f"{name} in {file!r} to {value!r}", f"go-snaps: {answer}",
                       f"tksnap: {line}")
    print(f"{REPLACED} values replaced")


def build_referee(libraries, folder):
    reading.need(libraries / "go/.installed-go-snaps")
    environment = {**os.environ, "GOMODCACHE": libraries / "go", "GOPROXY": "off",
                   "GOCACHE": libraries / "go-build", "GOTOOLCHAIN": "local", "GOWORK": "off",
                   "GOFLAGS": "-mod=readonly"}
    program = pathlib.Path(folder) / "referee"
    subprocess.run(["go", "build", "-o", program, "./referee"], check=True, env=environment,
                   cwd=pathlib.Path(__file__).parent / "go-snaps")
    return program


def compare(entries, referee, archive):
    chance, verdict = random.Random(20), reading.Verdict()
    files = list(reading.corpus(archive, "gosnaps/", ".snap"))
    compare_readers(verdict, entries, referee, files)
    files = list(reading.made_up(chance, FILES, LINES, OFTEN, ENDS, None))
    compare_readers(verdict, entries, referee, files)
    values = compare_refusals(verdict, chance, entries, referee)
    written = compare_writers(verdict, chance, entries, referee, values)
    compare_replacing(verdict, chance, entries, referee, written, values)
    print(f"{verdict.wrong} otherwise")
    return verdict.status()


def main():
    entries, libraries, archive = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        return compare(entries, build_referee(pathlib.Path(libraries).resolve(), folder), archive)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# read_insta.py - insta's own reader and writer against ours
#
# Usage: read_insta.py ENTRIES LIBRARIES ARCHIVE
#
# ENTRIES is the program of entries.c; LIBRARIES is where tests/support/install-libraries.sh
# puts the crate, which insta/referee asks; ARCHIVE holds the files of the corpus and may be
# missing. Those files, and 20 000 made of the format's marks, line ends and traps, must be
# read alike: contents in the form that is compared, and the header's fields. Pending files
# must become the same baselines. Exits with 77 where there is no crate.
#
# insta reads its headers with a YAML parser, we look at lines: where a header is beyond
# what insta writes we may say so ("broken"), and must where insta fails on it. What is
# within brackets and braces we do not look at, nor for a text on the lines behind its key.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import reading

FILES, ACCEPTED = 20000, 4000
FIRST = "---"
OFTEN = ["source: src/lib.rs", "expression: \"f(\\\"x\\\")\"", "---", "---", "text", "", "  more"]
LINES = [
    "source: \"a: b\"", "source: 'it''s'", "source: ~", "source: 12", "source : x",
    "expression: value", "expression: \"\\u00e9\\n\\t\\x41\"", "expression: true",
    "expression: \"a #b\"", "expression: a #b", "expression: '#b'", "description: \"\"",
    "description: x: y", "assertion_line: 12", "assertion_line: \"12\"", "assertion_line: -1",
    "input_file: tests/in put.txt", "info:", "  key: value", "  - 1", "unknown: x",
    "snapshot_kind: text", "created: \"2019-01-01T00:00:00Z\"",
    "creator: insta@0.8.0", "# comment", "--- ", "---  ", " ---", "----", "\ufeff---",
    "<<<<<<< ours", "=======", ">>>>>>> theirs", "\ttab", "trailing  ", "\u00a0", "\u2028x",
    "a\x0cb\x1c", "\u00e9\U0001f600", "key", "[unbalanced", "Source: old", "Expression: old",
    "- item", "source: \"\\.\"", "source: \"open", "source: @x", "source: |x", "source: *x",
    "expression: - x", "expression: ]", "@key: x", "'open: x", "source: a\x00b",
]
ENDS = ["\n"] * 20 + ["\r\n"] * 8 + ["\r", "", "\n\n"]
CONTENTS = ["x", "\n", "\r\n", "\r", "---", "  ", "\t", "\u00a0", "\u2028", "\x0c", "\x85", "\x00",
            "\x1b[1m", "\u4e2d", "a b", "", "\u200b", "\x1c"]
DOUBTS = {"broken", "conflict", "unterminated"}


def agree(word, expected, conditions, found):
    if word == "bad":
        return bool(conditions & DOUBTS)
    if conditions & DOUBTS:
        return True
    if "legacy" in conditions:  # its header is passed over
        return found.get(b"contents") == expected.get(b"contents")
    if not found.get(b"description"):  # to insta an empty one is none
        found.pop(b"description", None)
    return found == expected


def compare_readers(verdict, entries, referee, files):
    good = doubted = 0
    answers = zip(files, reading.ask([entries, "insta", "fields"], files),
                  reading.ask([referee, "fields"], files), strict=True)
    for (name, data), line, answer in answers:
        conditions, pairs = reading.ours(line)
        found = {field: value for field, value, _ in pairs}
        word, expected = reading.theirs(answer)
        good += word == "good"
        doubted += word == "good" and bool(conditions & DOUBTS)
        verdict.expect(agree(word, expected, conditions, found), f"{name.decode()}: {data[:800]!r}",
                       f"insta: {word} {expected}", f"tksnap: {sorted(conditions)} {found}")
    print(f"{len(files)} files read; insta reads {good}, of which we doubt {doubted}")


def compare_accepting(verdict, chance, entries, referee):
    files = []
    for _ in range(ACCEPTED):
        header = "---\nsource: src/lib.rs\nassertion_line: 12\nexpression: value\n---\n"
        contents = "".join(chance.choices(CONTENTS, k=chance.randrange(8)))
        files.append((b"pending", (header + contents).encode()))
    answers = zip(files, reading.ask([entries, "insta", "accept"], files),
                  reading.ask([referee, "accept"], files), strict=True)
    for (_, data), line, answer in answers:
        verdict.expect(line == answer, f"accepted: {data!r}", f"insta: {bytes.fromhex(answer)}",
                       f"tksnap: {line}")
    print(f"{ACCEPTED} pending files accepted")


def build_referee(libraries, folder):
    """From a copy below FOLDER, for cargo writes a lock file beside the manifest."""
    reading.need(libraries / "insta/.installed-insta")
    source = pathlib.Path(__file__).parent / "insta/referee"
    shutil.copytree(source, folder / "referee")
    environment = {**os.environ, "CARGO_HOME": libraries / "cargo", "CARGO_NET_OFFLINE": "true",
                   "CARGO_TARGET_DIR": libraries / "insta/target"}
    subprocess.run(["cargo", "build", "--quiet", "--release"], check=True, env=environment,
                   cwd=folder / "referee")
    return libraries / "insta/target/release/referee"


def main():
    entries, libraries, archive = sys.argv[1:]
    chance, verdict = random.Random(20), reading.Verdict()
    with tempfile.TemporaryDirectory() as folder:
        referee = build_referee(pathlib.Path(libraries).resolve(), pathlib.Path(folder))
        known = [one for ending in (".snap", ".snap.new")
                 for one in reading.corpus(archive, "insta", ending)]
        made = list(reading.made_up(chance, FILES, LINES, OFTEN, ENDS, FIRST))
        for files in (known, made):
            compare_readers(verdict, entries, referee, files)
        compare_accepting(verdict, chance, entries, referee)
    print(f"{verdict.wrong} otherwise")
    return verdict.status()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# read_jest.py - Jest's own reader and writer against ours
#
# Usage: read_jest.py ENTRIES LIBRARIES ARCHIVE
#
# ENTRIES is the program of entries.c; LIBRARIES is where tests/support/install-libraries.sh
# puts Jest, which jest/referee.cjs asks; ARCHIVE holds the files of the corpus and may be
# missing. Those files, and 20 000 made of the format's marks, escapes and traps, must be
# read alike; values must be written and replaced alike. Exits with 77 where there is no Jest.
#
# To Jest a snapshot file is a program. We know assignments of one template literal and no
# more of the language: a file that is another program is to be told, not to be understood.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import random
import sys

import reading

FILES, COLLECTIONS, REPLACED = 20000, 1000, 4000
FIRST = "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing"
OFTEN = [
    "exports[`a 1`] = `x`;", "exports[`a 2`] = `", "`;", "`;", "", "", "<div>", "  text",
    "exports[`b \\`c\\` 1`] = `\"y\"`;", "exports[`b 1`] = ``;",
]
LINES = [
    "exports[`a 1`] = `again`;", "exports[`d ${1} 1`] = `x`;", "exports[`d 1`] = `${1 + 1}`;",
    "exports[`e 1`] = `\\${x}`;", "exports[`f 1`] = `\\\\`;", "exports[`g 1`] = `\\`;",
    "exports[`h 1`] = `\\n\\t\\x41\\u0042\\u{1F600}\\0`;", "exports[`i 1`] = `\\u00`;",
    "exports[`j 1`] = `\\8`;", "exports[`k 1`] = 'x';", "exports[`l 1`]=`x`;",
    "exports['m 1'] = `x`;", "exports[`n 1`] = `x`", "exports[`o 1`] = `x`; // said",
    "exports[`p 1`] = `x`; exports[`q 1`] = `y`;", "exports[`r \\u{41} 1`] = `x`;",
    "exports[`s 1`] = `a\\", "$ {x}", "$", "\\`", "\\${y}", "\\\\", "\\q", "// comment",
    "<<<<<<< ours", "=======", ">>>>>>> theirs", " exports[`t 1`] = `x`;", "\u2028", "\u00e9",
    "exports[`\U0001f600 1`] = `\U0001f600`;", "\x00",
]
ENDS = ["\n"] * 30 + ["\r\n"] * 6 + ["\r", "\n\n"]
NAMES = ["a 1", "a 2", "a 10", "a 02", "a-b 1", "a_b 1", "a 1 b 1", "b `c` 1", "b ${d} 1", "B 1",
         "\u4e2d 1", "\U0001f600 1", "b\\c 1", "7 1", "10 1", "~ 1", "a  1"]
PARTS = ["x", "\n", "`", "\\", "${", "$", "\r\n", "\r", "a b", "", "\u2028", "\t", "\u00e9",
         "\\n", "`;", "exports[`a 1`] = `", "{}", "\"", "'"]
DOUBTS = {"broken", "stray", "conflict", "unterminated"}


def agree(conditions, read, word, expected):
    """What we say of a file we do not doubt is so; a program that fails is doubted."""
    doubts = (conditions | set().union(*(told for _, _, told in read))) & DOUBTS
    if any(value is None for _, value, _ in read):
        doubts = doubts | {"no value"}
    if word == "bad":
        return bool(doubts)
    values = {name: value for name, value, _ in read}
    return bool(doubts) or values == expected


def compare_readers(verdict, ours, theirs, files):
    good = found = 0
    answers = zip(files, reading.ask([*ours, "read"], files), reading.ask([*theirs, "read"], files),
                  strict=True)
    for (name, data), line, answer in answers:
        conditions, read = reading.ours(line)
        word, expected = reading.theirs(answer)
        good += word == "good"
        found += len(expected)
        verdict.expect(agree(conditions, read, word, expected), f"{name.decode()}: {data!r}",
                       f"jest: {word} {expected}", f"tksnap: {sorted(conditions)} {read}")
    print(f"{len(files)} files read, {good} of them programs that run, {found} entries")


def make_value(chance):
    return "".join(chance.choices(PARTS, k=chance.randrange(6))).encode()


def compare_writers(verdict, chance, ours, theirs):
    """[(keys, file)], as Jest writes them; we put entries into a file that has its head."""
    collections, sent = [], []
    head = (b"", FIRST.encode() + b"\n")
    for _ in range(COLLECTIONS):
        names = chance.sample(NAMES, chance.randrange(1, len(NAMES)))
        collections.append(names)
        sent += [*((name.encode(), make_value(chance)) for name in names), head]
    answers = zip(collections, reading.ask([*ours, "write"], [head, *sent])[1:],
                  reading.ask([*theirs, "write"], sent), strict=True)
    written = []
    for names, line, answer in answers:
        written.append((names, bytes.fromhex(answer)))
        verdict.expect(line == answer, f"written: {names}", written[-1][1], bytes.fromhex(line))
    print(f"{len(written)} files written")
    return written


def written_name(name):
    return name.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")


def compare_replacing(verdict, chance, ours, theirs, files):
    for_ours, for_theirs = [], []
    for _ in range(REPLACED):
        names, file = chance.choice(files)
        name, value = chance.choice(names), (b"value", make_value(chance))
        for_ours += [(written_name(name).encode(), file), value]
        for_theirs += [(name.encode(), file), value]
    answers = zip(for_ours[::2], for_ours[1::2], reading.ask([*ours, "replace"], for_ours),
                  reading.ask([*theirs, "replace"], for_theirs), strict=True)
    for (name, file), (_, value), line, answer in answers:
        verdict.expect(line == answer, f"{name} in {file!r} to {value!r}", f"jest: {answer}",
                       f"tksnap: {line}")
    print(f"{REPLACED} values replaced")


def main():
    entries, libraries, archive = sys.argv[1:]
    modules = pathlib.Path(libraries) / "jest/node_modules"
    reading.need(modules / "@jest/snapshot-utils")
    referee = pathlib.Path(__file__).parent / "jest/referee.cjs"
    ours, theirs = [entries, "jest"], ["node", referee, modules]
    chance, verdict = random.Random(20), reading.Verdict()
    known = list(reading.corpus(archive, "jest/", ".snap"))
    made = list(reading.made_up(chance, FILES, LINES, OFTEN, ENDS, FIRST))
    for files in (known, made):
        compare_readers(verdict, ours, theirs, files)
    files = compare_writers(verdict, chance, ours, theirs)
    compare_readers(verdict, ours, theirs, [(b"written by Jest", file) for _, file in files])
    compare_replacing(verdict, chance, ours, theirs, files)
    print(f"{verdict.wrong} otherwise")
    return verdict.status()


if __name__ == "__main__":
    sys.exit(main())

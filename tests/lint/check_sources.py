#!/usr/bin/env python3
# check_sources.py - what every source says of itself, and what none may say
#
# Usage: check_sources.py ROOT     (the banned calls are in banned.txt beside this script)
#
# Each source begins with its own name and what it decides, and carries its licence;
# no banned calls; no notes to self; no paths of the machine it was written on; no tabs,
# trailing blanks or lines over 100 columns in C.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import re
import sys

FOLDERS = ("include", "src", "cli", "bindings", "tests", "docs")
FILES = ("CMakeLists.txt", "CMakePresets.json", "Makefile", ".ci/run", "README.md",
         "CHANGELOG.md", "CONTRIBUTING.md")
DATA = ("tests/data/", "tests/fuzz/corpus/")  # other people's bytes, not our prose
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
CONVERSION = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]+)?L?[aefgAEFG]")
NOTE = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
MACHINE = re.compile(r"(?<![\w.~$}])/(?:work|root|Users|home/\w+)/")
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tga", ".psd", ".ppm", ".pgm",
          ".pbm", ".pnm", ".gz", ".xz", ".bin"}


def sources(root):
    """Every file people write, in a fixed order."""
    for name in FILES:
        if (root / name).is_file():
            yield name
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if not path.is_file() or path.suffix in BINARY or name.startswith(DATA):
                continue
            if {"node_modules", "__pycache__"} & set(path.parts):
                continue
            yield name


def spare(text):
    """The C text with comments and the insides of literals blanked, positions kept, and
    the literals themselves. One pass finds both, for each may hold the other's marks."""
    literals = []

    def blank(found):
        if found.group()[0] in "\"'":
            literals.append(found)
        return re.sub(r"[^\n]", " ", found.group())

    return TOKEN.sub(blank, text), literals


def read_bans(path):
    """(folders, pattern of the calls or None for floating conversions, why, exceptions)"""
    bans = []
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            where, _, rest = line.partition(":")
            calls, why, *files = [part.strip() for part in rest.split(";")]
            name = None if calls == "%g" else \
                re.compile(r"(?<![\w.>])(" + "|".join(calls.split()) + r")\s*\(")
            bans.append((where.split(), name, why, " ".join(files).split()))
    return bans


def number_of(text, position):
    return text.count("\n", 0, position) + 1


def check_head(name, text):
    """The first line names the file and says what it is for; the licence is stated."""
    base = name.rpartition("/")[2]
    lines = text.splitlines()
    if lines and lines[0].startswith("#!"):
        del lines[0]
    first = lines[0] if lines else ""
    said = re.match(r'(?:(?:/\*|#|//) |""")' + re.escape(base) + r" - \S", first)
    if not said:
        yield f"{name}:1: begin with '{base} - what it is for'"
    if not any("SPDX-License-Identifier: MIT OR Apache-2.0" in line for line in lines[:60]):
        yield f"{name}: has no SPDX-License-Identifier"


def check_c(name, text, bans):
    code, literals = spare(text)
    for where, call, why, excepted in bans:
        if name.split("/")[0] not in where or name in excepted:
            continue
        if call:
            found = [(use.start(), use.group(1)) for use in call.finditer(code)]
        else:
            found = [(literal.start(), literal.group()) for literal in literals
                     if CONVERSION.search(literal.group().replace("%%", ""))]
        for position, use in found:
            yield f"{name}:{number_of(text, position)}: {use}: {why}"
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line or line != line.rstrip():
            yield f"{name}:{number}: tab or trailing blank"
        if len(line) > 100:
            yield f"{name}:{number}: {len(line)} columns, 100 is the limit"


def check(root, bans):
    for name in sources(root):
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if name.endswith((".c", ".h", ".sh", ".py", ".js", ".mjs")):
            yield from check_head(name, text)
        if name.endswith((".c", ".h")):
            yield from check_c(name, text, bans)
        for pattern, why in ((NOTE, "a note to self; do it, or write NEEDSWORK: and the question"),
                             (MACHINE, "a path of one machine")):
            for found in pattern.finditer(text):
                yield f"{name}:{number_of(text, found.start())}: {found.group()}: {why}"


def main():
    root = pathlib.Path(sys.argv[1])
    findings = list(check(root, read_bans(pathlib.Path(__file__).with_name("banned.txt"))))
    print("\n".join(findings) if findings else "sources: as they should be")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# check_layers.py - no #include points up or sideways
#
# Usage: check_layers.py ROOT      (the rules are in layers.txt beside this script)
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def read_rules(path):
    """Folders with their layers, headers with the layer and folder that offer them, and the
    exceptions."""
    folders, headers, allowed = {}, {}, set()
    for line in path.read_text().splitlines():
        words = line.partition("#")[0].split()
        if words[:1] == ["layer"]:
            number, folder = int(words[1]), words[2]
            folders[folder] = number
            headers.update({header: (number, folder)
                            for header in [f"{folder}/{folder}.h", *words[3:]]})
        elif words[:1] == ["allow"]:
            allowed.add((words[1], words[2]))
        elif words:
            sys.exit(f"{path}: not a rule: {line}")
    return folders, headers, allowed


def breach(here, header, folders, headers):
    """Why a file of folder `here` (None: above all layers) may not include `header`."""
    if header == "tksnap.h":
        return None if here is None else "the umbrella header is for users"
    if header.startswith("tksnap/"):
        if header not in headers:
            return "layers.txt does not know this public header"
        number, folder = headers[header]
        if here is None or folder == here or number < folders[here]:
            return None
        return f"points {'up' if number > folders[here] else 'sideways'}, at {folder}"
    folder, slash, _ = header.partition("/")
    if not slash or folder == here:
        return None  # a header of its own folder
    if folder not in folders:
        return "no such folder in layers.txt"
    if here is None:
        return "only the library sees inside src/"
    if folders[folder] >= folders[here]:
        return f"points {'up' if folders[folder] > folders[here] else 'sideways'}, at {folder}"
    if header not in headers:
        return f"is {folder}'s own; include {folder}/{folder}.h"
    return None


def check(root, rules):
    folders, headers, allowed = rules
    for top in ("include", "src", "cli", "docs/examples"):
        for path in sorted((root / top).rglob("*.[ch]")):
            if path.is_dir():  # baselines lie in folders that are named for their tests
                continue
            file = path.relative_to(root).as_posix()
            text = path.read_text(errors="replace")
            if top == "src":
                here = file.split("/")[1]
            elif top == "include":
                here = headers.get(file.removeprefix("include/"), (None, None))[1]
            else:
                here = None
            if top == "src" and here not in folders:
                yield f"{file}: folder {here} is not in layers.txt"
                continue
            for found in INCLUDE.finditer(text):
                quote, header = found.groups()
                if quote == "<" and not header.startswith("tksnap"):
                    continue
                if {(file, header), (file.rpartition("/")[0], header)} & allowed:
                    continue
                why = breach(here, header, folders, headers)
                if why:
                    line = text.count("\n", 0, found.start(2)) + 1
                    yield f"{file}:{line}: {header} {why}"


def main():
    root = pathlib.Path(sys.argv[1])
    rules = read_rules(pathlib.Path(__file__).with_name("layers.txt"))
    breaches = list(check(root, rules))
    print("\n".join(breaches) if breaches else "layers: every include points down")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

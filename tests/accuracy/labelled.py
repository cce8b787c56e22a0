"""labelled.py - sets of pairs whose right verdict is known, and how many may be wrong

A set is a folder with a manifest.json: a list of objects with `id`, `a` (expected), `b`
(actual), `verdict` (same or different) and perhaps `why`, `tier` and `split`. Counted are
the pairs of tier core; the others depend on taste, or on an option.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True)
class Goal:
    """How many pairs of a set tksnap may get wrong; None: any number."""

    wrong_same: int = None
    wrong_different: int = None


GOALS = {
    "playwright": Goal(0, 0),
    "web": Goal(0, 1),
    "third-party": Goal(0, 0),
    "html-color": Goal(0, 0),
}


@dataclass(frozen=True)
class Pair:
    name: str
    expected: Path
    actual: Path
    verdict: str
    why: str = ""

    def sizes_differ(self):
        return png_size(self.expected) != png_size(self.actual)


@dataclass(frozen=True)
class Set:
    name: str
    pairs: tuple
    goal: Goal = Goal()

    def count(self, verdict):
        return sum(pair.verdict == verdict for pair in self.pairs)


def png_size(path):
    """Width and height from the first chunk of a PNG file."""
    with open(path, "rb") as file:
        head = file.read(24)
    if len(head) < 24 or not head.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError(f"{path}: not a PNG file")
    return struct.unpack(">II", head[16:24])


def read_set(folder, split=None):
    """The core pairs of a folder; with `split`, only those of that part of it."""
    folder = Path(folder).resolve()
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    pairs = tuple(Pair(entry["id"], folder / entry["a"], folder / entry["b"], entry["verdict"],
                       entry.get("why", ""))
                  for entry in entries
                  if entry.get("tier", "core") == "core"
                  and split in (None, entry.get("split", split)))
    return Set(folder.name, pairs, GOALS.get(folder.name, Goal()))

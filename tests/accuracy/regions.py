#!/usr/bin/env python3
# regions.py - are the regions found, and is it said what became of them?
#
# Usage: regions.py PROGRAM FIXTURES [-v]
#
# PROGRAM is the test program regions; $TKSNAP_FIXTURES beats FIXTURES. Looks at html-color (the boxes of recoloured
# elements) and at the core pairs of web whose kind of change has one right class.
# Exits with 1 when a goal is missed, with 77 where there are no fixtures.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import collections
import json
import os
import pathlib
import subprocess
import sys

# What each kind of mutation in web does to a page.
CLASSES = {
    "color": "color-shift text-color border-color opacity gradient",
    "moved": "moved event-moved",
    "removed": "icon-missing removed border-missing line-missing underline cell-lost "
               "image-missing shadow",
    "content": "text-char text-word icon-changed weight",
}
CLASS_OF = {kind: name for name, kinds in CLASSES.items() for kind in kinds.split()}
OVERALL_OF = {"lcd-text": "renderer", "color-profile": "colors", "shift": "shift"}

# Shares that must be reached. Eight labels of 150 are not the box of what changed: 94.7 % is
# all that tight boxes can have of them.
GOALS = {"labelled boxes": 0.93, "labelled boxes that show": 0.99, "boxes of what changed": 0.98, "regions of class color": 0.97,
         "class of the largest region": 0.92}


def explain(program, folder, pairs):
    lines = "".join(f"{p['id']}\t{folder / p['a']}\t{folder / p['b']}\n" for p in pairs)
    answer = subprocess.run([program], input=lines, text=True, check=True,
                            stdout=subprocess.PIPE).stdout
    return {line.partition("\t")[0]: json.loads(line.partition("\t")[2])
            for line in answer.splitlines()}


def box_of(region):
    return region["x"], region["y"], region["width"], region["height"]


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


def inside(inner, outer, slack=2):
    return inner[0] >= outer[0] - slack and inner[1] >= outer[1] - slack and \
        inner[0] + inner[2] <= outer[0] + outer[2] + slack and \
        inner[1] + inner[3] <= outer[1] + outer[3] + slack


def around(boxes):
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return (left, top, max(b[0] + b[2] for b in boxes) - left,
            max(b[1] + b[3] for b in boxes) - top)


def is_shown(label, regions):
    """A label is an element's box: with padding that nobody sees, or without the ring drawn
    around it. Every unequal pixel is in some region, so the box around those that lie there
    is what a picture can show of the label."""
    there = [box_of(r) for r in regions if inside(box_of(r), label, 6)]
    return not there or overlap(around(there), label) > 0.5


class Table:
    def __init__(self, verbose):
        self.verbose, self.missed, self.rows = verbose, collections.defaultdict(list), {}

    def count(self, row, right, what):
        good, all_of_it = self.rows.get(row, (0, 0))
        self.rows[row] = good + bool(right), all_of_it + 1
        if not right:
            self.missed[row].append(what)

    def show(self):
        good = True
        for row, (right, count) in self.rows.items():
            share = right / count
            goal = GOALS.get(row)
            low = goal is not None and share < goal
            good &= not low
            print(f"{row:32} {right:4} of {count:4}  {100 * share:5.1f} %"
                  f"{'' if goal is None else f'  goal {100 * goal:.0f} %'}{'  MISSED' if low else ''}")
            for what in self.missed[row] if self.verbose else []:
                print("    ", what)
        return good


def html_color(table, program, folder):
    pairs = json.loads((folder / "manifest.json").read_text())
    answers = explain(program, folder, pairs)
    for pair in pairs:
        regions = answers[pair["id"]]["regions"]
        for label in pair["regions"]:
            best = max((overlap(box_of(r), label) for r in regions), default=0)
            table.count("labelled boxes", best > 0.5, (pair["id"], label))
            if is_shown(label, regions):
                table.count("labelled boxes that show", best > 0.5, (pair["id"], label))
            only = [r for r in regions if inside(box_of(r), label)]
            table.count("boxes of what changed", best > 0.5 or len(only) == 1,
                        (pair["id"], label))
        for region in regions:
            table.count("regions of class color", region["kind"] == "color",
                        (pair["id"], box_of(region), region["kind"]))


def web(table, program, folder):
    pairs = json.loads((folder / "manifest.json").read_text())
    pairs = [p for p in pairs if p["kind"] in OVERALL_OF or p["verdict"] == "different"
             and p.get("tier", "core") == "core" and p["kind"] in CLASS_OF]
    answers = explain(program, folder, pairs)
    for pair in pairs:
        kind, regions = pair["kind"], answers[pair["id"]]["regions"]
        largest = regions[0] if regions else {"kind": "none"}  # real changes come first
        if kind in CLASS_OF:
            what = (pair["id"], pair["why"], largest)
            table.count("class of the largest region", largest["kind"] == CLASS_OF[kind], what)
            table.count("  " + kind, largest["kind"] == CLASS_OF[kind], ())
        else:
            table.count("picture: " + kind, answers[pair["id"]]["class"] == OVERALL_OF[kind],
                        (pair["id"], answers[pair["id"]]["summary"]))


def main():
    program = sys.argv[1]
    fixtures = pathlib.Path(os.environ.get("TKSNAP_FIXTURES") or sys.argv[2])
    table = Table("-v" in sys.argv)
    if not (fixtures / "html-color" / "manifest.json").exists():
        print(f"skipped: there are no fixtures in {fixtures}")
        return 77
    html_color(table, program, fixtures / "html-color")
    web(table, program, fixtures / "web")
    return 0 if table.show() else 1


if __name__ == "__main__":
    sys.exit(main())

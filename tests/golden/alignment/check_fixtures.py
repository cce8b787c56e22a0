#!/usr/bin/env python3
"""check_fixtures.py - are the edits of other people's page pairs found?

Runs `tksnap compare --align --json` on pairs whose edit is known and compares the
bands: exactly where the edit is one of whole rows, by sums where the renderer moved
single rows besides. Skipped (77) where the fixtures are not there.

Usage: check_fixtures.py TKSNAP FIXTURES

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import json
import os
import subprocess
import sys

LCS = "third-party/lcs-image-diff"

# pair: the bands, each op, axis, at, count
EXACT = {
    (f"{LCS}/long-example-before.png", f"{LCS}/long-example-after.png"):
        [("insert", "row", 3921, 193)],
    (f"{LCS}/whitespace-shift-before.png", f"{LCS}/whitespace-shift-after.png"):
        [("insert", "row", 348, 30)],
    (f"{LCS}/removed-top-content-before.png", f"{LCS}/removed-top-content-after.png"):
        [("delete", "row", 0, 40)],
    (f"{LCS}/removed-bottom-content-before.png", f"{LCS}/removed-bottom-content-after.png"):
        [("delete", "row", 80, 154)],
    (f"{LCS}/button-before.png", f"{LCS}/button-after.png"):
        [("insert", "row", 0, 4)],
    ("web/article-base.png", "web/article-shift-1.png"):
        [("insert", "row", 93, 1), ("delete", "row", 599, 1)],
    ("web/article-base.png", "web/article-line-height-1.png"):
        [("insert", "row", 373, 1), ("insert", "row", 399, 1), ("delete", "row", 598, 2)],
}

# pair: rows inserted, deleted and changed; what the renderer rounds is in them
SUMS = {
    ("web/article-base.png", "web/article-removed-1.png"): (94, 94, 0),
    ("web/dark-base.png", "web/dark-row-deleted-1.png"): (20, 20, 0),
}


def bands(program, fixtures, pair):
    paths = [os.path.join(fixtures, path) for path in pair]
    answer = subprocess.run([program, "compare", "--align", "--json", *paths],
                            stdout=subprocess.PIPE, check=False)
    if answer.returncode != 1:
        raise SystemExit(f"{pair[1]}: exit {answer.returncode}, not 1")
    return json.loads(answer.stdout)["alignment"]


def main():
    program, fixtures = sys.argv[1:]
    fixtures = os.environ.get("TKSNAP_FIXTURES", fixtures)
    if not os.path.isdir(os.path.join(fixtures, LCS)):
        print(f"skipped: there are no fixtures in {fixtures}")
        return 77
    wrong = 0
    for pair, wanted in EXACT.items():
        got = [(b["op"], b["axis"], b["at"], b["count"])
               for b in bands(program, fixtures, pair)]
        if got != wanted:
            print(f"{pair[1]}: {got}, not {wanted}")
            wrong += 1
    for pair, wanted in SUMS.items():
        found = bands(program, fixtures, pair)
        got = tuple(sum(b["count"] for b in found if b["op"] == op)
                    for op in ("insert", "delete", "changed"))
        if got != wanted:
            print(f"{pair[1]}: inserted, deleted, changed {got}, not {wanted}")
            wrong += 1
    print(f"{len(EXACT) + len(SUMS)} pairs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

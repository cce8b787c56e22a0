#!/usr/bin/env python3
# check_areas.py - areas on real screenshots, drawn by hand as a tester would
#
# Usage: check_areas.py PROGRAM FOLDER     (of NAME-expected.png and NAME-actual.png)
#
# The rectangles are those of the page's elements. In dashboard-word a word of the sentence
# is longer, so that the button behind it moved 5 pixels; in dashboard-color colours changed
# in boxes that stayed; in handbook-shift all but the heading is 17 pixels lower.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import json
import pathlib
import subprocess
import sys

BUTTON, SENTENCE = "450:196-515:222", "24:198-449:221"
CARDS = "24:75-319:182,336:75-631:182,648:75-943:182,960:75-1255:182"
HEADER, TABLE, CHART = "0:0-1279:54", "24:475-1255:719", "24:239-631:457"

# pair, options, verdict, and of each area verdict, dx, dy
CASES = [
    ("dashboard-word", ["--floating", "20@" + BUTTON, "--layout", SENTENCE], "same",
     [("same", 5, 0), ("same", 0, 0)]),
    ("dashboard-word", ["--floating", "20@" + BUTTON], "different", [("same", 5, 0)]),
    ("dashboard-word", ["--floating", "4@" + BUTTON, "--layout", SENTENCE], "different",
     [("different", 0, 0), ("same", 0, 0)]),
    ("dashboard-word", ["--layout", BUTTON, "--layout", SENTENCE], "different",
     [("different", 0, 0), ("same", 0, 0)]),  # a box that moved is no layout
    ("dashboard-word", ["--layout", CHART], "different", [("same", 0, 0)]),
    ("dashboard-color", ["--layout", ",".join((CARDS, BUTTON, HEADER, TABLE))], "same",
     [("same", 0, 0)] * 7),
    ("dashboard-color", ["--layout", ",".join((CARDS, BUTTON, HEADER))], "different",
     [("same", 0, 0)] * 6),
    # text that moved within its padding is still in its box; what is below is not excused
    ("handbook-shift", ["--layout", "25:262-266:329"], "different", [("same", 0, 0)]),
    ("handbook-shift", ["--floating", "20@25:262-266:312"], "different", [("same", 0, 17)]),
    ("handbook-same", ["--layout", "25:262-266:329", "--floating", "9@25:262-266:329"], "same",
     [("same", 0, 0)] * 2),
]


def ask(program, folder, name, options):
    pair = [str(folder / f"{name}-{side}.png") for side in ("expected", "actual")]
    result = subprocess.run([program, "--config", "/dev/null", "compare", "--json", *options, *pair],
                            capture_output=True, text=True, check=False)
    return json.loads(result.stdout)


def main(program, folder):
    folder, wrong = pathlib.Path(folder), 0
    if not (folder / "dashboard-word-expected.png").is_file():
        print(f"skipped: no pictures in {folder}")
        return 77
    for name, options, verdict, areas in CASES:
        answer = ask(program, folder, name, options)
        found = [(area["verdict"], area["dx"], area["dy"]) for area in answer["areas"]]
        if (answer["verdict"], found) != (verdict, areas):
            print(f"{name} {' '.join(options)}: {answer['verdict']} {found}, "
                  f"not {verdict} {areas}")
            wrong += 1
    print(f"{len(CASES)} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

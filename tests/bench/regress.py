"""regress.py - has tksnap become slower, measured by the peers?

    python3 regress.py OLD.json NEW.json [--tolerance 10%]

Compares two result files of bench.py. Milliseconds of two runs, perhaps of two
machines, say little; how many times less tksnap needs than a peer measured in the same
run says much. So each row is judged by this ratio, against the peer that was the best
in OLD. Exit code 0: nothing regressed, 1: these rows did, 2: the files cannot be used.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import argparse
import json
import sys

from report import BUSY, SCHEMA, WORDS, subject_problem, times
from rows import CPU, PEAK, PICTURE, WALL

JUDGED = (WALL, CPU, PEAK, PICTURE)


def regressions(old, new, tolerance):
    """Lists what is worse in `new` by more than `tolerance` (0.1: ten percent).

    A row that tksnap took part in and now does not, for whatever reason, is worse.
    """
    later = {row["name"]: row for row in new["rows"]}
    found = []
    for row in old["rows"]:
        if not row["ratios"]:
            continue
        other = later.get(row["name"])
        if other is None:
            found.append(f"{row['name']}: not measured any more")
        elif not other["ratios"]:
            found.append(f"{row['name']}: {subject_problem(other) or 'tksnap was not there'}")
        else:
            found += [f"{row['name']}: {text}" for text in worse(row, other, tolerance)]
    return found


def worse(row, other, tolerance):
    found = []
    for measure in JUDGED:
        peer = best_in_both(row, other, measure)
        if peer is None:
            continue
        before, after = row["ratios"][measure][peer], other["ratios"][measure][peer]
        if after < before * (1 - tolerance):
            found.append(f"{WORDS[measure]} was {times(before)} times less than {peer}'s, "
                         f"is {times(after)}")
    return found


def best_in_both(row, other, measure):
    """The peer to judge by: the old file's fastest; where the new file lacks it, or no
    peer is fastest (as in picture size), the hardest to beat of those in both."""
    before = row["ratios"].get(measure, {})
    common = before.keys() & other["ratios"].get(measure, {}).keys()
    chosen = row["fastest_peer"].get(measure)
    if chosen in common:
        return chosen
    peers = {one["name"] for one in row["contestants"] if one["role"] == "peer"}
    return min(sorted(common & peers), key=before.get, default=None)


def percent(text):
    """'10%' and '0.1' are the same."""
    value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0% and 100%")
    return value


def load(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    if results.get("schema") != SCHEMA:
        raise ValueError(f"{path}: not a result file of bench.py, schema {SCHEMA}")
    return results


def main():
    parser = argparse.ArgumentParser(description="Compares two result files of bench.py.")
    parser.add_argument("old", metavar="OLD.json")
    parser.add_argument("new", metavar="NEW.json")
    parser.add_argument("--tolerance", type=percent, default=0.1,
                        help="how much worse a ratio may become (default: 10%%)")
    options = parser.parse_args()

    try:
        old, new = load(options.old), load(options.new)
    except (OSError, ValueError) as problem:
        print(f"regress: {problem}", file=sys.stderr)
        return 2
    for path, results in (options.old, old), (options.new, new):
        if results["busy_share"] > BUSY:
            print(f"regress: {path}: measured while others used up to {results['busy_share']:.0%} of "
                  "the machine; do not trust small differences", file=sys.stderr)
    judged = [row["name"] for row in old["rows"] if row["ratios"]]
    if not judged:
        print(f"regress: {options.old}: tksnap took part in no row, nothing to compare with",
              file=sys.stderr)
        return 2

    found = regressions(old, new, options.tolerance)
    for text in found:
        print(text)
    if not found:
        print(f"no regression in {len(judged)} rows (tolerance {options.tolerance:.0%})")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

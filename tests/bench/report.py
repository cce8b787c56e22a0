"""report.py - the result of a benchmark as text and as the page docs/benchmarks.md

    python3 report.py RESULTS.json      prints the page

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import sys

from contestants import REFERENCE, SUBJECT
from rows import CPU, PEAK, PICTURE, WALL

# Of the result file; README.md describes it.
SCHEMA = 1

# Wall times, and to a lesser degree their ratios, say little where others use more.
BUSY = 0.1

WORDS = {WALL: "wall time", CPU: "CPU time", PEAK: "peak memory", PICTURE: "picture size"}


# ---- numbers as people read them


def milliseconds(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def mebibytes(kib):
    return f"{kib / 1024:.1f}" if kib < 102400 else f"{kib / 1024:.0f}"


def kilobytes(count):
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.2f} MB"


def times(ratio):
    if ratio is None:
        return "-"
    decimals = 3 if ratio < 0.1 else 2 if ratio < 10 else 1 if ratio < 100 else 0
    return f"{ratio:.{decimals}f}"


# ---- a row


HEADINGS = ("who", "wall ms", "x", "CPU ms", "x", "peak MiB", "x", "pixels", "pictures")


def headings(row):
    return tuple(row["answer"] if word == "pixels" else word for word in HEADINGS)


def cells(one):
    """A contestant's line; x is its cost divided by that of the fastest peer."""
    found = [one["name"] + {SUBJECT: "", REFERENCE: " *"}.get(one["role"], "")]
    for measure, write in (WALL, milliseconds), (CPU, milliseconds), (PEAK, mebibytes):
        cost = one[measure]
        found.append(write(cost["median"]) if cost else "-")
        found.append(times(cost["of_fastest_peer"]) if cost else "-")
    count = one["differing_pixels"]
    found.append("-" if count is None else f"{count:.6g}" if isinstance(count, float)
                 else str(count))
    found.append(kilobytes(one["picture_bytes"]) if one["picture_bytes"] else "-")
    return found


def target_line(target):
    """'wall time: 5x less than odiff wanted, 6.10x less reached: held'"""
    line = f"{WORDS[target['measure']]}: {wish(target)} wanted"
    if target["held"] is None:
        return f"{line}, not judged"
    reached = target["reached"]
    amount = f"{times(reached)}x less" if reached >= 1 else f"{times(1 / reached)}x as much"
    return f"{line}, {amount} reached: {'held' if target['held'] else 'MISSED'}"


def wish(target):
    whom = target["against"] or "any peer"
    if target["factor"] == 1:
        return f"no more than {whom}"
    if target["factor"] > 1:
        return f"{target['factor']:g}x less than {whom}"
    return f"at most {1 / target['factor']:g}x as much as {whom}"


def subject_problem(row):
    """What is wrong with tksnap in this row; empty if nothing is or it was not there."""
    return next((one["problem"] for one in row["contestants"] if one["role"] == SUBJECT), "")


def runs(row):
    text = f"{row['runs']} runs" if row["runs"] != 1 else "1 run"
    if row["busy_share"] > BUSY:
        text += f", while others used {row['busy_share']:.0%} of the machine"
    return text


def problem_line(one):
    word = "DISQUALIFIED" if one["role"] == SUBJECT else "left out"
    return f"{one['name']} {word}: {one['problem']}"


def has_subject(row):
    return any(one["role"] == SUBJECT for one in row["contestants"])


# ---- for a terminal


def text_row(row):
    shown = [one for one in row["contestants"] if not one["problem"]]
    lines = [headings(row)] + [cells(one) for one in shown]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    text = [f"{row['name']}: {row['title']} ({runs(row)})"]
    for line in lines:
        padded = [line[0].ljust(widths[0])]
        padded += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        text.append("  " + "  ".join(padded))
    for one in row["contestants"]:
        if one["problem"]:
            text.append("  " + problem_line(one))
    if has_subject(row):
        text += ["  " + target_line(target) for target in row["targets"]]
    return "\n".join(text) + "\n"


# ---- the page


PAGE_HEAD = """# Benchmarks

Written by `make bench BENCH_OPTIONS=--write-docs` from one run; do not edit by hand.
How it is measured, and how to repeat it: [tests/bench/README.md](../tests/bench/README.md).

Every tool answers the same question in one run, taking turns; the figures are medians.
*x* is a tool's cost divided by that of the best peer of the row in this measure, formed
within each round. Tools marked * do other work and are shown for orientation. Compare
ratios, not milliseconds: these depend on the machine.
"""


def page(results):
    """The whole of docs/benchmarks.md."""
    parts = [PAGE_HEAD, machine_lines(results), overview(results["rows"])]
    parts += [markdown_row(row) for row in results["rows"]]
    return "\n".join(parts)


def machine_lines(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    when = f"- Measured: {results['date']}\n" if results["date"] else ""
    return (f"{when}- Machine: {machine['cores']} cores, {machine['cpu']}; "
            f"others used up to {results['busy_share']:.0%} of it meanwhile\n"
            f"- Versions: {versions}\n")


def overview(rows):
    lines = ["## tksnap against the best peer", "",
             "How many times less tksnap needs than the best peer of each row and measure.", "",
             "| row | wall time | CPU time | peak memory | wanted |", "|---|---|---|---|---|"]
    for row in rows:
        wanted = "<br>".join(target_words(target) for target in row["targets"])
        if subject_problem(row):
            lines.append(f"| {row['title']} | DISQUALIFIED: {subject_problem(row)} | | | |")
            continue
        found = [advantage(row, measure) for measure in (WALL, CPU, PEAK)]
        lines.append(f"| {row['title']} | " + " | ".join(found) + f" | {wanted} |")
    return "\n".join(lines) + "\n"


def target_words(target):
    """A target for a narrow column: 'wall time 5x: held'; what was reached stands beside it."""
    verdict = {True: "held", False: "**missed**", None: "not judged"}[target["held"]]
    reached = "" if target["reached"] is None else f" ({times(target['reached'])})"
    if target["factor"] > 1:
        return f"{WORDS[target['measure']]} {target['factor']:g}x: {verdict}"
    return f"{WORDS[target['measure']]} {wish(target)}: {verdict}{reached}"


def advantage(row, measure):
    best = row["fastest_peer"].get(measure)
    ratio = row["ratios"].get(measure, {}).get(best)
    return "-" if ratio is None else f"{times(ratio)} ({best})"


def markdown_row(row):
    lines = [f"## {row['name']}: {row['title']}", "", f"Medians of {runs(row)}.", "",
             "| " + " | ".join(headings(row)) + " |", "|---" + "|--:" * (len(HEADINGS) - 1) + "|"]
    for one in row["contestants"]:
        if not one["problem"]:
            lines.append("| " + " | ".join(cells(one)).replace(" *", " \\*") + " |")
    notes = [f"{one['name']}: {one['note']}" for one in row["contestants"] if one["note"]]
    notes += [problem_line(one) for one in row["contestants"] if one["problem"]]
    if notes:
        lines += [""] + [f"- {note}" for note in notes]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(page(json.load(file)), end="")

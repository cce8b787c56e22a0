#!/usr/bin/env python3
# check_counts.py - are the counts of real pairs those pixelmatch gives?
#
# Usage: check_counts.py PROGRAM FIXTURES     (PROGRAM is count_pairs)
#
# The fixtures hold pixelmatch 7.2.0's counts for pairs of screenshots at threshold 0.1
# (pixel/counts.tsv), and for its own pictures at several thresholds, as its tests state
# them and as a grid (metrics/pixelmatch/expected.json). Every count is to be equal to
# the pixel.
#
# Not asked: rows whose pictures differ in size, which pixelmatch refuses, and the half
# of the grid without its checkerboard behind translucent pixels, an option we do not
# have.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import collections
import csv
import json
import os
import pathlib
import subprocess
import sys

Question = collections.namedtuple("Question", "source expected actual threshold mode count")


def screenshots(root):
    """Questions of pixel/counts.tsv, and how many of its rows were left out."""
    folder = root / "pixel"
    left_out = 0
    questions = []
    with open(folder / "counts.tsv", newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if row["size"] == "size" or not row["pixelmatch72_count_all"].isdigit():
                left_out += 1
                continue
            pair = (row["pair"], folder / row["expected"], folder / row["actual"], 0.1)
            questions.append(Question(*pair, "all", int(row["pixelmatch72_count_all"])))
            questions.append(Question(*pair, "excused",
                                      int(row["pixelmatch72_count_without_antialiased"])))
    return questions, left_out


def published(root):
    """Questions of pixelmatch's own pictures, and how many were left out."""
    folder = root / "metrics" / "pixelmatch"
    known = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["v7_2_0"]
    pictures = folder / known["images"]
    left_out = 0
    questions = []
    for row in known["published_tests"] + known["counts"]:
        if not row.get("checkerboard", True):
            left_out += 1
            continue
        questions.append(Question(f"{row['a']} {row['b']}", pictures / row["a"],
                                  pictures / row["b"], row["threshold"],
                                  "all" if row.get("includeAA") else "excused", row["count"]))
    return questions, left_out


def ask(program, questions):
    """The program's answers, in the order of the questions."""
    lines = "".join(f"{q.expected} {q.actual} pixel {q.threshold!r} {q.mode}\n" for q in questions)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def check(name, program, questions, left_out):
    """Prints what is wrong; returns how many answers are."""
    answers = ask(program, questions)
    wrong = abs(len(answers) - len(questions))
    for question, answer in zip(questions, answers):
        if answer.split()[0] != str(question.count):
            wrong += 1
            print(f"{question.source}, threshold {question.threshold}, {question.mode}: "
                  f"{answer}, not {question.count}")
    print(f"{name}: {len(questions)} counts asked, {wrong} wrong, {left_out} rows not applicable")
    return wrong


def main():
    program, root = sys.argv[1], pathlib.Path(os.environ.get("TKSNAP_FIXTURES") or sys.argv[2])
    if not (root / "pixel" / "counts.tsv").is_file():
        print(f"skipped: there are no fixtures in {root}")
        return 77
    wrong = check("screenshots", program, *screenshots(root))
    wrong += check("pixelmatch's pictures", program, *published(root))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""page.py - verdicts held against what is right: the table, and docs/accuracy.md

SPDX-License-Identifier: MIT OR Apache-2.0
"""

from dataclasses import dataclass

from labelled import DIFFERENT, SAME, Goal

SUBJECT = "tksnap"


@dataclass(frozen=True)
class Judged:
    """What one comparer said about every pair of one set."""

    set: object
    answers: list

    def wrong(self, said):
        """(pair, answer) where it said SAME, or DIFFERENT, and that is wrong."""
        return [(pair, answer) for pair, answer in zip(self.set.pairs, self.answers)
                if answer.verdict == said and pair.verdict != said]

    def unanswered(self):
        return [(pair, answer) for pair, answer in zip(self.set.pairs, self.answers)
                if not answer.verdict]

    def within(self, goal):
        return all(most is None or len(self.wrong(said)) <= most
                   for said, most in ((SAME, goal.wrong_same), (DIFFERENT, goal.wrong_different)))

    def cell(self):
        """'wrong same / wrong different', a dash where the set has no such pairs."""
        text = " / ".join(str(len(self.wrong(said))) if self.set.count(right) else "-"
                          for said, right in ((SAME, DIFFERENT), (DIFFERENT, SAME)))
        lost = len(self.unanswered())
        return text + (f" ({lost} unread)" if lost else "")


@dataclass(frozen=True)
class Verdicts:
    """Everyone's verdicts. judged: {comparer: a Judged for each set}, tksnap first; versions
    and rules by comparer; absent: {comparer: why it was not asked}."""

    sets: list
    judged: dict
    versions: dict
    rules: dict
    absent: dict

    def label(self, name):
        return f"{name} ({self.versions[name]})"

    def missed(self):
        """The sets of which tksnap gets more wrong than it may."""
        return [one.set for one in self.judged[SUBJECT] if not one.within(one.set.goal)]


# ---- the table


def wanted(goal, one):
    if goal == Goal():
        return ""
    return " / ".join(str(most) if one.count(right) else "-" for most, right in
                      ((goal.wrong_same, DIFFERENT), (goal.wrong_different, SAME)))


def table(verdicts):
    """Rows of cells: headings, a row for each comparer, and what is wanted of tksnap."""
    rows = [["wrong \"same\" / wrong \"different\""]
            + [f"{one.name} ({one.count(DIFFERENT)} / {one.count(SAME)})" for one in verdicts.sets]]
    for name, judged in verdicts.judged.items():
        rows.append([verdicts.label(name)] + [one.cell() for one in judged])
        if name == SUBJECT:
            rows.append(["wanted, at most"] + [wanted(one.goal, one) for one in verdicts.sets])
    return rows


def text_table(verdicts):
    rows = table(verdicts)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0])]
                       + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip()
             for row in rows]
    lines += [f"{name}: not asked: {why}" for name, why in verdicts.absent.items()]
    return "\n".join(lines) + "\n"


def markdown_table(verdicts):
    head, *rows = table(verdicts)
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


# ---- pair by pair


def wrong_lines(verdicts):
    """A line for each pair that tksnap gets wrong, with the reason for its label."""
    return [f"{one.set.name}, {pair.name}: called {said} with a score of {answer.number:.2f}, "
            f"but it is {pair.verdict}: {pair.why}"
            for one in verdicts.judged[SUBJECT] for said in (SAME, DIFFERENT)
            for pair, answer in one.wrong(said)]


def close_calls(judged):
    """The highest score of a pair called same, and the lowest of one called different; the
    pixels of pictures of unequal size decide nothing."""
    scored = [(pair, answer) for pair, answer in zip(judged.set.pairs, judged.answers)
              if answer.number is not None and not pair.sizes_differ()]
    found = []
    for said, nearest in (SAME, max), (DIFFERENT, min):
        those = [(answer.number, pair.name) for pair, answer in scored if answer.verdict == said]
        found.append("{:.2f} ({})".format(*nearest(those)) if those else "-")
    return found


def text_details(verdicts):
    lines = ["wrong: " + line for line in wrong_lines(verdicts)] or ["wrong: nothing"]
    for one in verdicts.judged[SUBJECT]:
        same, different = close_calls(one)
        lines.append(f"closest of {one.set.name}: same up to {same}, different from {different}")
    for one in verdicts.missed():
        lines.append(f"MISSED: {one.name}, more is wrong than {wanted(one.goal, one)}")
    return "\n".join(lines) + "\n"


# ---- the page


HEAD = """# Accuracy

Written by `make accuracy ACCURACY_OPTIONS=--write-docs` from one run; do not edit by hand.
How it is done, and how to repeat it: [tests/accuracy/README.md](../tests/accuracy/README.md).

Pairs of pictures with a known right verdict, and how often each comparer contradicts it. The
first number is the worse mistake: real changes called the same. The second is what makes
people stop looking: pictures called different though only the renderer worked otherwise. In
brackets, how many pairs there are of either kind.
"""

SETS = """Pictures of unequal size are different for everyone.

| set | what |
|---|---|
| playwright | the pairs Playwright tests its own comparators with |
| web | pages of many kinds rendered by Chromium, with one thing changed on purpose, or rendered in another way: GPU raster, layers, noise, JPEG |
| third-party | pairs from the tests of 13 other comparers |
| html-color | pages with one to three elements recoloured |

A set that a rule was found with flatters it: playwright and web helped to find tksnap's. Ask
about pairs of your own.

Verdicts of `web` follow from what was done to the page, not from a panel of people. Counted are
pairs whose label nobody would dispute (tier core in the manifests): not sub-pixel against
greyscale text, other hinting, layers snapped to other pixels, strong JPEG.
"""


def page(verdicts):
    """The whole of docs/accuracy.md."""
    parts = [HEAD, markdown_table(verdicts), SETS, asked(verdicts), own_mistakes(verdicts),
             margins(verdicts), others(verdicts)]
    return "\n".join(parts)


def asked(verdicts):
    lines = ["## What was asked", ""]
    lines += [f"- {verdicts.label(name)}: {rule}"
              for name, rule in verdicts.rules.items() if name in verdicts.versions]
    lines += [f"- {name}: not asked: {why}" for name, why in verdicts.absent.items()]
    return "\n".join(lines) + "\n"


def own_mistakes(verdicts):
    lines = [f"- {line}" for line in wrong_lines(verdicts)]
    lines = lines or ["Nothing in these sets."]
    return "\n".join(["## What tksnap gets wrong", "", *lines]) + "\n"


def margins(verdicts):
    lines = ["## How close it was", "",
             "A score over 1 is different. What is closest to 1 on either side:", "",
             "| set | highest score called same | lowest score called different |", "|---|---|---|"]
    for one in verdicts.judged[SUBJECT]:
        lines.append(f"| {one.set.name} | " + " | ".join(close_calls(one)) + " |")
    return "\n".join(lines) + "\n"


def others(verdicts):
    parts = ["## What the others get wrong\n"]
    for name, judged in verdicts.judged.items():
        if name == SUBJECT:
            continue
        lines = [f"<details><summary>{verdicts.label(name)}: "
                 + ", ".join(f"{sum(len(one.wrong(said)) for one in judged)} wrongly {said}"
                             for said in (SAME, DIFFERENT)) + "</summary>", ""]
        for one in judged:
            for said in SAME, DIFFERENT:
                names = [pair.name for pair, _ in one.wrong(said)]
                if names:
                    lines.append(f"- {one.set.name}, called {said}: " + ", ".join(names))
        for pair, answer in [each for one in judged for each in one.unanswered()]:
            lines.append(f"- {pair.name}: no verdict: {answer.problem}")
        parts.append("\n".join(lines + ["", "</details>", ""]))
    return "\n".join(parts)

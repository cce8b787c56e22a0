"""race.py - one row: asks every tool for its answer, then times them in turn

A tool that gives a wrong answer is not timed. Tools run alternately, and every round
begins with another one, so that none always follows the same neighbour.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import os
import shutil
import struct
import subprocess

import stores
from contestants import PEER, SUBJECT, contestants
from measure import run_to_end
from rows import COUNT, CPU, FASTEST, PEAK, PICTURE, WALL
from stats import fastest, paired_ratio, summary

MEASURES = (WALL, CPU, PEAK)

# A tool this many times slower than the fastest peer cannot change the result, and would
# cost most of the time: it takes part in a third of the rounds, at most three.
SLOW = 4
MOST_SLOW_RUNS = 3

REFEREES = ("pixelmatch", "pixelmatch-node")


class Entry:
    """A contestant in the race: its answer, its costs by round, what is wrong with it."""

    def __init__(self, contestant):
        self.contestant = contestant
        self.name = contestant.name
        self.role = contestant.role
        self.environment = {**os.environ, **contestant.environment}
        self.samples = {measure: {} for measure in MEASURES}
        self.problem = ""
        self.answer = (None, None)
        self.picture_bytes = None
        self.first_ms = 0.0
        self.runs = 0

    @property
    def takes_part(self):
        return not self.problem


def run_row(row, tools, data, scratch, meter, runs):
    """Races all tools over `row`; gives the row as it stands in the result file."""
    output = scratch / row.name / ("pictures" if row.is_batch else "picture.png")
    output.parent.mkdir(parents=True, exist_ok=True)
    who = stores.contestants if row.is_store else contestants
    entries = [Entry(one) for one in who(row, tools, data, output)]
    environment = {"MAGICK_CONFIGURE_PATH": str(tools.peers)}

    for entry in entries:
        entry.environment.update(environment)
        ask(entry, row, output)
    judge(row, entries)
    choose_runs(entries, runs)
    for number in range(runs):
        order = entries[number % len(entries):] + entries[:number % len(entries)]
        for entry in order:
            if entry.takes_part and number < entry.runs:
                time_once(entry, number, row, output, meter)
    clear(output)
    return describe(row, entries, runs)


# ---- before timing: is the answer right?


def ask(entry, row, output):
    """Runs the question, which is the warm-up too, and keeps the answer."""
    if entry.contestant.fixed:
        return
    make_room(row, output)
    try:
        prepare(entry)
        answer = run_to_end(entry.contestant.question, entry.environment, entry.contestant.folder)
        entry.first_ms = answer.wall_ms
        if answer.exit not in entry.contestant.exits:
            entry.problem = f"exit code {answer.exit}: {first_line(answer.errors)}"
            return
        entry.answer = entry.contestant.read(answer)
        if entry.contestant.own_clock:
            entry.first_ms = json.loads(answer.output)["ms"]
        if row.picture:
            entry.picture_bytes, entry.problem = weigh_pictures(row, output)
    except FileNotFoundError:
        entry.problem = "not there"
    except (OSError, subprocess.SubprocessError) as problem:
        entry.problem = f"cannot be run: {problem}"
    except (ValueError, KeyError, IndexError, AttributeError) as problem:
        entry.problem = f"its answer cannot be read: {problem!r}"
    finally:
        clear(output)


def prepare(entry):
    if entry.contestant.prepare:
        entry.contestant.prepare()


def first_line(text):
    return (text.strip().splitlines() or ["nothing on stderr"])[0]


def judge(row, entries):
    """Holds each answer against the row's verdict, and tksnap's against what it has to equal."""
    judge_pairs(row, entries)
    if row.answer is not None:
        judge_answer(row, entries)
    elif row.work == COUNT:
        judge_count(entries)
    elif row.tolerance is not None:
        judge_value(row, entries)


def judge_pairs(row, entries):
    for entry in entries:
        pairs = entry.answer[0]
        if entry.takes_part and pairs is not None and pairs != row.differing_pairs:
            entry.problem = f"calls {pairs} pairs different, {row.differing_pairs} are"


def judge_answer(row, entries):
    for entry in entries:
        said = entry.answer[1]
        if entry.takes_part and entry.role == SUBJECT and said != row.answer:
            entry.problem = f"says {said} {row.unit}, {row.answer} is right"


def judge_count(entries):
    referee = next((entry.answer[1] for entry in entries
                    if entry.name in REFEREES and entry.takes_part), None)
    for entry in entries:
        pixels = entry.answer[1]
        if entry.takes_part and entry.role == SUBJECT and referee is None:
            entry.problem = "unchecked, for pixelmatch is missing"
        elif entry.takes_part and entry.role == SUBJECT and pixels != referee:
            entry.problem = f"counts {pixels} pixels, pixelmatch counts {referee}"


def judge_value(row, entries):
    reference = next((entry for entry in entries if entry.role == PEER and entry.takes_part), None)
    for entry in entries:
        if entry.role != SUBJECT or not entry.takes_part or reference is None:
            continue
        own, other = entry.answer[1], reference.answer[1]
        if not abs(own - other) <= row.tolerance:
            entry.problem = f"says {own:.6g}, {reference.name} says {other:.6g}"


def weigh_pictures(row, output):
    """Bytes of the pictures written, and what is wrong with them."""
    pictures = sorted(output.iterdir()) if row.is_batch else [output]
    pictures = [path for path in pictures if path.exists()]
    if len(pictures) != row.differing_pairs:
        return None, f"wrote {len(pictures)} pictures, {row.differing_pairs} pairs differ"
    for path in pictures:
        if not is_whole_png(path):
            return None, "wrote a picture that is not a whole PNG file"
    return sum(path.stat().st_size for path in pictures), ""


def is_whole_png(path):
    """Whether it begins and ends as a PNG file does; the least one is 45 bytes long."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        head = file.read(24)
        file.seek(max(0, size - 12))
        tail = file.read(12)
    if size < 45 or not head.startswith(b"\x89PNG\r\n\x1a\n") or tail[4:8] != b"IEND":
        return False
    width, height = struct.unpack(">II", head[16:24])
    return width > 0 and height > 0


# ---- timing


def choose_runs(entries, runs):
    peers = [entry.first_ms for entry in entries if entry.role == PEER and entry.takes_part]
    limit = SLOW * min(peers, default=0)
    for entry in entries:
        slow = peers and entry.first_ms > limit
        entry.runs = min(MOST_SLOW_RUNS, max(1, runs // 3)) if slow else runs


def time_once(entry, number, row, output, meter):
    if entry.contestant.fixed:
        for measure, cost in entry.contestant.fixed.items():
            entry.samples[measure][number] = cost
        return
    if entry.contestant.own_clock:
        time_call(entry, number)
        return
    make_room(row, output)
    try:
        prepare(entry)
        cost = meter.run(entry.contestant.command, entry.environment, entry.contestant.folder)
    except (OSError, subprocess.SubprocessError) as problem:
        entry.problem = f"cannot be run: {problem}"
        return
    finally:
        # at once: pictures of 148 MB would be on their way to the disk during the next run
        clear(output)
    if cost.exit not in entry.contestant.exits:
        entry.problem = f"exit code {cost.exit} in round {number}"
        return
    for measure in MEASURES:
        entry.samples[measure][number] = getattr(cost, measure)


def time_call(entry, number):
    try:
        answer = run_to_end(entry.contestant.command, entry.environment)
        if answer.exit not in entry.contestant.exits:
            entry.problem = f"exit code {answer.exit} in round {number}"
        else:
            told = json.loads(answer.output)
            entry.samples[WALL][number], entry.samples[CPU][number] = told["ms"], told["cpu_ms"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as problem:
        entry.problem = f"cannot be run: {problem}"


def make_room(row, output):
    clear(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    if row.is_batch:
        output.mkdir()


def clear(output):
    if output.is_dir():
        shutil.rmtree(output)
    else:
        output.unlink(missing_ok=True)


# ---- what came out


def describe(row, entries, runs):
    best = {measure: fastest({entry.name: entry.samples[measure] for entry in entries
                              if entry.role == PEER and entry.takes_part})
            for measure in MEASURES}
    described = {
        "name": row.name,
        "title": row.title,
        "runs": runs,
        "picture": row.picture,
        "answer": row.unit or ("value" if row.is_call else "pixels"),
        "fastest_peer": best,
        "contestants": [describe_entry(entry, entries, best) for entry in entries],
        "ratios": ratios(entries),
    }
    described["targets"] = [judge_target(target, described) for target in row.targets]
    return described


def describe_entry(entry, entries, best):
    pairs, pixels = entry.answer
    described = {
        "name": entry.name,
        "role": entry.role,
        "note": entry.contestant.note,
        "problem": entry.problem,
        "differing_pairs": pairs,
        "differing_pixels": pixels,
        "picture_bytes": entry.picture_bytes,
    }
    by_name = {one.name: one for one in entries}
    for measure in MEASURES:
        rounds = entry.samples[measure]
        if not entry.takes_part or not rounds:
            described[measure] = None
            continue
        leader = by_name.get(best[measure])
        described[measure] = {
            **summary(rounds.values()),
            "runs": list(rounds.values()),
            "of_fastest_peer": paired_ratio(rounds, leader.samples[measure]) if leader else None,
        }
    return described


def ratios(entries):
    """{measure: {other: other's cost / tksnap's}}; over 1 means that tksnap needs less."""
    subject = next((one for one in entries if one.role == SUBJECT and one.takes_part), None)
    if subject is None:
        return {}
    others = [one for one in entries if one.role != SUBJECT and one.takes_part]
    found = {measure: {} for measure in (*MEASURES, PICTURE)}
    for other in others:
        for measure in MEASURES:
            ratio = paired_ratio(other.samples[measure], subject.samples[measure])
            if ratio is not None:
                found[measure][other.name] = ratio
        if other.picture_bytes and subject.picture_bytes:
            found[PICTURE][other.name] = other.picture_bytes / subject.picture_bytes
    return found


def judge_target(target, described):
    """Whether the ratio asked for was reached; None where there is nothing to judge."""
    against = described["fastest_peer"].get(target.measure) \
        if target.against == FASTEST else target.against
    reached = described["ratios"].get(target.measure, {}).get(against)
    return {
        "measure": target.measure,
        "against": against,
        "factor": target.factor,
        "reached": reached,
        "held": None if reached is None else reached >= target.factor,
    }

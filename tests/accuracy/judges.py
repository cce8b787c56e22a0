"""judges.py - who is asked for a verdict: tksnap's program, and the peers from npm

The peers' verdicts are remembered by version, options and the bytes of the pictures, since
these decide them; tksnap is asked anew every time.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import concurrent.futures
import hashlib
import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from labelled import DIFFERENT, SAME

HERE = Path(__file__).resolve().parent
JUDGE = HERE / "judge.mjs"

# Pairs for one process: few enough that two processes end at about the same time.
CHUNK = 48


@dataclass(frozen=True)
class Answer:
    """A verdict, SAME or DIFFERENT or empty if there was none, and what came with it: the
    score from tksnap, the number of differing pixels from a peer, None if it tells none."""

    verdict: str
    number: float = None
    problem: str = ""


@dataclass(frozen=True)
class Peer:
    """A comparer from npm: `engine` is its name in judge.mjs, `rule` what counts as its verdict."""

    name: str
    package: str
    engine: str
    rule: str
    options: dict = field(default_factory=dict)

    def version(self, peers):
        """Of the package installed below the folder `peers`; None if it is not there."""
        manifest = peers / "node_modules" / self.package / "package.json"
        if not manifest.exists():
            return None
        return json.loads(manifest.read_text(encoding="utf-8"))["version"]


def node_architecture():
    return {"x86_64": "x64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


PEERS = (
    Peer("pixelmatch", "pixelmatch", "pixelmatch",
         "its defaults (threshold 0.1, anti-aliased pixels left out); different: any pixel"),
    Peer("pixelmatch at 0.2", "pixelmatch", "pixelmatch", "the same with threshold 0.2",
         {"threshold": 0.2}),
    Peer("looks-same", "looks-same", "looks-same",
         "its defaults (CIEDE2000 2.3, anti-aliasing and caret ignored); different: not `equal`"),
    Peer("odiff", "odiff-bin", "odiff", "its program's defaults (threshold 0.1); different: exit "
         "code 22"),
    Peer("blazediff", f"@blazediff/core-native-linux-{node_architecture()}", "blazediff",
         "its native module's defaults (threshold 0.1); different: no `matchResult`"),
    Peer("playwright", "playwright-core", "playwright",
         "the comparator of `toHaveScreenshot` at its defaults (pixelmatch, threshold 0.2); "
         "different: it complains"),
    Peer("playwright, ssim-cie94", "playwright-core", "playwright",
         "the same with `comparator: 'ssim-cie94'`", {"comparator": "ssim-cie94"}),
)


# ---- tksnap


class WrongAnswer(Exception):
    """What the program said contradicts itself, or is not an answer."""


def read_tksnap(exit_code, output):
    """The verdict from exit code and JSON, which have to agree."""
    try:
        told = json.loads(output)
        verdict, metric, score = told["verdict"], told["metric"], told.get("score")
    except (ValueError, KeyError) as problem:
        raise WrongAnswer(f"exit code {exit_code}, and no answer in JSON: {problem!r}") from None
    if metric != "visual":
        raise WrongAnswer(f"the metric is {metric}, not visual, the default")
    if (verdict, exit_code) not in (("same", 0), ("similar", 0), ("different", 1)):
        raise WrongAnswer(f"the verdict is {verdict}, but the exit code {exit_code}")
    return Answer(DIFFERENT if exit_code else SAME, score)


def ask_tksnap(program, pairs, jobs):
    """One Answer for each pair, from one run of the program each."""
    def ask(pair):
        run = subprocess.run([program, "compare", "--json", pair.expected, pair.actual],
                             capture_output=True, text=True, check=False)
        try:
            return read_tksnap(run.returncode, run.stdout)
        except WrongAnswer as problem:
            raise WrongAnswer(f"{pair.name}: {problem} {run.stderr.strip()}") from None

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(ask, pairs))


# ---- the peers


class Memory:
    """Verdicts of earlier runs, in one JSON file."""

    def __init__(self, path):
        self.path = path
        try:
            self.known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}

    def of(self, peer, version):
        """{digest of a pair: answer} of this peer; judge.mjs is part of what decides."""
        decides = [peer.engine, version, peer.options,
                   hashlib.sha256(JUDGE.read_bytes()).hexdigest()]
        return self.known.setdefault(json.dumps(decides), {})

    def save(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self.known), encoding="utf-8")
        new.replace(self.path)


def digest(pair):
    parts = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (pair.expected, pair.actual))
    return "-".join(parts)


def ask_process(peer, peers, pairs):
    """Answers as judge.mjs prints them, from a process of its own."""
    lines = "".join(f"{pair.expected}\t{pair.actual}\n" for pair in pairs)
    run = subprocess.run(["node", JUDGE, peers, peer.engine, json.dumps(peer.options)],
                         input=lines, capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in run.stdout.splitlines()]
    if len(told) != len(pairs):
        last = (run.stderr.strip().splitlines() or ["nothing on stderr"])[-1]
        raise WrongAnswer(f"{peer.name}: {len(told)} answers to {len(pairs)} questions: {last}")
    return told


def chunks(things):
    return [things[start:start + CHUNK] for start in range(0, len(things), CHUNK)]


def ask_peers(installed, peers, pairs, memory, jobs):
    """{name of a peer: an Answer for each pair, or why there are none}.

    `installed` is a list of (peer, version). Pictures of unequal size are different for
    everyone, and nobody is asked about them.
    """
    names = {pair: digest(pair) for pair in pairs if not pair.sizes_differ()}
    tasks, problems = [], {}
    for peer, version in installed:
        known = memory.of(peer, version)
        # pairs of equal bytes would be asked twice
        unknown = list({name: pair for pair, name in names.items() if name not in known}.values())
        tasks += [(peer, known, chunk) for chunk in chunks(unknown)]

    def work(task):
        peer, known, chunk = task
        try:
            for pair, told in zip(chunk, ask_process(peer, peers, chunk)):
                known[names[pair]] = told
        except (OSError, WrongAnswer) as problem:
            problems[peer.name] = str(problem)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(work, tasks))
    if tasks:
        memory.save()

    def answers(known):
        return [read_peer(known[names[pair]]) if pair in names else Answer(DIFFERENT)
                for pair in pairs]
    return {peer.name: problems.get(peer.name) or answers(memory.of(peer, version))
            for peer, version in installed}


def read_peer(told):
    if "error" in told:
        return Answer("", problem=told["error"])
    return Answer(DIFFERENT if told["different"] else SAME, told["pixels"])

"""contestants.py - the command line of every tool, row by row

A contestant is timed with `command`. `question` is the same work with the answer
printed, asked once before timing; where they are equal, the tool prints its answer
anyway. Roles: the `subject` is tksnap; a `peer` does the same work and is what tksnap
is compared with; a `reference` does other work and is shown for orientation only.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from data import CROP_SIZE
from rows import FLIP, SSIM, SSIMULACRA2, TEXT, VISUAL, VISUAL_CALL

SUBJECT, PEER, REFERENCE = "subject", "peer", "reference"


@dataclass
class Contestant:
    """One tool in one row.

    exits: the exit codes that are right for this row's verdict.
    read: takes what `question` printed; gives (pairs that differ, pixels that differ),
          None for what the tool does not tell; of a call (None, its value).
    own_clock: prints itself how long its call took; nothing else is measured.
    folder: where it is run; None: here.
    prepare: called before each run, outside the measured time.
    fixed: costs of what is no program, {measure: cost}: a limit to be held against.
    """

    name: str
    role: str
    command: list
    exits: tuple
    read: callable
    question: list = None
    environment: dict = field(default_factory=dict)
    note: str = ""
    own_clock: bool = False
    folder: Path = None
    prepare: callable = None
    fixed: dict = None

    def __post_init__(self):
        self.question = self.question or self.command


@dataclass(frozen=True)
class Tools:
    """Where the tools are: the folder of installed peers, and tksnap or None."""

    peers: Path
    tksnap: Path = None

    @property
    def modules(self):
        return self.peers / "node_modules"

    def odiff(self):
        return str(self.modules / "@odiff" / f"linux-{node_architecture()}" / "odiff")

    def blazediff(self):
        folder = f"core-native-linux-{node_architecture()}"
        return str(self.modules / "@blazediff" / folder / "blazediff")

    def old_blazediff(self):
        folder = f"bin-linux-{node_architecture()}"
        return str(self.modules / "@blazediff" / folder / "blazediff")

    @property
    def calls(self):
        """Times calls of our library; there only when that was built."""
        return self.peers.parent / "calls"

    @property
    def parse(self):
        """Times the readers of snapshot files; likewise."""
        return self.peers.parent / "parse"

    @property
    def keep(self):
        """Keeps a pending change; likewise."""
        return self.peers.parent / "keep"

    @property
    def ssimulacra2(self):
        return self.peers / "ssimulacra2/target/release/ssimulacra2-calls"


OWN_DECODER = {"BLAZEDIFF_PNG_ENABLED": "1"}
OWN_DECODER_NOTE = "its experimental PNG decoder, BLAZEDIFF_PNG_ENABLED=1"


def node_architecture():
    return {"x86_64": "x64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


def jobs():
    """As many processes at a time as there are cores to run them."""
    return len(os.sched_getaffinity(0))


def contestants(row, tools, data, output):
    """All tools that can do `row`; pictures go to the file or folder `output`."""
    expected, actual = str(data / row.expected), str(data / row.actual)
    if row.is_call:
        return calls(row, tools, expected, actual)
    if row.work == VISUAL:
        return metrics(row, tools, expected, actual)
    if row.work == TEXT:
        return texts(tools, expected, actual)
    found = batch(row, tools, expected, actual, output) if row.is_batch \
        else single(row, tools, expected, actual, str(output))
    if tools.tksnap:
        found.insert(0, tksnap(row, tools, expected, actual, str(output)))
    return found


def tksnap(row, tools, expected, actual, output):
    options = ["--metric", "pixel",
               "--antialias", "count" if row.count_antialiased else "ignore"]
    paths = [expected, actual] + ([output] if row.picture else [])
    program = [str(tools.tksnap), "compare", *options]
    return Contestant("tksnap", SUBJECT, [*program, "-q", *paths],
                      exits=(1,) if row.differs else (0,), read=read_tksnap,
                      question=[*program, "--json", *paths])


# ---- our metrics, one against the other


def metrics(row, tools, expected, actual):
    """The program with either metric at its defaults; nobody else takes part."""
    if not tools.tksnap:
        return []

    def program(name, role, metric):
        command = [str(tools.tksnap), "compare", "--metric", metric]
        return Contestant(name, role, [*command, "-q", expected, actual],
                          exits=(1,) if row.differs else (0,), read=read_tksnap,
                          question=[*command, "--json", expected, actual])
    return [program("tksnap", SUBJECT, "visual"), program("tksnap-pixel", PEER, "pixel")]


# ---- texts


def texts(tools, expected, actual):
    """All of them find the whole difference and write it to nowhere."""
    git = ["git", "--no-pager", "diff", "--no-index", "--histogram", "--no-color"]
    found = [Contestant("git", PEER, [*git, expected, actual], (1,), read_nothing,
                        note="git diff --no-index --histogram"),
             Contestant("diff", PEER, ["diff", "-u", expected, actual], (1,), read_nothing,
                        note="GNU diff -u")]
    if tools.tksnap:
        command = [str(tools.tksnap), "compare"]
        found.insert(0, Contestant("tksnap", SUBJECT, [*command, expected, actual], (1,),
                                   read_text, question=[*command, "--json", expected, actual]))
    return found


# ---- calls on decoded pictures


def calls(row, tools, expected, actual):
    """One call on one thread, without starting anything and without decoding."""
    raw = [str(Path(path).with_suffix(".rgba")) for path in (expected, actual)]
    raw += [str(side) for side in CROP_SIZE]

    def python(engine):
        return [sys.executable, str(tools.peers / "calls.py"), engine, *raw]

    def call(name, role, command, environment=None, note=""):
        return Contestant(name, role, command, (0,), read_call, environment=environment or {},
                          note=note, own_clock=True)

    modules = {"PYTHONPATH": str(tools.peers / "python"), "OMP_NUM_THREADS": "1"}
    node = ["node", str(tools.peers / "calls.mjs"), expected, actual]
    found = [{
        VISUAL_CALL: lambda: call("playwright-ssim-cie94", PEER, node,
                                  note="in node, out of playwright-core"),
        SSIM: lambda: call("blazediff-ssim", PEER, python("ssim"), modules,
                           "Rust, called from Python"),
        FLIP: lambda: call("flip-evaluator", PEER, python("flip"), modules,
                           "C++, called from Python"),
        SSIMULACRA2: lambda: call("ssimulacra2-rust", PEER, [str(tools.ssimulacra2), *raw],
                                  note="the crate ssimulacra2 without its threads"),
    }[row.work]()]
    if tools.calls.exists():
        what = "visual" if row.work == VISUAL_CALL else row.work
        found.insert(0, call("tksnap", SUBJECT, [str(tools.calls), what, expected, actual]))
    return found


# ---- one pair


def single(row, tools, expected, actual, output):
    paths = [expected, actual] + ([output] if row.picture else [])
    ignore_aa = not row.count_antialiased

    odiff = [tools.odiff(), *paths] + (["--antialiasing"] if ignore_aa else [])
    blazediff_options = ["-a"] if ignore_aa else []
    blazediff = [tools.blazediff(), *blazediff_options, *paths]
    old_blazediff = [tools.old_blazediff(), *blazediff_options, *paths]
    pixelmatch = ["node", str(tools.modules / "pixelmatch/bin/pixelmatch"), expected, actual,
                  output if row.picture else "", "0.1", "false" if ignore_aa else "true"]
    magick = ["compare", "-metric", "AE", expected, actual, output if row.picture else "null:"]

    one = (1,) if row.differs else (0,)
    found = [
        Contestant("odiff", PEER, odiff, (22,) if row.differs else (0,), read_odiff,
                   question=[*odiff, "--parsable-stdout"]),
        Contestant("blazediff", PEER, blazediff, one, read_blazediff),
        Contestant("blazediff-png", PEER, blazediff, one, read_blazediff,
                   environment=OWN_DECODER, note=OWN_DECODER_NOTE),
        Contestant("blazediff-3.5", PEER, old_blazediff, one, read_blazediff,
                   note="the last version of @blazediff/bin"),
        Contestant("pixelmatch", PEER, pixelmatch, (66,) if row.differs else (0,),
                   read_pixelmatch),
        Contestant("imagemagick", REFERENCE, magick, one, read_imagemagick,
                   note="counts every pixel that is not equal: other, easier work"),
    ]
    if row.floor == "cmp":
        found.append(Contestant("cmp", REFERENCE, ["cmp", "-s", expected, actual], one,
                                read_nothing, note="reads the bytes and no more"))
    if row.floor == "true":
        found.append(Contestant("true", REFERENCE, ["true"], (0,), read_nothing,
                                note="starts and ends"))
    return found


# ---- many pairs


def batch(row, tools, expected, actual, output):
    list_file = write_list(expected, actual, output)
    many = jobs()

    def xargs(program):
        return ["xargs", "-a", str(list_file), "-d", "\\n", "-P", str(many), "-n", "3", program]

    def driver(engine, processes, *options):
        return ["node", str(tools.peers / "batch.mjs"), engine, str(list_file), str(processes),
                *options]

    # xargs turns any exit code from 1 to 125 into 123
    differ = (123,) if row.differs else (0,)
    found = [
        Contestant("odiff-xargs", PEER, xargs(tools.odiff()), differ, read_nothing,
                   note=f"a process per pair, {many} at a time"),
        Contestant("odiff-server", PEER, driver("odiff-server", many), (0,), read_driver,
                   note=f"its own client with {many} servers"),
        Contestant("blazediff-xargs", PEER, xargs(tools.blazediff()), differ, read_nothing,
                   note=f"a process per pair, {many} at a time"),
        Contestant("blazediff-png-xargs", PEER, xargs(tools.blazediff()), differ, read_nothing,
                   environment=OWN_DECODER, note=OWN_DECODER_NOTE),
        Contestant("blazediff-node", PEER, driver("blazediff", 1), (0,), read_driver,
                   note="its native module in one node process"),
        Contestant("blazediff-png-node", PEER, driver("blazediff", 1), (0,), read_driver,
                   environment=OWN_DECODER, note=OWN_DECODER_NOTE),
        Contestant(f"blazediff-png-node-x{many}", PEER, driver("blazediff", many), (0,),
                   read_driver, environment=OWN_DECODER,
                   note=f"the same in {many} node processes"),
        Contestant("pixelmatch-node", PEER, driver("pixelmatch", 1, "--skip-equal"), (0,),
                   read_driver, note="skips files of equal bytes, as its usual callers do"),
    ]
    if row.differing_pairs < row.pairs:
        found.append(Contestant(f"blazediff-png-skip-x{many}", REFERENCE,
                                driver("blazediff", many, "--skip-equal"), (0,), read_driver,
                                environment=OWN_DECODER,
                                note="as if blazediff's callers skipped files of equal bytes"))
    return found


def write_list(expected, actual, output):
    """Three lines per pair, for xargs and for batch.mjs."""
    names = sorted(path.name for path in Path(expected).iterdir())
    lines = [f"{expected}/{name}\n{actual}/{name}\n{output}/{name}\n" for name in names]
    list_file = Path(str(output) + ".list")
    list_file.parent.mkdir(parents=True, exist_ok=True)
    list_file.write_text("".join(lines), encoding="utf-8")
    return list_file


# ---- reading answers: (pairs that differ, pixels that differ)


def read_tksnap(answer):
    told = json.loads(answer.output)
    results = told.get("results", [told])
    differing = [one for one in results if one["verdict"] == "different"]
    return len(differing), sum(one.get("differing_pixels", 0) for one in differing)


def read_text(answer):
    return int(json.loads(answer.output)["verdict"] == "different"), None


def read_odiff(answer):
    count = int(answer.output.split(";")[0] or 0)
    return int(count > 0), count


def read_blazediff(answer):
    count = json.loads(answer.output)["diffCount"]
    return int(count > 0), count


def read_pixelmatch(answer):
    count = int(re.search(r"different pixels: (\d+)", answer.output).group(1))
    return int(count > 0), count


def read_imagemagick(answer):
    count = int(float(answer.errors.split()[0]))
    return int(count > 0), count


def read_driver(answer):
    told = json.loads(answer.output)
    return told["different"], told["pixels"]


def read_call(answer):
    return None, json.loads(answer.output)["value"]


def read_nothing(_answer):
    return None, None

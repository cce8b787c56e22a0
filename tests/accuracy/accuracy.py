"""accuracy.py - holds the verdicts of tksnap and its peers against what is right

Usually started by run.sh, which installs the peers and builds tksnap. Exit code 0: tksnap
gets no more wrong than it may (or there are no pairs), 1: it does, 2: usage, or something
needed is missing.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import page
from judges import PEERS, Memory, WrongAnswer, ask_peers, ask_tksnap
from labelled import GOALS, read_set

ROOT = Path(__file__).resolve().parents[2]
RULE = "`tksnap compare` without options (the metric `visual`); different: exit code 1"


def parse_options():
    parser = argparse.ArgumentParser(
        description="Holds the verdicts of tksnap and its peers against what is right.")
    parser.add_argument("--set", action="append", default=[], type=Path, metavar="FOLDER",
                        dest="folders", help="another folder of pairs with a manifest.json; "
                        "with --only-these, instead of the fixtures")
    parser.add_argument("--only-these", action="store_true", help="leave out the fixtures")
    parser.add_argument("--split", help="only the pairs of this part, dev or test, in sets that "
                        "have parts")
    parser.add_argument("--no-peers", action="store_true", help="ask tksnap alone")
    parser.add_argument("--tksnap", type=Path, default=ROOT / "build/release/cli/tksnap",
                        help="the program to ask (default: the release build)")
    parser.add_argument("--peers", type=Path, default=ROOT / "build/bench/peers",
                        help="where the peers are installed")
    parser.add_argument("--write-docs", action="store_true",
                        help="write docs/accuracy.md from this run")
    return parser.parse_args()


def say(text):
    print(f"accuracy: {text}", file=sys.stderr, flush=True)


def usage_error(text):
    say(text)
    return 2


def chosen_sets(options):
    """The sets to ask about, and the names of those that are not there."""
    fixtures = Path(os.environ.get("TKSNAP_FIXTURES") or ROOT.parent / "shared/fixtures")
    folders = [] if options.only_these else [fixtures / name for name in GOALS]
    there = [folder for folder in folders if (folder / "manifest.json").exists()]
    return ([read_set(folder, options.split) for folder in there + options.folders],
            [folder.name for folder in folders if folder not in there])


def version_of(program):
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return told.stdout.split()[1]


def judge(sets, options):
    """Everyone's verdicts on everything."""
    pairs = [pair for one in sets for pair in one.pairs]
    jobs = len(os.sched_getaffinity(0))
    answers = {page.SUBJECT: ask_tksnap(options.tksnap, pairs, jobs)}
    versions = {page.SUBJECT: version_of(options.tksnap)}
    absent = {}

    if not options.no_peers:
        asked = [(peer, peer.version(options.peers)) for peer in PEERS]
        absent = {peer.name: f"{peer.package} is not there"
                  for peer, version in asked if not version}
        installed = [(peer, version) for peer, version in asked if version]
        memory = Memory(ROOT / "build/accuracy/verdicts.json")
        found = ask_peers(installed, options.peers, pairs, memory, jobs)
        for peer, version in installed:
            if isinstance(found[peer.name], str):
                absent[peer.name] = found[peer.name]
            else:
                answers[peer.name], versions[peer.name] = found[peer.name], version

    return page.Verdicts(
        sets=sets, judged={name: by_set(sets, those) for name, those in answers.items()},
        versions=versions, absent=absent,
        rules={page.SUBJECT: RULE, **{peer.name: peer.rule for peer in PEERS}})


def by_set(sets, answers):
    judged, start = [], 0
    for one in sets:
        judged.append(page.Judged(one, answers[start:start + len(one.pairs)]))
        start += len(one.pairs)
    return judged


def main():
    options = parse_options()
    options.peers = options.peers.resolve()
    if not os.access(options.tksnap, os.X_OK):
        return usage_error(f"{options.tksnap}: no program there; build it or name it with --tksnap")
    sets, missing = chosen_sets(options)
    if not sets:
        print("accuracy: skipped, for the fixtures are absent; set TKSNAP_FIXTURES to their "
              "folder", flush=True)
        return 0
    if missing:
        say(f"without {', '.join(missing)}: the fixtures have no such folder")
    if options.write_docs and (missing or options.no_peers or options.split or options.folders
                               or options.only_these):
        return usage_error("docs/accuracy.md holds the fixtures and all peers; drop the other "
                           "options, or --write-docs")
    say(f"asking about {sum(len(one.pairs) for one in sets)} pairs")
    try:
        verdicts = judge(sets, options)
    except WrongAnswer as problem:
        say(problem)
        return 1
    print(page.text_table(verdicts) + "\n" + page.text_details(verdicts), end="", flush=True)
    if options.write_docs:
        (ROOT / "docs/accuracy.md").write_text(page.page(verdicts), encoding="utf-8")
    return 1 if verdicts.missed() else 0


if __name__ == "__main__":
    sys.exit(main())

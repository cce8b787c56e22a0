"""bench.py - measures tksnap and its peers side by side, row by row

Usually started by run.sh, which installs the peers and builds tksnap. Without a tksnap
program the peers are measured alone. Exit code 0: measured, 1: tksnap gave a wrong
answer in some row, 2: usage, or something needed is missing.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import data
import report
import stores
from contestants import Tools
from measure import Meter, Others
from race import run_row
from rows import ROWS

ROOT = Path(__file__).resolve().parents[2]
QUICK_RUNS = 3


def positive(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of runs")
    return int(text)


def parse_options():
    parser = argparse.ArgumentParser(description="Measures tksnap and its peers side by side.")
    parser.add_argument("--rows", help="only these, with commas between: "
                        + ", ".join(row.name for row in ROWS))
    parser.add_argument("--runs", type=positive, help="how often each tool is run "
                        "(default: 3 to 31, depending on the row)")
    parser.add_argument("--quick", action="store_true",
                        help=f"a third of the runs, at most {QUICK_RUNS}: for trying out")
    parser.add_argument("--tksnap", type=Path, help="the program to measure "
                        "(default: the release build)")
    parser.add_argument("--json", type=Path, help="where to write the results "
                        "(default: build/bench/results.json)")
    parser.add_argument("--write-docs", action="store_true",
                        help="write docs/benchmarks.md from this run")
    parser.add_argument("--date", default="", metavar="TEXT", help="the date to state, if any")
    parser.add_argument("--build", type=Path, default=ROOT / "build/bench",
                        help="the folder for peers, data and results")
    return parser.parse_args()


def fixtures_folder():
    return Path(os.environ.get("TKSNAP_FIXTURES") or ROOT.parent / "shared/fixtures")


def chosen_rows(names):
    if not names:
        return ROWS
    wanted = names.split(",")
    known = {row.name for row in ROWS}
    for name in wanted:
        if name not in known:
            raise SystemExit(usage_error(f"no row is called '{name}'; see --help"))
    return [row for row in ROWS if row.name in wanted]


def usage_error(text):
    print(f"bench: {text}", file=sys.stderr)
    return 2


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


# ---- the circumstances


def machine():
    """Cores and kind of processor; nothing that names a particular machine."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")

    def fact(name):
        match = re.search(rf"^{name}\s*:\s*(.+)$", facts, re.MULTILINE)
        return match.group(1) if match else "unknown"

    return {"cores": len(os.sched_getaffinity(0)),
            "cpu": f"{fact('vendor_id')} family {fact('cpu family')} model {fact('model')}"}


def versions(tools):
    found = {}
    if tools.tksnap:
        found["tksnap"] = first_version([str(tools.tksnap), "--version"])
    for package in ("odiff-bin", "@blazediff/core-native-linux-x64", "@blazediff/bin",
                    "pixelmatch", "playwright-core", "pngjs"):
        manifest = tools.modules / package / "package.json"
        if manifest.exists():
            found[package] = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    for installed in sorted((tools.peers / "python").glob("*.dist-info")):
        name, version = installed.stem.split("-")
        found[name.replace("_", "-")] = version
    if tools.ssimulacra2.exists():
        manifest = (tools.peers / "ssimulacra2/Cargo.toml").read_text(encoding="utf-8")
        found["ssimulacra2"] = re.search(r'version = "=([^"]+)"', manifest).group(1)
    if (tools.peers / "cargo/bin/cargo-insta").exists():
        found["cargo-insta"] = first_version([str(tools.peers / "cargo/bin/cargo-insta"),
                                              "--version"])
    found["node"] = first_version(["node", "--version"])
    found["git"] = first_version(["git", "--version"])
    found["diff"] = first_version(["diff", "--version"])
    found["ImageMagick"] = first_version(["compare", "-version"])
    return found


def first_version(command):
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return "missing"
    match = re.search(r"\d+\.\d+[\w.+-]*", told)
    return match.group(0) if match else "unknown"


def find_tksnap(asked):
    """The program asked for, or the release build, or None."""
    if asked:
        if not os.access(asked, os.X_OK):
            raise SystemExit(usage_error(f"{asked}: no program there; build it or drop --tksnap"))
        return asked.resolve()
    built = [ROOT / "build/release" / place for place in ("tksnap", "cli/tksnap", "bin/tksnap")]
    return next((place for place in built if os.access(place, os.X_OK)), None)


# ---- the run


def main():
    options = parse_options()
    rows = chosen_rows(options.rows)
    fixtures = fixtures_folder()
    build = options.build.resolve()
    tools = Tools(peers=build / "peers", tksnap=find_tksnap(options.tksnap))

    if not fixtures.is_dir():
        print("bench: skipped, for the fixtures are absent; "
              "set TKSNAP_FIXTURES to their folder", flush=True)
        return 0
    if not tools.modules.is_dir() or not (build / "spawn").exists():
        return usage_error("the peers are not installed; start tests/bench/run.sh instead")
    if tools.tksnap is None:
        say("there is no tksnap program in build/release, so the peers are measured alone")
        if options.write_docs:
            return usage_error("docs/benchmarks.md is about tksnap; build it, then --write-docs")
    if options.write_docs and options.rows:
        return usage_error("docs/benchmarks.md holds all rows; drop --rows, or --write-docs")

    say("preparing the data")
    try:
        if any(not row.is_store for row in rows):
            data.prepare(fixtures, build / "data",
                         {**os.environ, "MAGICK_CONFIGURE_PATH": str(tools.peers)})
        if any(row.is_store for row in rows):
            stores.prepare(fixtures, build / "data")
    except (OSError, subprocess.CalledProcessError) as problem:
        return usage_error(f"the data cannot be prepared: {problem}")
    results = measure_all(rows, tools, build, options)
    write_results(results, options.json or build / "results.json")
    if options.write_docs:
        (ROOT / "docs").mkdir(exist_ok=True)
        (ROOT / "docs/benchmarks.md").write_text(report.page(results), encoding="utf-8")
    return 1 if any(report.subject_problem(row) for row in results["rows"]) else 0


def measure_all(rows, tools, build, options):
    meter = Meter(build / "spawn")
    results = {"schema": report.SCHEMA, "date": options.date, "machine": machine(),
               "busy_share": 0.0, "versions": versions(tools),
               "meter_floor_kib": meter.run(["true"], os.environ).peak_kib, "rows": []}
    for row in rows:
        runs = options.runs or (min(QUICK_RUNS, row.runs // 3) if options.quick else row.runs)
        say(f"row {row.name}, {runs} runs")
        others = Others()
        measured = run_row(row, tools, build / "data", build / "scratch", meter, runs)
        measured["busy_share"] = others.share()
        results["rows"].append(measured)
        results["busy_share"] = max(results["busy_share"], measured["busy_share"])
        print(report.text_row(measured), flush=True)
    return results


def write_results(results, place):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# syrupy_prune.py - what syrupy calls unused is what prune removes
#
# Usage: syrupy_prune.py PROGRAM FOLDER LIBRARIES
#
# A suite of text and picture snapshots is written by syrupy, some of its tests are deleted,
# and docs/examples/pytest_used.py lists what the others used. What prune then removes must
# be what `pytest --snapshot-update` removes, file by file and byte by byte, and the suite
# must pass with nothing unused. Lists of runs that left tests out must not be complete.
# LIBRARIES is where tests/support/install-libraries.sh puts syrupy; exits with 77 without.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import shutil
import subprocess
import sys

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples"
HEAD = """\
import pytest
from syrupy.extensions.image import PNGImageSnapshotExtension, SVGImageSnapshotExtension

"""
STAYS = """\
def test_one(snapshot):
    assert snapshot == {"a": [1, 2]}

@pytest.mark.parametrize("x", ["a b", "c/d", "e"])
def test_each(snapshot, x):
    assert snapshot == x
    assert snapshot(name="named") == x

class TestClass:
    def test_picture(self, snapshot):
        assert snapshot(extension_class=PNGImageSnapshotExtension) == b"\\x89PNG"
"""
GOES = """\
    def test_other(self, snapshot):
        assert snapshot(extension_class=SVGImageSnapshotExtension) == "<svg/>"
        assert snapshot(extension_class=PNGImageSnapshotExtension) == b"gone"

def test_gone(snapshot):
    assert snapshot == "gone"
    assert snapshot == "gone, too"
"""
# a last snapshot of its kind in the project would be left, see docs/how-to/prune.md
ELSEWHERE = """\
def test_svg(snapshot):
    assert snapshot(extension_class=SVGImageSnapshotExtension) == "<svg></svg>"
"""


def fail(why):
    print(f"syrupy: {why}", file=sys.stderr)
    sys.exit(1)


def pytest(folder, python, *options, **environment):
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options], cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def snapshots(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*") if path.is_file() and "__snapshots__" in path.parts}


def make(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".git").mkdir(parents=True)
    (folder / "tests").mkdir()
    shutil.copy(EXAMPLES / "pytest_used.py", folder)
    (folder / "conftest.py").write_text('pytest_plugins = ["pytest_used"]\n')
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    (folder / "tests/test_svg.py").write_text(HEAD + ELSEWHERE)
    (folder / "tests/test_all.py").write_text(HEAD + STAYS + GOES)
    (folder / "tests/test_gone.py").write_text("def test_x(snapshot):\n    assert snapshot == 1\n")


def main(program, folder, libraries):
    python = pathlib.Path(libraries).resolve() / "python/bin/python3"
    if not python.exists() or subprocess.run(
            [python, "-c", "import pytest, syrupy.extensions"], cwd="/", check=False,
            stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: there is no syrupy; tests/support/install-libraries.sh gets it",
              file=sys.stderr)
        return 77
    program, folder = pathlib.Path(program).resolve(), pathlib.Path(folder).resolve()
    make(folder)
    code, output = pytest(folder, python, "--snapshot-update")
    if code != 0:
        fail("the first run failed:\n" + output)
    (folder / "tests/test_all.py").write_text(HEAD + STAYS)
    (folder / "tests/test_gone.py").unlink()

    for options in (["-k", "one"], ["tests/test_all.py"], ["-k", "no_test_of_this_name"]):
        pytest(folder, python, *options, TKSNAP_USED="part")
        if (folder / "part").read_text().endswith("complete\n"):
            fail(f"the list of a run with {options} calls itself complete")
    _, output = pytest(folder, python, TKSNAP_USED="used")
    if not (folder / "used").read_text().endswith("complete\n"):
        fail("the list of a whole run is not complete:\n" + output)

    theirs = folder.with_name(folder.name + ".theirs")
    shutil.rmtree(theirs, ignore_errors=True)
    shutil.copytree(folder, theirs)
    pytest(theirs, python, "--snapshot-update")
    before = snapshots(folder)
    subprocess.run([program, "prune", "-q", "--used", "used", "--delete"], cwd=folder, check=True)
    ours, expected = snapshots(folder), snapshots(theirs)
    if ours == before or ours != expected:
        fail(f"prune left {sorted(ours)}, syrupy {sorted(expected)}; of these other bytes: "
             f"{[name for name in ours if ours[name] != expected.get(name)]}")
    code, output = pytest(folder, python)
    if code != 0 or "unused" in output:
        fail("after prune syrupy is not content:\n" + output)
    subprocess.run([program, "undo", "-q"], cwd=folder, check=True)
    if snapshots(folder) != before:
        fail("undo did not bring everything back")
    print(f"syrupy: {len(before) - len(ours)} files and the entries of one pruned as syrupy does")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""stores.py - snapshots in their libraries' files: the data of these rows, and who takes part

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import os
import shutil
import subprocess
import tarfile

from contestants import Contestant, PEER, REFERENCE, SUBJECT
from data import make
from rows import CPU, ENTRIES, ENTRY, PARSE, PEAK, STATUS, WALL

# Where the rows' data are, below the data folder.
FOLDER = "snapshots"

# The library's own answer where one is needed; versions are pinned with the other peers'.
MANIFEST = """[package]
name = "snapshots"
version = "0.1.0"
edition = "2021"
publish = false

[lib]
path = "lib.rs"

[dev-dependencies]
insta = { version = "1.41", default-features = false }

[workspace]
"""

PARSED_BYTES = 100_000_000
BIG_ENTRIES, BIG_LINES = 100_000, 26
BIG = "tests/__snapshots__/test_big.ambr"
CHANGED = "test_a[0050000]"
MANY_ENTRIES, MANY_LINES, MANY_CHANGED = 4000, 60, 1000
MANY = "tests/__snapshots__/test_many.ambr"


# ---- data


def prepare(fixtures, folder):
    """Fills `folder` from the archive of real snapshot files; what is there stays."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    archive = fixtures / "snapshots/snapshots.tar.xz"
    make(place / "tree", lambda new: unpack(archive, new))
    make(place / "share", lambda new: lay_out_share(place / "tree", new))
    make(place / "amber.ambr", lambda new: join(
        new, (place / "tree").glob("syrupy/**/*.ambr"), b"# serializer version: 1\n"))
    make(place / "go-snaps.snap", lambda new: join(
        new, (place / "tree").glob("gosnaps/**/*.snap"), b""))
    make(place / "big.ambr", write_big)
    make(place / "many.ambr", lambda new: write_many(new, 0))
    make(place / "many-changed.ambr", lambda new: write_many(new, MANY_CHANGED))


def unpack(archive, new):
    new.mkdir()
    with tarfile.open(archive, "r|*") as tar:
        tar.extractall(new, filter="data") if hasattr(tarfile, "data_filter") \
            else tar.extractall(new)
    (new / ".git").mkdir()


def lay_out_share(tree, new):
    """A workspace with insta's part. cargo-insta panics on pending binaries; they are left out."""
    new.mkdir()
    (new / "Cargo.toml").write_text(MANIFEST)
    (new / "lib.rs").touch()
    for part in "insta", "insta-pending":
        shutil.copytree(tree / part, new / part)
    for pending in (new / "insta-pending").rglob("*.snap.new"):
        if b"snapshot_kind: binary" in pending.read_bytes():
            pending.unlink()
    subprocess.run(["cargo", "metadata", "--format-version=1"], cwd=new, check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def join(new, files, head):
    """Real files of several entries end to end, again and again."""
    parts = []
    for path in sorted(files):
        text = path.read_bytes()
        if text.startswith(head) and (head or b"\n---\n" in text and not text.startswith(b"---")):
            text = text[len(head):]
            parts.append(text if text.endswith(b"\n") else text + b"\n")
    whole = b"".join(parts)
    with open(new, "wb") as file:
        file.write(head)
        for _ in range(max(1, PARSED_BYTES // max(1, len(whole)))):
            file.write(whole)


def big_entry(number, value):
    return f"# name: test_a[{number:07d}]\n{value}# ---\n"


def write_big(new):
    with open(new, "w", encoding="utf-8") as file:
        file.write("# serializer version: 1\n")
        for number in range(BIG_ENTRIES):
            file.write(big_entry(number, "".join(
                f"    'entity_id': 'sensor.{number + line}_power',\n" for line in range(BIG_LINES))))


def write_many(new, changed):
    """A line in the middle of every n-th entry is another one, of as many as `changed`."""
    with open(new, "w", encoding="utf-8") as file:
        file.write("# serializer version: 1\n")
        for number in range(MANY_ENTRIES):
            lines = [f"    'entity_id': 'sensor.{number + line}_power',\n"
                     for line in range(MANY_LINES)]
            if changed and number % (MANY_ENTRIES // changed) == 0:
                lines[MANY_LINES // 2] = "    'entity_id': 'sensor.changed_power',\n"
            file.write(big_entry(number, "".join(lines)))


# ---- contestants


def contestants(row, tools, data, output):
    place = data / FOLDER
    return {STATUS: status, PARSE: parse, ENTRY: entry, ENTRIES: entries}[row.work](
        row, tools, place, output)


def status(_row, tools, place, _output):
    cargo = tools.peers / "cargo/bin"
    environment = {"PATH": f"{cargo}:{os.environ['PATH']}", "CARGO_NET_OFFLINE": "true"}
    listing = ["cargo", "insta", "pending-snapshots"]
    found = [
        Contestant("cargo-insta", PEER, listing, (0,), count_lines(1), environment=environment,
                   folder=place / "share", note="on insta's part of the files, in a workspace"),
        Contestant("cargo-insta-json", REFERENCE, [*listing, "--as-json"], (0,), count_lines(0),
                   environment=environment, folder=place / "share",
                   note="--as-json: with the contents of inline snapshots, as tksnap reads them"),
    ]
    if tools.tksnap:
        found.insert(0, Contestant("tksnap", SUBJECT, [str(tools.tksnap), "status", "--porcelain"],
                                   (0,), count_lines(0), folder=place / "tree",
                                   note="all files, those of other libraries too"))
    return found


def parse(row, tools, place, _output):
    name = row.expected
    size = (place / name).stat().st_size
    found = [
        Contestant("1 GB/s", REFERENCE, [], (0,), None, fixed={WALL: size / 1e6, CPU: size / 1e6},
                   note="no program: the time this speed would take"),
        Contestant("wc -l", REFERENCE, ["wc", "-l", str(place / name)], (0,), count_first,
                   note="counts the ends of lines, with its start and reading the file"),
    ]
    if tools.parse.exists():
        found.insert(0, Contestant("tksnap", SUBJECT,
                                   [str(tools.parse), row.actual, str(place / name)], (0,),
                                   read_value, own_clock=True))
    return found


def entry(_row, tools, place, output):
    copy = output.with_name("copy.ambr")
    project = output.with_name("project")
    found = [
        Contestant("16 MiB", REFERENCE, [], (0,), None, fixed={PEAK: 16 * 1024},
                   note="no program: the memory that is allowed"),
        Contestant("dd", REFERENCE, ["dd", f"if={place / 'big.ambr'}", f"of={copy}", "bs=1M",
                                     "conv=fsync", "status=none"], (0,), lambda answer: (None, None),
                   prepare=lambda: copy.unlink(missing_ok=True),
                   note="copies the file and syncs it; accepting writes it twice, once to undo"),
    ]
    if tools.tksnap and tools.keep.exists():
        found.insert(0, Contestant(
            "tksnap", SUBJECT, [str(tools.tksnap), "accept", "--all", "--quiet"], (0,),
            lambda answer: (None, count_changed(place, project)), folder=project,
            prepare=lambda: lay_out_project(tools, place, project)))
    return found


def lay_out_project(tools, place, project):
    """The big file as it was, one entry's change waiting; nothing of it still to be written."""
    shutil.rmtree(project, ignore_errors=True)
    (project / BIG).parent.mkdir(parents=True)
    (project / ".git").mkdir()
    shutil.copyfile(place / "big.ambr", project / BIG)
    subprocess.run([str(tools.keep), str(project), BIG, CHANGED], check=True)
    os.sync()


def entries(_row, tools, place, output):
    project = output.with_name("entries")
    sides = [str(place / "many.ambr"), str(place / "many-changed.ambr")]
    found = [
        Contestant("git", PEER, ["git", "diff", "--no-index", "--histogram", "--numstat", *sides],
                   (1,), count_first, note="the two files: as it is, and as all of it would make it"),
        Contestant("diff", PEER, ["diff", "-u", *sides], (1,), count_hunks,
                   note="the same two files; it passes over what begins and ends alike"),
    ]
    if tools.tksnap:
        found.insert(0, Contestant(
            "tksnap", SUBJECT, [str(tools.tksnap), "compare"], (1,), count_different,
            folder=project,
            prepare=lambda: make(project, lambda new: record_many(tools, place, new))))
    return found


def record_many(tools, place, new):
    """The file as it was, with all that changed waiting; comparing it changes nothing."""
    (new / MANY).parent.mkdir(parents=True)
    (new / ".git").mkdir()
    shutil.copyfile(place / "many.ambr", new / MANY)
    subprocess.run([str(tools.tksnap), "record", "--quiet", "--", "cp",
                    str((place / "many-changed.ambr").resolve()), MANY], cwd=new, check=False)


# ---- reading answers


def count_lines(head):
    return lambda answer: (None, len(answer.output.splitlines()) - head)


def count_first(answer):
    return None, int(answer.output.split()[0])


def count_hunks(answer):
    return None, answer.output.count("\n@@ ")


def count_different(answer):
    return None, sum(line.startswith("different ") for line in answer.output.splitlines())


def read_value(answer):
    return None, json.loads(answer.output)["value"]


def count_changed(place, project):
    """How many entries are other ones; -1 unless all that changed is what was asked for."""
    old, new = (path.read_bytes() for path in (place / "big.ambr", project / BIG))
    mark = f"# name: {CHANGED}\n".encode()
    at, end = old.find(mark), b"# ---\n"
    wanted = b"  {\n    'entity_id': 'sensor.changed_power',\n  }\n"
    return 1 if new == old[:at] + mark + wanted + old[old.find(end, at):] else -1

#!/usr/bin/env python3
# run.py - runs the program as a transcript says and compares what comes out
#
# Usage: run.py [--record] PROGRAM FOLDER CASE.sh...
#
# A case is a shell script. It is run in FOLDER/CASE/project, which holds nothing but a few
# small pictures (see `pictures` below), with `tksnap` on its PATH and the words of
# prelude.sh. The folder above is the case's own, too, and looks like the root of a
# repository: what a case leaves in .. meets no other case, however many run at a time, and
# what it looks for further up is not there. What it prints must equal CASE.stdout and CASE.stderr, and its
# exit code the number in CASE.exit; a file that is missing stands for nothing, or 0.
# In CASE.stdout.glob and CASE.stderr.glob a * stands for any text within a line.
#
# --record writes these files anew (globs are never rewritten, only checked). Read the
# difference before committing it: it is what users will see.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77

WHITE, BLACK, RED, GREY = (255, 255, 255), (0, 0, 0), (255, 0, 0), (250, 250, 250)


def png(width, height, color_at, level=9):
    """An RGB picture; color_at(x, y) gives its pixels."""
    rows = b"".join(b"\0" + bytes(c for x in range(width) for c in color_at(x, y))
                    for y in range(height))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + \
            struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + \
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows, level)) + chunk(b"IEND", b"")


def pictures(folder):
    """What every case finds in its folder."""
    def white(x, y):
        return WHITE

    def dots(x, y):  # three black pixels in a row, at 3,4
        return BLACK if 3 <= x <= 5 and y == 4 else WHITE

    def faint(x, y):  # not white, but too near for the default threshold
        return GREY

    def card(left, top, content):  # a framed box of 20x12 at 6,5, with something in it
        def color_at(x, y):
            x, y = x - left - 6, y - top - 5
            if not (0 <= x < 20 and 0 <= y < 12):
                return WHITE
            if x in (0, 19) or y in (0, 11):
                return BLACK
            return RED if 3 <= x < 17 and 3 <= y < 9 and (x * content + y * y) % 5 < 2 else WHITE
        return color_at

    for name, data in {
        "card.png": png(40, 30, card(0, 0, 1)),
        "card-other.png": png(40, 30, card(0, 0, 3)),
        "card-moved.png": png(40, 30, card(3, -2, 1)),
        "card-gone.png": png(40, 30, white),
        "white.png": png(20, 10, white),
        "stored.png": png(20, 10, white, level=0),  # the same pixels in other bytes
        "dots.png": png(20, 10, dots),
        "faint.png": png(20, 10, faint),
        "tall.png": png(20, 14, white),
        "mask.png": png(20, 10, lambda x, y: WHITE if y == 4 else BLACK),
    }.items():
        (folder / name).write_bytes(data)
    (folder / "truncated.png").write_bytes(png(20, 10, dots)[:60])
    (folder / "words.png").write_text("These are words, not a picture.\n")
    (folder / "pointer.png").write_text(
        "version https://git-lfs.github.com/spec/v1\n"
        "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
        "size 12345\n")


def environment(program, folder):
    """As little as a program needs, and what the sanitizers are told."""
    tools = folder.with_name("bin")
    tools.mkdir()
    (tools / "tksnap").symlink_to(program)
    path = [str(tools), os.path.dirname(sys.executable), "/usr/bin", "/bin"]
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    return {"PATH": ":".join(path), "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C",
            "PYTHONDONTWRITEBYTECODE": "1", "CASES": str(HERE), **kept}


def run(program, case, place):
    shutil.rmtree(place, ignore_errors=True)
    folder = place / "project"
    folder.mkdir(parents=True)
    (place / ".git").mkdir()
    pictures(folder)
    result = subprocess.run(
        ["sh", "-u", "-c", '. "$1"; . "$2"', "sh", str(HERE / "prelude.sh"), str(case)],
        cwd=folder, env=environment(program, folder), stdin=subprocess.DEVNULL,
        capture_output=True, timeout=60, check=False)
    return result.returncode, tidy(result.stdout, folder), tidy(result.stderr, folder)


def tidy(output, folder):
    """What differs between machines and versions gets a name."""
    text = output.decode("utf-8", "backslashreplace").replace(str(folder), "FOLDER")
    text = text.replace(str(folder.parent), "FOLDER/..")
    return re.sub(r"\btksnap 0\.\d+\.\d+|(?<=\"version\":\")0\.\d+\.\d+", version_name, text)


def version_name(found):
    return "tksnap VERSION" if found.group().startswith("tksnap") else "VERSION"


def read(path):
    return path.read_text(encoding="utf-8") if path.exists() else ""


def matches(pattern, text):
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.fullmatch("[^\n]*".join(parts), text) is not None


def compare(case, stream, text, record):
    """True if `text` is what the case's files say."""
    exact = case.with_suffix("." + stream)
    pattern = case.with_suffix("." + stream + ".glob")
    if pattern.exists():
        good, expected = matches(read(pattern), text), read(pattern)
    elif record:
        exact.write_text(text, encoding="utf-8") if text else exact.unlink(missing_ok=True)
        return True
    else:
        expected = read(exact)
        good = text == expected
    if not good:
        show(case, stream, expected, text)
    return good


def show(case, stream, expected, actual):
    import difflib
    print(f"--- {case.stem}: {stream} is not as recorded")
    sys.stdout.writelines(difflib.unified_diff(
        expected.splitlines(True), actual.splitlines(True), "recorded", "now"))


def check(program, case, place, record):
    code, stdout, stderr = run(program, case, place)
    if code == SKIPPED:
        print(f"{case.stem}: skipped: {stderr.strip()}")
        return SKIPPED
    good = compare(case, "stdout", stdout, record)
    good &= compare(case, "stderr", stderr, record)
    good &= compare(case, "exit", f"{code}\n" if code != 0 else "", record)
    return 0 if good else 1


def main(arguments):
    record = arguments[:1] == ["--record"]
    program, folder, *cases = arguments[record:]
    worst = 0
    for name in cases:
        case = pathlib.Path(name).resolve()
        code = check(pathlib.Path(program).resolve(), case,
                     pathlib.Path(folder).resolve() / case.stem, record)
        worst = code if worst in (0, SKIPPED) and code != 0 else worst
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

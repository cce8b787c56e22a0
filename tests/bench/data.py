"""data.py - lays out what the rows compare: pictures from the shared fixtures, texts by chance

What is made once stays: an item is complete when its name stands in the folder, since
everything is written beside its place first and renamed.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import random
import shutil
import subprocess

COPIES = {
    "page-expected.png": "pixel/odiff/www.cypress.io.png",
    "page-actual.png": "pixel/odiff/www.cypress.io-1.png",
    "page-copy.png": "pixel/odiff/www.cypress.io.png",
    "page-encoded-again.png": "bench/synthetic/cypress-reenc9.png",
    "screen-expected.png": "pixel/screens/dash-1920x1080-base.png",
    "screen-actual.png": "pixel/screens/dash-1920x1080-word.png",
    "small-expected.png": "bench/synthetic/crop-300x300-base.png",
    "small-actual.png": "bench/synthetic/crop-300x300-word.png",
}
PHOTOS = {
    "photo-expected.png": "bench/jpeg/1a.jpg",
    "photo-actual.png": "bench/jpeg/1b.jpg",
}

# What calls are timed on: a part of the photo pair, and its plain bytes for who does not decode.
CROPS = {"crop-expected": "photo-expected.png", "crop-actual": "photo-actual.png"}
CROP_SIZE = (1920, 1080)
CROP_AT = (1840, 1060)

TEXT_LINES = 1_000_000

PAGES = 50
PAIRS = 500

# Plain RGB at zlib's usual level with adaptive filters: what most programs write for a photo.
PHOTO_ENCODING = ["-define", "png:compression-level=6", "-define", "png:compression-filter=5"]


def prepare(fixtures, folder, tool_environment):
    """Fills `folder` from `fixtures`; does nothing for what is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in COPIES.items():
        make(folder / name, lambda new, source=source: shutil.copyfile(fixtures / source, new))
    for name, source in PHOTOS.items():
        make(folder / name,
             lambda new, source=source: decode_photo(fixtures / source, new, tool_environment))
    for name, source in CROPS.items():
        for kind, form in ("png", "PNG24"), ("rgba", "RGBA"):
            make(folder / f"{name}.{kind}", lambda new, source=source, form=form: cut(
                folder / source, new, form, tool_environment))
    make(folder / "text", make_texts)
    make(folder / "mixed", lambda new: make_batch(fixtures, new, changes_in_mixed))
    make(folder / "changed", lambda new: make_batch(fixtures, new, lambda index: True))


def make(place, write):
    if place.exists():
        return
    new = place.with_name("unfinished-" + place.name)
    shutil.rmtree(new, ignore_errors=True)
    write(new)
    new.rename(place)


def decode_photo(source, new, tool_environment):
    subprocess.run(["convert", str(source), "-strip", *PHOTO_ENCODING, "PNG24:" + str(new)],
                   check=True, env=tool_environment)


def cut(source, new, form, tool_environment):
    where = "{}x{}+{}+{}".format(*CROP_SIZE, *CROP_AT)
    subprocess.run(["convert", str(source), "-crop", where, "+repage", "-depth", "8",
                    f"{form}:{new}"], check=True, env=tool_environment)


def changes_in_mixed(index):
    """Every tenth pair, and in each block of 50 pages other ones: each page changes once."""
    return index % 10 == index // PAGES


def make_batch(fixtures, new, changes):
    """500 pairs of 50 pages. Real copies: a file and its twin must not share an inode."""
    for side in "expected", "actual":
        (new / side).mkdir(parents=True)
    for index in range(PAIRS):
        page = fixtures / "bench/batch" / f"b{index % PAGES:02}"
        actual = "word" if changes(index) else "base"
        shutil.copyfile(f"{page}-base.png", new / "expected" / f"p{index:03}.png")
        shutil.copyfile(f"{page}-{actual}.png", new / "actual" / f"p{index:03}.png")


def make_texts(new):
    """Code-like lines: a sixth blank, a tenth closing brackets, the rest words. One in a
    hundred is changed, left out or put in."""
    new.mkdir(parents=True)
    chance = random.Random(1)
    words = ["%x" % chance.getrandbits(chance.randint(8, 40)) for _ in range(5000)]

    def line():
        kind = chance.random()
        if kind < 0.15:
            return ""
        if kind < 0.25:
            return "    }"
        return "    " * chance.randint(0, 3) + " ".join(chance.choices(words, k=chance.randint(2, 9)))

    expected, actual = [], []
    for _ in range(TEXT_LINES):
        old, what = line(), chance.random() * 300
        expected.append(old)
        if what >= 1:
            actual.append(old + " changed" if what < 2 else old)
        if 2 <= what < 3:
            actual.append(line())
    for name, lines in ("expected.txt", expected), ("actual.txt", actual):
        (new / name).write_text("\n".join(lines) + "\n")

"""rows.py - what is compared: the rows of the benchmark and what they should reach

SPDX-License-Identifier: MIT OR Apache-2.0
"""

from dataclasses import dataclass

WALL = "wall_ms"
CPU = "cpu_ms"
PEAK = "peak_kib"
PICTURE = "picture_bytes"

FASTEST = "fastest peer"

# What a row asks for. COUNT: differing pixels as pixelmatch counts them, of the programs.
# VISUAL: the verdict of our two metrics, of the program. TEXT: what differs between two
# texts, line by line, of the programs. The others are single calls on
# decoded pictures, on one thread and timed from inside, which is why their targets are about
# processor time; their names are those of the scores in tksnap.
COUNT, VISUAL, TEXT = "count", "visual", "text"
VISUAL_CALL, SSIM, FLIP, SSIMULACRA2 = "visual call", "ssim", "flip", "ssimulacra2"

# Of snapshot files. STATUS: which snapshots wait. PARSE: one walk over a file, timed from
# inside. ENTRY: one entry of a large file is accepted. ENTRIES: many entries of one file that
# wait are compared with it.
STATUS, PARSE, ENTRY, ENTRIES = "status", "parse", "entry", "entries"
STORES = (STATUS, PARSE, ENTRY, ENTRIES)


@dataclass(frozen=True)
class Target:
    """`against` needs at least `factor` times what tksnap needs of `measure`."""

    measure: str
    factor: float
    against: str = FASTEST


@dataclass(frozen=True)
class Row:
    """One comparison that every tool is given.

    expected, actual: files or folders below the data folder; of PARSE a file and its format.
    count_antialiased: whether anti-aliased pixels count as differing.
    picture: whether a diff picture is written for what differs.
    differing_pairs: how many pairs differ; of one pair unless `pairs` says otherwise.
    floor: a command that does the least one could do, shown for orientation.
    work: what is asked for.
    tolerance: how far the value of a score may be from the peer's.
    answer: what tksnap has to say, where that is known; of stores.
    unit: what is counted there.
    """

    name: str
    title: str
    expected: str
    actual: str
    targets: tuple
    count_antialiased: bool = True
    picture: bool = False
    pairs: int = 1
    differing_pairs: int = 1
    runs: int = 7
    floor: str = ""
    work: str = COUNT
    tolerance: float = None
    answer: int = None
    unit: str = ""

    @property
    def is_store(self):
        return self.work in STORES

    @property
    def is_batch(self):
        return self.pairs > 1

    @property
    def is_call(self):
        return self.work not in (COUNT, VISUAL, TEXT, *STORES)

    @property
    def differs(self):
        return self.differing_pairs > 0


PAGE = ("page-expected.png", "page-actual.png")
SCREEN = ("screen-expected.png", "screen-actual.png")
PHOTO = ("photo-expected.png", "photo-actual.png")
CROP = ("crop-expected.png", "crop-actual.png")

PAGE_TARGETS = (Target(WALL, 5), Target(CPU, 5), Target(PEAK, 10))
PICTURE_TARGETS = (Target(WALL, 4), Target(PICTURE, 1, "odiff"))

ROWS = (
    Row("page", "full page 3446x10728, different, no picture", *PAGE, PAGE_TARGETS),
    Row("page-aa", "full page, anti-aliased pixels ignored", *PAGE, PAGE_TARGETS,
        count_antialiased=False),
    Row("page-picture", "full page, diff picture written", *PAGE, PICTURE_TARGETS, picture=True),
    Row("page-aa-picture", "full page, anti-aliased pixels ignored, diff picture written", *PAGE,
        PICTURE_TARGETS, count_antialiased=False, picture=True),
    Row("screen", "1920x1080 browser capture, one word changed", *SCREEN, (Target(WALL, 4),),
        runs=15),
    Row("screen-aa", "1920x1080 capture, anti-aliased pixels ignored", *SCREEN, (Target(WALL, 4),),
        count_antialiased=False, runs=15),
    Row("photo", "5600x3200 photo pair", *PHOTO, (Target(WALL, 3),)),
    Row("photo-aa", "5600x3200 photo pair, anti-aliased pixels ignored", *PHOTO,
        (Target(WALL, 3),), count_antialiased=False),
    Row("same-bytes", "full page, a copy of the same file", "page-expected.png", "page-copy.png",
        (Target(WALL, 20), Target(WALL, 1 / 1.5, "cmp")), differing_pairs=0, floor="cmp",
        runs=15),
    Row("same-pixels", "full page, the same pixels encoded differently", "page-expected.png",
        "page-encoded-again.png", (Target(WALL, 4),), differing_pairs=0),
    Row("start-up", "300x300 pair, one word changed", "small-expected.png", "small-actual.png",
        (Target(WALL, 1, "odiff"),), floor="true", runs=31),
    Row("batch-mixed", "500 pairs 1280x720, 50 of them changed, pictures for these",
        "mixed/expected", "mixed/actual", (Target(WALL, 6),), picture=True, pairs=500,
        differing_pairs=50, runs=3),
    Row("batch-changed", "500 pairs 1280x720, all changed, pictures written",
        "changed/expected", "changed/actual", (Target(WALL, 4),), picture=True, pairs=500,
        differing_pairs=500, runs=3),
    Row("text", "two texts of a million lines, one in a hundred changed, the difference shown",
        "text/expected.txt", "text/actual.txt",
        (Target(WALL, 1), Target(CPU, 1)), work=TEXT),
    Row("visual-screen", "1920x1080 browser capture, one word changed: visual against pixel",
        *SCREEN, (Target(WALL, 1 / 1.5, "tksnap-pixel"),), work=VISUAL, runs=31),
    Row("visual-page", "full page: visual against pixel", *PAGE,
        (Target(WALL, 1 / 3, "tksnap-pixel"),), work=VISUAL, runs=15),
    Row("visual-call", "the visual metric, 1920x1080 of the photo pair", *CROP,
        (Target(CPU, 20, "playwright-ssim-cie94"),), work=VISUAL_CALL),
    # blazediff-ssim halves pictures with other pixels than the authors of SSIM do
    Row("ssim", "SSIM, 1920x1080 of the photo pair", *CROP,
        (Target(CPU, 2, "blazediff-ssim"),), work=SSIM, tolerance=1e-3),
    Row("flip", "FLIP, 1920x1080 of the photo pair", *CROP,
        (Target(CPU, 2, "flip-evaluator"),), work=FLIP, tolerance=5e-6, runs=3),
    Row("ssimulacra2", "SSIMULACRA2, 1920x1080 of the photo pair", *CROP,
        (Target(CPU, 2, "ssimulacra2-rust"),), work=SSIMULACRA2, tolerance=0.04, runs=3),
    Row("status", "what waits among 21 470 snapshot files", "", "", (Target(WALL, 10),),
        work=STATUS, answer=1146, unit="pending", runs=15),
    Row("parse-amber", "100 MB of syrupy's files read", "amber.ambr", "amber",
        (Target(CPU, 1, "1 GB/s"),), work=PARSE, unit="entries", runs=3),
    Row("parse-go-snaps", "100 MB of go-snaps' files read", "go-snaps.snap", "go-snaps",
        (Target(CPU, 1, "1 GB/s"),), work=PARSE, unit="entries", runs=3),
    Row("accept-entry", "one entry of 100 000 in a file of 100 MB accepted", "", "",
        (Target(PEAK, 1, "16 MiB"), Target(WALL, 1 / 5, "dd")), work=ENTRY, answer=1,
        unit="entries"),
    Row("compare-entries", "1000 of the 4000 entries in a file of 10 MB compared with what waits",
        "", "", (Target(WALL, 1, "git"), Target(CPU, 1, "git")), work=ENTRIES, answer=1000,
        unit="different", runs=15),
)

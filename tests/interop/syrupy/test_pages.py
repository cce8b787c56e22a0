"""test_pages.py - a project that uses syrupy; what it makes depends on PHASE

In phase 2 values have changed, tests are new or gone. Amber, and every kind of snapshot
that syrupy keeps in a file of its own.

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import os
import random
import struct
import zlib

import pytest
from syrupy.extensions.image import PNGImageSnapshotExtension, SVGImageSnapshotExtension
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.extensions.single_file import SingleFileSnapshotExtension

PHASE = os.environ["PHASE"]


def png(grey):
    """Four pixels of one grey"""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0" + bytes([grey] * 2) + b"\0" + bytes([grey] * 2)))
            + chunk(b"IEND", b""))


def test_plain(snapshot):
    assert f"a page\nin phase {PHASE}" == snapshot


def test_same_always(snapshot):
    assert {"this": "never", "changes": [1, 2.5, None]} == snapshot


def test_several(snapshot):
    assert "first" == snapshot
    assert ["second", int(PHASE)] == snapshot
    assert f"custom {PHASE}" == snapshot(name="by name: with colons")
    for number in range(3, 12):
        assert number == snapshot


@pytest.mark.parametrize("value", ["light", "dark/x", "a[b]", "\u00e9", "x\ny"])
def test_many(snapshot, value):
    assert {"value": value, "phase": PHASE} == snapshot


@pytest.mark.parametrize("number", range(30))
def test_made_up(snapshot, number):
    """Of everything the format has marks for"""
    chance = random.Random(f"{PHASE} {number}")
    parts = ["# ---", "\n", "\n", "# name: x", "---", "  ", "\t", "x", "\'", "\u2028", "\0",
             "\u4e2d", "\\", "\x0c", "\x85", "\r", "\r\n", "\"", "\x1b[1m"]
    value = PHASE + "".join(chance.choices(parts, k=chance.randrange(9)))
    assert (value if number % 2 else [value, {"key": value}]) == snapshot


class TestGroup:
    class TestInner:
        def test_text(self, snapshot):
            assert f"# ---\n# name: not one\n\n  \n\ttab {PHASE}\n\u2028\n" == snapshot


def test_gone(snapshot):
    assert "only in phase 1" == snapshot


def test_new_z(snapshot):
    assert "new" == snapshot


def test_new_a(snapshot):
    assert "new\nand sorted before" == snapshot


def test_png(snapshot):
    assert png(int(PHASE)) == snapshot(extension_class=PNGImageSnapshotExtension)


def test_svg(snapshot):
    assert (f'<svg xmlns="http://www.w3.org/2000/svg"><text>{PHASE}</text></svg>'
            == snapshot(extension_class=SVGImageSnapshotExtension))


def test_json(snapshot):
    assert {"phase": int(PHASE), "list": [1, "x"]} == snapshot(extension_class=JSONSnapshotExtension)


def test_raw(snapshot):
    assert (b"\0\xff\r\n" + PHASE.encode()
            == snapshot(extension_class=SingleFileSnapshotExtension, name="a: file? <of> its own"))


def test_new_png(snapshot):
    assert png(9) == snapshot(extension_class=PNGImageSnapshotExtension)


ONLY_IN = {"test_gone": "1", "test_new_z": "2", "test_new_a": "2", "test_new_png": "2"}
for test, phase in ONLY_IN.items():
    if PHASE != phase:
        del globals()[test]

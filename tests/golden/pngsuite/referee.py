#!/usr/bin/env python3
# referee.py - what the valid pictures of PngSuite show, worked out without libpng
#
# Usage: referee.py FIXTURES              prints pixels.tsv
#        referee.py FIXTURES pixels.tsv   checks that it says the same
#
# FIXTURES is the folder that holds pngsuite/; $TKSNAP_FIXTURES, if set, is used instead.
#
# A second, independent decoder, written from the PNG specification with nothing but
# zlib: slow, plain, and with no code in common with what is tested. Each line of its
# table is name, width, height, depth (8 or 16) and the FNV-1a hash (64 bits) of the
# RGBA pixels, 16-bit channels as big-endian bytes. Files named x*.png are corrupt on
# purpose and left out.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import struct
import sys
import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2))  # first x, first y, step x, step y


def chunks(data):
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind.decode(), data[at + 8:at + 8 + length]
        at += length + 12


def unfilter(raw, at, rows, row_bytes, step):
    """The rows of one pass, and where the next begins."""
    above = bytes(row_bytes)
    for _ in range(rows):
        kind, row = raw[at], bytearray(raw[at + 1:at + 1 + row_bytes])
        for i in range(row_bytes):
            a = row[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row[i] = (row[i] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
        at += row_bytes + 1
        above = row
        yield bytes(row)


def samples(row, count, depth):
    if depth == 16:
        return struct.unpack(f">{count}H", row[:count * 2])
    each = 8 // depth
    return [row[i // each] >> (8 - depth * (i % each + 1)) & ((1 << depth) - 1)
            for i in range(count)]


def decode(data):
    """(width, height, 8 or 16, RGBA samples row by row)"""
    found = {}
    idat = b""
    for kind, body in chunks(data):
        if kind == "IDAT":
            idat += body
        else:
            found.setdefault(kind, body)
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", found["IHDR"])
    raw = zlib.decompress(idat)
    channels = CHANNELS[color]
    most = (1 << depth) - 1
    palette = found.get("PLTE", b"")
    trns = found.get("tRNS")
    key = struct.unpack(f">{len(trns) // 2}H", trns) if trns and color in (0, 2) else None
    out_depth, full = (16, 65535) if depth == 16 else (8, 255)
    pixels = [None] * (width * height)

    def rgba(sample):
        if color == 3:
            i = sample[0]
            alpha = trns[i] if trns and i < len(trns) else 255
            return (*palette[i * 3:i * 3 + 3], alpha)
        alpha = full
        if color in (4, 6):
            alpha = sample[-1] * full // most
            sample = sample[:-1]
        elif key and tuple(sample) == tuple(k & most for k in key):
            alpha = 0
        sample = [v * full // most for v in sample]
        return (*(sample * 3 if len(sample) == 1 else sample), alpha)

    at = 0
    for x0, y0, dx, dy in ADAM7 if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - x0) // dx), -(-(height - y0) // dy)
        if columns <= 0 or rows <= 0:
            continue
        row_bytes = (columns * channels * depth + 7) // 8
        step = max(1, channels * depth // 8)
        for y, row in enumerate(unfilter(raw, at, rows, row_bytes, step)):
            values = samples(row, columns * channels, depth)
            for x in range(columns):
                sample = list(values[x * channels:(x + 1) * channels])
                pixels[(y0 + y * dy) * width + x0 + x * dx] = rgba(sample)
        at += rows * (row_bytes + 1)
    return width, height, out_depth, [v for pixel in pixels for v in pixel]


def fnv1a(values, depth):
    value = 0xCBF29CE484222325
    data = struct.pack(f">{len(values)}{'H' if depth == 16 else 'B'}", *values)
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def table(folder):
    for path in sorted(folder.glob("*.png")):
        if path.name[0] != "x":
            width, height, depth, values = decode(path.read_bytes())
            yield f"{path.name}\t{width}\t{height}\t{depth}\t{fnv1a(values, depth):016x}"


def main():
    folder = pathlib.Path(os.environ.get("TKSNAP_FIXTURES") or sys.argv[1]) / "pngsuite"
    if not folder.is_dir():
        print(f"skipped: there is no {folder}")
        return 77
    lines = list(table(folder))
    if len(sys.argv) == 2:
        print("\n".join(lines))
        return 0
    committed = pathlib.Path(sys.argv[2]).read_text().splitlines()
    for wrong in sorted(set(lines) ^ set(committed)):
        print(("only computed: " if wrong in lines else "only committed: ") + wrong)
    print(f"{len(lines)} pictures decoded")
    return 0 if lines == committed else 1


sys.exit(main())

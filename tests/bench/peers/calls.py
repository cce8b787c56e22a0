"""calls.py - times a score from PyPI on two decoded pictures

    python3 calls.py flip|ssim EXPECTED ACTUAL WIDTH HEIGHT

The pictures are files of plain RGBA bytes. Prints {"ms": ..., "cpu_ms": ..., "value": ...} as calls.c does.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import statistics
import sys
import time

LONGEST_S = 0.5


def flip(pictures, width, height):
    import flip_evaluator
    import numpy

    views = [numpy.frombuffer(picture, numpy.uint8).reshape(height, width, 4)[:, :, :3]
             for picture in pictures]
    expected, actual = ((view / 255).astype(numpy.float32) for view in views)
    return lambda: float(flip_evaluator.evaluate(expected, actual, "LDR", applyMagma=False)[1])


def ssim(pictures, width, height):
    import blazediff_ssim

    return lambda: blazediff_ssim.compare_rgba(*pictures, width, height, metric="ssim").score


def timed(call):
    value, wall, cpu = call(), [], []
    end = time.perf_counter() + LONGEST_S
    while not wall or time.perf_counter() < end:
        began, spent = time.perf_counter(), time.thread_time()
        value = call()
        cpu.append(time.thread_time() - spent)
        wall.append(time.perf_counter() - began)
    return {"ms": statistics.median(wall) * 1e3, "cpu_ms": statistics.median(cpu) * 1e3,
            "value": value}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    engine, *paths, width, height = sys.argv[1:]
    try:
        call = {"flip": flip, "ssim": ssim}[engine]([read(path) for path in paths], int(width),
                                                    int(height))
    except ImportError as problem:
        sys.exit(f"not there: {problem}")
    print(json.dumps(timed(call)))


if __name__ == "__main__":
    main()

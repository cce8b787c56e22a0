#!/bin/sh
# config_wrong.sh - configurations that cannot be used: one line, exit code 2
#
# SPDX-License-Identifier: MIT OR Apache-2.0

# Each argument is a file's text, for printf.
for text in \
    'metirc: pixel\n' 'metric: pixle\n' 'metric: [pixel]\n' 'metric: {a: b}\n' 'metric:\n' \
    'metric: pixel\nmetric: exact\n' 'threshold: x\n' 'max-pixels: -1\n' 'max-pixels: 1e3\n' \
    'sensitivity: 2\n\n  metric: pixel\n' 'metric: &x pixel\n' 'metric: *x\n' \
    'a: &a [x, x]\nb: &b [*a, *a]\n' 'metric: !!str pixel\n' '<<: {metric: pixel}\n' '[1, 2]\n' 'hello\n' \
    'metric: "pix\\0el"\n' '"metric\\0": pixel\n' 'paths: x\n' 'paths: [x]\n' 'paths:\n  - metric: pixel\n' \
    'paths:\n  - match: [a]\n' 'paths:\n  - match: a\n    match: b\n' 'paths: []\npaths: []\n' \
    'paths:\n  - match: a\n    paths: []\n' 'paths:\n  - match: a\n    layuot: 0:0-1:1\n' 'match: a\n' \
    'metric: pixel\n---\nmetric: exact\n' 'metric: "pixel\n' 'metric: pixel\n\tmax-pixels: 3\n' \
    'metric: \377\n' 'metric: \001\n' 'ignore: [0:0-3:3, [0:0-4:4]]\n' 'ignore: {x: 0}\n' '? [a]\n: b\n' \
    'mask: "-"\n' 'layout: 3@0:0-1:1\n' 'threshold: 0.2\n' 'metric: pixel\nsensitivity: 2\n'; do
    # shellcheck disable=SC2059
    printf "$text" >tksnap.yaml
    printf '%s\n' "$text" | tr -d '\n' >&2
    echo >&2
    tksnap compare white.png white.png || echo "exit $?" >&2
done
rm tksnap.yaml
try compare --config missing.yaml white.png white.png
mkdir folder
try compare --config folder white.png white.png
echo 'mask: missing.png' >tksnap.yaml
try compare white.png white.png
# large, deep, long: refused at once
python3 -c 'print("#" * (1 << 20))' >tksnap.yaml
try compare white.png white.png
python3 -c 'print("ignore: " + "[" * 500000)' >tksnap.yaml
try compare white.png white.png
python3 -c 'print("{" * 500000)' >tksnap.yaml
try compare white.png white.png
python3 -c 'print("- " * 500000)' >tksnap.yaml
try compare white.png white.png
python3 -c 'print("a" * 500000 + ": b")' >tksnap.yaml
try compare white.png white.png
python3 -c 'print("metric: " + "a" * 500000)' >tksnap.yaml
try compare white.png white.png

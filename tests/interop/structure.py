#!/usr/bin/env python3
# structure.py - are the changes of JSON and YAML what Python's own readers find changed?
#
# Usage: structure.py PROGRAM FOLDER [SEED]
#
# Makes pairs of documents by chance, one a mutation of the other, writes them with keys
# in any order and in any layout, and lets tksnap compare them by structure, all pairs of a
# folder in one run. Of each pair:
#
#   - the changes, applied to what Python reads from expected, give what it reads from
#     actual: none is missing, none is too many, each path and each value is right
#   - the verdict is different exactly if Python's values differ
#   - the other way around the verdict is the same
#   - with a tolerance no number within it is a difference, and all others are
#   - what PyYAML writes equals what the json module writes of the same data
#
# Exits with 77, skipped, for the YAML part alone if there is no PyYAML; the rest has run.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

PAIRS = 400


class Number(str):
    """A number as it is written: 1 and 1.0 are two."""

    def __eq__(self, other):
        return isinstance(other, Number) and str(self) == str(other)

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


def read(text):
    return json.loads(text, parse_int=Number, parse_float=Number)


# ---- documents by chance

KEYS = ["a", "b", "name", "id", "x y", "", "é", "0", 'q"uote', "back\\slash", "tab\t"]
STRINGS = ["", "a", "b", "long " * 9, "new\nline", "é ü", "\u2028", '"', "\\", "1", "null", "\u0007"]


def scalar(chance):
    return chance.choice([None, True, False, chance.choice(STRINGS),
                          Number(chance.randint(-5, 5)), Number("1.0"), Number("1e3"),
                          Number("12345678901234567890"), Number("-0")])


def value(chance, depth=0):
    kind = chance.random()
    if depth >= 4 or kind < 0.3:
        return scalar(chance)
    if kind < 0.65:
        return [value(chance, depth + 1) for _ in range(chance.randint(0, 6))]
    return {key: value(chance, depth + 1) for key in chance.sample(KEYS, chance.randint(0, 5))}


def mutated(chance, old, rate):
    if chance.random() < rate / 4:
        return value(chance, 3)
    if isinstance(old, list):
        new = []
        for item in old:
            if chance.random() < rate / 2:
                new.append(value(chance, 3))
            if chance.random() >= rate / 2:
                new.append(mutated(chance, item, rate))
        return new
    if isinstance(old, dict):
        new = {key: mutated(chance, item, rate) for key, item in old.items()
               if chance.random() >= rate / 2}
        if chance.random() < rate:
            new.setdefault(chance.choice(KEYS), value(chance, 3))
        return new
    return old


def spaced(chance):
    return "".join(chance.choice([" ", "\n", "\t", "\r\n"]) for _ in range(chance.randint(0, 2)))


def written(chance, data):
    """Some JSON of it: keys shuffled, space anywhere, escapes here and there."""
    if isinstance(data, Number):
        return str(data)
    if isinstance(data, list):
        items = [spaced(chance) + written(chance, item) + spaced(chance) for item in data]
        return "[" + ",".join(items) + "]"
    if isinstance(data, dict):
        keys = list(data)
        chance.shuffle(keys)
        members = [spaced(chance) + written(chance, key) + spaced(chance) + ":" + spaced(chance) +
                   written(chance, data[key]) + spaced(chance) for key in keys]
        return "{" + ",".join(members) + "}"
    return json.dumps(data, ensure_ascii=chance.random() < 0.5)


# ---- changes

STEP = re.compile(r'\.([^.\[]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]')


def steps_of(path):
    assert path.startswith("$"), path
    at, steps = 1, []
    while at < len(path):
        match = STEP.match(path, at)
        assert match, path
        name, index, quoted = match.groups()
        steps.append(name if name is not None else int(index) if index else json.loads(quoted))
        at = match.end()
    return steps


def holder(root, steps):
    for step in steps[:-1]:
        root = root[step]
    return root


def applied(expected, changes):
    root = [expected]  # so that the outermost value has a holder

    def place(side):
        return [0] + steps_of(side["path"])

    for change in changes:
        if change["expected"] and change["actual"]:
            steps = place(change["expected"])
            old = holder(root, steps)[steps[-1]]
            assert old == read(change["expected"]["value"]), change
            holder(root, steps)[steps[-1]] = read(change["actual"]["value"])
    for change in reversed(changes):
        if not change["actual"]:
            steps = place(change["expected"])
            del holder(root, steps)[steps[-1]]
    for change in changes:
        if not change["expected"]:
            steps, new = place(change["actual"]), read(change["actual"]["value"])
            inside = holder(root, steps)
            if isinstance(inside, list):
                inside.insert(steps[-1], new)
            else:
                assert steps[-1] not in inside, change
                inside[steps[-1]] = new
    return root[0]


def nearly(a, b, most):
    if isinstance(a, Number) and isinstance(b, Number):
        return abs(float(a) - float(b)) <= most
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(nearly(x, y, most) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(nearly(a[key], b[key], most) for key in a)
    return type(a) is type(b) and a == b


def same(a, b):
    """Python takes True for 1 and False for 0; JSON does not."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


# ---- runs

def compare(program, folder, expected, actual, *options):
    """What tksnap says of each pair of texts, in order."""
    for name, texts in ("expected", expected), ("actual", actual):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
        for i, text in enumerate(texts):
            (folder / name / f"{i:05}").write_bytes(text.encode())
    run = subprocess.run([program, "compare", "--text", "--jsonl", *options, "expected", "actual"],
                         cwd=folder, stdout=subprocess.PIPE, check=False)
    assert run.returncode in (0, 1), run.returncode
    lines = run.stdout.decode().split("\n")
    results = [json.loads(line) for line in lines if line.startswith('{"schema":1,"name"')]
    assert len(results) == len(expected), (len(results), len(expected))
    return results


def is_different(result):
    return result["verdict"] == "different"


def check_json(program, folder, chance):
    pairs = []
    for _ in range(PAIRS):
        old = value(chance)
        rate = chance.choice([0, 0.1, 0.3, 0.8])
        pairs.append((old, mutated(chance, old, rate)))
    expected = [written(chance, old) for old, _ in pairs]
    actual = [written(chance, new) for _, new in pairs]
    forward = compare(program, folder, expected, actual, "--structure", "json")
    backward = compare(program, folder, actual, expected, "--structure", "json")
    near = compare(program, folder, expected, actual, "--structure", "json", "--float-abs", "2")
    seen = 0
    for i, (old, new) in enumerate(pairs):
        result, changes = forward[i], forward[i].get("changes", [])
        told = f"pair {i}:\n{expected[i]}\n{actual[i]}\n{json.dumps(result, indent=1)}"
        assert is_different(result) == (not same(old, new)), told
        assert result["verdict"] == "same" or "changes" in result, told
        assert same(applied(read(expected[i]), changes), new), told
        assert is_different(backward[i]) == is_different(result), told
        assert is_different(near[i]) == (not nearly(old, new, 2)), told
        seen += len(changes)
    return seen


def check_yaml(program, folder, chance, yaml):
    def plain(data):  # what json and PyYAML spell alike
        if isinstance(data, Number):
            return chance.choice([1, -7, 1.5, 123456789012])
        if isinstance(data, list):
            return [plain(item) for item in data]
        if isinstance(data, dict):
            return {key: plain(item) for key, item in data.items()}
        return data

    documents = [plain(value(chance)) for _ in range(PAIRS)]
    ours = [yaml.dump(data, allow_unicode=chance.random() < 0.5, sort_keys=False,
                      default_flow_style=chance.choice([True, False, None]),
                      width=chance.choice([20, 80])) for data in documents]
    theirs = [json.dumps(data, ensure_ascii=False) for data in documents]
    for i, result in enumerate(compare(program, folder, ours, theirs, "--structure", "yaml")):
        told = f"pair {i}:\n{ours[i]}\n{theirs[i]}\n{json.dumps(result, indent=1)}"
        assert not is_different(result) and not result.get("changes"), told
        assert "notes" not in result, told


def main():
    program = os.path.abspath(sys.argv[1])
    folder = pathlib.Path(sys.argv[2]).resolve() / "structure"
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 4)
    seen = check_json(program, folder, chance)
    assert seen > PAIRS, seen
    print(f"structure: {PAIRS} pairs of JSON, {seen} changes, all of them right")
    try:
        import yaml
    except ImportError:
        print("structure: YAML skipped, there is no PyYAML")
        sys.exit(77)
    check_yaml(program, folder, chance, yaml)
    print(f"structure: {PAIRS} documents as PyYAML writes them are what json writes")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""table.py - wrong verdicts of the visual metric, by set: table.py JUDGE [FOLDER...]

JUDGE is the built judge_pairs. Folders with a manifest.json are added to the fixtures,
which are found through TKSNAP_FIXTURES.

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.environ.get('TKSNAP_FIXTURES', os.path.join(HERE, '../../../shared/fixtures'))


def pairs_of(folder):
    with open(os.path.join(folder, 'manifest.json'), encoding='utf-8') as file:
        return [dict(pair, a=os.path.join(folder, pair['a']), b=os.path.join(folder, pair['b']))
                for pair in json.load(file)]


def judge(program, pairs, tile):
    lines = ''.join(f'{i}\t{pair["a"]}\t{pair["b"]}\n' for i, pair in enumerate(pairs))
    out = subprocess.run([program, str(tile)], input=lines, stdout=subprocess.PIPE, text=True,
                         check=True).stdout
    answers = dict(line.split('\t') for line in out.splitlines())
    return [99.0 if answers[str(i)] == 'size' else
            float('nan') if answers[str(i)] == 'error' else float(answers[str(i)])
            for i in range(len(pairs))]


def print_set(name, judged, limit, close):
    groups = {}
    for pair, score in judged:
        key = (pair.get('tier', 'core'), pair.get('split', ''))
        groups.setdefault(key, []).append((pair, score))
    for (tier, split), group in sorted(groups.items()):
        same = [x for x in group if x[0]['verdict'] == 'same']
        different = [x for x in group if x[0]['verdict'] != 'same']
        wrong_same = sorted((x for x in different if not x[1] > limit), key=lambda x: x[1])
        wrong_different = sorted((x for x in same if x[1] > limit), key=lambda x: -x[1])
        print(f'| {name} {tier} {split} | {len(wrong_same)} of {len(different)} '
              f'| {len(wrong_different)} of {len(same)} |')
        if tier not in ('core', 'edge') or not close:
            continue
        for word, wrong in ('same', wrong_same), ('different', wrong_different):
            for pair, score in wrong:
                print(f'    {word}?  {score:6.3f}  {pair["id"]}: {pair.get("why", "")}')
        near = sorted((x for x in group if x not in wrong_same and x not in wrong_different),
                      key=lambda x: abs(x[1] - limit))[:6]
        print('    near: ' + ', '.join(f'{pair["id"]} {score:.2f}' for pair, score in near))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('judge')
    parser.add_argument('folders', nargs='*')
    parser.add_argument('--sets', default='playwright,web,third-party,html-color')
    parser.add_argument('--limit', type=float, default=1.0)
    parser.add_argument('--tile', type=int, default=512)
    parser.add_argument('--brief', action='store_true')
    parser.add_argument('--split')
    arguments = parser.parse_args()
    folders = [os.path.join(FIXTURES, name) for name in arguments.sets.split(',') if name]
    if not os.path.isdir(FIXTURES):
        print('skipped: no fixtures at', FIXTURES)
        folders = []
    print('| set | wrong same | wrong different |\n|---|---|---|')
    for folder in folders + arguments.folders:
        pairs = [p for p in pairs_of(folder)
                 if arguments.split in (None, p.get('split', arguments.split))]
        scores = judge(arguments.judge, pairs, arguments.tile)
        print_set(os.path.basename(folder.rstrip('/')), list(zip(pairs, scores)),
                  arguments.limit, not arguments.brief)
        sys.stdout.flush()


if __name__ == '__main__':
    main()

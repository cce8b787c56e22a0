#!/bin/sh
# config.sh - which configuration holds, and what beats it
#
# SPDX-License-Identifier: MIT OR Apache-2.0

# the nearest one in the repository, from wherever one stands
mkdir -p project/.git project/deep/deeper
cp white.png dots.png faint.png project/deep/deeper
cp mask.png project
echo 'max-pixels: 3' >project/tksnap.yaml
try -C project/deep/deeper compare white.png dots.png
echo 'ignore: [3:4-4:4, 5:4-5:4]' >project/deep/tksnap.yaml
try -C project/deep/deeper compare white.png dots.png
# without a repository only the working directory is looked at
rmdir project/.git
try -C project/deep compare deeper/white.png deeper/dots.png
mkdir other
echo 'max-pixels: 3' >other/tksnap.yaml
mkdir other/sub .git
try -C other/sub compare ../../white.png ../../dots.png
rmdir .git
mkdir project/.git
# --config, TKSNAP_CONFIG, none
try compare --config project/tksnap.yaml white.png dots.png
try -C project --config tksnap.yaml compare deep/deeper/white.png deep/deeper/dots.png
TKSNAP_CONFIG=project/tksnap.yaml try compare white.png dots.png
TKSNAP_CONFIG=project/tksnap.yaml try compare --config /dev/null white.png dots.png
TKSNAP_CONFIG='' try compare white.png dots.png
# the command line beats it, lists add up, another metric drops what was the old one's
printf 'metric: pixel\nthreshold: 0.5\nmax-pixels: 9\nignore: 3:4-3:4\n' >rules.yaml
try compare --config rules.yaml -v white.png dots.png
try compare --config rules.yaml --max-pixels 1 -i 4:4-4:4 -v white.png dots.png
try compare --config rules.yaml --metric visual -v white.png dots.png
try compare --config rules.yaml --metric exact -v white.png faint.png
try explain --config rules.yaml --max-pixels 0 white.png dots.png
# a mask lies beside its configuration
echo 'mask: mask.png' >project/tksnap.yaml
try -C project/deep/deeper --config ../../tksnap.yaml compare white.png dots.png
# nothing is a configuration too
printf '# only words\n---\n' >rules.yaml
try compare --config rules.yaml white.png white.png
# doctor tells
tksnap -C project/deep/deeper doctor | grep configuration
tksnap -C project --config tksnap.yaml doctor | grep configuration
tksnap --config /dev/null doctor | grep configuration
tksnap doctor | grep -c '^configuration  (none)'
echo 'metrik: pixel' >rules.yaml
tksnap --config rules.yaml doctor | grep configuration
tksnap --config rules.yaml doctor >facts
echo "exit $?"
printf 'metric: pixel\nsensitivity: 2\n' >rules.yaml
tksnap --config rules.yaml doctor | grep configuration
echo 'mask: missing.png' >rules.yaml
tksnap --config rules.yaml doctor --json | is_json >facts
python3 -c 'import json; print(json.load(open("facts"))["configuration"])'

#!/bin/sh
# init.sh - a project is set up as its snapshots want it, and nothing else is touched
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git
try init
insta_baseline src/snapshots/a.snap a
mkdir -p tests/__snapshots__ .snapshots
printf '# serializer version: 1\n# name: test\n  1\n# ---\n' >tests/__snapshots__/x.ambr
echo go >.snapshots/TestOne
try init --dry-run
try init --yes --dry-run
try init now
there tksnap.yaml .gitignore .gitattributes

# files that are there keep every byte; what they speak of already is left to them
printf 'target\r\n**/*.snap.new\r\n' >.gitignore
printf '*.png binary\n*.snap text eol=lf' >.gitattributes
try init --yes
cat -A .gitignore
cat -A .gitattributes
tksnap doctor | grep configuration
try init --yes
tksnap log -v | sed -E 's/[0-9-]{10} [0-9:]{8} UTC/TIME/'
try undo
cat -A .gitignore .gitattributes
there tksnap.yaml
tksnap init --yes --json | sed 's/"root":"[^"]*"/"root":"FOLDER"/' | is_json

# a link stays one, and one that leads out is not followed
try undo
rm .gitignore .gitattributes
echo target >ignored
ln -s ignored .gitignore
try init --yes -q
readlink .gitignore
cat ignored
try undo
rm .gitignore
ln -s ../elsewhere .gitignore
try init --yes -q

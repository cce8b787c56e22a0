#!/bin/sh
# status_root.sh - the project is the repository, else the Cargo workspace, else the crate, else the folder
#
# SPDX-License-Identifier: MIT OR Apache-2.0
# not below this repository, which would be the project of all three
elsewhere=$(mktemp -d)
cd "$elsewhere" || exit 1
mkdir -p plain/sub repo/.git repo/crates/x work/crates/y
insta_pending plain/a.snap 'a'
insta_pending plain/sub/b.snap 'b'
insta_pending repo/a.snap 'a'
printf '[package]\nname = "x"\n' >repo/crates/x/Cargo.toml
printf '[workspace]\nmembers = ["crates/y"]\n' >work/Cargo.toml
printf '[package]\nname = "y"\n' >work/crates/y/Cargo.toml
insta_pending work/a.snap 'a'
try -C plain/sub status --porcelain
try -C repo/crates/x status --porcelain
try -C work/crates/y status --porcelain
cd / && rm -r "$elsewhere"

#!/bin/sh
# prune.sh - what no test asked for is listed, removed when told to, and brought back
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git web core py go
touch web/Cargo.toml core/Cargo.toml py/pyproject.toml
insta_baseline web/src/snapshots/web__list.snap used
insta_baseline web/src/snapshots/web__old.snap forgotten
insta_baseline core/src/snapshots/core__deep.snap 'of a crate that was not run'
printf -- '---\nsource: src/lib.rs\nextension: svg\nsnapshot_kind: binary\n---\n' \
    >web/src/snapshots/web__logo.snap
printf '<svg/>' >web/src/snapshots/web__logo.snap.svg
printf 'nothing of insta'"'"'s\n' >web/src/snapshots/notes.snap

# insta's list: a path for each assertion, as the tests came by it
{
    echo "$PWD/web/src/snapshots/web__list.snap"
    echo "$PWD/web/src/../src/snapshots/web__list.snap"
    echo "$PWD/web/src/snapshots/web__new.snap"
} >references
try prune --references references
try prune --references references --everywhere --exit-code
try prune --references references --delete
try prune --references references --delete --complete
there web/src/snapshots/web__list.snap web/src/snapshots/web__old.snap \
    web/src/snapshots/web__logo.snap web/src/snapshots/web__logo.snap.svg
tksnap log -v | sed -E 's/[0-9-]{10} [0-9:]{8} UTC/TIME/'
try prune --references references --exit-code
try undo
there web/src/snapshots/web__old.snap web/src/snapshots/web__logo.snap.svg

# the others: entries of files, files that are one snapshot
mkdir -p py/tests/__snapshots__/test_page go/__snapshots__ go/testdata
cat >py/tests/__snapshots__/test_api.ambr <<'END'
# serializer version: 1
# name: test_list
  [1]
# ---
# name: test_old
  [2]
# ---
# name: test_show[a b]
  '''
  [3]
  '''
# ---
# name: test_show[c]
  [4]
# ---
END
printf '# serializer version: 1\n# name: test_gone\n  1\n# ---\n' \
    >py/tests/__snapshots__/test_gone.ambr
cp white.png py/tests/__snapshots__/test_page/test_home.png
cp white.png py/tests/__snapshots__/test_page/test_away.png
echo 'not a picture' >py/tests/__snapshots__/test_page/notes.txt
printf '\n[TestA - 1]\nx\n---\n\n[TestB - 1]\ny\n---\n' >go/__snapshots__/main_test.snap
echo used >go/testdata/used.golden
echo unused >go/testdata/unused.golden
echo input >go/testdata/input.txt
cat >used <<END
tksnap used 1
py/tests/__snapshots__/test_api.ambr	test_list
$PWD/py/tests/__snapshots__/test_api.ambr	test_show[a b]
py/tests/__snapshots__/test_page/test_home.png
go/__snapshots__/main_test.snap	TestA - 1
go/testdata/used.golden
complete
END
try prune --used used
tksnap prune --used - --json <used | sed 's/"root":"[^"]*"/"root":"FOLDER"/' | is_json
try prune --used used --delete
cat py/tests/__snapshots__/test_api.ambr go/__snapshots__/main_test.snap
there py/tests/__snapshots__/test_gone.ambr py/tests/__snapshots__/test_page/notes.txt \
    go/testdata/input.txt go/testdata/unused.golden
try prune --used used --delete
tksnap log -v | sed -E 's/[0-9-]{10} [0-9:]{8} UTC/TIME/'
try undo
there py/tests/__snapshots__/test_gone.ambr go/testdata/unused.golden
tail -n 4 go/__snapshots__/main_test.snap

# a file named alone is used with all its entries, and lists add up
cat >more.txt <<'END'
tksnap used 1
py/tests/__snapshots__/test_api.ambr
py/tests/__snapshots__/test_gone.ambr	test_gone
complete
END
try prune --used used --used more.txt

# everywhere does not take files of an ending that no test asked for
try prune --used used --used more.txt --everywhere

#!/bin/sh
# record.sh - a command's changes of snapshots become pending and the files are as before
#
# shellcheck disable=SC2016 # what is quoted is for the inner shell, or Jest
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git py/__snapshots__ go/__snapshots__ go/testdata go/.snapshots js/__snapshots__ other
printf '# serializer version: 1\n# name: test_list\n  1\n# ---\n# name: test_old\n  2\n# ---\n' \
    >py/__snapshots__/test_api.ambr
printf '\n[TestA - 1]\none\n---\n' >go/__snapshots__/api_test.snap
printf 'golden\n' >go/testdata/page.golden
printf 'cupaloy\n' >go/.snapshots/TestPage
printf '// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`a 1`] = `1`;\n' \
    >js/__snapshots__/a.test.js.snap
printf 'own\n' >other/expected.txt
cp -a . ../before
cat >update.sh <<'END'
echo "the tests' own words"
printf '# serializer version: 1\n# name: test_list\n  3\n# ---\n# name: test_new\n  4\n# ---\n' \
    >py/__snapshots__/test_api.ambr
printf '\n[TestA - 1]\nONE\n---\n\n[TestB - 1]\ntwo\n---\n' >go/__snapshots__/api_test.snap
printf 'GOLDEN\n' >go/testdata/page.golden
rm -f go/.snapshots/TestPage
printf 'fresh\n' >go/.snapshots/TestFresh
printf '// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`a 1`] = `2`;\n' \
    >js/__snapshots__/a.test.js.snap
printf 'OWN\n' >other/expected.txt
mkdir -p new/__snapshots__
printf '# serializer version: 1\n# name: test_x\n  x\n# ---\n' >new/__snapshots__/test_x.ambr
END
try record --include 'other/*' -- sh update.sh
same() {
    diff -r --exclude=.tksnap --exclude=.git --exclude='*.png' --exclude=update.sh . "$1" &&
        echo "as in $1"
}
same ../before
try status --exit-code -q
try accept --all
cp -a . ../accepted
sh update.sh >/dev/null
same ../accepted
try undo
rmdir -p new/__snapshots__ # which undo leaves
same ../before
# what is accepted is recorded no more
try accept --all -q
try record --include 'other/*' -- sh update.sh
try log -q
rm -rf ../before ../accepted

#!/bin/sh
# record_again.sh - a change that waits goes when its test is back at the baseline, and only then
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git py/__snapshots__ testdata
# two tests of one file, and one of another: with the value as the first word
amber() {
    printf '# serializer version: 1\n# name: test_a\n  %s\n# ---\n# name: test_b\n  %s\n# ---\n' \
        "$1" "$2" >py/__snapshots__/test_api.ambr
}
amber 1 2
echo page >testdata/page.golden
cp -a . ../before
cat >update.sh <<'END_OF_TESTS'
# a library's update: what its test produces goes where the baseline has something else
test_of() {
    sed -i "/name: $1/{n;s/.*/  $2/}" py/__snapshots__/test_api.ambr
}
for test; do
    case $test in
    a=*) test_of test_a "${test#a=}" ;;
    b=*) test_of test_b "${test#b=}" ;;
    page=*) echo "${test#page=}" >testdata/page.golden ;;
    new=*) mkdir -p new/testdata && echo "${test#new=}" >new/testdata/new.golden ;;
    esac
done
END_OF_TESTS
as_before() {
    diff -r --exclude=.tksnap --exclude=update.sh . ../before && echo "as before"
}
try record -- sh update.sh a=7 b=8 page=PAGE new=new
# no test is run, and some are
try record -- true
try record -- sh update.sh a=1
as_before
try record -- sh update.sh a=1 b=9
tksnap record --json -- sh update.sh b=2 page=page | is_json
as_before
# the file that waits is there to be removed by the library
try record -- rm new/testdata/new.golden
try status
as_before
try record -- sh update.sh a=5 b=6
try record -q -- sh update.sh a=1 b=2
try record -- sh update.sh a=5 b=6
try record -- sh update.sh a=1 b=2
rm -rf ../before

#!/bin/sh
# status_names.sh - a selector is a path, else a snapshot's name, else its test's, and status tells which
#
# shellcheck disable=SC2016 # what is quoted is for Jest
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git js/__snapshots__ py/__snapshots__
for file in test_api test_page; do
    printf '# serializer version: 1\n# name: old\n  1\n# ---\n' >py/__snapshots__/$file.ambr
done
echo '// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing' >js/__snapshots__/cart.test.js.snap
cat >update.sh <<'END'
amber() {
    mkdir -p "$(dirname "$1")"
    echo '# serializer version: 1' >"$1"
    file=$1
    shift
    printf '# name: %s\n  1\n# ---\n' "$@" >>"$file"
}
amber py/__snapshots__/test_api.ambr old test_list test_list.1 'test_list[dark]' \
    'test_list[dark].1' test_listing 'TestPage.test_list' 'test_v[1.2]' 'test_v[a[b]]'
amber py/__snapshots__/test_page.ambr old test_list test_only.1 test_only.2 TestPage.test_body
mkdir -p go/__snapshots__ go/testdata go/.snapshots py/__snapshots__/test_shots
printf '\n[%s]\n1\n---\n' 'TestRead - 1' 'TestRead - 2' 'TestRead/empty_file - 1' \
    'TestReadAll - 1 - small' 'TestPath - 1' >go/__snapshots__/page_test.snap
printf '\n[%s]\n1\n---\n' 'TestRead - 1' >go/__snapshots__/other_test.snap
printf alone >go/__snapshots__/TestAlone_1.snap.json
printf gold >go/testdata/TestGold.golden
printf path >go/.snapshots/TestPath
printf '\nexports[`%s`] = `1`;\n' 'a cart 1' 'a cart 2' 'cart > GET /api/cart 1' \
    >>js/__snapshots__/cart.test.js.snap
cp white.png 'py/__snapshots__/test_shots/test_home[dark].png'
END
tksnap record -q -- sh update.sh
for name in shop__cart__total shop__cart__total-2 shop__page__total@case__a shop__page__utf-8; do
    insta_pending rs/src/snapshots/$name.snap 1
done
printf '%s%s\n' '{"run_id":"1-2","line":12,"new":{"module_name":"m","metadata":{"expression":"v"},' \
    '"snapshot":"new"},"old":{"module_name":"m","metadata":{},"snapshot":"old"}}' \
    >rs/src/.lib.rs.pending-snap
printf 'fn f() {\n%s    assert_snapshot!(v, @"old");\n}\n' "$(yes // | head -10)
" >rs/src/lib.rs
try status

# names, wherever they are found
try status test_list
try status 'test_list[dark]'
try status 'TestRead - 1'
try status 'TestRead - 2' other_test.snap:TestRead
try status total total-2 cart__total
try status TestGold testdata/TestGold 'TestAlone_1' 'test_home[dark]'
try status 'GET /api/cart 1'
# tests, where no snapshot is called that
try status test_only
try status test_v
try status TestRead
try status TestRead/empty_file
try status TestReadAll
try status page_test.snap:TestRead
try status test_page.ambr:test_only
try status 'a cart' TestAlone test_home test_body
try status page__total
# globs of names
try status 'test_only*'
try status 'TestRead*'
try status 'other_test.snap:TestRead*'
try status '*GET*'
try status 'c?rt__*'
# what is a path stays one
try status TestPath
try status 'test_*'
insta_pending other/TestRead.snap 1
try status TestRead
rm -r other
# the other forms of the answer
try status --porcelain TestRead test_only
tksnap status --json TestAlone test_body | is_json
try status --exit-code -q TestRead
try status --format insta-json utf-8 TestRead
# nothing is called that
try status test_lst
try status TestReed
try status 12
try status 'nothing*'
try status test_only nothing
try status -x
try status -- -x
try accept test_list dummy
try status -q test_list
# a file is no name, and one snapshot is explained
echo 'a file' >total
try show total
rm total
try show total
try explain total
try explain test_only
# one decision
try accept page_test.snap:TestRead test_only
try reject 'TestPage.*'
try status -q

#!/bin/sh
# accept_inline.sh - inline snapshots go into their source, and nothing else of it changes
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir -p .git src
record() { # LINE NEW OLD
    printf '{"run_id":"1-2","line":%s,"new":{"module_name":"m","metadata":{},"snapshot":"%s"},' \
        "$1" "$2"
    printf '"old":{"module_name":"m","metadata":{},"snapshot":"%s"}}\n' "$3"
}
cat >src/lib.rs <<'END'
#[test]
fn list() {
    insta::assert_snapshot!(list(), @"one");
    insta::assert_debug_snapshot!(quote(), @"",);
    insta::assert_snapshot!(edited(), @"by hand");
}
END
cp src/lib.rs ../lib.rs
{
    record 3 'one\ntwo' one
    record 4 'say \"yes\"' ''
    record 5 'new' 'another'
    record 9 'gone' 'gone'
} >src/.lib.rs.pending-snap
try status
try accept src/lib.rs:3
diff ../lib.rs src/lib.rs
try status --porcelain
try accept --all
diff ../lib.rs src/lib.rs
try reject --all
files
try undo
try undo
try undo
cmp ../lib.rs src/lib.rs && echo the source is as it was
rm ../lib.rs
try status --porcelain -q

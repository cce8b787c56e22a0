#!/bin/sh
# accept_headers.sh - a header that says nothing new stays as it is, whoever wrote it
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
printf -- '---\r\nsource: src/lib.rs\r\nexpression: "value"\r\n---\r\nold\r\n' >crlf.snap
insta_pending crlf.snap 'new
lines'
printf -- '---\nsource: src/lib.rs\nassertion_line: 3\nexpression: value\n\n---\nold\n\n\n' >older.snap
insta_pending older.snap 'new'
printf -- '---\nsource: elsewhere.rs\nowner: me\nexpression: value\n---\nold\n' >unknown.snap
insta_pending unknown.snap 'new'
printf -- '<<<<<<< ours\n---\nsource: src/lib.rs\n=======\n>>>>>>> theirs\n---\nold\n' >conflict.snap
insta_pending conflict.snap 'new'
try accept --all
for file in crlf older unknown conflict; do
    echo "== $file"
    tr '\r' '%' <$file.snap
done

#!/bin/sh
# text_pending.sh - the rules of texts hold for what is pending
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git
insta_baseline tests/snapshots/users.snap '{"users": [{"id": 1, "name": "Ada"}], "took": 1.5}'
insta_pending tests/snapshots/users.snap '{"took": 1.6, "users": [{"name": "Eve", "id": 1}]}'
insta_baseline tests/snapshots/order.snap '{"a": 1, "b": 2}'
insta_pending tests/snapshots/order.snap '{"b": 2, "a": 1}'
insta_baseline tests/snapshots/files.snap 'one.c
two.c'
insta_pending tests/snapshots/files.snap 'two.c
one.c'
cat >tksnap.yaml <<'END'
structure: auto
paths:
  - match: users.snap
    float-abs: 0.2
  - match: files.snap
    sorted: all
END
try compare
try show users.snap
try show order.snap
try explain users.snap
try explain files.snap
tksnap compare --json | is_json >answer
python3 -c '
import json
for result in json.load(open("answer"))["results"]:
    print(result["name"], result["verdict"], [change["actual"]["path"] for change in result.get("changes", [])])'

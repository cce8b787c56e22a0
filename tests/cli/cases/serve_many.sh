#!/bin/sh
# serve_many.sh - many requests at once are all answered
#
# SPDX-License-Identifier: MIT OR Apache-2.0

python3 -c '
for number in range(200):
    print("{\"id\":%d,\"expected\":\"white.png\",\"actual\":\"%s\"}"
          % (number, ("white.png", "dots.png", "missing.png")[number % 3]))' |
    tksnap serve -j 4 >answers
echo "exit $?"
python3 -c '
import collections, json
ready, *answers = [json.loads(line) for line in open("answers")]
print(ready)
print("every id once:", sorted(a["id"] for a in answers) == list(range(200)))
print(sorted(collections.Counter((a["id"] % 3, a["verdict"]) for a in answers).items()))'

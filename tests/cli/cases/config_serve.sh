#!/bin/sh
# config_serve.sh - what a server takes from the configuration
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git
cat >tksnap.yaml <<'END'
metric: pixel
max-pixels: 2
paths:
  - match: dots.png
    ignore: 3:4-3:4
END
cat >requests <<'END'
{"id":1,"expected":"white.png","actual":"dots.png"}
{"id":2,"expected":"white.png","actual":"dots.png","rules":{"max_pixels":1}}
{"id":3,"expected":"dots.png","actual":"white.png"}
{"id":4,"expected":"white.png","actual":"dots.png","rules":{"metric":"exact","layout":["0:0-9:9"],"floating":"2@3:4-5:4"}}
{"requestId":5,"base":"white.png","compare":"dots.png"}
END
tksnap serve -j 1 <requests
echo "exit $?"
tksnap --config /dev/null serve -j 1 <requests >replies
head -n 3 replies
echo 'max_pixels: 2' >tksnap.yaml
try serve <requests

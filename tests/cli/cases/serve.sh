#!/bin/sh
# serve.sh - requests in our words
#
# SPDX-License-Identifier: MIT OR Apache-2.0

tksnap serve -j 1 <<'END'
{"id":1,"expected":"white.png","actual":"stored.png"}
{"id":"two","expected":"white.png","actual":"dots.png","diff":"diff.png"}
{"id":{"n":3},"expected":"white.png","actual":"tall.png"}
{"expected":"white.png","actual":"dots.png","rules":{"max_pixels":3}}
{"id":5,"expected":"white.png","actual":"dots.png","rules":{"metric":"exact","ignore":["3:4-4:4","5:4-5:4"]}}
{"id":6,"expected":"white.png","actual":"dots.png","rules":{"metric":"pixel","threshold":0.5,"antialias":"count","diff_style":"mask"},"diff":"mask.out.png"}
{"id":7,"expected":"white.png","actual":"dots.png","rules":{"mask":"mask.png"}}
{"id":8,"expected":"white.png","actual":"missing.png"}
{"id":9,"expected":"white.png","actual":"dots.png","rules":{"sensitivity":0.03}}
END
echo "exit $?"
there diff.png mask.out.png

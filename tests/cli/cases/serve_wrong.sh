#!/bin/sh
# serve_wrong.sh - bad requests are answered, and the server goes on
#
# SPDX-License-Identifier: MIT OR Apache-2.0

{
    cat <<'END'
not JSON
[1,2,3]
{"id":1}
{"id":2,"expected":"white.png"}
{"id":3,"expected":"white.png","actual":7}
{"id":4,"expected":"white.png","actual":"-"}
{"id":5,"expected":"white.png","actual":"dots.png","rule":{}}
{"id":6,"expected":"white.png","actual":"dots.png","rules":{"treshold":1}}
{"id":7,"expected":"white.png","actual":"dots.png","rules":{"threshold":"high"}}
{"id":8,"expected":"white.png","actual":"dots.png","rules":{"metric":"pixel","threshold":7}}
{"id":9,"expected":"white.png","actual":"dots.png","rules":{"metric":"magic"}}
{"id":10,"expected":"white.png","actual":"dots.png","rules":{"max_pixels":true}}
{"id":11,"expected":"white.png","actual":"dots.png","rules":{"mask":"missing.png"}}
{"id":12,"id":13}
{"id":15,"expected":"","actual":"dots.png"}

END
    # a line of 65 MiB
    head -c 68157440 /dev/zero | tr '\0' ' '
    echo
    printf '{"id":14,"expected":"white.png","actual":"white.png"}'
} | tksnap serve -j 1 >answers
echo "exit $?"
# what is wrong at sight is answered before what was asked earlier
sort answers

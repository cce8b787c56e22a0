#!/bin/sh
# serve_odiff.sh - requests in the words of odiff's server
#
# SPDX-License-Identifier: MIT OR Apache-2.0

{
    cat <<'END'
{"requestId":0,"base":"white.png","compare":"white.png","output":"same.out.png","options":{}}
{"requestId":1,"base":"white.png","compare":"dots.png","output":"dots.out.png","options":{"captureDiffLines":true,"captureDiffCols":true}}
{"requestId":2,"base":"white.png","compare":"tall.png","output":"tall.out.png","options":{}}
{"requestId":3,"base":"white.png","compare":"tall.png","output":"layout.out.png","options":{"failOnLayoutDiff":true}}
{"requestId":4,"base":"white.png","compare":"missing.png","output":"o.png","options":{}}
{"requestId":5,"base":"missing.png","compare":"white.png","output":"o.png","options":{"noFailOnFsErrors":true}}
{"requestId":6,"base":"white.png","compare":"words.png","output":"o.png"}
{"requestId":7,"base":"white.png"}
{"requestId":8,"base":"white.png","compare":"dots.png","output":"i.out.png","options":{"ignoreRegions":[{"x1":0,"y1":0,"x2":4,"y2":4}],"threshold":0.2,"antialiasing":true,"outputDiffMask":true,"diffColor":"#cd2cc9"}}
{"requestId":9,"base":"white.png","compare":"dots.png","output":"o.png","options":{"diffColor":"pink"}}
{"requestId":10,"base":"white.png","compare":"dots.png","output":"o.png","options":{"threshold":5}}
END
    first=$(wc -c <white.png)
    second=$(wc -c <dots.png)
    echo "{\"type\":\"buffer\",\"requestId\":11,\"baseLength\":$first,\"baseFormat\":\"png\",\"compareLength\":$second,\"compareFormat\":\"png\",\"output\":\"made/b.out.png\",\"options\":{}}"
    cat white.png dots.png
    echo "{\"type\":\"buffer\",\"requestId\":12,\"baseLength\":10,\"compareLength\":10,\"output\":\"o.png\",\"options\":{\"diffColor\":7}}"
    printf 'aaaaaaaaa\nbbbbbbbbb\n'
    echo '{"requestId":13,"base":"white.png","compare":"white.png","output":""}'
    # and one whose bytes never come
    echo '{"type":"buffer","requestId":14,"baseLength":5000000000,"compareLength":1}'
} | tksnap --server -j 1 >answers
echo "exit $?"
sort answers
there same.out.png dots.out.png tall.out.png i.out.png made/b.out.png o.png

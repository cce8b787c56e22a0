#!/bin/sh
# areas.sh - boxes whose content may differ, or move, or is looked at otherwise
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --layout 6:5-25:16 card.png card-other.png
try compare --layout 6:5-25:16 card.png card-moved.png
try compare --layout 6:5-25:16 card.png card-gone.png
try compare --layout 0:0-39:29 card.png card-gone.png
try compare --floating 3@6:5-25:16 card.png card-moved.png
try compare --floating 2@6:5-25:16 card.png card-moved.png
try compare --floating 3@6:5-25:16 card.png card-other.png
for metric in pixel exact ciede2000; do
    try compare --metric $metric --floating 3@6:5-25:16 card.png card-moved.png
    try compare --metric $metric --layout 6:5-25:16 card.png card-other.png
done
try compare --sensitive 0.01@0:0-39:29 card.png card-other.png
try compare --sensitive 0.01@0:20-39:29,2@0:0-9:9 card.png card-other.png
# a list; what held is told with -v only
try compare -v --layout 0:20-39:29,6:5-25:16 --floating=3@30:0-39:9 card.png card-other.png
try compare --json --layout 6:5-25:16 --floating 3@6:5-25:16 --sensitive 2@0:0-9:9 card.png card-moved.png
tksnap compare --json --layout 6:5-25:16 card.png card-other.png | is_json >json
# what is excused is not drawn
try compare --layout 6:5-25:16 card.png card-other.png diff.png
there diff.png
mkdir e a
cp card.png e/one.png
cp card-moved.png a/one.png
try compare --floating 3@6:5-25:16 e a
try explain --floating 3@6:5-25:16 card.png card-moved.png

#!/bin/sh
# show_pictures.sh - pictures in the terminal
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
insta_picture s/card.snap card.png card-other.png
insta_picture s/same.snap white.png stored.png
insta_picture s/size.snap white.png tall.png
insta_binary s/dots.snap png ''
cp dots.png s/dots.snap.new.png
# as what it is: text, for once without the escape that begins each sequence
for item in '#1' '#2' '#3' '#4'; do
    echo "$item"
    tksnap show --images blocks --width 50 "$item" | tr -d '\033'
done
TKSNAP_IMAGES=blocks tksnap show white.png | tr -d '\033'
# without the picture itself, whose bytes are the encoder's
for protocol in kitty iterm sixel; do
    echo "$protocol"
    TKSNAP_IMAGES=$protocol tksnap show '#1' | tr -d '\033' |
        sed -e 's/iVBOR[A-Za-z0-9+/=]*/PNG/g' -e 's/size=[0-9]*/size=N/g' \
            -e 's/#0;2;[^\\]*/SIXELS/g' -e 's/\r$//'
done
# a picture is not what a program can read
TERM=xterm-kitty KITTY_WINDOW_ID=1 COLORTERM=truecolor try show '#1'
TKSNAP_IMAGES=none try show '#1'
TKSNAP_IMAGES=kitty try show --images none '#1'
TKSNAP_IMAGES='cat' try show '#1'
try show --images cat '#1'

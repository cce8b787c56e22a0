#!/bin/sh
# scores.sh - numbers for whole pictures
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --score ssim,gmsd,flip,ssimulacra2,ciede2000 white.png dots.png
try compare --score flip --flip-ppd 20 white.png dots.png
try compare --score ssim --score flip white.png dots.png
try compare --score ssim,gmsd,flip,ssimulacra2,ciede2000 white.png white.png
# pictures of different size have none
try compare --score ssim white.png tall.png
tksnap compare --json --score flip,ssim white.png dots.png | is_json
# they do not decide
try compare --score ssim --max-pixels 1000000 white.png dots.png
mkdir old new
cp white.png old/a.png
cp dots.png new/a.png
try compare --score ssim old new

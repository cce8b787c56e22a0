#!/bin/sh
# scores_wrong.sh - scores that there are not
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --score mse white.png dots.png
try compare --score ssim, white.png dots.png
try compare --score '' white.png dots.png
try compare --flip-ppd 0 white.png dots.png
try compare --flip-ppd 5000 white.png dots.png

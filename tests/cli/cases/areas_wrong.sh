#!/bin/sh
# areas_wrong.sh - areas that make no sense
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try compare --layout 1:1 white.png dots.png
try compare --layout 5:5-4:9 white.png dots.png
try compare --floating 1:1-2:2 white.png dots.png
try compare --floating 0@1:1-2:2 white.png dots.png
try compare --floating 257@1:1-2:2 white.png dots.png
try compare --floating 1.5@1:1-2:2 white.png dots.png
try compare --floating 1@1:1-2:2, white.png dots.png
try compare --sensitive 0@1:1-2:2 white.png dots.png
try compare --sensitive 101@1:1-2:2 white.png dots.png
try compare --sensitive 2 white.png dots.png
try compare --metric pixel --sensitive 2@1:1-2:2 white.png dots.png

#!/bin/sh
# no_permission.sh - a file that may not be read
#
# SPDX-License-Identifier: MIT OR Apache-2.0

if [ "$(id -u)" -eq 0 ]; then
    echo "root may read everything" >&2
    exit 77
fi
chmod 000 dots.png
try compare white.png dots.png

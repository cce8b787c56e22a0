#!/bin/sh
# check_globals.sh - the library keeps no state between calls
#
# Usage: check_globals.sh LIBRARY.a      (a release build; sanitizers add data of their own)
#
# A variable that can change lies in .data or .bss, or in their thread-local twins;
# constant tables do not. Objects with any of these are named, except those listed here
# with their reason.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu

# cpu.c, select.c: the kernel table, chosen once.
# stb.c: thread-local: the allocator during a call of stb_image, whose macros cannot
#        carry it, and stb_image's own reason of the last failure and flip switches.
excepted='cpu|select|stb'

found=$(size -A "${1:?usage: check_globals.sh LIBRARY.a}" | awk -v excepted="^($excepted)\\.c\\.o$" '
    /\(ex .*:$/ { object = $1 }
    $1 ~ /^\.t?(data|bss)(\.|$)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 && object !~ excepted {
        print object ": " $2 " bytes in " $1
    }')
if [ -n "$found" ]; then
    echo "variables that outlive a call:"
    echo "$found"
    exit 1
fi
echo "globals: none that can change"

#!/bin/sh
# consume.sh - builds the stranger's program against tksnap and reads its answer
#
# Usage: consume.sh HOW PREFIX SOURCE FOLDER CC
#   HOW     cmake-default cmake-shared cmake-static cmake-source pkgconfig-shared
#           pkgconfig-static
#   PREFIX  where tksnap is installed        SOURCE  the root of this project
#   FOLDER  to build in, made anew           CC      the compiler
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu
how=$1 prefix=$2 source=$3 folder=$4 cc=$5
consumer=$source/tests/install/consumer

# The build of the sources is kept between runs, it is all of tksnap.
if [ "$how" != cmake-source ]; then
    rm -rf "$folder"
fi
mkdir -p "$folder"

# The folder that holds tksnap.pc: lib/pkgconfig, or below the machine's own folder.
pkgconfig=$(find "$prefix" -name tksnap.pc -exec dirname {} \;)
export PKG_CONFIG_PATH="$pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"

case $how in
cmake-*)
    cmake -S "$consumer" -B "$folder" -G Ninja -DCMAKE_C_COMPILER="$cc" \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" \
        -DTKSNAP_FROM="${how#cmake-}" -DTKSNAP_SOURCE="$source"
    cmake --build "$folder"
    ;;
pkgconfig-shared)
    # shellcheck disable=SC2046
    "$cc" -o "$folder/consumer" "$consumer/main.c" $(pkg-config --cflags --libs tksnap) \
        -Wl,-rpath,"$(pkg-config --variable=libdir tksnap)"
    ;;
pkgconfig-static)
    # Our archive by name; -static would want archives of all the others too, and Debian
    # has none of ISA-L.
    # shellcheck disable=SC2046
    "$cc" -o "$folder/consumer" "$consumer/main.c" \
        $(pkg-config --static --cflags --libs tksnap | sed 's/-ltksnap\b/-l:libtksnap.a/')
    ;;
*)
    echo "consume.sh: '$how' is no way to consume tksnap" >&2
    exit 2
    ;;
esac

# It links what was asked for, not what happened to be found.
linked=$(readelf -d "$folder/consumer" | grep -c 'NEEDED.*\[libtksnap\.so' || true)
case $how in
cmake-default | *-shared) expected_links=1 ;;
*) expected_links=0 ;;
esac
if [ "$linked" -ne "$expected_links" ]; then
    echo "consume.sh: $how links libtksnap.so $linked times, expected $expected_links" >&2
    exit 1
fi

version=$(sed -n 's/^#define TKS_VERSION_[A-Z]* //p' "$source/include/tksnap/version.h" | paste -sd.)
answer=$("$folder/consumer")
echo "$answer"
[ "$answer" = "tksnap $version: different, 1 of 16 pixels differ" ]

#!/bin/sh
# install-packages.sh - sees to it that what a make target needs is on the machine
#
# Usage: install-packages.sh GROUP...     (build test bench accuracy lint fuzz docs
#                                     coverage)
#
# Asks dpkg what is there, says in one line what is missing and why, and lets apt
# install that. Silent and instant when nothing is missing. Elsewhere than on Debian
# and its children it names what is needed and leaves the verdict to cmake.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
set -eu

# A word is a Debian package; "package:program" is also satisfied by a program of that
# name from anywhere (a newer node, a compiler under /opt).
packages_of() {
    case $1 in
    build)
        echo gcc:gcc libc6-dev make:make cmake:cmake ninja-build:ninja pkg-config:pkg-config \
            libpng-dev libjpeg62-turbo-dev libwebp-dev libpixman-1-dev libdeflate-dev \
            libisal-dev libstb-dev zlib1g-dev libjansson-dev libyaml-dev libpcre2-dev \
            libutf8proc-dev libxxhash-dev
        ;;
    test)
        echo libcmocka-dev valgrind:valgrind python3:python3 python3-venv g++:g++ binutils:nm patch:patch \
            mandoc:mandoc bash:bash zsh:zsh fish:fish
        ;;
    lint)
        echo clang-format:clang-format clang-tidy:clang-tidy shellcheck:shellcheck \
            mandoc:mandoc python3:python3 libcmocka-dev git:git
        ;;
    fuzz)
        # libFuzzer and the sanitizers' run-time library come with libclang-rt
        echo clang:clang libclang-rt-14-dev llvm:llvm-symbolizer python3:python3 libcmocka-dev
        ;;
    bench)
        echo nodejs:node npm:npm imagemagick:compare python3:python3 python3-pip:pip3
        ;;
    accuracy)
        echo nodejs:node npm:npm python3:python3
        ;;
    docs)
        echo mandoc:mandoc python3:python3
        ;;
    coverage)
        echo gcovr:gcovr
        ;;
    *)
        echo "install-packages.sh: no group '$1'; there are build test bench accuracy" \
            "lint fuzz docs coverage" >&2
        exit 2
        ;;
    esac
}

wanted=
for group in "$@"; do
    wanted="$wanted $(packages_of "$group")"
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    programs=
    for word in $wanted; do
        case $word in
        *:*) command -v "${word#*:}" >/dev/null || programs="$programs ${word%:*}" ;;
        *) programs="$programs $word" ;;
        esac
    done
    if [ -n "$programs" ]; then
        echo "tksnap: not a Debian system; '$*' needs what Debian calls:$programs" >&2
    fi
    exit 0
fi

# One question to dpkg for all of them; it answers only for packages it knows.
names=
for word in $wanted; do
    names="$names ${word%:*}"
done
# shellcheck disable=SC2086,SC2016
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $names 2>/dev/null |
    sed -n 's/ installed$//p' | tr '\n' ' ')

missing=
for word in $wanted; do
    package=${word%:*}
    case " $installed $missing " in *" $package "*) continue ;; esac
    case $word in
    *:*) if command -v "${word#*:}" >/dev/null; then continue; fi ;;
    esac
    missing="${missing:+$missing }$package"
done
if [ -z "$missing" ]; then
    exit 0
fi

become=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "tksnap: '$*' needs these packages: $missing" >&2
        echo "tksnap: install them as root: apt-get install --no-install-recommends $missing" >&2
        exit 1
    fi
    become="sudo"
fi

echo "tksnap: installing for '$*': $missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    # shellcheck disable=SC2086
    $become env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" \
        >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        echo "tksnap: 'apt-get $1' failed, see above" >&2
        exit 1
    }
}
apt update
# shellcheck disable=SC2086
apt install --no-install-recommends $missing

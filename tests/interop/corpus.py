#!/usr/bin/env python3
# corpus.py - hands a program every file of a tar archive, one after the other
#
# Usage: corpus.py PROGRAM ARCHIVE [ARGUMENT]...
#
# Nothing is unpacked: on PROGRAM's standard input stand, for each file, a line with two
# numbers, then as many bytes of path and as many of the file. Exits as PROGRAM does, with
# 77 where there is no archive.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import subprocess
import sys
import tarfile


def feed(pipe, archive):
    with tarfile.open(archive, "r|*") as tar:
        for member in tar:
            if member.isfile():
                name = member.name.removeprefix("./").encode("utf-8", "surrogateescape")
                pipe.write(b"%d %d\n%s" % (len(name), member.size, name))
                pipe.write(tar.extractfile(member).read())
    pipe.close()


def main():
    program, archive, *arguments = sys.argv[1:]
    if not pathlib.Path(archive).is_file():
        print(f"skipped: there is no {archive}")
        return 77
    with subprocess.Popen([program, *arguments], stdin=subprocess.PIPE) as process:
        try:
            feed(process.stdin, archive)
        except BrokenPipeError:
            pass  # what it has to say is in its exit status
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())

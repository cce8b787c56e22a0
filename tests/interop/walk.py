#!/usr/bin/env python3
# walk.py - does what a page of the documentation says, and compares what it shows
#
# Usage: walk.py PAGE PROGRAM FOLDER LIBRARIES
#
# In the page's console blocks a line "$ COMMAND" is done, in a copy of the page's folder
# below FOLDER, one shell for all of them; the lines behind it must be what is printed.
# "..." stands for any lines. LIBRARIES is where tests/support/install-libraries.sh puts
# the libraries. A language whose tool or library is missing is left out, its folder and
# its commands; what is printed is another then and only looked at for failures. Exits with
# 77 where none is there.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import re
import shutil
import subprocess
import sys

LANGUAGES = {
    "rust": ("cargo", "insta/.installed-insta"),
    "python": ("python3", "python/.installed-syrupy"),
    "go": ("go", "go/.installed-go-snaps"),
}
END = "-- end of what a command printed:"


def commands_of(page):
    """[(command, lines it prints)] of the console blocks"""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def matches(expected, printed):
    """Whether the lines are those, "..." any number of them."""
    if not expected:
        return not printed
    if expected[0] == "...":
        return any(matches(expected[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and expected[0] == printed[0] and matches(expected[1:], printed[1:])


def environment(program, folder, libraries):
    tools = folder / "bin"
    tools.mkdir()
    (tools / "tksnap").symlink_to(program)
    path = [tools, libraries / "python/bin", libraries / "cargo/bin", os.environ["PATH"]]
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("INSTA_", "TKSNAP_", "UPDATE_", "CARGO_", "GIT_"))
            and name != "CI"}
    git = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
           for what, value in (("NAME", "New User"), ("EMAIL", "new@example.org"))}
    return {**kept, **git, "PATH": ":".join(map(str, path)), "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null", "CARGO_HOME": str(libraries / "cargo"),
            "CARGO_NET_OFFLINE": "true", "CARGO_TARGET_DIR": str(folder / "target"),
            "GOMODCACHE": str(libraries / "go"), "GOCACHE": str(libraries / "go-build"),
            "GOPROXY": "off", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOWORK": "off"}


def walk(commands, place, variables):
    """[(exit status, lines printed)]"""
    script = "".join(f"{command}\nprintf '\\n{END} %s\\n' $?\n" for command, _ in commands)
    done = subprocess.run(["bash"], input=script, cwd=place, env=variables, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    parts = re.split(rf"^{END} (\d+)\n", done.stdout, flags=re.M)
    return [(int(status), text.rstrip("\n").splitlines())
            for text, status in zip(parts[::2], parts[1::2])]


def main():
    page, program, folder, libraries = map(pathlib.Path, sys.argv[1:])
    missing = [language for language, (tool, stamp) in LANGUAGES.items()
               if shutil.which(tool) is None or not (libraries / stamp).exists()]
    for language in missing:
        print(f"skipped: {language}, its library is not in {libraries}"
              " (tests/support/install-libraries.sh)")
    if len(missing) == len(LANGUAGES):
        return 77
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(page.parent, folder / "copy")
    for language in missing:
        shutil.rmtree(folder / "copy" / language)
    commands = [(command, lines) for command, lines in commands_of(page.read_text())
                if not command.startswith(tuple(f"(cd {language} " for language in missing))]
    answers = walk(commands, folder / "copy",
                   environment(program.resolve(), folder.resolve(), libraries.resolve()))
    wrong = abs(len(commands) - len(answers))
    for (command, expected), (status, printed) in zip(commands, answers):
        good = matches(expected, printed) if not missing else "tksnap" not in command or status < 2
        if not good:
            wrong += 1
            print(f"$ {command}", *printed, f"-- exit status {status}; expected:", *expected,
                  sep="\n")
    print(f"{len(commands)} commands done, {wrong} otherwise than the page says")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

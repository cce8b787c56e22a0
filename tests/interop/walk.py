#!/usr/bin/env python3
# walk.py - does what a page of the documentation says, and compares what it shows
#
# Usage: walk.py [--record] PAGE PLACE PROGRAM FOLDER LIBRARIES
#
# In the page's console blocks a line "$ COMMAND" is done, in a copy of PLACE below FOLDER,
# one shell and one terminal for all of them; the lines behind it must be what is printed.
# "..." stands for any lines, and a time is as good as any other. With --record what is
# printed is put into the page instead, but where it has "...".
#
# LIBRARIES is where tests/support/install-libraries.sh puts the libraries. A language whose
# tool or library is missing is left out, its folder and its "(cd FOLDER && ...)"; what is
# printed is another then and only looked at for failures. Exits with 77 where no language
# that the page goes to is there.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys

LANGUAGES = {
    "rust": ("cargo", "insta/.installed-insta"),
    "python": ("python3", "python/.installed-syrupy"),
    "go": ("go", "go/.installed-go-snaps"),
}
BLOCK = r"^```console\n(.*?)^```$"
END = "-- end of what a command printed:"
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")


def commands_of(page):
    """[(command, lines it prints)] of the console blocks"""
    found = []
    for block in re.findall(BLOCK, page, re.M | re.S):
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
    return (bool(printed) and TIME.sub("TIME", expected[0]) == TIME.sub("TIME", printed[0])
            and matches(expected[1:], printed[1:]))


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
            "TERM": "dumb", "GIT_PAGER": "cat", "GIT_CONFIG_GLOBAL": "/dev/null", "CARGO_HOME": str(libraries / "cargo"),
            "CARGO_NET_OFFLINE": "true", "CARGO_TARGET_DIR": str(folder / "target"),
            "GOMODCACHE": str(libraries / "go"), "GOCACHE": str(libraries / "go-build"),
            "GOPROXY": "off", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOWORK": "off"}


def read_all(terminal):
    """What was written to it, until nobody has it open; that end is an error of its own."""
    read = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            more = b""
        if not more:
            return read.decode().replace("\r\n", "\n")
        read += more


def walk(commands, folder, variables):
    """[(exit status, lines printed)], in the order in which a person sees them"""
    script = folder / "commands"
    script.write_text("".join(f"{command}\nprintf '\\n{END} %s\\n' $?\n"
                              for command, _ in commands))
    ours, theirs = pty.openpty()
    with subprocess.Popen(["bash", script], cwd=folder / "copy", env=variables,
                          stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs):
        os.close(theirs)
        printed = read_all(ours)
    os.close(ours)
    parts = re.split(rf"^{END} (\d+)\n", printed, flags=re.M)
    return [(int(status), text.rstrip("\n").splitlines())
            for text, status in zip(parts[::2], parts[1::2])]


def missing_of(commands, libraries):
    """(languages the commands go to, those of them that are missing)"""
    wanted = [language for language in LANGUAGES
              if any(re.match(rf"\(?cd {language}\b", command) for command, _ in commands)]
    missing = [language for language in wanted
               if shutil.which(LANGUAGES[language][0]) is None
               or not (libraries / LANGUAGES[language][1]).exists()]
    for language in missing:
        print(f"skipped: {language}, its library is not in {libraries}"
              " (tests/support/install-libraries.sh)")
    return wanted, missing


def copy(place, folder, missing):
    for made in ("bin", "copy"):
        shutil.rmtree(folder / made, ignore_errors=True)
    shutil.copytree(place, folder / "copy")
    for language in missing:
        shutil.rmtree(folder / "copy" / language)


def record(page, answers):
    """The page with what was printed behind each command."""
    answers = iter(answers)

    def write(block):
        written = ""
        for command, lines in commands_of(block.group()):
            _, printed = next(answers)
            written += "".join(f"{line}\n" for line in
                               [f"$ {command}", *(lines if "..." in lines else printed)])
        return f"```console\n{written}```"

    page.write_text(re.sub(BLOCK, write, page.read_text(), flags=re.M | re.S))


def judge(commands, answers, missing):
    wrong = abs(len(commands) - len(answers))
    for (command, expected), (status, printed) in zip(commands, answers):
        good = matches(expected, printed) if not missing else status <= 2
        if not good:
            wrong += 1
            print(f"$ {command}", *printed, f"-- exit status {status}; expected:", *expected,
                  sep="\n")
    print(f"{len(commands)} commands done, {wrong} otherwise than the page says")
    return 1 if wrong else 0


def main():
    recording = sys.argv[1] == "--record"
    page, place, program, folder, libraries = (pathlib.Path(one).resolve()
                                               for one in sys.argv[1 + recording:])
    commands = commands_of(page.read_text())
    wanted, missing = missing_of(commands, libraries)
    if wanted == missing:
        return 77
    folder.mkdir(parents=True, exist_ok=True)
    copy(place, folder, missing)
    commands = [(command, lines) for command, lines in commands
                if not command.startswith(tuple(f"(cd {language} " for language in missing))]
    answers = walk(commands, folder, environment(program, folder, libraries))
    if recording:
        record(page, answers)
        return 0
    return judge(commands, answers, missing)


if __name__ == "__main__":
    sys.exit(main())

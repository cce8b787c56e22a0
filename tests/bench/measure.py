"""measure.py - what one run of a command costs

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import json
import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass

LONGEST_RUN_S = 900


@dataclass(frozen=True)
class Cost:
    """Wall and CPU time in milliseconds, peak memory in KiB, and how the run ended."""

    wall_ms: float
    cpu_ms: float
    peak_kib: int
    exit: int


class Meter:
    """Runs commands under the small C program `spawn`, see there why."""

    def __init__(self, spawn):
        self.spawn = str(spawn)

    def run(self, command, environment, folder=None):
        """Runs `command`, its output thrown away. Raises OSError if it cannot be run."""
        answer = run_to_end([self.spawn, *command], environment, folder)
        if answer.exit != 0:
            raise OSError(answer.errors.strip() or "spawn: died")
        seen = json.loads(answer.output)
        return Cost(wall_ms=seen["wall_ns"] / 1e6,
                    cpu_ms=(seen["user_us"] + seen["system_us"]) / 1e3,
                    peak_kib=seen["peak_kib"],
                    exit=-seen["signal"] if seen["signal"] else seen["exit"])


class Others:
    """How much of the machine everyone else uses while we measure.

    What the kernel counted as busy, less what we and our commands used. The load average
    would not tell: it counts us, and remembers what was before.
    """

    def __init__(self):
        self.before = self.ticks()

    def share(self):
        """0 to 1, since this object was made."""
        ours, busy, everything = (now - then for now, then in zip(self.ticks(), self.before))
        return round(min(1, max(0, busy - ours) / max(1, everything)), 2)

    @staticmethod
    def ticks():
        """Our own CPU time, all busy time and all time, in the kernel's ticks."""
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, system, idle, waiting, *stolen = map(int, file.readline().split()[1:9])
        busy = user + nice + system + sum(stolen)
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        ours = sum(one.ru_utime + one.ru_stime for one in used) * os.sysconf("SC_CLK_TCK")
        return ours, busy, busy + idle + waiting


@dataclass(frozen=True)
class Answer:
    """What a command said, and roughly how long it took."""

    exit: int
    output: str
    errors: str
    wall_ms: float


def run_to_end(command, environment, folder=None):
    """Runs `command` and keeps its words; a run that hangs is ended with all it started."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, start_new_session=True)
    try:
        output, errors = process.communicate(timeout=LONGEST_RUN_S)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return Answer(process.returncode, output, errors, (time.monotonic() - started) * 1e3)

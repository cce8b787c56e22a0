# pytest_used.py - has pytest write down which snapshots of syrupy its tests used
#
# Copy it beside conftest.py and have that say `pytest_plugins = ["pytest_used"]`, or pass
# `-p pytest_used`. Then
#
#     TKSNAP_USED=used.txt pytest
#     tksnap prune --used used.txt
#
# The list is complete only if every test ran and passed: one that was left out, skipped, or
# stopped at its first failure has not asked for everything that it wants.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import os

import pytest

NOT_RUN = ("failed", "error", "skipped", "deselected", "xfailed")


def is_complete(config):
    stats = config.pluginmanager.get_plugin("terminalreporter").stats
    everything = config.args_source != pytest.Config.ArgsSource.ARGS
    return everything and not config.getoption("lf", False) and \
        not any(stats.get(outcome) for outcome in NOT_RUN)


@pytest.hookimpl(trylast=True)  # after syrupy's own, which makes the report
def pytest_sessionfinish(session):
    target = os.environ.get("TKSNAP_USED")
    syrupy = getattr(session.config, "_syrupy", None)
    if not target or syrupy is None or hasattr(session.config, "workerinput"):
        return
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        print("tksnap used 1", file=out)
        for collection in syrupy.report.used:
            for snapshot in collection:
                print(os.path.abspath(collection.location), snapshot.name, sep="\t", file=out)
        if is_complete(session.config):
            print("complete", file=out)

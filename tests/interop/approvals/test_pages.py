"""test_pages.py - a project that uses approvaltests; what it makes depends on PHASE

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import os

import pytest
from approvaltests import set_default_reporter, verify, verify_as_json
from approvaltests.namer import NamerFactory
from approvaltests.reporters import PythonNativeReporter

PHASE = os.environ["PHASE"]
set_default_reporter(PythonNativeReporter())


def test_plain():
    verify(f"a page\nin phase {PHASE}")


def test_same_always():
    verify("this one never changes")


def test_json():
    verify_as_json({"phase": PHASE, "list": [1, "x"]})


@pytest.mark.parametrize("number", [1, 2])
def test_many(number):
    verify(f"{number} in phase {PHASE}\r\n\ttab \u4e2d", options=NamerFactory.with_parameters(number))


def test_new():
    if PHASE == "2":
        verify("new\n")

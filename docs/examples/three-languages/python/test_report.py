"""test_report.py - the sums, by syrupy

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import pathlib

import report

WEEK = (pathlib.Path(__file__).parent.parent / "week.txt").read_text()


def test_summary(snapshot):
    assert report.summary(WEEK) == snapshot


def test_sentence(snapshot):
    assert report.sentence(WEEK) == snapshot


def test_read(snapshot):
    assert report.read("Mon 1\nTue 2\n") == snapshot

"""test_later.py - a module whose tests are all new in phase 2, so that its file is new

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import os

if os.environ["PHASE"] == "2":
    def test_one(snapshot):
        assert "one" == snapshot

    def test_other(snapshot):
        assert "other\n" == snapshot

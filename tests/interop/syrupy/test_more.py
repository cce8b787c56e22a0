"""test_more.py - a module whose tests are all gone in phase 2, so that its file goes

SPDX-License-Identifier: MIT OR Apache-2.0
"""
import os

if os.environ["PHASE"] == "1":
    def test_one(snapshot):
        assert "one" == snapshot

    def test_other(snapshot):
        assert "other" == snapshot

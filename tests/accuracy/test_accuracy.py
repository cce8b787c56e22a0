"""test_accuracy.py - reading labels and answers, counting what is wrong, the memory, the page

Nobody is asked: answers are made up.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import contextlib
import io
import json
import os
import struct
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
import accuracy  # noqa: E402
import judges  # noqa: E402
import page  # noqa: E402
from judges import Answer, Memory, Peer, WrongAnswer, read_peer, read_tksnap  # noqa: E402
from labelled import DIFFERENT, SAME, Goal, Pair, Set, png_size, read_set  # noqa: E402


def png_head(width, height, rest=b""):
    """The beginning of a PNG file, enough to tell its size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + rest


def picture(folder, name, width=3, height=2, rest=b""):
    path = Path(folder, name)
    path.write_bytes(png_head(width, height, rest))
    return path


def pair_of(folder, name, verdict, sizes=((3, 2), (3, 2)), why="because"):
    return Pair(name, picture(folder, name + "-a.png", *sizes[0], name.encode()),
                picture(folder, name + "-b.png", *sizes[1]), verdict, why)


class Folder(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = made.name


class Labels(Folder):
    def write(self, *entries):
        Path(self.folder, "manifest.json").write_text(json.dumps(
            [{"id": str(i), "a": "a.png", "b": "b.png", "verdict": SAME, **entry}
             for i, entry in enumerate(entries)]), encoding="utf-8")

    def names(self, split=None):
        return [pair.name for pair in read_set(self.folder, split).pairs]

    def test_only_pairs_nobody_would_dispute_are_counted(self):
        self.write({}, {"tier": "hard"}, {"tier": "core"}, {"tier": "policy"})
        self.assertEqual(self.names(), ["0", "2"])

    def test_a_part_of_a_set_can_be_asked_for(self):
        self.write({"split": "dev"}, {"split": "test"}, {})
        self.assertEqual(self.names("dev"), ["0", "2"])  # a set without parts is kept

    def test_a_set_has_the_name_of_its_folder_and_its_goal(self):
        self.write({})
        self.assertEqual(read_set(self.folder).goal, Goal())
        folder = Path(self.folder, "web")
        folder.mkdir()
        Path(self.folder, "manifest.json").rename(folder / "manifest.json")
        self.assertEqual((read_set(folder).name, read_set(folder).goal), ("web", Goal(0, 1)))

    def test_the_size_of_a_picture_is_read_from_its_head(self):
        self.assertEqual(png_size(picture(self.folder, "p.png", 640, 9)), (640, 9))
        Path(self.folder, "p.png").write_bytes(b"GIF89a")
        self.assertRaises(ValueError, png_size, Path(self.folder, "p.png"))


class Answers(unittest.TestCase):
    def told(self, verdict, exit_code, **more):
        return read_tksnap(exit_code, json.dumps({"verdict": verdict, "metric": "visual",
                                                  "score": 2.5, **more}))

    def test_exit_code_and_words_of_tksnap_agree(self):
        self.assertEqual(self.told("different", 1), Answer(DIFFERENT, 2.5))
        self.assertEqual(self.told("same", 0), Answer(SAME, 2.5))
        self.assertEqual(self.told("similar", 0), Answer(SAME, 2.5))
        for verdict, code in ("same", 1), ("different", 0), ("error", 3):
            self.assertRaises(WrongAnswer, self.told, verdict, code)

    def test_another_metric_is_no_answer(self):
        self.assertRaises(WrongAnswer, self.told, "same", 0, metric="pixel")
        self.assertRaises(WrongAnswer, read_tksnap, 3, "")

    def test_a_peer_decides_by_itself(self):
        self.assertEqual(read_peer({"different": True, "pixels": 7}), Answer(DIFFERENT, 7))
        self.assertEqual(read_peer({"different": False, "pixels": 7}), Answer(SAME, 7))
        self.assertEqual(read_peer({"error": "no"}), Answer("", problem="no"))


class Peers(Folder):
    """A peer that calls everything different, and is seen being asked."""

    PEER = Peer("strict", "strict", "strict", "")

    def setUp(self):
        super().setUp()
        self.pairs = [pair_of(self.folder, "one", SAME), pair_of(self.folder, "two", SAME),
                      pair_of(self.folder, "large", DIFFERENT, ((3, 2), (3, 3)))]
        self.asked = []

    def ask(self, version="1", failing=False):
        def answer(_peer, _peers, pairs):
            if failing:
                raise WrongAnswer("it died")
            self.asked += [pair.name for pair in pairs]
            return [{"different": True, "pixels": 1}] * len(pairs)

        memory = Memory(Path(self.folder, "verdicts.json"))
        with mock.patch.object(judges, "ask_process", answer):
            return judges.ask_peers([(self.PEER, version)], Path("peers"), self.pairs, memory,
                                    2)["strict"]

    def test_answers_come_in_the_order_of_the_pairs(self):
        self.assertEqual(self.ask(), [Answer(DIFFERENT, 1), Answer(DIFFERENT, 1),
                                      Answer(DIFFERENT)])

    def test_pictures_of_unequal_size_are_different_without_asking(self):
        self.ask()
        self.assertEqual(sorted(self.asked), ["one", "two"])

    def test_nobody_is_asked_twice(self):
        first = self.ask()
        self.asked.clear()
        self.assertEqual(self.ask(), first)
        self.assertEqual(self.asked, [])

    def test_another_version_or_other_bytes_are_asked_again(self):
        self.ask()
        self.asked.clear()
        self.pairs[1].actual.write_bytes(png_head(3, 2, b"changed"))
        self.ask()
        self.assertEqual(self.asked, ["two"])
        self.asked.clear()
        self.ask(version="2")
        self.assertEqual(sorted(self.asked), ["one", "two"])

    def test_a_peer_that_dies_is_named_and_forgotten(self):
        self.assertEqual(self.ask(failing=True), "it died")
        self.assertEqual(len(self.ask()), 3)

    def test_a_broken_memory_is_an_empty_one(self):
        Path(self.folder, "verdicts.json").write_text("{", encoding="utf-8")
        self.assertEqual(len(self.ask()), 3)

    def test_many_pairs_are_spread_over_processes(self):
        count = 2 * judges.CHUNK + 1
        self.assertEqual([len(chunk) for chunk in judges.chunks(list(range(count)))],
                         [judges.CHUNK, judges.CHUNK, 1])


class Page(Folder):
    def verdicts(self, own, peer=(SAME, SAME), goal=Goal(0, 0)):
        """Two pairs, the first different, the second same; what was said about them."""
        one = Set("web", (pair_of(self.folder, "lost", DIFFERENT, why="a line is gone"),
                          pair_of(self.folder, "noise", SAME, why="one level of noise")), goal)
        scores = {SAME: 0.5, DIFFERENT: 1.5, "": None}

        def judged(said):
            return [page.Judged(one, [Answer(verdict, scores[verdict], "unknown type")
                                      for verdict in said])]
        return page.Verdicts([one], {"tksnap": judged(own), "odiff": judged(peer)},
                             {"tksnap": "1.0", "odiff": "4"},
                             {"tksnap": "the default", "odiff": "its own", "gone": "never"},
                             {"gone": "gone is not there"})

    def test_either_mistake_is_counted_for_itself(self):
        for said, cell in (((DIFFERENT, SAME), "0 / 0"), ((SAME, SAME), "1 / 0"),
                           ((DIFFERENT, DIFFERENT), "0 / 1"), ((SAME, DIFFERENT), "1 / 1")):
            self.assertEqual(self.verdicts(said).judged["tksnap"][0].cell(), cell)

    def test_no_answer_is_neither(self):
        verdicts = self.verdicts((DIFFERENT, SAME), peer=("", SAME))
        self.assertEqual(verdicts.judged["odiff"][0].cell(), "0 / 0 (1 unread)")
        self.assertIn("- lost: no verdict: unknown type", page.page(verdicts))

    def test_a_kind_of_pair_that_is_not_there_has_no_count(self):
        one = Set("html-color", (pair_of(self.folder, "tint", DIFFERENT),), Goal(0, 0))
        self.assertEqual(page.Judged(one, [Answer(SAME, 0)]).cell(), "1 / -")
        self.assertEqual(page.wanted(Goal(0, 0), one), "0 / -")

    def test_a_goal_is_missed_by_one_wrong_pair_too_many(self):
        self.assertEqual(self.verdicts((DIFFERENT, SAME)).missed(), [])
        self.assertEqual(len(self.verdicts((DIFFERENT, DIFFERENT)).missed()), 1)
        self.assertEqual(len(self.verdicts((SAME, SAME)).missed()), 1)
        self.assertEqual(self.verdicts((DIFFERENT, DIFFERENT), goal=Goal(0, 1)).missed(), [])
        self.assertEqual(self.verdicts((SAME, DIFFERENT), goal=Goal()).missed(), [])

    def test_mistakes_of_tksnap_are_named_with_their_score_and_reason(self):
        verdicts = self.verdicts((DIFFERENT, DIFFERENT))
        line = "web, noise: called different with a score of 1.50, but it is same: one level"
        self.assertIn("wrong: " + line, page.text_details(verdicts))
        self.assertIn("MISSED: web", page.text_details(verdicts))
        self.assertIn("- " + line, page.page(verdicts))
        self.assertIn("wrong: nothing", page.text_details(self.verdicts((DIFFERENT, SAME))))

    def test_the_closest_pairs_stand_on_either_side(self):
        found = page.close_calls(self.verdicts((DIFFERENT, SAME)).judged["tksnap"][0])
        self.assertEqual(found, ["0.50 (noise)", "1.50 (lost)"])

    def test_the_page_holds_everyone(self):
        text = page.page(self.verdicts((DIFFERENT, SAME)))
        self.assertIn("| tksnap (1.0) | 0 / 0 |", text)
        self.assertIn("| wanted, at most | 0 / 0 |", text)
        self.assertIn("| odiff (4) | 1 / 0 |", text)
        self.assertIn("- odiff (4): its own", text)
        self.assertIn("- gone: not asked: gone is not there", text)
        self.assertIn("odiff (4): 1 wrongly same, 0 wrongly different", text)
        self.assertIn("- web, called same: lost", text)


class Program(Folder):
    def ran(self, *arguments):
        """The exit code of accuracy.py without fixtures, and what it printed."""
        printed, said = io.StringIO(), io.StringIO()
        with mock.patch.dict(os.environ, TKSNAP_FIXTURES=str(Path(self.folder, "none"))), \
                mock.patch.object(sys, "argv", ["accuracy.py", *arguments]), \
                contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            code = accuracy.main()
        return code, printed.getvalue() + said.getvalue()

    def test_without_fixtures_it_says_skipped(self):
        code, said = self.ran("--tksnap", "/bin/true")
        self.assertEqual(code, 0)
        self.assertIn("accuracy: skipped", said)

    def test_without_a_program_it_says_what_to_do(self):
        code, said = self.ran("--tksnap", str(Path(self.folder, "nothing")))
        self.assertEqual(code, 2)
        self.assertIn("no program there; build it", said)

    def test_a_folder_of_ones_own_can_be_asked_about(self):
        program = Path(self.folder, "tksnap")
        program.write_text('#!/bin/sh\n[ "$1" = --version ] && echo tksnap 9 && exit\n'
                           'echo \'{"verdict":"different","metric":"visual","score":3}\'\nexit 1\n',
                           encoding="utf-8")
        program.chmod(0o755)
        picture(self.folder, "a.png")
        Path(self.folder, "manifest.json").write_text(json.dumps(
            [{"id": "p", "a": "a.png", "b": "a.png", "verdict": SAME}]), encoding="utf-8")
        code, said = self.ran("--tksnap", str(program), "--no-peers", "--only-these", "--set",
                              self.folder)
        self.assertEqual(code, 0)  # nothing is promised about it
        self.assertIn("tksnap (9)", said)
        self.assertIn("- / 1", said)


if __name__ == "__main__":
    unittest.main()

"""test_bench.py - the benchmark's arithmetic, its judgement of answers, the regression check

Nothing is timed: costs are made up.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

import contextlib
import copy
import io
import json
import struct
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import contestants  # noqa: E402
import data  # noqa: E402
import race  # noqa: E402
import regress  # noqa: E402
import report  # noqa: E402
from measure import Answer  # noqa: E402
from rows import CPU, PEAK, PICTURE, ROWS, SSIM, VISUAL, WALL, Row, Target  # noqa: E402
from stats import fastest, paired_ratio, summary  # noqa: E402

ROW = Row("row", "a row", "a.png", "b.png", (Target(WALL, 5), Target(PICTURE, 1, "odiff")))

HEAD = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 3, 2, 8, 0, 0, 0, 0, 0)
TAIL = struct.pack(">I4sI", 0, b"IEND", 0)


def entry(name, role=contestants.PEER, wall=(), pixels=None, pairs=1, picture=None):
    """A contestant as if it had run: `wall` milliseconds in rounds 0, 1, 2 and so on."""
    made = race.Entry(contestants.Contestant(name, role, [name], (0,), None))
    made.answer = (pairs, pixels)
    made.picture_bytes = picture
    for number, value in enumerate(wall):
        made.samples[WALL][number] = value
        made.samples[CPU][number] = 2 * value
        made.samples[PEAK][number] = 1000
    return made


def described(tksnap_wall, problem="", picture=100):
    """A row's result with tksnap, odiff (10 ms) and blazediff (20 ms)."""
    tksnap = entry("tksnap", contestants.SUBJECT, tksnap_wall, picture=picture)
    tksnap.problem = problem
    others = [entry("odiff", wall=(10, 10, 10), picture=200),
              entry("blazediff", wall=(20, 20, 20), picture=900)]
    return {**race.describe(ROW, [tksnap, *others], 3), "busy_share": 0.0}


def results(*rows):
    return {"schema": 1, "date": "", "busy_share": 0.0, "machine": {"cores": 2, "cpu": "x"},
            "versions": {"odiff": "1"}, "rows": list(rows)}


class Statistics(unittest.TestCase):
    def test_a_summary_is_the_median_and_the_ends(self):
        self.assertEqual(summary([5, 1, 9]), {"median": 5, "min": 1, "max": 9})
        self.assertEqual(summary([1, 2])["median"], 1.5)

    def test_a_ratio_is_formed_within_rounds_before_the_median(self):
        # each round 3 times slower than the one before, for both: the ratio stays 2
        self.assertEqual(paired_ratio({0: 2, 1: 6, 2: 18}, {0: 1, 1: 3, 2: 9}), 2)
        # medians first would give 10 / 4
        self.assertEqual(paired_ratio({0: 8, 1: 10, 2: 12}, {0: 4, 1: 2, 2: 6}), 2)

    def test_a_ratio_uses_only_rounds_both_took_part_in(self):
        self.assertEqual(paired_ratio({0: 4}, {0: 2, 1: 1, 2: 1}), 2)
        self.assertIsNone(paired_ratio({0: 4}, {1: 2}))
        self.assertIsNone(paired_ratio({0: 4}, {0: 0}))

    def test_the_fastest_has_the_least_median(self):
        self.assertEqual(fastest({"a": {0: 1, 1: 9, 2: 9}, "b": {0: 3, 1: 3, 2: 3}}), "b")
        self.assertEqual(fastest({"b": {0: 1}, "a": {0: 1}, "c": {}}), "a")
        self.assertIsNone(fastest({}))


class Judgement(unittest.TestCase):
    def judged(self, **tksnap):
        subject = entry("tksnap", contestants.SUBJECT, **tksnap)
        race.judge(ROW, [subject, entry("odiff", pixels=9), entry("pixelmatch", pixels=7)])
        return subject.problem

    def test_the_same_count_as_pixelmatch_is_right(self):
        self.assertEqual(self.judged(pixels=7), "")

    def test_another_count_disqualifies_tksnap(self):
        self.assertEqual(self.judged(pixels=8), "counts 8 pixels, pixelmatch counts 7")

    def test_a_wrong_number_of_pairs_disqualifies_anyone(self):
        peer = entry("odiff", pairs=0, pixels=0)
        race.judge(ROW, [peer])
        self.assertEqual(peer.problem, "calls 0 pairs different, 1 are")

    def test_a_peer_may_count_differently(self):
        peer = entry("odiff", pixels=9)
        race.judge(ROW, [peer, entry("pixelmatch", pixels=7)])
        self.assertEqual(peer.problem, "")

    def test_without_pixelmatch_tksnap_is_unchecked(self):
        subject = entry("tksnap", contestants.SUBJECT, pixels=7)
        race.judge(ROW, [subject, entry("odiff", pixels=7)])
        self.assertIn("unchecked", subject.problem)

    def said(self, own, other, tolerance=0.001):
        """What is wrong with tksnap when it says `own` where the reference says `other`."""
        row = Row("s", "", "", "", (), work=SSIM, tolerance=tolerance)
        subject, reference = entry("tksnap", contestants.SUBJECT, pixels=own), \
            entry("reference", pixels=other)
        for one in subject, reference:
            one.answer = (None, one.answer[1])
        if other is None:
            reference.problem = "not there"
        race.judge(row, [subject, reference])
        return subject.problem

    def test_a_score_has_to_be_the_references(self):
        self.assertEqual(self.said(0.9759, 0.9765), "")
        self.assertEqual(self.said(0.9700, 0.9765), "says 0.97, reference says 0.9765")
        self.assertIn("says nan", self.said(float("nan"), 0.9765))

    def test_without_the_reference_a_score_stands_alone(self):
        self.assertEqual(self.said(0.97, None), "")

    def test_the_metrics_need_no_referee_but_the_right_verdict(self):
        row = Row("v", "", "", "", (), work=VISUAL)
        subject, wrong = entry("tksnap", contestants.SUBJECT, pixels=1811), \
            entry("tksnap-pixel", pixels=0, pairs=0)
        race.judge(row, [subject, wrong])
        self.assertEqual((subject.problem, wrong.problem), ("", "calls 0 pairs different, 1 are"))

    def test_slow_tools_run_in_a_third_of_the_rounds(self):
        fast, slow, other = entry("odiff"), entry("pixelmatch"), entry("m", contestants.REFERENCE)
        fast.first_ms, slow.first_ms, other.first_ms = 10, 41, 1
        for runs, few in (31, 3), (7, 2), (3, 1), (1, 1):
            race.choose_runs([fast, slow, other], runs)
            self.assertEqual((fast.runs, slow.runs, other.runs), (runs, few, runs))

    def test_a_picture_must_be_a_whole_png(self):
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder, "p.png")
            picture.write_bytes(HEAD + TAIL)
            self.assertTrue(race.is_whole_png(picture))
            for broken in HEAD + TAIL[:-1], HEAD, TAIL, TAIL + HEAD, b"":
                picture.write_bytes(broken)
                self.assertFalse(race.is_whole_png(picture), broken)

    def test_pictures_are_weighed_and_counted(self):
        row = Row("b", "", "", "", (), picture=True, pairs=3, differing_pairs=2)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "0.png").write_bytes(HEAD + TAIL)
            self.assertEqual(race.weigh_pictures(row, Path(folder)),
                             (None, "wrote 1 pictures, 2 pairs differ"))
            Path(folder, "1.png").write_bytes(HEAD + TAIL)
            self.assertEqual(race.weigh_pictures(row, Path(folder)), (2 * len(HEAD + TAIL), ""))


class Description(unittest.TestCase):
    def test_ratios_say_how_much_less_tksnap_needs(self):
        row = described((2, 2, 2))
        self.assertEqual(row["ratios"][WALL], {"odiff": 5, "blazediff": 10})
        self.assertEqual(row["ratios"][PICTURE], {"odiff": 2, "blazediff": 9})
        self.assertEqual(row["fastest_peer"][WALL], "odiff")
        self.assertEqual(row["contestants"][0][WALL]["of_fastest_peer"], 0.2)

    def test_a_target_is_held_at_its_factor_and_missed_below(self):
        self.assertEqual([one["held"] for one in described((2, 2, 2))["targets"]], [True, True])
        self.assertEqual([one["held"] for one in described((3, 3, 3), picture=201)["targets"]],
                         [False, False])

    def test_a_disqualified_tksnap_has_no_ratios(self):
        row = described((2, 2, 2), problem="counts 8 pixels")
        self.assertEqual(row["ratios"], {})
        self.assertEqual([one["held"] for one in row["targets"]], [None, None])
        self.assertIn("tksnap DISQUALIFIED: counts 8 pixels", report.text_row(row))
        self.assertIn("DISQUALIFIED", report.page(results(row)))

    def test_a_reference_is_never_the_fastest_peer(self):
        row = race.describe(ROW, [entry("odiff", wall=(9,)),
                                  entry("cmp", contestants.REFERENCE, (1,))], 1)
        row["busy_share"] = 0.5
        self.assertEqual(row["fastest_peer"][WALL], "odiff")
        self.assertIn("cmp *", report.text_row(row))
        self.assertIn("(1 run, while others used 50% of the machine)", report.text_row(row))

    def test_the_page_names_every_tool_and_verdict(self):
        row = described((2, 2, 2))
        self.assertIn("wall time: 5x less than odiff wanted, 5.00x less reached: held",
                      report.text_row(row))
        page = report.page(results(row))
        self.assertIn("| a row | 5.00 (odiff) | 5.00 (odiff) | 1.00 (blazediff) | "
                      "wall time 5x: held",
                      page)
        self.assertIn("| blazediff | 20.0 | 2.00 |", page)

    def test_wishes_read_as_english(self):
        def line(factor, reached):
            return report.target_line({"measure": WALL, "against": "cmp", "factor": factor,
                                       "reached": reached, "held": reached >= factor})
        self.assertEqual(line(1 / 1.5, 0.5), "wall time: at most 1.5x as much as cmp wanted, "
                                             "2.00x as much reached: MISSED")
        self.assertIn("no more than cmp wanted, 1.50x less reached: held", line(1, 1.5))


class Calls(unittest.TestCase):
    """Tools that time their call themselves: here a shell that prints what they would."""

    def raced(self, *told, row=Row("s", "a score", "", "", (Target(CPU, 2, "other"),), work=SSIM,
                                   tolerance=0.01)):
        def tool(name, role, printed):
            command = ["sh", "-c", printed]
            return race.Entry(contestants.Contestant(
                name, role, command, (0,), contestants.read_call, own_clock=True))
        entries = [tool(name, role, printed) for name, role, printed in
                   zip(("tksnap", "other"), (contestants.SUBJECT, contestants.PEER), told)]
        for one in entries:
            race.ask(one, row, Path("unused"))
        race.judge(row, entries)
        race.choose_runs(entries, 2)
        for number in range(2):
            for one in entries:
                if one.takes_part:
                    race.time_once(one, number, row, Path("unused"), None)
        return {**race.describe(row, entries, 2), "busy_share": 0.0}

    @staticmethod
    def prints(ms, cpu_ms, value):
        return "echo '" + json.dumps({"ms": ms, "cpu_ms": cpu_ms, "value": value}) + "'"

    def test_a_call_is_timed_by_itself(self):
        row = self.raced(self.prints(4, 3, 0.975), self.prints(10, 9, 0.976))
        self.assertEqual(row["ratios"][CPU], {"other": 3})
        self.assertEqual(row["ratios"][WALL], {"other": 2.5})
        self.assertEqual([one["held"] for one in row["targets"]], [True])
        self.assertIsNone(row["contestants"][0][PEAK])
        self.assertIn("0.975", report.text_row(row))
        self.assertIn("value", report.text_row(row))

    def test_a_reference_that_is_not_there_leaves_nothing_to_judge(self):
        row = self.raced(self.prints(4, 3, 0.975), "echo not there: flip >&2; exit 1")
        self.assertEqual(row["targets"][0]["held"], None)
        self.assertEqual(report.subject_problem(row), "")
        self.assertIn("other left out: exit code 1: not there: flip", report.text_row(row))


class Regression(unittest.TestCase):
    def found(self, old, new, tolerance=0.1):
        return regress.regressions(results(*old), results(*new), tolerance)

    def test_equal_results_do_not_regress(self):
        row = described((2, 2, 2))
        self.assertEqual(self.found([row], [row]), [])

    def test_a_slower_machine_does_not_regress(self):
        row = described((2, 2, 2))
        slower = copy.deepcopy(row)
        for one in slower["contestants"]:
            one[WALL]["median"] *= 7
        self.assertEqual(self.found([row], [slower]), [])

    def test_within_the_tolerance_is_no_regression_beyond_is(self):
        old = described((2, 2, 2))
        self.assertEqual(self.found([old], [described((2.2, 2.2, 2.2))]), [])
        found = self.found([old], [described((2.4, 2.4, 2.4))])
        self.assertEqual(len(found), 2)  # wall and CPU
        self.assertEqual(found[0], "row: wall time was 5.00 times less than odiff's, is 4.17")
        self.assertEqual(self.found([old], [described((2.4, 2.4, 2.4))], tolerance=0.2), [])

    def test_faster_is_no_regression(self):
        self.assertEqual(self.found([described((2, 2, 2))], [described((1, 1, 1))]), [])

    def test_a_larger_picture_is_one(self):
        found = self.found([described((2, 2, 2))], [described((2, 2, 2), picture=150)])
        self.assertEqual(len(found), 1)
        self.assertIn("picture size", found[0])

    def test_a_row_gone_or_disqualified_is_one(self):
        old = described((2, 2, 2))
        self.assertEqual(self.found([old], []), ["row: not measured any more"])
        self.assertEqual(self.found([old], [described((2, 2, 2), problem="wrong")]),
                         ["row: wrong"])

    def test_the_old_fastest_peer_judges_though_another_is_fastest_now(self):
        old, new = described((2, 2, 2)), described((2, 2, 2))
        new["fastest_peer"][WALL] = "blazediff"
        new["ratios"][WALL]["blazediff"] = 1
        self.assertEqual(self.found([old], [new]), [])

    def test_a_peer_that_is_gone_is_replaced_by_the_next(self):
        old, new = described((2, 2, 2)), described((4, 4, 4))
        del new["ratios"][WALL]["odiff"]
        self.assertIn("than blazediff's", self.found([old], [new])[0])

    def test_the_program_exits_with_1_and_names_the_row(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [str(Path(folder, name)) for name in ("old.json", "new.json")]
            for path, wall in zip(paths, (2, 4)):
                Path(path).write_text(json.dumps(results(described((wall,) * 3))))
            self.assertEqual(self.ran(*paths), (1, True))
            self.assertEqual(self.ran(*paths, "--tolerance", "60%"), (0, False))
            Path(paths[1]).write_text("{}")
            self.assertEqual(self.ran(*paths)[0], 2)

    def ran(self, *arguments):
        """The exit code of regress.py, and whether it named the row's wall time."""
        kept, sys.argv = sys.argv, ["regress.py", *arguments]
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                code = regress.main()
        finally:
            sys.argv = kept
        return code, "row: wall time" in said.getvalue()

    def test_a_tolerance_is_a_percentage_or_a_fraction(self):
        self.assertEqual(regress.percent("10%"), 0.1)
        self.assertEqual(regress.percent("0.25"), 0.25)
        self.assertRaises(Exception, regress.percent, "100%")


class Contestants(unittest.TestCase):
    TOOLS = contestants.Tools(peers=Path("peers"), tksnap=Path("tksnap"))

    def commands(self, name):
        row = next(row for row in ROWS if row.name == name)
        found = contestants.contestants(row, self.TOOLS, Path("data"), Path("out.png"))
        return {one.name: one for one in found}

    def test_all_are_told_alike_about_antialiasing(self):
        count, ignore = self.commands("screen"), self.commands("screen-aa")
        self.assertIn("count", count["tksnap"].command)
        self.assertIn("ignore", ignore["tksnap"].command)
        for name, flag in ("odiff", "--antialiasing"), ("blazediff", "-a"), \
                ("blazediff-3.5", "-a"):
            self.assertNotIn(flag, count[name].command)
            self.assertIn(flag, ignore[name].command)
        # pixelmatch's last operand is includeAA
        self.assertEqual(count["pixelmatch"].command[-1], "true")
        self.assertEqual(ignore["pixelmatch"].command[-1], "false")

    def test_a_picture_is_asked_of_all_or_of_none(self):
        for one in self.commands("page").values():
            self.assertNotIn("out.png", one.command, one.name)
        for one in self.commands("page-picture").values():
            self.assertIn("out.png", one.command, one.name)

    def test_the_right_exit_code_depends_on_the_row(self):
        self.assertEqual(self.commands("screen")["odiff"].exits, (22,))
        self.assertEqual(self.commands("same-bytes")["odiff"].exits, (0,))
        self.assertEqual(self.commands("same-bytes")["tksnap"].exits, (0,))

    def test_our_metrics_are_raced_against_each_other_only(self):
        found = self.commands("visual-screen")
        self.assertEqual(sorted(found), ["tksnap", "tksnap-pixel"])
        self.assertIn("visual", found["tksnap"].command)
        self.assertIn("pixel", found["tksnap-pixel"].command)

    def test_calls_that_were_not_built_are_left_to_the_peers(self):
        self.assertEqual(list(self.commands("flip")), ["flip-evaluator"])
        self.assertEqual(list(self.commands("visual-call")), ["playwright-ssim-cie94"])

    def test_without_tksnap_the_peers_are_alone(self):
        row = ROWS[0]
        found = contestants.contestants(row, contestants.Tools(Path("peers")), Path("d"), Path("o"))
        self.assertNotIn(contestants.SUBJECT, [one.role for one in found])

    def test_answers_are_read_as_the_tools_print_them(self):
        def answer(output, errors=""):
            return Answer(0, output, errors, 0)
        self.assertEqual(contestants.read_odiff(answer("1552;0.07\n")), (1, 1552))
        self.assertEqual(contestants.read_odiff(answer("0\n")), (0, 0))
        self.assertEqual(contestants.read_blazediff(answer('{"diffCount":3}')), (1, 3))
        self.assertEqual(contestants.read_pixelmatch(
            answer("matched in: 1 ms\ndifferent pixels: 12\nerror: 1%\n")), (1, 12))
        self.assertEqual(contestants.read_imagemagick(answer("", "1.68584e+06")), (1, 1685840))
        self.assertEqual(contestants.read_driver(answer('{"different":2,"pixels":9}')), (2, 9))

    def test_tksnap_answers_for_one_pair_and_for_many(self):
        def read(told):
            return contestants.read_tksnap(Answer(0, json.dumps(told), "", 0))
        self.assertEqual(read({"verdict": "different", "differing_pixels": 5}), (1, 5))
        self.assertEqual(read({"verdict": "same"}), (0, 0))
        self.assertEqual(read({"results": [{"verdict": "different", "differing_pixels": 5},
                                           {"verdict": "same", "differing_pixels": 0},
                                           {"verdict": "different", "differing_pixels": 2}]}),
                         (2, 7))


class Data(unittest.TestCase):
    def test_rows_have_different_names(self):
        self.assertEqual(len({row.name for row in ROWS}), len(ROWS))

    def test_in_the_mixed_batch_each_page_changes_once(self):
        changed = [index % data.PAGES for index in range(data.PAIRS)
                   if data.changes_in_mixed(index)]
        self.assertEqual(sorted(changed), list(range(data.PAGES)))
        mixed = next(row for row in ROWS if row.name == "batch-mixed")
        self.assertEqual((mixed.pairs, mixed.differing_pairs), (data.PAIRS, len(changed)))

    def test_what_is_interrupted_is_made_again(self):
        def interrupted(new):
            new.mkdir()
            raise KeyboardInterrupt
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, "item")
            self.assertRaises(KeyboardInterrupt, data.make, place, interrupted)
            self.assertFalse(place.exists())
            data.make(place, lambda new: new.mkdir())
            self.assertTrue(place.is_dir())
            data.make(place, interrupted)  # there already: nothing is done


if __name__ == "__main__":
    unittest.main()

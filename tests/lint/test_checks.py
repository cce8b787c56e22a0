#!/usr/bin/env python3
# test_checks.py - the checks themselves: each breach is named, nothing else is
#
# Builds small source trees in a temporary folder and reads what the checks say.
#
# SPDX-License-Identifier: MIT OR Apache-2.0
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import check_layers  # noqa: E402
import check_sources  # noqa: E402

HERE = pathlib.Path(__file__).parent
HEAD = "/* {} - for a test\n *\n * SPDX-License-Identifier: MIT OR Apache-2.0 */\n"


class Tree(unittest.TestCase):
    def findings(self, name, body, check, rules):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True)
            path.write_text(HEAD.format(path.name) + body)
            return list(check(pathlib.Path(folder), rules))


class Layers(Tree):
    def told(self, name, include):
        rules = check_layers.read_rules(HERE / "layers.txt")
        return self.findings(name, f"#include {include}\n", check_layers.check, rules)

    def test_down_is_allowed(self):
        self.assertEqual(self.told("src/diff/pair.c", '"image/image.h"'), [])
        self.assertEqual(self.told("src/diff/pair.c", "<tksnap/image.h>"), [])
        self.assertEqual(self.told("src/diff/pair.c", '"diff/pair.h"'), [])
        self.assertEqual(self.told("src/diff/pair.c", "<png.h>"), [])

    def test_up_is_a_breach(self):
        self.assertIn("src/image/png.c:4: diff/diff.h points up, at diff",
                      self.told("src/image/png.c", '"diff/diff.h"'))
        self.assertIn("points up", self.told("src/base/file.c", "<tksnap/image.h>")[0])

    def test_sideways_is_a_breach(self):
        self.assertIn("points sideways", self.told("src/session/pairs.c", '"report/json.h"')[0])

    def test_a_folders_own_header_is_its_own(self):
        self.assertIn("is image's own", self.told("src/render/mask.c", '"image/codec.h"')[0])

    def test_what_a_folder_offers_besides_is_for_those_above(self):
        self.assertEqual(self.told("src/store/survey.c", '"root/walk.h"'), [])
        self.assertIn("points up", self.told("src/root/walk.c", '"store/kept.h"')[0])

    def test_a_listed_exception_is_allowed(self):
        self.assertEqual(self.told("src/diff/pair.c", '"image/png_rows.h"'), [])

    def test_the_program_sees_only_the_public_headers(self):
        self.assertEqual(self.told("cli/main.c", "<tksnap.h>"), [])
        self.assertEqual(self.told("cli/main.c", '"opt.h"'), [])
        self.assertIn("only the library", self.told("cli/main.c", '"base/base.h"')[0])


class Sources(Tree):
    def told(self, body, name="src/image/png.c"):
        bans = check_sources.read_bans(HERE / "banned.txt")
        return self.findings(name, body, check_sources.check, bans)

    def test_a_banned_call_is_named_with_its_line(self):
        found = self.told("void f(void *p)\n{\n    free(p);\n}\n")
        self.assertEqual(len(found), 1)
        self.assertTrue(found[0].startswith("src/image/png.c:6: free: memory comes"))

    def test_comments_literals_members_and_longer_names_are_not_calls(self):
        self.assertEqual(self.told('/* free(p) */ // exit(1)\nchar *s = "abort()";\n'), [])
        self.assertEqual(self.told("x->free(p); y.free(p); tks_image_free(p);\n"), [])
        self.assertEqual(self.told('char *s = "/*"; tks_f(); char *t = "*/";\n'), [])

    def test_a_call_after_a_literal_with_a_comments_beginning_is_seen(self):
        self.assertEqual(len(self.told('char *s = "/*"; free(p);\n')), 1)

    def test_the_allocator_may_allocate(self):
        self.assertEqual(self.told("void *p = malloc(1);\n", "src/base/alloc.c"), [])

    def test_the_program_may_print_but_not_use_strcpy(self):
        self.assertEqual(self.told('printf("%f", x);\n', "cli/main.c"), [])
        self.assertEqual(len(self.told("strcpy(a, b);\n", "cli/main.c")), 1)

    def test_a_floating_conversion_in_the_library_is_named(self):
        self.assertIn("locale", self.told('tksi_fail(err, 1, "%.3f", x);\n')[0])
        self.assertEqual(self.told('tksi_fail(err, 1, "100%% equal, %d", x);\n'), [])

    def test_notes_to_self_and_machine_paths_are_named(self):
        self.assertIn("note to self", self.told("/* TO" + "DO: later */\n")[0])
        self.assertIn("one machine", self.told('#define X "/ho' + 'me/me/x"\n')[0])

    def test_layout_is_checked(self):
        self.assertIn("tab", self.told("\tint x;\n")[0])
        self.assertIn("101 columns", self.told("/*" + 99 * "x" + "\n*/\n")[0])

    def test_a_source_says_its_name_and_licence(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "cli", "main.c")
            path.parent.mkdir()
            path.write_text("int main(void) { return 0; }\n")
            found = list(check_sources.check(pathlib.Path(folder), []))
        self.assertEqual(len(found), 2)
        self.assertIn("begin with 'main.c - ", found[0])
        self.assertIn("SPDX", found[1])


if __name__ == "__main__":
    unittest.main()

/* test_format.c - whose file this is
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#define INSTA                "---\nsource: src/a.rs\n---\nx\n"
#define GO                   "\n[TestA - 1]\nx\n---\n"
#define JEST                 "// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`a 1`] = `x`;\n"
#define AMBER                "# serializer version: 1\n# name: a\n  x\n# ---\n"
#define IS(text, path, name) assert_string_equal(told_format(text, path), name)

static void four_formats_share_an_extension_and_are_told_apart(void **state)
{
    (void)state;
    IS(INSTA, "src/snapshots/a__b.snap", "insta");
    IS(GO, "__snapshots__/main_test.snap", "go-snaps");
    IS(JEST, "__snapshots__/button.test.js.snap", "jest");
    IS("## Input\n\nanything\n", "tests/a.snap", "plain");
    IS("", "tests/a.snap", "plain");
}

static void contents_decide_where_there_is_no_name(void **state)
{
    (void)state;
    IS(INSTA, "", "insta");
    IS(GO, "", "go-snaps");
    IS(JEST, "", "jest");
    IS(AMBER, "", "amber");
    IS("{\"run_id\":\"1\",\"line\":1,\"new\":null,\"old\":null}\n", "", "insta-inline");
    IS("x", "", "plain");
}

static void a_document_with_front_matter_is_no_snapshot(void **state)
{
    (void)state;
    IS("---\ntitle: x\n---\ny\n", "docs/a.md", "plain");
    IS("---\nsource: x\n---\ny\n", "docs/a.md", "plain");
}

static void pending_files_of_insta_are_known(void **state)
{
    (void)state;
    IS("---\nsource: a\nassertion_line: 1\n---\nx\n", "snapshots/a.snap.new", "insta");
    IS("{\"run_id\":\"1\",\"line\":1,\"new\":null,\"old\":null}\n", "src/.lib.rs.pending-snap",
       "insta-inline");
    IS("", "src/.lib.rs.pending-snap", "insta-inline");
    IS("\x89PNG", "snapshots/a.snap.png", "insta-binary");
    IS("\x89PNG", "snapshots/a.snap.new.png", "insta-binary");
    IS("x", "snapshots/a.snap.tar.gz", "insta-binary");
}

static void old_and_damaged_files_of_insta_are_known(void **state)
{
    (void)state;
    IS("Created: 2019-01-18\nCreator: insta@0.1.4\nSource: a\n\nx\n", "a.snap", "insta");
    IS("\xEF\xBB\xBF" INSTA, "a.snap", "insta");
    IS("<<<<<<< ours\n" INSTA, "a.snap", "insta");
    IS("---\r\nsource: a\r\n---\r\nx\r\n", "a.snap", "insta");
    IS("---\ncreated: x\ncreator: y\n---\nx\n", "a.snap", "insta");
}

static void amber_is_known_with_and_without_a_version(void **state)
{
    (void)state;
    IS(AMBER, "__snapshots__/test_a.ambr", "amber");
    IS("# name: a\n  x\n---\n", "__snapshots__/test_a.ambr", "amber");
    IS("", "__snapshots__/test_a.ambr", "amber");
}

static void files_that_are_one_snapshot_are_known_by_their_place(void **state)
{
    (void)state;
    IS("{}", "tests/__snapshots__/test_a/test_b.json", "syrupy-single");
    IS("x", "pkg/__snapshots__/TestA_1.snap", "go-snaps-standalone");
    IS("{}", "pkg/__snapshots__/TestA_1.snap.json", "go-snaps-standalone");
    IS("x", "pkg/.snapshots/TestA", "cupaloy");
    IS("x", "pkg/testdata/a.golden", "golden");
    IS("x", "pkg/testdata/a.golden.json", "golden");
    IS("x", "pkg/testdata.autogold.tmp/testdata/a.golden", "plain");
    IS("x", "pkg/a_test.TestB.approved.txt", "approvals");
    IS("x", "pkg/a_test.TestB.received.txt", "approvals");
    IS("x", "ui/__screenshots__/t.c/save/hover.txt", "tksnap");
    IS("# name: a\n", "__screenshots__/t.c/a.approved.txt", "tksnap");
    IS("x", "__screenshots__", "plain");
    IS("x", "README", "plain");
}

static void every_format_has_a_name_of_its_own(void **state)
{
    size_t count = 0;

    (void)state;
    while (tksi_format_at(count) != NULL) {
        assert_ptr_equal(tksi_format_named(tksi_format_at(count)->name), tksi_format_at(count));
        count++;
    }
    assert_true(count > 10);
    assert_null(tksi_format_at(count + 1));
    assert_null(tksi_format_named("none"));
}

static void new_lines_end_as_the_files_do(void **state)
{
    struct tksi_document document;
    static const char crlf[] = "# serializer version: 1\r\n# name: a\r\n  x\r\n# ---\r\n";
    static const char mixed[] = "# serializer version: 1\r\n# name: a\n  x\r\n# ---\r\n";

    (void)state;
    tksi_document_scan(&document, tksi_format_named("amber"), (tks_bytes){ crlf, sizeof crlf - 1 });
    assert_string_equal(document.line_end, "\r\n");
    assert_int_equal(document.entries, 1);
    tksi_document_scan(&document, tksi_format_named("amber"),
                       (tks_bytes){ mixed, sizeof mixed - 1 });
    assert_string_equal(document.line_end, "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_formats_share_an_extension_and_are_told_apart),
        cmocka_unit_test(contents_decide_where_there_is_no_name),
        cmocka_unit_test(a_document_with_front_matter_is_no_snapshot),
        cmocka_unit_test(pending_files_of_insta_are_known),
        cmocka_unit_test(old_and_damaged_files_of_insta_are_known),
        cmocka_unit_test(amber_is_known_with_and_without_a_version),
        cmocka_unit_test(files_that_are_one_snapshot_are_known_by_their_place),
        cmocka_unit_test(every_format_has_a_name_of_its_own),
        cmocka_unit_test(new_lines_end_as_the_files_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

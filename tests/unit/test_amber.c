/* test_amber.c - syrupy's amber: many named entries in one file, each line indented
 *
 * The behaviours are those of syrupy's own reader, run on the same bytes; the
 * differential test (tests/interop) asks it again.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <string.h>

#define V                     "# serializer version: 1\n"
#define TELLS(file, expected) assert_string_equal(TOLD("amber", file), expected)

static void a_file_is_its_entries(void **state)
{
    (void)state;
    TELLS(V "# name: test_a\n  dict({\n    'x': 1,\n  })\n# ---\n# name: test_b\n  'y'\n# ---\n",
          "gap; test_a = dict({\\n  'x': 1,\\n}); test_b = 'y'; file lf");
    TELLS(V, "gap; file lf");
}

static void files_without_a_known_version_are_tainted(void **state)
{
    (void)state;
    TELLS("", "file tainted");
    TELLS("# name: a\n  x\n# ---\n", "a = x; file tainted lf");
    TELLS("# serializer version: 2\n# name: a\n  x\n# ---\n", "gap; a = x; file tainted lf");
    TELLS("# serializer version: 1-sorted\n", "gap; file lf");
    TELLS("\xEF\xBB\xBF" V "# name: a\n  x\n# ---\n",
          "gap [stray]; a = x; file tainted stray bom lf");
}

static void line_ends_of_every_kind_end_a_line(void **state)
{
    (void)state;
    TELLS("# serializer version: 1\r\n# name: a\r\n  x\r\n  y\r\n# ---\r\n",
          "gap; a = x\\ny; file crlf");
    TELLS("# serializer version: 1\r# name: a\r  x\r  y\r# ---\r", "gap; a = x\\ny; file");
    TELLS(V "# name: a\n  x\r\n  y\n# ---\n", "gap; a = x\\ny; file crlf lf");
}

static void a_lone_cr_in_a_line_of_data_cuts_it_off(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  one\rtwo\n# ---\n", "gap; a = one [stray]; file stray lf");
}

static void an_entry_without_its_divider_is_told(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  x\n", "gap; a = x [unterminated]; file unterminated lf");
    TELLS(V "# name: a\n  x\n# ---", "gap; a = x; file lf");
}

static void an_entry_without_data_is_not_seen(void **state)
{
    (void)state;
    TELLS(V "# name: a\n\n# ---\n", "gap; a =  [unseen]; file unseen lf");
    TELLS(V "# name: a\n  \n# ---\n", "gap; a = ; file lf");
}

static void the_old_divider_is_none_in_a_file_with_a_version(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  x\n---\n# name: b\n  y\n# ---\n",
          "gap; b = x\\ny [broken stray]; file broken stray lf");
}

static void the_old_divider_ends_entries_of_old_files(void **state)
{
    (void)state;
    TELLS("# name: a\n  x\n---\n# name: b\n  y\n---\n",
          "a = x [legacy]; b = y [legacy]; file legacy tainted lf");
}

static void dividers_may_have_more_behind_them(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  x\n# --- \n# name: b\n  y\n# ---: z\n", "gap; a = x; b = y; file lf");
    TELLS(V "# name: a\n  x\n#---\n  y\n# ---\n", "gap; a = x\\ny [stray]; file stray lf");
}

static void names_are_trimmed(void **state)
{
    (void)state;
    TELLS(V "# name:a\n  x\n# ---\n# name:   b: c  \n  y\n# ---\n",
          "gap; a = x; b: c = y; file lf");
    TELLS(V "# name:\xE2\x80\x83"
            "a\xC2\xA0\n  x\n# ---\n",
          "gap; a = x; file lf");
}

static void a_name_that_is_missing_breaks_the_file(void **state)
{
    (void)state;
    TELLS(V "# name:\n  x\n# ---\n", "gap; = x [broken]; file broken lf");
}

static void a_second_version_breaks_the_file(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  x\n# ---\n" V, "gap; a = x; gap [broken]; file broken lf");
}

static void a_blank_line_that_an_editor_trimmed_is_told(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  one\n\n  two\n# ---\n", "gap; a = one\\ntwo [stray]; file stray lf");
    TELLS(V "# name: a\n  one\n  \n  two\n# ---\n", "gap; a = one\\n\\ntwo; file lf");
}

static void comments_stay_and_are_told(void **state)
{
    (void)state;
    TELLS(V "# hello\n# name: a\n  x\n# ---\n", "gap [stray]; a = x; file stray lf");
}

static void a_merge_left_in_a_file_is_told(void **state)
{
    (void)state;
    TELLS(V "<<<<<<< ours\n# name: a\n  x\n# ---\n=======\n# name: a\n  y\n# ---\n>>>>>>> theirs\n",
          "gap [conflict stray]; a = x [shadowed]; gap [conflict stray]; a = y; "
          "gap [conflict stray]; file conflict stray lf");
    TELLS(V "# name: a\n  <<<<<<< data\n# ---\n", "gap; a = <<<<<<< data; file lf");
}

static void of_equal_names_the_last_that_is_seen_counts(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  x\n# ---\n# name: b\n  z\n# ---\n# name: a\n  y\n# ---\n",
          "gap; a = x [shadowed]; b = z; a = y; file lf");
    TELLS(V "# name: a\n  x\n# ---\n# name: a\n\n# ---\n",
          "gap; a = x; a =  [unseen shadowed]; file unseen lf");
}

static void data_that_looks_like_marks_is_data(void **state)
{
    (void)state;
    TELLS(V "# name: a\n  # ---\n  # name: b\n  ---\n# ---\n",
          "gap; a = # ---\\n# name: b\\n---; file lf");
}

/* ------------------------------------------------------------------- values */

static void values_are_written_as_syrupy_writes_them(void **state)
{
    (void)state;
    assert_string_equal(told_payload("amber", "one", 3, "\n"), "  one\\n");
    assert_string_equal(told_payload("amber", "one\n\ntwo", 8, "\n"), "  one\\n  \\n  two\\n");
    assert_string_equal(told_payload("amber", "one\n", 4, "\n"), "  one\\n  \\n");
    assert_string_equal(told_payload("amber", "", 0, "\n"), "\\n");
    assert_string_equal(told_payload("amber", "one\ntwo", 7, "\r\n"), "  one\\r\\n  two\\r\\n");
}

static void a_value_with_a_cr_is_refused(void **state)
{
    (void)state;
    assert_string_equal(told_payload("amber", "one\rtwo", 7, "\n"),
                        "error: a value with a carriage return, which an .ambr file cannot hold");
}

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    assert_string_equal(told_payload("amber", "\xFF", 1, "\n"),
                        "error: not UTF-8, which its library insists on");
    assert_string_equal(told_value("amber", "  \xC3\n", 4),
                        "error: not UTF-8, which its library insists on");
}

/* ------------------------------------------------------------------ changes */

static const char abc[] = V "# name: a\n  1\n# ---\n# name: c\n  3\n# ---\n";

static void a_replaced_value_leaves_all_else(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("amber", abc, "a", 0, "x\ny"),
                        "# serializer version: 1\\n# name: a\\n  x\\n  y\\n# ---\\n"
                        "# name: c\\n  3\\n# ---\\n");
    assert_string_equal(told_replaced("amber",
                                      "# serializer version: 1\r\n# c\r\n# name: a\r\n"
                                      "  1\r\n# ---\r\n",
                                      "a", 0, "x\ny"),
                        "# serializer version: 1\\r\\n# c\\r\\n# name: a\\r\\n  x\\r\\n  y\\r\\n"
                        "# ---\\r\\n");
}

static void the_second_of_two_entries_with_one_name_can_be_meant(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("amber", V "# name: a\n  1\n# ---\n# name: a\n  2\n# ---\n",
                                      "a", 1, "x"),
                        "# serializer version: 1\\n# name: a\\n  1\\n# ---\\n# name: a\\n  x\\n"
                        "# ---\\n");
}

static void entries_go_where_syrupy_sorts_them(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("amber", abc, "b", "2"),
                        "# serializer version: 1\\n# name: a\\n  1\\n# ---\\n# name: b\\n  2\\n"
                        "# ---\\n# name: c\\n  3\\n# ---\\n");
    assert_string_equal(told_inserted("amber", abc, "d", "4"),
                        "# serializer version: 1\\n# name: a\\n  1\\n# ---\\n# name: c\\n  3\\n"
                        "# ---\\n# name: d\\n  4\\n# ---\\n");
    assert_string_equal(told_inserted("amber", V "# name: t.10\n  1\n# ---", "t.9", "2"),
                        "# serializer version: 1\\n# name: t.10\\n  1\\n# ---\\n# name: t.9\\n"
                        "  2\\n# ---\\n");
}

static void sorted_files_take_numbers_for_numbers(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("amber",
                                      "# serializer version: 1-sorted\n# name: t.2\n  1\n# ---\n"
                                      "# name: t.10\n  1\n# ---\n",
                                      "t.9", "2"),
                        "# serializer version: 1-sorted\\n# name: t.2\\n  1\\n# ---\\n"
                        "# name: t.9\\n  2\\n# ---\\n# name: t.10\\n  1\\n# ---\\n");
    assert_string_equal(told_inserted("amber",
                                      "# serializer version: 1-sorted\n# name: t.2\n  1\n# ---\n",
                                      "t.02", "2"),
                        "# serializer version: 1-sorted\\n# name: t.02\\n  2\\n# ---\\n"
                        "# name: t.2\\n  1\\n# ---\\n");
}

static void files_in_an_order_of_their_own_are_appended_to(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("amber", V "# name: z\n  1\n# ---\n# name: a\n  1\n# ---\n",
                                      "b", "2"),
                        "# serializer version: 1\\n# name: z\\n  1\\n# ---\\n# name: a\\n  1\\n"
                        "# ---\\n# name: b\\n  2\\n# ---\\n");
}

static void an_empty_file_gets_a_version_line(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("amber", "", "a", "1"),
                        "# serializer version: 1\\n# name: a\\n  1\\n# ---\\n");
}

static void a_name_that_is_there_or_cannot_be_is_refused(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("amber", abc, "c", "2"),
                        "error: there is already an entry of that name");
    assert_non_null(strstr(told_inserted("amber", abc, " c", "2"), "error: a name that is empty"));
    assert_non_null(strstr(told_inserted("amber", abc, "c\nd", "2"), "error: a name that is"));
}

static void an_entry_taken_out_leaves_no_trace(void **state)
{
    (void)state;
    assert_string_equal(told_removed("amber", abc, "a", 0),
                        "# serializer version: 1\\n# name: c\\n  3\\n# ---\\n");
    assert_string_equal(told_removed("amber", V "# name: a\n  1\n# ---\n", "a", 0),
                        "# serializer version: 1\\n");
}

static void files_syrupy_would_refuse_or_make_anew_are_not_touched(void **state)
{
    (void)state;
    assert_non_null(strstr(told_replaced("amber", "# name: a\n  x\n# ---\n", "a", 0, "y"),
                           "error: written by another version"));
    assert_non_null(strstr(told_replaced("amber", V "# name: a\n  x\n", "a", 0, "y"),
                           "error: an entry without its end"));
    assert_non_null(strstr(told_inserted("amber", V "# name: a\n  x\n", "b", "y"),
                           "error: the last entry is without its end"));
    assert_non_null(
        strstr(told_replaced("amber", V "# name: a\n=======\n  x\n# ---\n", "a", 0, "y"),
               "error: a merge left its conflict markers"));
    assert_non_null(
        strstr(told_removed("amber", V "# name: a\n  x\n# name: b\n  y\n# ---\n", "b", 0),
               "error: malformed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_its_entries),
        cmocka_unit_test(files_without_a_known_version_are_tainted),
        cmocka_unit_test(line_ends_of_every_kind_end_a_line),
        cmocka_unit_test(a_lone_cr_in_a_line_of_data_cuts_it_off),
        cmocka_unit_test(an_entry_without_its_divider_is_told),
        cmocka_unit_test(an_entry_without_data_is_not_seen),
        cmocka_unit_test(the_old_divider_is_none_in_a_file_with_a_version),
        cmocka_unit_test(the_old_divider_ends_entries_of_old_files),
        cmocka_unit_test(dividers_may_have_more_behind_them),
        cmocka_unit_test(names_are_trimmed),
        cmocka_unit_test(a_name_that_is_missing_breaks_the_file),
        cmocka_unit_test(a_second_version_breaks_the_file),
        cmocka_unit_test(a_blank_line_that_an_editor_trimmed_is_told),
        cmocka_unit_test(comments_stay_and_are_told),
        cmocka_unit_test(a_merge_left_in_a_file_is_told),
        cmocka_unit_test(of_equal_names_the_last_that_is_seen_counts),
        cmocka_unit_test(data_that_looks_like_marks_is_data),
        cmocka_unit_test(values_are_written_as_syrupy_writes_them),
        cmocka_unit_test(a_value_with_a_cr_is_refused),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(a_replaced_value_leaves_all_else),
        cmocka_unit_test(the_second_of_two_entries_with_one_name_can_be_meant),
        cmocka_unit_test(entries_go_where_syrupy_sorts_them),
        cmocka_unit_test(sorted_files_take_numbers_for_numbers),
        cmocka_unit_test(files_in_an_order_of_their_own_are_appended_to),
        cmocka_unit_test(an_empty_file_gets_a_version_line),
        cmocka_unit_test(a_name_that_is_there_or_cannot_be_is_refused),
        cmocka_unit_test(an_entry_taken_out_leaves_no_trace),
        cmocka_unit_test(files_syrupy_would_refuse_or_make_anew_are_not_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

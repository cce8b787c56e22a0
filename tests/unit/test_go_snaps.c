/* test_go_snaps.c - go-snaps: entries between an id in brackets and three hyphens
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <string.h>

#define TELLS(file, expected) assert_string_equal(TOLD("go-snaps", file), expected)

static const char two[] = "\n[TestA - 1]\none\n---\n\n[TestA - 2]\ntwo\n---\n";

static void a_file_is_its_entries_and_their_blank_lines(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1]\none\ntwo\n---\n\n[TestB/#00 - 1]\n\n---\n",
          "TestA - 1 = one\\ntwo; TestB/#00 - 1 = ; file lf");
    TELLS("", "file");
}

static void ids_may_have_labels(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1 - small - er]\none\n---\n", "TestA - 1 - small - er = one; file lf");
}

static void what_is_like_an_id_and_is_none_is_a_gap(void **state)
{
    (void)state;
    TELLS("[TestA]\none\n---\n", "gap [stray]; file stray lf");
    TELLS("[TestA - x]\none\n---\n", "gap [stray]; file stray lf");
    TELLS("[TestA - 1 -x]\none\n---\n", "gap [stray]; file stray lf");
    TELLS("[TestA - ]\none\n---\n", "gap [stray]; file stray lf");
    TELLS("[ - 1]\none\n---\n", "gap [stray]; file stray lf");
    TELLS(" [TestA - 1]\none\n---\n", "gap [stray]; file stray lf");
}

static void the_blank_line_may_be_missing_or_be_many(void **state)
{
    (void)state;
    TELLS("[TestA - 1]\none\n---\n\n\n[TestB - 1]\ntwo\n---\n",
          "TestA - 1 = one; gap; TestB - 1 = two; file lf");
}

static void data_that_ends_in_a_line_feed_has_an_empty_last_line(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1]\none\n\n---\n", "TestA - 1 = one\\n; file lf");
    TELLS("\n[TestA - 1]\n---\n", "TestA - 1 = ; file lf");
}

static void three_hyphens_are_escaped(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1]\n/-/-/-/\n/-/-/-/ \n----\n---\n",
          "TestA - 1 = ---\\n/-/-/-/ \\n----; file lf");
    assert_string_equal(told_payload("go-snaps", "---\na\n--- ", 10, "\n"),
                        "/-/-/-/\\na\\n--- \\n");
    assert_string_equal(told_payload("go-snaps", "", 0, "\n"), "\\n");
    assert_string_equal(told_payload("go-snaps", "a\n", 2, "\n"), "a\\n\\n");
}

/* go-snaps unescapes both sides before it compares. */
static void a_value_that_is_the_escape_itself_is_held(void **state)
{
    (void)state;
    assert_string_equal(told_payload("go-snaps", "/-/-/-/", 7, "\n"), "/-/-/-/\\n");
    assert_string_equal(told_normal("go-snaps", "/-/-/-/\n", 8), "---\\n");
}

static void a_cr_before_a_line_feed_is_dropped_on_reading(void **state)
{
    (void)state;
    TELLS("\r\n[TestA - 1]\r\none\r\n---\r\n", "TestA - 1 = one; file crlf");
    TELLS("\n[TestA - 1]\none\r\ntwo\n---\r\n", "TestA - 1 = one\\ntwo; file crlf lf");
    TELLS("\n[TestA - 1]\none\n---\r", "TestA - 1 = one; file lf");
}

static void a_value_with_crlf_is_refused(void **state)
{
    (void)state;
    assert_string_equal(told_payload("go-snaps", "a\r\nb", 4, "\n"),
                        "error: a value that go-snaps cannot hold: read back it is another");
    assert_string_equal(told_payload("go-snaps", "a\rb", 3, "\n"), "a\\rb\\n");
}

static void an_entry_without_its_end_is_told(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1]\none\n", "TestA - 1 = one [unterminated]; file unterminated lf");
    TELLS("\n[TestA - 1]\none\n---", "TestA - 1 = one; file lf");
}

static void of_equal_ids_the_first_counts(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1]\none\n---\n\n[TestA - 1]\ntwo\n---\n",
          "TestA - 1 = one; TestA - 1 = two [shadowed]; file lf");
}

static void an_id_within_data_is_told(void **state)
{
    (void)state;
    TELLS("\n[TestA - 1]\n[TestB - 1]\n---\n\n[TestB - 1]\nx\n---\n",
          "TestA - 1 = [TestB - 1] [like-id]; TestB - 1 = x; file like-id lf");
}

static void a_merge_is_told_where_it_is_no_data(void **state)
{
    (void)state;
    TELLS("<<<<<<< a\n\n[TestA - 1]\n=======\n---\n",
          "gap [conflict stray]; TestA - 1 = =======; file conflict stray lf");
}

static void a_replaced_value_leaves_all_else(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("go-snaps", two, "TestA - 1", 0, "x\n---"),
                        "\\n[TestA - 1]\\nx\\n/-/-/-/\\n---\\n\\n[TestA - 2]\\ntwo\\n---\\n");
    assert_string_equal(told_replaced("go-snaps", "\r\n[TestA - 1]\r\none\r\n---", "TestA - 1", 0,
                                      "x\ny"),
                        "\\r\\n[TestA - 1]\\r\\nx\\r\\ny\\r\\n---");
}

static void a_new_entry_is_appended(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("go-snaps", "\n[TestA - 1]\none\n---\n", "TestB - 1", "b"),
                        "\\n[TestA - 1]\\none\\n---\\n\\n[TestB - 1]\\nb\\n---\\n");
    assert_string_equal(told_inserted("go-snaps", "", "TestB - 1", ""),
                        "\\n[TestB - 1]\\n\\n---\\n");
    assert_string_equal(told_inserted("go-snaps", "\n[TestA - 1]\none\n---", "TestB - 1", "b"),
                        "\\n[TestA - 1]\\none\\n---\\n[TestB - 1]\\nb\\n---\\n");
    /* a CR LF whose LF is missing is completed: two CRs would not end the entry */
    assert_string_equal(
        told_inserted("go-snaps", "\r\n[TestA - 1]\r\none\r\n---\r", "TestB - 1", "b"),
        "\\r\\n[TestA - 1]\\r\\none\\r\\n---\\r\\n[TestB - 1]\\r\\nb\\r\\n---\\r\\n");
}

static void a_name_that_is_there_or_cannot_be_is_refused(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("go-snaps", two, "TestA - 2", "b"),
                        "error: there is already an entry of that name");
    assert_non_null(strstr(told_inserted("go-snaps", two, "TestB", "b"), "error: a name"));
    assert_non_null(
        strstr(told_inserted("go-snaps", two, "TestB - 1]\n[x - 1", "b"), "error: a name"));
    assert_non_null(strstr(told_inserted("go-snaps", "\n[TestA - 1]\none\n", "TestB - 1", "b"),
                           "error: the last entry is without its end"));
}

static void an_entry_taken_out_takes_its_blank_line_along(void **state)
{
    (void)state;
    assert_string_equal(told_removed("go-snaps", two, "TestA - 1", 0),
                        "\\n[TestA - 2]\\ntwo\\n---\\n");
    assert_string_equal(told_removed("go-snaps", two, "TestA - 2", 0),
                        "\\n[TestA - 1]\\none\\n---\\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_its_entries_and_their_blank_lines),
        cmocka_unit_test(ids_may_have_labels),
        cmocka_unit_test(what_is_like_an_id_and_is_none_is_a_gap),
        cmocka_unit_test(the_blank_line_may_be_missing_or_be_many),
        cmocka_unit_test(data_that_ends_in_a_line_feed_has_an_empty_last_line),
        cmocka_unit_test(three_hyphens_are_escaped),
        cmocka_unit_test(a_value_that_is_the_escape_itself_is_held),
        cmocka_unit_test(a_cr_before_a_line_feed_is_dropped_on_reading),
        cmocka_unit_test(a_value_with_crlf_is_refused),
        cmocka_unit_test(an_entry_without_its_end_is_told),
        cmocka_unit_test(of_equal_ids_the_first_counts),
        cmocka_unit_test(an_id_within_data_is_told),
        cmocka_unit_test(a_merge_is_told_where_it_is_no_data),
        cmocka_unit_test(a_replaced_value_leaves_all_else),
        cmocka_unit_test(a_new_entry_is_appended),
        cmocka_unit_test(a_name_that_is_there_or_cannot_be_is_refused),
        cmocka_unit_test(an_entry_taken_out_takes_its_blank_line_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

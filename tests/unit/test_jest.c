/* test_jest.c - snapshots of Jest, Vitest and others who write JavaScript
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <string.h>

#define HEAD                  "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n"
#define TELLS(file, expected) assert_string_equal(TOLD("jest", file), expected)
#define VALUE(literal)        told_value("jest", literal, sizeof(literal) - 1)

static const char two[] = HEAD "\nexports[`a 1`] = `one`;\n\nexports[`b 1`] = `two`;\n";

static void a_file_is_its_entries(void **state)
{
    (void)state;
    TELLS(HEAD "\nexports[`a 1`] = `\n<p>\n  x\n</p>\n`;\n\nexports[`b 1`] = `\"y\"`;\n",
          "gap; a 1 = <p>\\n  x\\n</p>; b 1 = \"y\"; file lf");
}

static void an_entry_may_hold_what_looks_like_one(void **state)
{
    (void)state;
    TELLS(HEAD "\nexports[`a 1`] = `\n\nexports[\\`x\\`] = \\`1\\`;\n`;\n",
          "gap; a 1 = \\nexports[`x`] = `1`;; file lf");
}

static void escapes_are_those_of_the_language(void **state)
{
    (void)state;
    assert_string_equal(VALUE("a\\`b\\\\c\\${d}$e"), "a`b\\\\c${d}$e");
    assert_string_equal(VALUE("\\n\\t\\x41\\u0042\\u{43}\\u{1F600}\\q\\0"),
                        "\\n\\tABC\xF0\x9F\x98\x80q\\x00");
    assert_string_equal(VALUE("\\uD83D\\uDE00"), "\xF0\x9F\x98\x80");
    assert_string_equal(VALUE("a\\\nb\\\r\nc\\\xE2\x80\xA8"
                              "d"),
                        "abcd");
}

static void escapes_the_language_does_not_have_are_bad(void **state)
{
    static const char *const bad[] = { "\\x4",           "\\u12",   "\\u{110000}", "\\u{}",
                                       "\\uD83D",        "\\uDE00", "\\1",         "\\01",
                                       "\\uD83D\\u0041", "\\u{12" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(told_value("jest", bad[i], strlen(bad[i])),
                            "error: an escape that JavaScript does not allow");
    assert_string_equal(VALUE("a${b}"), "error: an expression within a snapshot");
}

static void line_ends_in_a_template_are_line_feeds(void **state)
{
    (void)state;
    assert_string_equal(VALUE("a\r\nb\rc\nd"), "a\\nb\\nc\\nd");
}

static void values_with_line_breaks_stand_between_two_more(void **state)
{
    (void)state;
    assert_string_equal(VALUE("\na\nb\n"), "a\\nb");
    assert_string_equal(VALUE("\n\n"), "\\n\\n");
    assert_string_equal(VALUE("\n\n\n"), "\\n");
    assert_string_equal(told_payload("jest", "a\nb", 3, "\n"), "\\na\\nb\\n");
    assert_string_equal(told_payload("jest", "a\nb", 3, "\r\n"), "\\r\\na\\r\\nb\\r\\n");
    assert_string_equal(told_payload("jest", "\n", 1, "\n"), "\\n\\n\\n");
    assert_string_equal(told_payload("jest", "a", 1, "\n"), "a");
}

static void values_are_escaped_as_jest_does(void **state)
{
    (void)state;
    assert_string_equal(told_payload("jest", "`\\${$x", 6, "\n"), "\\\\`\\\\\\\\\\\\${$x");
    assert_string_equal(told_payload("jest", "a\r\nb\rc", 6, "\n"), "\\na\\nb\\nc\\n");
}

static void names_are_read_as_people_do(void **state)
{
    (void)state;
    assert_string_equal(told_name("jest", "a \\`b\\` 1", 9), "a `b` 1");
}

static void what_is_torn_or_no_assignment_is_told(void **state)
{
    (void)state;
    TELLS(HEAD "\nexports[`a 1`] = `one", "gap; a 1 = one [unterminated]; file unterminated lf");
    TELLS(HEAD "\nexports[`a 1", "gap; a 1 =  [unterminated]; file unterminated lf");
    TELLS(HEAD "\nexports[`a 1`] = 5;\n", "gap; a 1 =  [broken]; file broken lf");
    TELLS(HEAD "\nexports[`a 1`] = `${b}`;\n", "gap; a 1 = ? [broken]; file broken lf");
    TELLS(HEAD "\nexports[`a 1`] = `x`; // y\n", "gap; a 1 = x [stray]; file stray lf");
    TELLS(HEAD "\nexports[`a 1`] = `x`\n", "gap; a 1 = x [stray]; file stray lf");
    TELLS(HEAD "\nexports[`a 1`] = `x` + 1;\n", "gap; a 1 = x [broken]; file broken lf");
    TELLS(HEAD "\nconst b = 1;\n\nexports[`a 1`] = `x`;\n",
          "gap; gap [stray]; a 1 = x; file stray lf");
}

static void a_merge_is_told_where_it_is_no_data(void **state)
{
    (void)state;
    TELLS(HEAD "<<<<<<< a\nexports[`a 1`] = `\n=======\n`;\n",
          "gap; gap [conflict stray]; a 1 = =======; file conflict stray lf");
}

static void files_with_crlf_keep_it(void **state)
{
    (void)state;
    TELLS("// Jest Snapshot v1\r\n\r\nexports[`a 1`] = `\r\nx\r\n`;\r\n",
          "gap; a 1 = x; file crlf");
    assert_string_equal(told_replaced("jest", "//\r\n\r\nexports[`a 1`] = `x`;\r\n", "a 1", 0,
                                      "y\nz"),
                        "//\\r\\n\\r\\nexports[`a 1`] = `\\r\\ny\\r\\nz\\r\\n`;\\r\\n");
}

static void a_replaced_value_leaves_all_else(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("jest", two, "a 1", 0, "`"),
                        "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\\n\\n"
                        "exports[`a 1`] = `\\\\``;\\n\\nexports[`b 1`] = `two`;\\n");
}

static void an_entry_taken_out_takes_its_blank_line_along(void **state)
{
    (void)state;
    assert_string_equal(told_removed("jest", two, "a 1", 0),
                        "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\\n\\n"
                        "exports[`b 1`] = `two`;\\n");
}

static void nothing_is_put_in(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("jest", two, "c 1", "x"),
                        "error: a jest file, in which that is not done");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_its_entries),
        cmocka_unit_test(an_entry_may_hold_what_looks_like_one),
        cmocka_unit_test(escapes_are_those_of_the_language),
        cmocka_unit_test(escapes_the_language_does_not_have_are_bad),
        cmocka_unit_test(line_ends_in_a_template_are_line_feeds),
        cmocka_unit_test(values_with_line_breaks_stand_between_two_more),
        cmocka_unit_test(values_are_escaped_as_jest_does),
        cmocka_unit_test(names_are_read_as_people_do),
        cmocka_unit_test(what_is_torn_or_no_assignment_is_told),
        cmocka_unit_test(a_merge_is_told_where_it_is_no_data),
        cmocka_unit_test(files_with_crlf_keep_it),
        cmocka_unit_test(a_replaced_value_leaves_all_else),
        cmocka_unit_test(an_entry_taken_out_takes_its_blank_line_along),
        cmocka_unit_test(nothing_is_put_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_jest.c - snapshots of Jest, Vitest and others who write JavaScript
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/lines.h"
#include "told.h"

#include <string.h>

#define HEAD                  "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n"
#define TOLD_HEAD             "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\\n"
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

static void a_first_line_that_ends_early_is_told(void **state)
{
    (void)state;
    TELLS("// Jest Snapshot v1, x\rexports[`a 1`] = `x`;\n", "gap [broken]; file broken lf");
    TELLS("// Jest Snapshot v1, x\xE2\x80\xA8nonsense\n", "gap [broken]; file broken lf");
    TELLS("// Jest Snapshot v1, \xE2\x80\xA7\r\n", "gap; file crlf");
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

static int order_of(const char *a, const char *b)
{
    const int order = tksi_jest_compare((tks_bytes){ a, strlen(a) }, (tks_bytes){ b, strlen(b) });

    return (order > 0) - (order < 0);
}

/* Sorted by natural-compare 1.4.0, as Jest 30 does it. */
static void names_are_ordered_as_jest_orders_them(void **state)
{
    static const char *const sorted[] = { "",
                                          " a",
                                          "$x",
                                          "a",
                                          "a !",
                                          "a .",
                                          "a :",
                                          "a [",
                                          "a {",
                                          "a -",
                                          "a 0",
                                          "a 01",
                                          "a 1",
                                          "a 2",
                                          "a 2 b",
                                          "a 10",
                                          "a 10 1",
                                          "a A",
                                          "a Z",
                                          "a a",
                                          "a z",
                                          "aA",
                                          "aa 99999999999999900000",
                                          "aa 100000000000000000000",
                                          "b \xC3\xA4",
                                          "b \xF0\x9F\x98\x80",
                                          "b \xEF\xBF\xBD" };
    const size_t count = sizeof sorted / sizeof *sorted;

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            if (order_of(sorted[i], sorted[k]) != (i > k) - (i < k))
                fail_msg("'%s' and '%s' are ordered otherwise", sorted[i], sorted[k]);
}

/* As natural-compare has it, to which numbers are doubles. */
static void long_numbers_are_ordered_as_doubles(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
    } pairs[] = {
        { "9007199254740992", "9007199254740993", 0 }, /* 2^53, and the first that is none */
        { "9007199254740992", "9007199254740994", -1 },
        { "9007199254740993", "9007199254740994", -1 },
        { "9007199254740994", "9007199254740995", -1 }, /* half way: up to the even one */
        { "9007199254740995", "9007199254740996", 0 },
        { "9999999999999999", "10000000000000000", 0 },
        { "999999999999999", "1000000000000000", -1 },
        { "999999999999998", "999999999999999", -1 },
        { "9223372036854775807", "9223372036854775808", 0 },
        { "9223372036854775807 2", "9223372036854775808 1", 1 },
        { "18446744073709551615", "18446744073709551617", 0 },
        { "18446744073709551615", "18446744073709555712", -1 },
    };
    char nines[311] = "";

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(order_of(pairs[i].a, pairs[i].b), pairs[i].order);
        assert_int_equal(order_of(pairs[i].b, pairs[i].a), -pairs[i].order);
    }
    memset(nines, '9', sizeof nines - 1);
    assert_int_equal(order_of(nines, nines + 1), 0);     /* both are infinity ... */
    assert_int_equal(order_of(nines + 1, nines + 2), 1); /* ... and 308 digits are not */
}

static void a_new_entry_goes_where_jest_would_write_it(void **state)
{
    static const char backwards[] = HEAD "\nexports[`b 1`] = `1`;\n\nexports[`a 1`] = `2`;";

    (void)state;
    assert_string_equal(told_inserted("jest", two, "a 2", "new\nlines"),
                        TOLD_HEAD "\\nexports[`a 1`] = `one`;\\n\\n"
                                  "exports[`a 2`] = `\\nnew\\nlines\\n`;\\n\\n"
                                  "exports[`b 1`] = `two`;\\n");
    assert_string_equal(told_inserted("jest", two, "c ` ${x} 1", "v"),
                        TOLD_HEAD "\\nexports[`a 1`] = `one`;\\n\\nexports[`b 1`] = `two`;\\n"
                                  "\\nexports[`c \\\\` \\\\${x} 1`] = `v`;\\n");
    assert_string_equal(told_inserted("jest", HEAD "exports[`b 1`] = `1`;\n", "a 1", "v"),
                        TOLD_HEAD "exports[`a 1`] = `v`;\\n\\nexports[`b 1`] = `1`;\\n");
    assert_string_equal(told_inserted("jest", backwards, "aa 1", "v"),
                        TOLD_HEAD "\\nexports[`b 1`] = `1`;\\n\\nexports[`a 1`] = `2`;\\n"
                                  "\\nexports[`aa 1`] = `v`;\\n");
}

static void a_name_that_is_there_and_a_file_that_is_not_are_refused(void **state)
{
    (void)state;
    assert_string_equal(told_inserted("jest", two, "a 1", "x"),
                        "error: there is already an entry of that name");
    assert_string_equal(told_inserted("jest", "", "a 1", "x"),
                        "error: a file that is still to be begun: its first line is for its "
                        "library to write");
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
        cmocka_unit_test(a_first_line_that_ends_early_is_told),
        cmocka_unit_test(a_merge_is_told_where_it_is_no_data),
        cmocka_unit_test(files_with_crlf_keep_it),
        cmocka_unit_test(a_replaced_value_leaves_all_else),
        cmocka_unit_test(an_entry_taken_out_takes_its_blank_line_along),
        cmocka_unit_test(names_are_ordered_as_jest_orders_them),
        cmocka_unit_test(long_numbers_are_ordered_as_doubles),
        cmocka_unit_test(a_new_entry_goes_where_jest_would_write_it),
        cmocka_unit_test(a_name_that_is_there_and_a_file_that_is_not_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_lines.c - walking over lines, and the small questions all formats ask of text
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/lines.h"

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

static void markers_of_a_merge_are_known(void **state)
{
    static const char *const yes[] = { "<<<<<<< HEAD", ">>>>>>> theirs",
                                       "=======", "||||||| base" };
    static const char *const no[] = { "<<<<<<<",    "<<<<<< a", "======== ", "======",  "<<<<<<<<",
                                      " <<<<<<< a", "",         "--------",  "=======x" };

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(tksi_is_conflict(yes[i], strlen(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(tksi_is_conflict(no[i], strlen(no[i])));
}

static void white_space_is_that_of_unicode(void **state)
{
    const char *const text = " \t\xE2\x80\x89 a b \xE3\x80\x80\xC2\xA0\v";
    const tks_bytes trimmed = tksi_trim(text_of(text), false);

    (void)state;
    assert_int_equal(trimmed.length, 3);
    assert_memory_equal(trimmed.data, "a b", 3);
    assert_int_equal(tksi_trim(text_of("\x1C\x1F"), true).length, 0);
    assert_int_equal(tksi_trim(text_of("\x1C\x1F"), false).length, 2);
    assert_int_equal(tksi_trim(text_of("\xE2\x80\x8B"), true).length, 3); /* zero width: none */
    assert_int_equal(tksi_trim(text_of("\x80\x80\x80\x80"), true).length, 4);
    assert_int_equal(tksi_trim(text_of("\xE2"), true).length, 1);
}

static void utf8_is_well_formed_or_not(void **state)
{
    static const char *const yes[] = { "",
                                       "a",
                                       "\xC3\xA9",
                                       "\xE2\x82\xAC",
                                       "\xF0\x9F\x98\x80",
                                       "abcdefgh\xC3\xA9",
                                       "\xED\x9F\xBF",
                                       "\xF4\x8F\xBF\xBF" };
    static const char *const no[] = { "\x80",
                                      "\xC3",
                                      "\xC0\x80",
                                      "\xE0\x80\x80",
                                      "\xED\xA0\x80",
                                      "\xF0\x80\x80\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "abcdefghi\xFF",
                                      "\xE2\x82",
                                      "\xE2\x28\xA1" };

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(tksi_is_utf8(text_of(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(tksi_is_utf8(text_of(no[i])));
}

static void folders_above_a_path_are_seen(void **state)
{
    (void)state;
    assert_true(tksi_path_below((tks_str){ "a/testdata/b", 12 }, "testdata"));
    assert_true(tksi_path_below((tks_str){ "testdata/b", 10 }, "testdata"));
    assert_false(tksi_path_below((tks_str){ "a/testdata", 10 }, "testdata"));
    assert_false(tksi_path_below((tks_str){ "a/xtestdata/b", 13 }, "testdata"));
    assert_int_equal(tksi_path_name((tks_str){ "a/b/c", 5 }).length, 1);
    assert_int_equal(tksi_path_name((tks_str){ NULL, 0 }).length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markers_of_a_merge_are_known),
        cmocka_unit_test(white_space_is_that_of_unicode),
        cmocka_unit_test(utf8_is_well_formed_or_not),
        cmocka_unit_test(folders_above_a_path_are_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

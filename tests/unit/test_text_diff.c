/* test_text_diff.c - does the model of two texts tell their difference, all of it and no more?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "comparing.h"

/* The hunks as "1-2,1+3": line and count of expected, line and count of actual; a tolerated
 * one is in brackets. */
static const char *hunks_of(const char *expected, const char *actual, const tks_text_rules *rules)
{
    static char text[400];
    tks_text_diff *diff = compare_as(expected, actual, rules);
    size_t used = 0;

    *text = '\0';
    for (size_t i = 0; i < tks_text_diff_hunks(diff); i++) {
        const tks_text_hunk hunk = tks_text_diff_hunk(diff, i);

        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%s%s%lld-%lld,%lld+%lld%s",
                             i > 0 ? " " : "", hunk.tolerated ? "(" : "", (long long)hunk.expected,
                             (long long)hunk.n_expected, (long long)hunk.actual,
                             (long long)hunk.n_actual, hunk.tolerated ? ")" : "");
    }
    tks_text_diff_free(diff);
    return text;
}

/* ---------------------------------------------------------------------- the model */

static void equal_texts_are_the_same(void **state)
{
    tks_text_diff *diff = compare_as("a\nb\n", "a\nb\n", NULL);

    (void)state;
    assert_int_equal(tks_text_diff_verdict(diff), TKS_SAME);
    assert_int_equal(tks_text_diff_hunks(diff), 0);
    tks_text_diff_free(diff);
}

static void hunks_name_the_lines_that_changed(void **state)
{
    (void)state;
    assert_string_equal(hunks_of("a\nb\nc\n", "a\nx\nc\n", NULL), "1-1,1+1");
    assert_string_equal(hunks_of("", "a\nb\n", NULL), "0-0,0+2");
    assert_string_equal(hunks_of("a\nb\n", "", NULL), "0-2,0+0");
    assert_string_equal(hunks_of("a\nb\nc\nd\n", "b\nc\nx\nd\n", NULL), "0-1,0+0 3-0,2+1");
}

static void lines_are_counted_as_a_reader_does(void **state)
{
    tks_text_diff *diff = compare_as("a\nb\nc\nd\n", "a\nX\nc\nd\ne\nf\n", NULL);
    const tks_text_counts counts = tks_text_diff_counts(diff);

    (void)state;
    assert_int_equal(tks_text_diff_verdict(diff), TKS_DIFFERENT);
    assert_int_equal(counts.changed, 1);
    assert_int_equal(counts.added, 2);
    assert_int_equal(counts.removed, 0);
    assert_int_equal(tks_text_diff_lines(diff, TKS_EXPECTED), 4);
    assert_int_equal(tks_text_diff_lines(diff, TKS_ACTUAL), 6);
    tks_text_diff_free(diff);
}

static void a_missing_last_line_end_is_a_difference(void **state)
{
    tks_text_diff *diff = compare_as("a\nb\n", "a\nb", NULL);

    (void)state;
    assert_int_equal(tks_text_diff_hunks(diff), 1);
    assert_int_equal(tks_text_diff_line(diff, TKS_EXPECTED, 1).end, TKS_TEXT_END_LF);
    assert_int_equal(tks_text_diff_line(diff, TKS_ACTUAL, 1).end, TKS_TEXT_END_NONE);
    tks_text_diff_free(diff);
    assert_string_equal(hunks_of("a\nb", "a\nbc", NULL), "1-1,1+1");
    assert_string_equal(hunks_of("b", "b\nc", NULL), "0-1,0+2");
}

static void carriage_returns_belong_to_the_line_end(void **state)
{
    tks_text_diff *diff = compare_as("a\nb\n", "a\r\nb\rc\n", NULL);
    const tks_text_line line = tks_text_diff_line(diff, TKS_ACTUAL, 0);

    (void)state;
    assert_int_equal(line.text.length, 1);
    assert_int_equal(line.end, TKS_TEXT_END_CRLF);
    assert_int_equal(tks_text_diff_line(diff, TKS_ACTUAL, 1).text.length, 3);
    tks_text_diff_free(diff);
}

static void bytes_are_compared_as_bytes(void **state)
{
    const tks_bytes expected = { "\0\1\2\3\4\5", 6 }, actual = { "\0\1x\3\4\5", 6 };
    tks_text_diff *diff = NULL;
    tks_text_hunk hunk;

    (void)state;
    assert_int_equal(tks_compare_texts(&diff, expected, actual, NULL, NULL, NULL), TKS_OK);
    assert_int_equal(tks_text_diff_form(diff), TKS_TEXT_BYTES);
    assert_int_equal(tks_text_diff_hunks(diff), 1);
    hunk = tks_text_diff_hunk(diff, 0);
    assert_true(hunk.expected == 2 && hunk.n_expected == 1 && hunk.n_actual == 1);
    tks_text_diff_free(diff);
}

static void latin_1_is_text_and_compressed_data_is_not(void **state)
{
    char noise[4000];
    struct chance chance = { 5 };
    tks_text_diff *diff = compare_as("caf\xE9\nna\xEFve\n", "caf\xE9\n", NULL);

    (void)state;
    assert_int_equal(tks_text_diff_form(diff), TKS_TEXT_LINES);
    tks_text_diff_free(diff);
    for (size_t i = 0; i + 1 < sizeof noise; i++)
        noise[i] = (char)chance_between(&chance, 1, 255);
    noise[sizeof noise - 1] = '\0';
    diff = compare_as(noise, "text\n", NULL);
    assert_int_equal(tks_text_diff_form(diff), TKS_TEXT_BYTES);
    tks_text_diff_free(diff);
}

/* ------------------------------------------------------------- where hunks lie */

static void an_inserted_function_is_inserted_whole(void **state)
{
    (void)state;
    assert_string_equal(hunks_of("int a()\n{\n    one();\n}\n\nint c()\n{\n    three();\n}\n",
                                 "int a()\n{\n    one();\n}\n\nint b()\n{\n    two();\n}\n\n"
                                 "int c()\n{\n    three();\n}\n",
                                 NULL),
                        "5-0,5+5");
}

static void an_inserted_block_takes_its_own_closing_line(void **state)
{
    (void)state;
    assert_string_equal(hunks_of("for x:\n    if a:\n        b\n    end\nend\n",
                                 "for x:\n    if a:\n        b\n    end\n    if c:\n        b\n"
                                 "    end\nend\n",
                                 NULL),
                        "4-0,4+3");
}

static void an_inserted_paragraph_keeps_what_divides_it(void **state)
{
    (void)state;
    assert_string_equal(hunks_of("one\n\nthree\n", "one\n\ntwo\n\nthree\n", NULL), "2-0,2+2");
    assert_string_equal(hunks_of("one\n", "one\n\ntwo\n", NULL), "1-0,1+2");
}

static void a_change_lies_beside_the_change_it_replaces(void **state)
{
    (void)state;
    assert_string_equal(hunks_of("x\ny\nz\n", "x\nx\nx\nz\n", NULL), "1-1,1+2");
}

/* ------------------------------------------------------------------- properties */

/* A text of few kinds of lines, its last line end there or not. */
static char *some_text(struct chance *chance, uint32_t kinds)
{
    static const char *const lines[] = {
        "",    "}",           "{",       "  a",         "  b",
        "\ta", "int f()",     "int g()", "  return 0;", "1.5",
        "1.6", "caf\xC3\xA9", "caf\xE9", "x \r",        "long line"
    };
    const int32_t count = chance_between(chance, 0, 30);
    char *text = calloc(1, 32 * 20);

    assert_non_null(text);
    for (int32_t i = 0; i < count; i++) {
        strcat(text, lines[chance_below(chance, kinds)]);
        if (i + 1 < count || !chance_once_in(chance, 4))
            strcat(text, "\n");
    }
    return text;
}

static void put_lines(char *out, const tks_text_diff *diff, tks_side side, int64_t from, int64_t to)
{
    static const char *const ends[] = { "", "\n", "\r\n" };

    for (int64_t i = from; i < to; i++) {
        const tks_text_line line = tks_text_diff_line(diff, side, i);

        strncat(out, line.text.data, line.text.length);
        strcat(out, ends[line.end]);
    }
}

/* What expected becomes when every hunk is replaced. */
static void check_patch(const char *actual, const tks_text_diff *diff)
{
    char made[2000] = "";
    int64_t at = 0;

    for (size_t i = 0; i < tks_text_diff_hunks(diff); i++) {
        const tks_text_hunk hunk = tks_text_diff_hunk(diff, i);

        assert_true(hunk.expected >= at);
        assert_true(hunk.n_expected + hunk.n_actual > 0);
        put_lines(made, diff, TKS_EXPECTED, at, hunk.expected);
        put_lines(made, diff, TKS_ACTUAL, hunk.actual, hunk.actual + hunk.n_actual);
        at = hunk.expected + hunk.n_expected;
    }
    put_lines(made, diff, TKS_EXPECTED, at, tks_text_diff_lines(diff, TKS_EXPECTED));
    assert_string_equal(made, actual);
}

static void hunks_applied_to_expected_give_actual(void **state)
{
    static const char *const filters[] = { "[ab]+" };
    struct chance chance = { 7 };

    (void)state;
    for (int round = 0; round < 30000; round++) {
        const uint32_t kinds = (uint32_t)chance_between(&chance, 1, 15);
        char *expected = some_text(&chance, kinds), *actual = some_text(&chance, kinds);
        tks_text_rules rules = TKS_TEXT_RULES;
        tks_text_diff *diff;

        if (chance_once_in(&chance, 2)) {
            rules.ignored = chance_below(&chance, 8);
            rules.float_abs = chance_once_in(&chance, 2) ? 0.2 : 0;
            rules.filters = filters;
            rules.n_filters = chance_once_in(&chance, 2);
        }
        diff = compare_as(expected, actual, &rules);
        if (tks_text_diff_verdict(diff) == TKS_SAME)
            assert_string_equal(expected, actual);
        else
            check_patch(actual, diff);
        tks_text_diff_free(diff);
        free(expected);
        free(actual);
    }
}

/* The middle is cut out of longer texts at the right lines. */
static void equal_lines_around_change_nothing_but_numbers(void **state)
{
    struct chance chance = { 8 };
    char *around = calloc(1, 20000), *long_expected = calloc(1, 30000),
         *long_actual = calloc(1, 30000);

    (void)state;
    assert_true(around != NULL && long_expected != NULL && long_actual != NULL);
    for (int i = 0; i < 300; i++)
        sprintf(around + strlen(around), "line %d of many\n", i);
    for (int round = 0; round < 2000; round++) {
        char *expected = some_text(&chance, 15), *actual = some_text(&chance, 15);
        tks_text_diff *diff;

        snprintf(long_expected, 30000, "%s%s\n%s", around, expected, around);
        snprintf(long_actual, 30000, "%s%s\n%s", around, actual, around);
        diff = compare_as(long_expected, long_actual, NULL);
        for (size_t i = 0; i < tks_text_diff_hunks(diff); i++)
            assert_true(tks_text_diff_hunk(diff, i).expected >= 300 &&
                        tks_text_diff_hunk(diff, i).expected <= 300 + 31);
        assert_true((tks_text_diff_hunks(diff) == 0) == (strcmp(expected, actual) == 0));
        tks_text_diff_free(diff);
        free(expected);
        free(actual);
    }
    free(around);
    free(long_expected);
    free(long_actual);
}

/* -------------------------------------------------------------------------- rules */

static void rules_make_lines_equal(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.ignored = TKS_TEXT_TRAILING_SPACE;
    assert_string_equal(hunks_of("a \nb\n", "a\nb\t \n", &rules), "(0-2,0+2)");
    assert_string_equal(hunks_of(" a\n", "a\n", &rules), "0-1,0+1");
    rules.ignored = TKS_TEXT_LINE_ENDINGS;
    assert_string_equal(hunks_of("a\r\nb\n", "a\nb", &rules), "(0-2,0+2)");
    rules.ignored = TKS_TEXT_COMPOSITION;
    assert_string_equal(hunks_of("\xC3\xA9\n", "e\xCC\x81\n", &rules), "(0-1,0+1)");
    rules.ignored = 0;
    assert_string_equal(hunks_of("\xC3\xA9\n", "e\xCC\x81\n", &rules), "0-1,0+1");
}

static void a_tolerated_difference_makes_texts_similar(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;
    tks_text_diff *diff;

    (void)state;
    rules.ignored = TKS_TEXT_TRAILING_SPACE;
    diff = compare_as("a \nb\n", "a\nb\n", &rules);
    assert_int_equal(tks_text_diff_verdict(diff), TKS_SIMILAR);
    assert_int_equal(tks_text_diff_counts(diff).tolerated, 1);
    tks_text_diff_free(diff);
    diff = compare_as("a \nb\n", "a\nc\n", &rules);
    assert_int_equal(tks_text_diff_verdict(diff), TKS_DIFFERENT);
    tks_text_diff_free(diff);
}

static void numbers_may_be_near(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.float_abs = 0.01;
    assert_string_equal(hunks_of("x = 1.00\ny\n", "x = 1.01\ny\n", &rules), "(0-1,0+1)");
    assert_string_equal(hunks_of("x = 1.00\n", "x = 1.02\n", &rules), "0-1,0+1");
    assert_string_equal(hunks_of("x = 1.00\n", "z = 1.00\n", &rules), "0-1,0+1");
    rules.float_abs = 0;
    rules.float_rel = 0.1;
    assert_string_equal(hunks_of("100 200\n", "105 190\n", &rules), "(0-1,0+1)");
}

static void near_numbers_find_each_other_past_an_insertion(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.float_abs = 0.01;
    assert_string_equal(hunks_of("1.0\n2.0\n3.0\n4.0\n", "1.001\n2.001\n7.5\n3.001\n4.001\n",
                                 &rules),
                        "(0-2,0+2) 2-0,2+1 (2-2,3+2)");
}

/* 1.1 is in both, and would keep 1.0 from 1.1 and 1.1 from 1.2. */
static void equal_numbers_do_not_keep_near_ones_apart(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.float_abs = 0.2;
    assert_string_equal(hunks_of("a\n1.0\n1.1\nb\n", "a\n1.1\n1.2\nb\n", &rules), "(1-2,1+2)");
}

static void filters_take_what_they_match_for_equal(void **state)
{
    static const char *const filters[] = { "uuid", "build \\d+" };
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.filters = filters;
    rules.n_filters = 2;
    assert_string_equal(hunks_of("id 6ba7b810-9dad-11d1-80b4-00c04fd430c8 build 1\n",
                                 "id 00000000-9dad-11d1-80b4-00c04fd430c8 build 77\n", &rules),
                        "(0-1,0+1)");
    /* a match is equal to a match of the same filter only */
    assert_string_equal(hunks_of("id 6ba7b810-9dad-11d1-80b4-00c04fd430c8\n", "id build 77\n",
                                 &rules),
                        "0-1,0+1");
}

static void rules_that_make_no_sense_are_refused(void **state)
{
    static const char *const filters[] = { "(", "adress" };
    tks_text_rules rules = TKS_TEXT_RULES;
    tks_text_diff *diff = NULL;
    tks_error err = { TKS_OK, 0, "" };

    (void)state;
    rules.float_abs = -1;
    assert_int_equal(tks_compare_texts(&diff, bytes_of("a"), bytes_of("b"), &rules, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    rules.float_abs = 0;
    rules.filters = filters;
    for (rules.n_filters = 1; rules.n_filters <= 2; rules.n_filters++, rules.filters++)
        assert_int_equal(tks_compare_texts(&diff, bytes_of("a"), bytes_of("b"), &rules, NULL, &err),
                         TKS_INVALID_ARGUMENT);
    assert_null(diff);
}

/* ------------------------------------------------------------------------- memory */

static void every_failed_allocation_is_a_clean_error(void **state)
{
    static const char *const filters[] = { "b+", "uuid" };
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.ignored = TKS_TEXT_TRAILING_SPACE | TKS_TEXT_COMPOSITION;
    rules.float_abs = 0.1;
    rules.filters = filters;
    rules.n_filters = 2;
    compare_without_memory("a \nb 1.0\nc\ne\xCC\x81\n", "a\nbb 1.05\nd\n\xC3\xA9\n", &rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_are_the_same),
        cmocka_unit_test(hunks_name_the_lines_that_changed),
        cmocka_unit_test(lines_are_counted_as_a_reader_does),
        cmocka_unit_test(a_missing_last_line_end_is_a_difference),
        cmocka_unit_test(carriage_returns_belong_to_the_line_end),
        cmocka_unit_test(bytes_are_compared_as_bytes),
        cmocka_unit_test(latin_1_is_text_and_compressed_data_is_not),
        cmocka_unit_test(an_inserted_function_is_inserted_whole),
        cmocka_unit_test(an_inserted_block_takes_its_own_closing_line),
        cmocka_unit_test(an_inserted_paragraph_keeps_what_divides_it),
        cmocka_unit_test(a_change_lies_beside_the_change_it_replaces),
        cmocka_unit_test(hunks_applied_to_expected_give_actual),
        cmocka_unit_test(equal_lines_around_change_nothing_but_numbers),
        cmocka_unit_test(rules_make_lines_equal),
        cmocka_unit_test(a_tolerated_difference_makes_texts_similar),
        cmocka_unit_test(numbers_may_be_near),
        cmocka_unit_test(near_numbers_find_each_other_past_an_insertion),
        cmocka_unit_test(equal_numbers_do_not_keep_near_ones_apart),
        cmocka_unit_test(filters_take_what_they_match_for_equal),
        cmocka_unit_test(rules_that_make_no_sense_are_refused),
        cmocka_unit_test(every_failed_allocation_is_a_clean_error),
    };

    return cmocka_run_group_tests_name("text diff", tests, NULL, NULL);
}

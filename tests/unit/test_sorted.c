/* test_sorted.c - does the order of lines not count where it need not, and all else still?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "chance.h"
#include "comparing.h"

/* "verdict +added -removed ~changed (tolerated)" */
static const char *told(const char *expected, const char *actual, const tks_text_rules *rules)
{
    static char text[100];
    tks_text_diff *diff = compare_as(expected, actual, rules);
    const tks_text_counts counts = tks_text_diff_counts(diff);

    snprintf(text, sizeof text, "%s +%d -%d ~%d (%d)",
             tks_verdict_name(tks_text_diff_verdict(diff)), (int)counts.added, (int)counts.removed,
             (int)counts.changed, (int)counts.tolerated);
    tks_text_diff_free(diff);
    return text;
}

static const char *sorted(const char *range, const char *expected, const char *actual)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    rules.sorted = &range;
    rules.n_sorted = 1;
    return told(expected, actual, &rules);
}

static void lines_may_come_in_any_order(void **state)
{
    (void)state;
    assert_string_equal(sorted("all", "a\nb\nc\n", "c\na\nb\n"), "similar +0 -0 ~0 (1)");
    assert_string_equal(sorted("all", "a\nb\nc\n", "a\nb\nc\n"), "same +0 -0 ~0 (0)");
    assert_string_equal(sorted("all", "a\nb\n", "b\nc\n"), "different +0 -0 ~1 (0)");
    assert_string_equal(sorted("all", "", "b\nc\n"), "different +2 -0 ~0 (0)");
    assert_string_equal(sorted("all", "b\nc\n", ""), "different +0 -2 ~0 (0)");
}

static void lines_count_as_often_as_they_stand_there(void **state)
{
    (void)state;
    assert_string_equal(sorted("all", "a\na\nb\n", "b\na\n"), "different +0 -1 ~0 (1)");
    assert_string_equal(sorted("all", "a\nb\n", "b\nb\na\n"), "different +1 -0 ~0 (1)");
}

static void around_a_section_lines_have_their_order(void **state)
{
    (void)state;
    assert_string_equal(sorted("/^</,/^>/", "<\na\nb\n>\nc\nd\n", "<\nb\na\n>\nc\nd\n"),
                        "similar +0 -0 ~0 (1)");
    assert_string_equal(sorted("/^</,/^>/", "<\na\nb\n>\nc\nd\n", "<\na\nb\n>\nd\nc\n"),
                        "different +1 -1 ~0 (0)");
    assert_string_equal(sorted("/^</,$", "<\na\nb\n>\nc\nd\n", "<\nd\nb\n>\nc\na\n"),
                        "similar +0 -0 ~0 (2)");
    /* a line does not go from one section to another */
    assert_string_equal(sorted("/^</,/^>/", "<\na\n>\n<\nb\n>\n", "<\nb\n>\n<\na\n>\n"),
                        "different +0 -0 ~2 (0)");
}

static void a_section_put_in_before_others_leaves_them_paired(void **state)
{
    (void)state;
    assert_string_equal(sorted("/^</,/^>/", "<1\na\nb\n>\n<2\nc\nd\n>\n",
                               "<0\nx\n>\n<1\nb\na\n>\n<2\nd\nc\n>\n"),
                        "different +3 -0 ~0 (2)");
    assert_string_equal(sorted("/^</,/^>/", "<1\na\nb\n>\n", "<2\nb\na\n>\n"),
                        "different +0 -0 ~1 (1)");
}

static void a_last_line_without_an_end_may_stand_anywhere(void **state)
{
    (void)state;
    assert_string_equal(sorted("all", "b\na", "a\nb"), "similar +0 -0 ~0 (1)");
    assert_string_equal(sorted("all", "b\na\n", "a\nb"), "different +0 -0 ~1 (1)");
    assert_string_equal(sorted("all", "b\na", "a\nb\n"), "different +0 -0 ~1 (1)");
    assert_string_equal(sorted("all", "a", ""), "different +0 -1 ~0 (0)");
}

static void other_rules_hold_as_well(void **state)
{
    static const char *const filters[] = { "date" }, *const all[] = { "all" };
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.sorted = all;
    rules.n_sorted = 1;
    rules.filters = filters;
    rules.n_filters = 1;
    rules.float_abs = 0.2;
    assert_string_equal(told("took 1.0 s\ntook 9.0 s\nat 12:00:00\n",
                             "at 13:00:00\ntook 9.1 s\ntook 1.1 s\n", &rules),
                        "similar +0 -0 ~0 (5)");
    assert_string_equal(told("took 1.0 s\ntook 9.0 s\n", "took 9.1 s\ntook 1.5 s\n", &rules),
                        "different +0 -0 ~1 (1)");
}

static void ranges_that_are_none_are_refused(void **state)
{
    static const char *const wrong[] = { "some",   "/a/",      "/a/,",    "/a/,b",
                                         "//,/b/", "/a/,/b/c", "/a/,/[/", "" };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tks_text_rules rules = TKS_TEXT_RULES;
        tks_text_diff *diff = NULL;

        rules.sorted = &wrong[i];
        rules.n_sorted = 1;
        assert_int_equal(tks_compare_texts(&diff, (tks_bytes){ "a", 1 }, (tks_bytes){ "b", 1 },
                                           &rules, NULL, NULL),
                         TKS_INVALID_ARGUMENT);
    }
}

/* ---------------------------------------------------------------------- chance */

enum { LETTERS = 6 };

static void put_letters(char *out, const char *letters, int count)
{
    for (int i = 0; i < count; i++) {
        *out++ = letters[i];
        *out++ = '\n';
    }
    *out = '\0';
}

static void shuffle(struct chance *chance, char *letters, int count)
{
    for (int i = count - 1; i > 0; i--) {
        const int j = chance_between(chance, 0, i);
        const char swap = letters[i];

        letters[i] = letters[j];
        letters[j] = swap;
    }
}

/* What is missing and what is too much is what counting the lines tells, and no order of
 * actual changes the verdict. */
static void differences_are_those_of_bags_of_lines(void **state)
{
    struct chance chance = { 9 };

    (void)state;
    for (int round = 0; round < 2000; round++) {
        const int n = chance_between(&chance, 0, 12), m = chance_between(&chance, 0, 12);
        const char *range = "all";
        int counts[LETTERS] = { 0 }, missing = 0, extra = 0;
        char letters[2][12], texts[2][30], first[100];
        int added, removed, changed, tolerated;
        char verdict[20];

        for (int i = 0; i < n; i++)
            counts[(letters[0][i] = (char)('a' + chance_between(&chance, 0, LETTERS - 1))) - 'a']++;
        for (int i = 0; i < m; i++)
            counts[(letters[1][i] = (char)('a' + chance_between(&chance, 0, LETTERS - 1))) - 'a']--;
        for (int i = 0; i < LETTERS; i++) {
            missing += counts[i] > 0 ? counts[i] : 0;
            extra += counts[i] < 0 ? -counts[i] : 0;
        }
        put_letters(texts[0], letters[0], n);
        put_letters(texts[1], letters[1], m);
        snprintf(first, sizeof first, "%s", sorted(range, texts[0], texts[1]));
        assert_int_equal(sscanf(first, "%19s +%d -%d ~%d (%d)", verdict, &added, &removed, &changed,
                                &tolerated),
                         5);
        assert_int_equal(added + changed, extra);
        assert_int_equal(removed + changed, missing);
        assert_int_equal(strcmp(verdict, "different") == 0, missing + extra > 0);
        shuffle(&chance, letters[1], m);
        put_letters(texts[1], letters[1], m);
        snprintf(first, sizeof first, "%s", sorted(range, texts[0], texts[1]));
        assert_int_equal(sscanf(first, "%19s +%d -%d ~%d", verdict, &added, &removed, &changed), 4);
        assert_int_equal(added + changed, extra);
        assert_int_equal(removed + changed, missing);
    }
}

static void every_failed_allocation_is_a_clean_error(void **state)
{
    static const char *const ranges[] = { "/^</,/^>/" };
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.sorted = ranges;
    rules.n_sorted = 1;
    rules.float_abs = 1;
    compare_without_memory("<1\na\nb 1\n>\n<2\nc", "<1\nb 2\na\n>\n<2\nd\nc", &rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_may_come_in_any_order),
        cmocka_unit_test(lines_count_as_often_as_they_stand_there),
        cmocka_unit_test(around_a_section_lines_have_their_order),
        cmocka_unit_test(a_section_put_in_before_others_leaves_them_paired),
        cmocka_unit_test(a_last_line_without_an_end_may_stand_anywhere),
        cmocka_unit_test(other_rules_hold_as_well),
        cmocka_unit_test(ranges_that_are_none_are_refused),
        cmocka_unit_test(differences_are_those_of_bags_of_lines),
        cmocka_unit_test(every_failed_allocation_is_a_clean_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

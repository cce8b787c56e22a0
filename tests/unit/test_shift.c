/* test_shift.c - is a shift tolerated up to the pixel, and nothing else with it?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "make_png.h"
#include <tksnap.h>

enum { WIDTH = 80, HEIGHT = 120, ROOM = HEIGHT + 20 };

static uint32_t before_words[ROOM * WIDTH], after_words[ROOM * WIDTH];

/* Text in rows 20..89, from row `from` on `down` rows lower. */
static tks_view write_page(uint32_t *words, int height, int from, int down)
{
    for (int i = 0; i < ROOM * WIDTH; i++)
        words[i] = 0xFFFFFFFFu;
    for (int y = 20; y < 90; y++) {
        struct chance chance = { (uint64_t)y * 7919 };

        for (int x = 5; x < 70; x++)
            if (y % 14 < 9 && chance_once_in(&chance, 2))
                words[(y + (y >= from ? down : 0)) * WIDTH + x] = 0xFF202020u;
    }
    return (tks_view){ words, WIDTH, height, WIDTH * 4, TKS_RGBA8 };
}

static tks_verdict verdict(tks_view expected, tks_view actual, const tks_rules *rules)
{
    tks_diff *diff = NULL;
    tks_verdict answer;

    assert_int_equal(tks_compare_views(&diff, expected, actual, rules, NULL, NULL, NULL), TKS_OK);
    answer = tks_diff_verdict(diff);
    assert_true(rules->tolerate_shift > 0 || tks_diff_alignment(diff) == NULL);
    tks_diff_free(diff);
    return answer;
}

static tks_verdict verdict_at(tks_view expected, tks_view actual, int32_t shift)
{
    tks_rules rules = TKS_RULES;

    rules.tolerate_shift = shift;
    return verdict(expected, actual, &rules);
}

static void a_shift_is_tolerated_up_to_its_limit(void **state)
{
    (void)state;
    for (int down = 1; down < 6; down++) {
        const tks_view expected = write_page(before_words, HEIGHT, 0, 0);
        const tks_view actual = write_page(after_words, HEIGHT, 42, down);

        assert_int_equal(verdict_at(expected, actual, 0), TKS_DIFFERENT);
        assert_int_equal(verdict_at(expected, actual, down - 1), TKS_DIFFERENT);
        assert_int_equal(verdict_at(expected, actual, down), TKS_SIMILAR);
        assert_int_equal(verdict_at(actual, expected, down), TKS_SIMILAR);
    }
}

static void a_taller_page_may_be_similar(void **state)
{
    const tks_view expected = write_page(before_words, HEIGHT, 0, 0);
    const tks_view actual = write_page(after_words, HEIGHT + 4, 42, 4);

    (void)state;
    assert_int_equal(verdict_at(expected, actual, 3), TKS_DIFFERENT);
    assert_int_equal(verdict_at(expected, actual, 4), TKS_SIMILAR);
}

static void a_change_beside_the_shift_is_not_tolerated(void **state)
{
    const tks_view expected = write_page(before_words, HEIGHT, 0, 0);
    const tks_view actual = write_page(after_words, HEIGHT, 42, 2);

    (void)state;
    for (int i = 0; i < 12; i++)
        after_words[10 * WIDTH + 30 + i] = 0xFF0000FFu;
    assert_int_equal(verdict_at(expected, actual, 2), TKS_DIFFERENT);
    assert_int_equal(verdict_at(expected, actual, 1000), TKS_DIFFERENT);
}

static void a_change_below_the_threshold_is(void **state)
{
    const tks_view expected = write_page(before_words, HEIGHT, 0, 0);
    const tks_view actual = write_page(after_words, HEIGHT, 42, 2);

    (void)state;
    for (int i = 0; i < 12; i++)
        after_words[10 * WIDTH + 30 + i] = 0xFFFEFEFEu;
    assert_int_equal(verdict_at(expected, actual, 2), TKS_SIMILAR);
}

static void a_change_that_is_ignored_is(void **state)
{
    const tks_rect ignore = { 30, 10, 12, 1 };
    tks_rules rules = TKS_RULES;
    tks_view expected = write_page(before_words, HEIGHT, 0, 0);
    tks_view actual = write_page(after_words, HEIGHT, 42, 2);

    (void)state;
    for (int i = 0; i < 12; i++)
        after_words[10 * WIDTH + 30 + i] = 0xFF0000FFu;
    rules.tolerate_shift = 2;
    rules.ignore = &ignore;
    rules.n_ignore = 1;
    assert_int_equal(verdict(expected, actual, &rules), TKS_SIMILAR);
}

static void encoded_pictures_get_the_same_answer(void **state)
{
    const tks_view expected = write_page(before_words, HEIGHT, 0, 0);
    const tks_view actual = write_page(after_words, HEIGHT, 42, 2);
    struct made_file files[2];
    tks_rules rules = TKS_RULES;

    (void)state;
    files[0] = make_png_rgba8(expected.data, WIDTH, HEIGHT);
    files[1] = make_png_rgba8(actual.data, WIDTH, HEIGHT);
    for (int32_t shift = 1; shift <= 2; shift++) {
        tks_diff *diff = NULL;

        rules.tolerate_shift = shift;
        assert_int_equal(tks_compare_bytes(&diff, made_bytes(files[0]), made_bytes(files[1]),
                                           &rules, NULL, NULL, NULL),
                         TKS_OK);
        assert_int_equal(tks_diff_verdict(diff), shift == 2 ? TKS_SIMILAR : TKS_DIFFERENT);
        assert_non_null(tks_diff_alignment(diff));
        assert_int_equal(tks_alignment_shift(tks_diff_alignment(diff)), 2);
        assert_int_equal(tks_diff_reason(diff), TKS_REASON_PIXELS);
        tks_diff_free(diff);
    }
    made_free(files[0]);
    made_free(files[1]);
}

static void a_negative_shift_is_refused(void **state)
{
    const tks_view view = write_page(before_words, HEIGHT, 0, 0);
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;

    (void)state;
    rules.tolerate_shift = -1;
    assert_int_equal(tks_compare_views(&diff, view, view, &rules, NULL, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_null(diff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shift_is_tolerated_up_to_its_limit),
        cmocka_unit_test(a_taller_page_may_be_similar),
        cmocka_unit_test(a_change_beside_the_shift_is_not_tolerated),
        cmocka_unit_test(a_change_below_the_threshold_is),
        cmocka_unit_test(a_change_that_is_ignored_is),
        cmocka_unit_test(encoded_pictures_get_the_same_answer),
        cmocka_unit_test(a_negative_shift_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

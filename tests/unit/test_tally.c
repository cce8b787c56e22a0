/* test_tally.c - many outcomes summed up into one answer
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "make_png.h"

#include <tksnap/report.h>

/* Compares two pictures of 2x2 pixels of which the second has another colour. */
static tks_diff *diff_of(uint8_t red, int64_t max_pixels)
{
    struct made_file expected = make_png_plain(2, 2, 0, 0, 0, 255);
    struct made_file actual = make_png_plain(2, 2, red, 0, 0, 255);
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;
    tks_error err = { 0 };

    rules.max_pixels = max_pixels;
    if (tks_compare_bytes(&diff, made_bytes(expected), made_bytes(actual), &rules, NULL, NULL,
                          &err))
        fail_msg("%s", err.message);
    made_free(actual);
    made_free(expected);
    return diff;
}

static void add(tks_tally *tally, tks_state state, const tks_diff *diff)
{
    tks_tally_add(tally, &(tks_outcome){ .state = state, .diff = diff });
}

static void each_outcome_is_counted_as_what_it_is(void **state)
{
    tks_diff *same = diff_of(0, 0), *similar = diff_of(255, 4), *different = diff_of(255, 3);
    tks_tally tally = { 0 };

    (void)state;
    for (int i = 0; i < 6; i++)
        add(&tally, TKS_STATE_COMPARED, same);
    for (int i = 0; i < 5; i++)
        add(&tally, TKS_STATE_COMPARED, similar);
    for (int i = 0; i < 4; i++)
        add(&tally, TKS_STATE_COMPARED, different);
    for (int i = 0; i < 3; i++)
        add(&tally, TKS_STATE_NEW, NULL);
    for (int i = 0; i < 2; i++)
        add(&tally, TKS_STATE_MISSING, NULL);
    add(&tally, TKS_STATE_FAILED, NULL);

    assert_int_equal(tally.same, 6);
    assert_int_equal(tally.similar, 5);
    assert_int_equal(tally.different, 4);
    assert_int_equal(tally.created, 3);
    assert_int_equal(tally.missing, 2);
    assert_int_equal(tally.failed, 1);
    tks_diff_free(same);
    tks_diff_free(similar);
    tks_diff_free(different);
}

static void nothing_compared_is_not_success(void **state)
{
    (void)state;
    assert_int_equal(tks_tally_exit(&(tks_tally){ 0 }), TKS_EXIT_EMPTY);
}

static void same_and_similar_are_success(void **state)
{
    (void)state;
    assert_int_equal(tks_tally_exit(&(tks_tally){ .same = 1 }), TKS_EXIT_SAME);
    assert_int_equal(tks_tally_exit(&(tks_tally){ .similar = 1 }), TKS_EXIT_SAME);
}

static void different_new_and_missing_are_differences(void **state)
{
    (void)state;
    assert_int_equal(tks_tally_exit(&(tks_tally){ .same = 9, .different = 1 }), TKS_EXIT_DIFFERENT);
    assert_int_equal(tks_tally_exit(&(tks_tally){ .same = 9, .created = 1 }), TKS_EXIT_DIFFERENT);
    assert_int_equal(tks_tally_exit(&(tks_tally){ .same = 9, .missing = 1 }), TKS_EXIT_DIFFERENT);
}

static void a_failure_weighs_more_than_differences(void **state)
{
    (void)state;
    assert_int_equal(tks_tally_exit(&(tks_tally){ .same = 9, .different = 9, .failed = 1 }),
                     TKS_EXIT_UNREADABLE);
    assert_int_equal(tks_tally_exit(&(tks_tally){ .failed = 1 }), TKS_EXIT_UNREADABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_outcome_is_counted_as_what_it_is),
        cmocka_unit_test(nothing_compared_is_not_success),
        cmocka_unit_test(same_and_similar_are_success),
        cmocka_unit_test(different_new_and_missing_are_differences),
        cmocka_unit_test(a_failure_weighs_more_than_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

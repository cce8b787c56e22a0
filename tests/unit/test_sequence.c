/* test_sequence.c - does what belongs together meet, whatever it is given?
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

#include "align/sequence.h"
#include "chance.h"
#include "counting.h"
#include "kernel/kernel.h"

enum { MOST = 30000 };

static uint64_t expected[MOST], actual[MOST];

static struct tksi_env plain_env(const tks_allocator *allocator)
{
    const tks_env wanted = { .size = sizeof wanted, .threads = 1, .allocator = allocator };
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, &wanted, NULL), TKS_OK);
    return env;
}

/* Matches and checks what must always hold. */
static struct tksi_matches match(int32_t n, int32_t m)
{
    const struct tksi_env env = plain_env(NULL);
    struct tksi_matches matches;
    int32_t e = 0, a = 0;

    assert_int_equal(tksi_match_sequences(&matches, expected, n, actual, m, 3, &env, NULL), TKS_OK);
    for (int32_t i = 0; i < matches.count; i++) {
        const struct tksi_match *run = &matches.items[i];

        assert_true(run->expected >= e && run->actual >= a && run->length > 0);
        for (int32_t k = 0; k < run->length; k++)
            assert_true(expected[run->expected + k] == actual[run->actual + k]);
        e = run->expected + run->length;
        a = run->actual + run->length;
    }
    assert_true(e <= n && a <= m);
    assert_true(matches.steps <= tksi_match_bound(n, m));
    return matches;
}

static int32_t matched(int32_t n, int32_t m)
{
    struct tksi_matches matches = match(n, m);
    int32_t sum = 0;

    for (int32_t i = 0; i < matches.count; i++)
        sum += matches.items[i].length;
    tksi_matches_dispose(&matches);
    return sum;
}

static void assert_runs(int32_t n, int32_t m, const struct tksi_match *runs, int32_t count)
{
    struct tksi_matches matches = match(n, m);

    assert_int_equal(matches.count, count);
    for (int32_t i = 0; i < count; i++) {
        assert_int_equal(matches.items[i].expected, runs[i].expected);
        assert_int_equal(matches.items[i].actual, runs[i].actual);
        assert_int_equal(matches.items[i].length, runs[i].length);
    }
    tksi_matches_dispose(&matches);
}

static void fill(uint64_t *to, int32_t count, uint64_t from)
{
    for (int32_t i = 0; i < count; i++)
        to[i] = from + (uint64_t)i;
}

static void equal_sequences_are_one_run(void **state)
{
    (void)state;
    fill(expected, 100, 1);
    fill(actual, 100, 1);
    assert_runs(100, 100, (const struct tksi_match[]){ { 0, 0, 100 } }, 1);
}

static void an_insertion_parts_two_runs(void **state)
{
    (void)state;
    fill(expected, 100, 1);
    fill(actual, 40, 1);
    fill(actual + 40, 7, 1000);
    fill(actual + 47, 60, 41);
    assert_runs(100, 107, (const struct tksi_match[]){ { 0, 0, 40 }, { 40, 47, 60 } }, 2);
}

static void blank_elements_do_not_pull(void **state)
{
    (void)state;
    /* text, 30 blanks, text; then other text in between */
    fill(expected, 10, 1);
    memset(expected + 10, 0, 30 * sizeof *expected);
    fill(expected + 40, 10, 100);
    fill(actual, 10, 1);
    memset(actual + 10, 0, 30 * sizeof *actual);
    fill(actual + 40, 10, 500);
    memset(actual + 50, 0, 30 * sizeof *actual);
    fill(actual + 80, 10, 100);
    assert_runs(50, 90, (const struct tksi_match[]){ { 0, 0, 40 }, { 40, 80, 10 } }, 2);
}

static void short_runs_off_their_place_are_chance(void **state)
{
    (void)state;
    fill(expected, 60, 1000);
    fill(actual, 60, 2000);
    expected[10] = actual[30] = 7;
    expected[11] = actual[31] = 8;
    assert_runs(60, 60, NULL, 0);
    expected[12] = actual[32] = 9;
    assert_runs(60, 60, (const struct tksi_match[]){ { 10, 30, 3 } }, 1);
}

static void plain_runs_off_their_place_are_chance(void **state)
{
    (void)state;
    fill(expected, 60, 1000);
    fill(actual, 60, 2000);
    for (int i = 0; i < 12; i++)
        expected[5 + i] = actual[40 + i] = 7;
    assert_runs(60, 60, NULL, 0);
}

static void repeated_elements_are_matched_in_order(void **state)
{
    (void)state;
    /* every element twice: no anchor is unique, Myers has to do it */
    for (int i = 0; i < 40; i++)
        expected[i] = expected[40 + i] = (uint64_t)i + 1;
    memcpy(actual, expected, 80 * sizeof *actual);
    memmove(actual + 25, actual + 20, 60 * sizeof *actual);
    fill(actual + 20, 5, 900);
    expected[0] = 500;
    actual[0] = 600;
    expected[79] = 501;
    actual[84] = 601;
    assert_runs(80, 85, (const struct tksi_match[]){ { 1, 1, 19 }, { 20, 25, 59 } }, 2);
}

/* ------------------------------------------------------------------- hostile */

static void all_equal_takes_no_time(void **state)
{
    (void)state;
    memset(expected, 0, sizeof expected);
    memset(actual, 0, sizeof actual);
    assert_int_equal(matched(MOST, MOST), MOST);
    assert_int_equal(matched(MOST, MOST - 1000), MOST - 1000);
}

static void all_different_takes_no_time(void **state)
{
    (void)state;
    fill(expected, MOST, 1);
    fill(actual, MOST, MOST + 1);
    assert_int_equal(matched(MOST, MOST), 0);
}

static void periodic_elements_take_no_time(void **state)
{
    (void)state;
    for (int32_t period = 2; period < 20000; period *= 3) {
        for (int32_t i = 0; i < MOST; i++) {
            expected[i] = (uint64_t)(i % period);
            actual[i] = (uint64_t)((i + period / 2) % period);
        }
        matched(MOST, MOST);
    }
}

static void shuffled_elements_take_no_time(void **state)
{
    struct chance chance = { 3 };

    (void)state;
    for (uint32_t kinds = 1500; kinds <= MOST; kinds *= 2) {
        for (int32_t i = 0; i < MOST; i++) {
            expected[i] = chance_below(&chance, kinds);
            actual[i] = chance_below(&chance, kinds);
        }
        matched(MOST, MOST);
    }
    fill(expected, MOST, 1);
    for (int32_t i = 0; i < MOST; i++)
        actual[i] = (uint64_t)(MOST - i); /* backwards */
    matched(MOST, MOST);
}

static void random_sequences_keep_the_promises(void **state)
{
    struct chance chance = { 4 };

    (void)state;
    for (int round = 0; round < 3000; round++) {
        const int32_t n = chance_between(&chance, 1, 200), m = chance_between(&chance, 1, 200);
        const uint32_t kinds = 1 + chance_below(&chance, 100);

        for (int32_t i = 0; i < n; i++)
            expected[i] = chance_below(&chance, kinds);
        for (int32_t i = 0; i < m; i++)
            actual[i] =
                chance_once_in(&chance, 8) || i >= n ? chance_below(&chance, kinds) : expected[i];
        matched(n, m);
    }
}

static void no_memory_is_said(void **state)
{
    tks_status status = TKS_OUT_OF_MEMORY;
    int refused = 0;

    (void)state;
    fill(expected, 50, 1);
    fill(actual, 50, 20);
    for (int fail_at = 1; status != TKS_OK; fail_at++) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const struct tksi_env env = plain_env(&allocator);
        struct tksi_matches matches;
        tks_error err = { 0 };

        atomic_store(&counting.fail_at, fail_at);
        status = tksi_match_sequences(&matches, expected, 50, actual, 50, 3, &env, &err);
        tksi_matches_dispose(&matches);
        assert_int_equal(atomic_load(&counting.held), 0);
        if (status != TKS_OK) {
            assert_int_equal(err.status, TKS_OUT_OF_MEMORY);
            refused++;
        }
    }
    assert_int_equal(refused, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sequences_are_one_run),
        cmocka_unit_test(an_insertion_parts_two_runs),
        cmocka_unit_test(blank_elements_do_not_pull),
        cmocka_unit_test(short_runs_off_their_place_are_chance),
        cmocka_unit_test(plain_runs_off_their_place_are_chance),
        cmocka_unit_test(repeated_elements_are_matched_in_order),
        cmocka_unit_test(all_equal_takes_no_time),
        cmocka_unit_test(all_different_takes_no_time),
        cmocka_unit_test(periodic_elements_take_no_time),
        cmocka_unit_test(shuffled_elements_take_no_time),
        cmocka_unit_test(random_sequences_keep_the_promises),
        cmocka_unit_test(no_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

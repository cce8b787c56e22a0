/* test_myers.c - is what is found the longest common subsequence, and does it end?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>

#include "align/myers.h"
#include "chance.h"
#include "naive.h"

enum { LONGEST = 40 };

struct pairs {
    const uint32_t *expected, *actual;
    int32_t count, last_e, last_a;
};

static void found(void *user, int32_t e, int32_t a)
{
    struct pairs *pairs = user;

    assert_true(e > pairs->last_e && a > pairs->last_a);
    assert_int_equal(pairs->expected[e], pairs->actual[a]);
    pairs->last_e = e;
    pairs->last_a = a;
    pairs->count++;
}

static int32_t run(const uint32_t *expected, int32_t n, const uint32_t *actual, int32_t m,
                   int64_t steps, int64_t *left)
{
    struct pairs pairs = { expected, actual, 0, -1, -1 };
    int32_t *paths = malloc(tksi_myers_room(n, m) * sizeof *paths);
    struct tksi_myers myers = { expected, actual, paths, steps, found, &pairs };

    assert_non_null(paths);
    tksi_myers(&myers, n, m);
    free(paths);
    if (left != NULL)
        *left = myers.steps_left;
    return pairs.count;
}

static void random_sequences_have_their_longest_subsequence(void **state)
{
    struct chance chance = { 1 };

    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint32_t a[LONGEST], b[LONGEST];
        const int32_t n = chance_between(&chance, 0, LONGEST);
        const int32_t m = chance_between(&chance, 0, LONGEST);
        const uint32_t kinds = 1 + chance_below(&chance, 12);

        for (int32_t i = 0; i < n; i++)
            a[i] = chance_below(&chance, kinds);
        for (int32_t i = 0; i < m; i++)
            b[i] = chance_below(&chance, kinds);
        assert_int_equal(run(a, n, b, m, INT64_MAX, NULL), naive_longest(a, n, b, m));
    }
}

static void nothing_in_common_is_nothing(void **state)
{
    const uint32_t a[] = { 1, 2, 3 }, b[] = { 4, 5 };

    (void)state;
    assert_int_equal(run(a, 3, b, 2, INT64_MAX, NULL), 0);
    assert_int_equal(run(a, 0, b, 2, INT64_MAX, NULL), 0);
    assert_int_equal(run(a, 3, b, 0, INT64_MAX, NULL), 0);
}

static void it_ends_when_its_steps_are_used_up(void **state)
{
    enum { LENGTH = 20000, STEPS = 100000 };
    uint32_t *a = malloc(LENGTH * sizeof *a), *b = malloc(LENGTH * sizeof *b);
    struct chance chance = { 2 };
    int64_t left;

    (void)state;
    assert_true(a != NULL && b != NULL);
    for (int i = 0; i < LENGTH; i++) {
        a[i] = chance_below(&chance, 1000);
        b[i] = chance_below(&chance, 1000);
    }
    run(a, LENGTH, b, LENGTH, STEPS, &left);
    assert_true(left <= 0);
    assert_true(left > -4 * LENGTH); /* one more round at the most */
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_sequences_have_their_longest_subsequence),
        cmocka_unit_test(nothing_in_common_is_nothing),
        cmocka_unit_test(it_ends_when_its_steps_are_used_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

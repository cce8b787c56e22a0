/* test_match.c - does what is found belong together, is it much, and does it end?
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
#include "counting.h"
#include "naive.h"
#include "textdiff/match.h"

enum { LONGEST = 40 };

typedef tks_status match_fn(struct tksi_match *match, const struct tksi_env *env, tks_error *err);

static struct tksi_env plain_env(void)
{
    struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    return env;
}

/* Matches two sequences; returns how many elements were kept, after checking that those
 * kept are equal in order. */
static int32_t kept(match_fn *how, const uint32_t *a, int32_t n, const uint32_t *b, int32_t m,
                    uint32_t classes, int64_t *steps)
{
    const struct tksi_env env = plain_env();
    uint8_t *changed = malloc((size_t)n + (size_t)m + 1);
    struct tksi_match match = {
        .of = { a, b }, .count = { n, m }, .classes = classes, .changed = { changed, changed + n }
    };
    int32_t x = 0, y = 0, count = 0;

    assert_non_null(changed);
    assert_int_equal(how(&match, &env, NULL), TKS_OK);
    for (;; x++, y++, count++) {
        while (x < n && match.changed[0][x])
            x++;
        while (y < m && match.changed[1][y])
            y++;
        if (x == n || y == m)
            break;
        assert_int_equal(a[x], b[y]);
    }
    assert_true(x == n && y == m);
    free(changed);
    if (steps != NULL)
        *steps = match.steps;
    return count;
}

static void fill(struct chance *chance, uint32_t *out, int32_t count, uint32_t kinds)
{
    for (int32_t i = 0; i < count; i++)
        out[i] = chance_below(chance, kinds);
}

static void the_shortest_script_keeps_the_longest_common_subsequence(void **state)
{
    struct chance chance = { 1 };

    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint32_t a[LONGEST], b[LONGEST];
        const int32_t n = chance_between(&chance, 0, LONGEST);
        const int32_t m = chance_between(&chance, 0, LONGEST);
        const uint32_t kinds = 1 + chance_below(&chance, 12);

        fill(&chance, a, n, kinds);
        fill(&chance, b, m, kinds);
        assert_int_equal(kept(tksi_match_shortest, a, n, b, m, kinds, NULL),
                         naive_longest(a, n, b, m));
    }
}

/* A copy of `a` with one element in ten replaced, left out or put in. */
static int32_t edited(struct chance *chance, uint32_t *b, const uint32_t *a, int32_t n,
                      uint32_t kinds)
{
    int32_t m = 0;

    for (int32_t i = 0; i < n; i++) {
        const uint32_t what = chance_below(chance, 30);

        if (what > 1 && m < LONGEST)
            b[m++] = a[i];
        if (what < 3 && what > 0 && m < LONGEST)
            b[m++] = chance_below(chance, kinds);
    }
    return m;
}

/* Anchors may cost a little: a unique line that moved past others holds on to its place.
 * Over all, little is lost. */
static void anchors_keep_nearly_as_much_as_the_longest_common_subsequence(void **state)
{
    struct chance chance = { 2 };
    int64_t found = 0, there = 0;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint32_t a[LONGEST], b[LONGEST];
        const int32_t n = chance_between(&chance, 0, LONGEST);
        const uint32_t kinds = 1 + chance_below(&chance, 40);
        int32_t m, got, most;

        fill(&chance, a, n, kinds);
        m = edited(&chance, b, a, n, kinds);
        got = kept(tksi_match, a, n, b, m, kinds, NULL);
        most = naive_longest(a, n, b, m);
        assert_true(got <= most && (got > 0) == (most > 0));
        found += got;
        there += most;
    }
    if (found * 1000 < there * 995)
        fail_msg("%lld of %lld kept", (long long)found, (long long)there);
}

static void sequences_without_repetition_lose_nothing(void **state)
{
    struct chance chance = { 3 };

    (void)state;
    for (int round = 0; round < 5000; round++) {
        uint32_t a[LONGEST], b[LONGEST];
        int32_t m = 0;

        for (uint32_t i = 0; i < LONGEST; i++)
            a[i] = i;
        for (int32_t i = LONGEST - 1; i > 0; i--) {
            const int32_t j = chance_between(&chance, 0, i);
            const uint32_t swap = a[i];

            a[i] = a[j];
            a[j] = swap;
        }
        for (uint32_t i = 0; i < LONGEST; i++)
            if (!chance_once_in(&chance, 4))
                b[m++] = i;
        assert_int_equal(kept(tksi_match, a, LONGEST, b, m, LONGEST, NULL),
                         naive_longest(a, LONGEST, b, m));
    }
}

/* ------------------------------------------------------------------ hostile input */

enum { MANY = 200000 };

static void check_steps(const uint32_t *a, const uint32_t *b, int32_t n, uint32_t classes,
                        const char *what)
{
    int64_t steps;

    kept(tksi_match, a, n, b, n, classes, &steps);
    if (steps > tksi_match_steps(n, n))
        fail_msg("%s: %lld steps, %lld are the bound", what, (long long)steps,
                 (long long)tksi_match_steps(n, n));
}

static void hostile_sequences_stay_within_the_bound(void **state)
{
    uint32_t *a = malloc(MANY * sizeof *a), *b = malloc(MANY * sizeof *b);
    struct chance chance = { 4 };

    (void)state;
    assert_true(a != NULL && b != NULL);
    memset(a, 0, MANY * sizeof *a);
    memset(b, 0, MANY * sizeof *b);
    check_steps(a, b, MANY, 1, "all equal");
    for (uint32_t i = 0; i < MANY; i++) {
        a[i] = i;
        b[i] = MANY + i;
    }
    check_steps(a, b, MANY, 2 * MANY, "all different");
    for (uint32_t i = 0; i < MANY; i++)
        b[i] = MANY - 1 - i;
    check_steps(a, b, MANY, MANY, "backwards");
    for (uint32_t i = 0; i < MANY; i++) {
        a[i] = i % 7;
        b[i] = i % 11;
    }
    check_steps(a, b, MANY, 11, "periods of 7 and 11");
    fill(&chance, a, MANY, 2);
    fill(&chance, b, MANY, 2);
    check_steps(a, b, MANY, 2, "two kinds in no order");
    fill(&chance, a, MANY, MANY / 2);
    fill(&chance, b, MANY, MANY / 2);
    check_steps(a, b, MANY, MANY / 2, "many kinds in no order");
    free(a);
    free(b);
}

static bool within_one(const void *user, int32_t x, int32_t y)
{
    const uint32_t *const *of = user;
    const int32_t apart = (int32_t)of[0][x] - (int32_t)of[1][y];

    return apart >= -1 && apart <= 1;
}

static void what_is_near_belongs_together(void **state)
{
    static const uint32_t a[] = { 10, 20, 30, 40, 50 }, b[] = { 11, 20, 29, 99, 41, 50 };
    const uint32_t *of[2] = { a, b };
    const struct tksi_env env = plain_env();
    uint8_t changed[2][6], vague[100];
    struct tksi_match match = { .of = { a, b },
                                .count = { 5, 6 },
                                .classes = 100,
                                .near = within_one,
                                .user = of,
                                .vague = vague,
                                .changed = { changed[0], changed[1] } };

    (void)state;
    memset(vague, 1, sizeof vague);
    assert_int_equal(tksi_match(&match, &env, NULL), TKS_OK);
    assert_memory_equal(changed[0], "\0\0\0\0\0", 5);
    assert_memory_equal(changed[1], "\0\0\0\1\0\0", 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_script_keeps_the_longest_common_subsequence),
        cmocka_unit_test(anchors_keep_nearly_as_much_as_the_longest_common_subsequence),
        cmocka_unit_test(sequences_without_repetition_lose_nothing),
        cmocka_unit_test(hostile_sequences_stay_within_the_bound),
        cmocka_unit_test(what_is_near_belongs_together),
    };

    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}

/* test_diff.c - the model of a difference: what goes in comes out
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "counting.h"
#include "diff/model.h"
#include "kernel/kernel.h"

#include <stdlib.h>
#include <string.h>

static struct tksi_env env_of(const tks_env *env)
{
    struct tksi_env out;

    assert_int_equal(tksi_env_resolve(&out, env, NULL), TKS_OK);
    return out;
}

static tks_diff *new_diff(int32_t width, int32_t height)
{
    const struct tksi_env env = env_of(NULL);
    const struct tksi_canvas canvas = { width, height, width, height, width, height };
    const tks_rules rules = { .size = sizeof rules, .metric = TKS_METRIC_PIXEL, .threshold = 0.25 };
    tks_diff *diff = NULL;

    assert_int_equal(tksi_diff_new(&diff, &canvas, &rules, &env, NULL), TKS_OK);
    return diff;
}

static void conclude(tks_diff *diff, bool unequal)
{
    const tks_rules rules = TKS_RULES;

    tksi_diff_conclude(diff, &rules, unequal);
}

static void add_run(tks_diff *diff, int32_t x, int32_t y, int32_t length, tks_run_kind kind)
{
    assert_int_equal(tksi_diff_add_row(diff, y, &(tks_run){ x, length, kind }, 1, NULL), TKS_OK);
}

static void check_bounds(const tks_diff *diff, int32_t x, int32_t y, int32_t width, int32_t height)
{
    const tks_rect bounds = tks_diff_bounds(diff);

    assert_int_equal(bounds.x, x);
    assert_int_equal(bounds.y, y);
    assert_int_equal(bounds.width, width);
    assert_int_equal(bounds.height, height);
}

/* ---------------------------------------------------------------------- runs */

enum { MOST_RUNS = 64 };

/* Random runs that do not touch their like; with `wide` some numbers of a row take
 * all the digits packing has. */
static size_t invent_row(tks_run *runs, struct chance *chance, int32_t width)
{
    const size_t most = chance_once_in(chance, 4) ? 0 : chance_below(chance, MOST_RUNS);
    size_t count = 0;
    int32_t x = 0;
    int last = -1;

    while (count < most) {
        const int32_t reach = chance_once_in(chance, 8) ? width / 3 : 300;
        const int32_t gap = chance_between(chance, 0, reach);
        const int32_t length = chance_between(chance, 1, reach);
        const int kind = (int)chance_below(chance, 2);

        if ((int64_t)x + gap + length > width)
            break;
        x += gap > 0 || kind != last ? gap : 1;
        if ((int64_t)x + length > width)
            break;
        runs[count++] = (tks_run){ x, length, kind == 0 ? TKS_RUN_DIFFERING : TKS_RUN_ANTIALIASED };
        x += length;
        last = kind;
    }
    return count;
}

static void check_row(const tks_diff *diff, int32_t y, const tks_run *wanted, size_t n_wanted)
{
    tks_run runs[MOST_RUNS + 1];

    assert_int_equal(tks_diff_row(diff, y, NULL, 0), n_wanted);
    for (size_t capacity = 0; capacity <= n_wanted + 1; capacity += capacity / 2 + 1) {
        memset(runs, 0x5A, sizeof runs);
        assert_int_equal(tks_diff_row(diff, y, runs, capacity), n_wanted);
        for (size_t i = 0; i < capacity && i < n_wanted; i++)
            assert_memory_equal(&runs[i], &wanted[i], sizeof *wanted);
        for (size_t i = capacity < n_wanted ? capacity : n_wanted; i <= MOST_RUNS; i++)
            assert_int_equal(runs[i].x, 0x5A5A5A5A);
    }
}

static void runs_come_out_as_they_went_in(void **state)
{
    enum { HEIGHT = 40 };
    static tks_run rows[HEIGHT][MOST_RUNS];
    struct chance chance = { 2 };

    (void)state;
    for (int round = 0; round < 300; round++) {
        const int32_t width = round % 3 == 0 ? INT32_MAX : chance_between(&chance, 1, 20000);
        tks_diff *diff = new_diff(width, HEIGHT);
        int64_t differing = 0, antialiased = 0;
        size_t counts[HEIGHT];

        memset(rows, 0, sizeof rows);
        for (int32_t y = 0; y < HEIGHT; y++) {
            counts[y] = invent_row(rows[y], &chance, width);
            assert_int_equal(tksi_diff_add_row(diff, y, rows[y], counts[y], NULL), TKS_OK);
            for (size_t i = 0; i < counts[y]; i++)
                *(rows[y][i].kind == TKS_RUN_DIFFERING ? &differing : &antialiased) +=
                    rows[y][i].length;
        }
        conclude(diff, true);
        for (int32_t y = 0; y < HEIGHT; y++)
            check_row(diff, y, rows[y], counts[y]);
        assert_true(tks_diff_counts(diff).differing == differing);
        assert_true(tks_diff_counts(diff).antialiased == antialiased);
        assert_true(tks_diff_counts(diff).canvas == (int64_t)width * HEIGHT);
        tks_diff_free(diff);
    }
}

static void rows_left_out_are_empty(void **state)
{
    tks_diff *diff = new_diff(10, 100);

    (void)state;
    add_run(diff, 3, 7, 2, TKS_RUN_DIFFERING);
    add_run(diff, 0, 50, 10, TKS_RUN_ANTIALIASED);
    add_run(diff, 9, 99, 1, TKS_RUN_DIFFERING);
    conclude(diff, true);
    for (int32_t y = -3; y < 103; y++)
        assert_int_equal(tks_diff_row(diff, y, NULL, 0), y == 7 || y == 50 || y == 99);
    assert_int_equal(tks_diff_row(diff, INT32_MIN, NULL, 0), 0);
    assert_int_equal(tks_diff_row(diff, INT32_MAX, NULL, 0), 0);
    tks_diff_free(diff);
}

static void an_equal_pair_has_no_runs(void **state)
{
    tks_diff *diff = new_diff(10, 10);

    (void)state;
    conclude(diff, false);
    for (int32_t y = -1; y <= 10; y++)
        assert_int_equal(tks_diff_row(diff, y, NULL, 0), 0);
    check_bounds(diff, 0, 0, 0, 0);
    assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
    assert_int_equal(tks_diff_reason(diff), TKS_REASON_IDENTICAL);
    tks_diff_free(diff);
}

static void a_million_pixels_take_less_than_a_megabyte(void **state)
{
    static tks_run runs[1000];
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    const struct tksi_env resolved = env_of(&env);
    const struct tksi_canvas canvas = { 4000, 1000, 4000, 1000, 4000, 1000 };
    const tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;

    (void)state;
    for (int32_t i = 0; i < 250; i++)
        runs[i] = (tks_run){ i * 16, 4, TKS_RUN_DIFFERING };
    assert_int_equal(tksi_diff_new(&diff, &canvas, &rules, &resolved, NULL), TKS_OK);
    for (int32_t y = 0; y < 1000; y++)
        assert_int_equal(tksi_diff_add_row(diff, y, runs, 250, NULL), TKS_OK);
    assert_true(tks_diff_counts(diff).differing == 1000000);
    assert_true(diff->runs.length <= 500000 && diff->runs.capacity < 1 << 20);
    tks_diff_free(diff);
    assert_int_equal(atomic_load(&counting.held), 0);
}

/* -------------------------------------------------------------------- bounds */

static void bounds_hold_differing_pixels_and_no_others(void **state)
{
    tks_diff *diff = new_diff(100, 100);

    (void)state;
    add_run(diff, 0, 0, 100, TKS_RUN_ANTIALIASED);
    check_bounds(diff, 0, 0, 0, 0);
    add_run(diff, 40, 10, 5, TKS_RUN_DIFFERING);
    check_bounds(diff, 40, 10, 5, 1);
    add_run(diff, 30, 12, 2, TKS_RUN_DIFFERING);
    check_bounds(diff, 30, 10, 15, 3);
    add_run(diff, 60, 50, 40, TKS_RUN_DIFFERING);
    add_run(diff, 0, 99, 100, TKS_RUN_ANTIALIASED);
    conclude(diff, true);
    check_bounds(diff, 30, 10, 70, 41);
    tks_diff_free(diff);
}

static void the_last_pixel_of_the_largest_canvas_has_bounds(void **state)
{
    tks_diff *diff = new_diff(INT32_MAX, 3);

    (void)state;
    add_run(diff, INT32_MAX - 1, 2, 1, TKS_RUN_DIFFERING);
    conclude(diff, true);
    check_bounds(diff, INT32_MAX - 1, 2, 1, 1);
    assert_int_equal(tks_diff_row(diff, 2, NULL, 0), 1);
    tks_diff_free(diff);
}

/* ------------------------------------------------------------------- verdict */

struct allowance {
    int64_t max_pixels;
    double max_ratio;
    int64_t most; /* differing pixels of 1000 that are still similar */
};

static void judge(tks_diff **out, int32_t differing, const struct allowance *allowance)
{
    tks_rules rules = TKS_RULES;

    rules.max_pixels = allowance->max_pixels;
    rules.max_ratio = allowance->max_ratio;
    *out = new_diff(100, 10);
    for (int32_t y = 0; differing > 0; y++, differing -= 100)
        add_run(*out, 0, y, differing < 100 ? differing : 100, TKS_RUN_DIFFERING);
    tksi_diff_conclude(*out, &rules, true);
}

static void the_smaller_allowance_wins(void **state)
{
    static const struct allowance allowances[] = {
        { -1, -1, 0 },
        { 0, -1, 0 },
        { 0, 1, 0 },
        { 7, -1, 7 },
        { -1, 0, 0 },
        { -1, 0.005, 5 },
        { -1, 0.0059, 5 },
        { -1, 0.00099, 0 },
        { 7, 0.005, 5 },
        { 3, 0.005, 3 },
        { 5, 0.005, 5 },
        { -1, 1, 1000 },
        { INT64_MAX, -1, 1000 },
        { INT64_MAX, 0.5, 500 },
        { 999, 1, 999 },
        { 1000, 1, 1000 },
        { -5, -0.5, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof allowances / sizeof *allowances; i++)
        for (int32_t differing = 0; differing <= 1000; differing++) {
            tks_diff *diff;

            judge(&diff, differing, &allowances[i]);
            assert_int_equal(tks_diff_verdict(diff), differing > allowances[i].most ? TKS_DIFFERENT
                                                     : differing > 0                ? TKS_SIMILAR
                                                                                    : TKS_SAME);
            assert_int_equal(tks_diff_reason(diff), TKS_REASON_PIXELS);
            tks_diff_free(diff);
        }
}

static void a_difference_the_metric_excuses_is_none(void **state)
{
    tks_diff *diff = new_diff(10, 10);

    (void)state;
    add_run(diff, 1, 1, 3, TKS_RUN_ANTIALIASED);
    conclude(diff, true);
    assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
    assert_int_equal(tks_diff_reason(diff), TKS_REASON_PIXELS);
    tks_diff_free(diff);
}

static void another_size_is_different_whatever_is_allowed(void **state)
{
    static const struct tksi_canvas canvases[] = { { 11, 10, 10, 10, 11, 10 },
                                                   { 10, 11, 10, 11, 10, 10 },
                                                   { 20, 20, 10, 20, 20, 10 } };
    const struct tksi_env env = env_of(NULL);
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.max_pixels = INT64_MAX;
    rules.max_ratio = 1;
    for (int i = 0; i < 3; i++) {
        tks_diff *diff = NULL;

        assert_int_equal(tksi_diff_new(&diff, &canvases[i], &rules, &env, NULL), TKS_OK);
        tksi_diff_conclude(diff, &rules, false);
        assert_int_equal(tks_diff_verdict(diff), TKS_DIFFERENT);
        assert_int_equal(tks_diff_reason(diff), TKS_REASON_SIZE);
        assert_int_equal(tks_diff_expected_size(diff).width, canvases[i].expected_width);
        assert_int_equal(tks_diff_expected_size(diff).height, canvases[i].expected_height);
        assert_int_equal(tks_diff_actual_size(diff).width, canvases[i].actual_width);
        assert_int_equal(tks_diff_actual_size(diff).height, canvases[i].actual_height);
        assert_int_equal(tksi_diff_canvas(diff).width, canvases[i].width);
        tks_diff_free(diff);
    }
}

/* --------------------------------------------------------------------- the rest */

static void metric_and_threshold_are_kept(void **state)
{
    tks_diff *diff = new_diff(1, 1);

    (void)state;
    assert_int_equal(tks_diff_metric(diff), TKS_METRIC_PIXEL);
    assert_true(tks_diff_threshold(diff) == 0.25);
    tks_diff_free(diff);
}

static void names_are_those_of_the_json(void **state)
{
    (void)state;
    assert_string_equal(tks_verdict_name(TKS_SAME), "same");
    assert_string_equal(tks_verdict_name(TKS_SIMILAR), "similar");
    assert_string_equal(tks_verdict_name(TKS_DIFFERENT), "different");
    assert_string_equal(tks_verdict_name((tks_verdict)99), "unknown");
    assert_string_equal(tks_reason_name(TKS_REASON_IDENTICAL), "identical");
    assert_string_equal(tks_reason_name(TKS_REASON_PIXELS), "pixels");
    assert_string_equal(tks_reason_name(TKS_REASON_SIZE), "size");
    assert_string_equal(tks_reason_name((tks_reason)99), "unknown");
    assert_string_equal(tks_metric_name(TKS_METRIC_DEFAULT), "visual");
    assert_string_equal(tks_metric_name(TKS_METRIC_PIXEL), "pixel");
    assert_string_equal(tks_metric_name(TKS_METRIC_EXACT), "exact");
    assert_string_equal(tks_metric_name(TKS_METRIC_CIEDE2000), "ciede2000");
    assert_string_equal(tks_metric_name((tks_metric)99), "unknown");
}

static void want_of_memory_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator };
        const struct tksi_env resolved = env_of(&env);
        const struct tksi_canvas canvas = { 10, 10, 10, 10, 10, 10 };
        const tks_rules rules = TKS_RULES;
        tks_diff *diff = NULL;
        tks_status status;

        atomic_store(&counting.fail_at, n);
        status = tksi_diff_new(&diff, &canvas, &rules, &resolved, NULL);
        for (int32_t y = 0; y < 10 && status == TKS_OK; y++)
            status = tksi_diff_add_row(diff, y, &(tks_run){ y, 1, TKS_RUN_DIFFERING }, 1, NULL);
        tks_diff_free(diff);
        assert_int_equal(atomic_load(&counting.held), 0);
        if (status == TKS_OK) {
            assert_true(n > 3);
            return;
        }
        assert_int_equal(status, TKS_OUT_OF_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_come_out_as_they_went_in),
        cmocka_unit_test(rows_left_out_are_empty),
        cmocka_unit_test(an_equal_pair_has_no_runs),
        cmocka_unit_test(a_million_pixels_take_less_than_a_megabyte),
        cmocka_unit_test(bounds_hold_differing_pixels_and_no_others),
        cmocka_unit_test(the_last_pixel_of_the_largest_canvas_has_bounds),
        cmocka_unit_test(the_smaller_allowance_wins),
        cmocka_unit_test(a_difference_the_metric_excuses_is_none),
        cmocka_unit_test(another_size_is_different_whatever_is_allowed),
        cmocka_unit_test(metric_and_threshold_are_kept),
        cmocka_unit_test(names_are_those_of_the_json),
        cmocka_unit_test(want_of_memory_is_told_and_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

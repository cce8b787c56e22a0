/* test_antialias.c - the pixel metric against pixelmatch's rule as it is described
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "kernel/kernel.h"
#include "naive.h"

#include <stdio.h>
#include <string.h>
#include <tksnap/diff.h>

enum { SIDE = 40, PIXELS = SIDE * SIDE };

/* ------------------------------------------------------------------ arithmetic */

/* Why opaque colours may be ordered in whole numbers (antialias.c): two different
 * ones never have the same brightness. */
static void no_difference_of_colours_is_without_brightness(void **state)
{
    int64_t nearest = INT64_MAX;

    (void)state;
    for (int64_t red = -255; red <= 255; red++)
        for (int64_t green = -255; green <= 255; green++)
            for (int64_t blue = -255; blue <= 255; blue++) {
                const int64_t sum = 29889531 * red + 58662247 * green + 11448223 * blue;

                if (red == 0 && green == 0 && blue == 0)
                    continue;
                if (sum == 0)
                    fail();
                if (sum > 0 && sum < nearest)
                    nearest = sum;
            }
    /* one unit is 1e-8 of brightness; sums of doubles up to 255 err by less than 1e-12 */
    assert_true(nearest >= 1);
}

/* ------------------------------------------------------------------ whole pictures */

struct pair {
    int32_t width, height;
    uint8_t pixels[2][PIXELS][4];
};

/* A step between two surfaces, smooth or hard, with few colours: what the rule is
 * about. Alpha comes in as `alphas` says: 0 none, 1 a little, 2 everywhere. */
static void invent_colors(uint8_t colors[8][4], struct chance *chance, uint32_t alphas)
{
    const bool gray = chance_once_in(chance, 2);

    for (int i = 0; i < 8; i++) {
        for (int c = 0; c < 3; c++)
            colors[i][c] = gray && c > 0 ? colors[i][0] : (uint8_t)chance_below(chance, 256);
        colors[i][3] = 255;
        if (alphas == 2 || (alphas == 1 && chance_once_in(chance, 3)))
            colors[i][3] = (uint8_t)chance_below(chance, 256);
    }
}

static void invent_pair(struct pair *pair, struct chance *chance)
{
    const uint32_t n_colors = 2 + chance_below(chance, 7);
    const uint32_t noise = 1 + chance_below(chance, 12), change = 1 + chance_below(chance, 12);
    const int32_t slant = chance_between(chance, -2, 2);
    uint8_t colors[8][4];

    pair->width =
        chance_once_in(chance, 4) ? chance_between(chance, 1, 3) : chance_between(chance, 1, SIDE);
    pair->height =
        chance_once_in(chance, 4) ? chance_between(chance, 1, 3) : chance_between(chance, 1, SIDE);
    invent_colors(colors, chance, chance_below(chance, 3));
    for (int32_t i = 0; i < pair->width * pair->height; i++) {
        const int32_t x = i % pair->width, y = i / pair->width;
        uint32_t color = (uint32_t)((x + slant * y + 4 * SIDE) / 5) % n_colors;

        if (chance_once_in(chance, noise))
            color = chance_below(chance, n_colors);
        memcpy(pair->pixels[0][i], colors[color], 4);
        if (chance_once_in(chance, change))
            color = chance_below(chance, n_colors);
        memcpy(pair->pixels[1][i], colors[color], 4);
        if (chance_once_in(chance, 40))
            pair->pixels[1][i][chance_below(chance, 4)] ^= (uint8_t)(1 << chance_below(chance, 8));
    }
}

/* Marks of the engine's answer, as naive.h has them. */
static int64_t ask_engine(uint8_t *marks, const tks_view views[2], double threshold,
                          bool count_antialiased, const char *kernels)
{
    const tks_env env = { .size = sizeof env, .kernels = kernels };
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;
    int64_t count;

    rules.metric = TKS_METRIC_PIXEL;
    rules.threshold = threshold;
    rules.count_antialiased = count_antialiased;
    assert_int_equal(tks_compare_views(&diff, views[0], views[1], &rules, NULL, &env, NULL),
                     TKS_OK);
    memset(marks, NAIVE_EQUAL, PIXELS);
    for (int32_t y = 0; y < views[0].height; y++) {
        tks_run runs[SIDE];
        const size_t n = tks_diff_row(diff, y, runs, SIDE);

        for (size_t i = 0; i < n; i++)
            memset(marks + y * views[0].width + runs[i].x,
                   runs[i].kind == TKS_RUN_DIFFERING ? NAIVE_DIFFERING : NAIVE_ANTIALIASED,
                   (size_t)runs[i].length);
    }
    count = tks_diff_counts(diff).differing;
    tks_diff_free(diff);
    return count;
}

static void check_marks(const struct pair *pair, const uint8_t *got, const uint8_t *wanted,
                        int round)
{
    for (int32_t i = 0; i < pair->width * pair->height; i++)
        if (got[i] != wanted[i]) {
            fprintf(stderr, "round %d, %dx%d, pixel %d,%d: %d instead of %d\n", round,
                    (int)pair->width, (int)pair->height, (int)(i % pair->width),
                    (int)(i / pair->width), got[i], wanted[i]);
            fail();
        }
}

static const double thresholds[] = { 0, 0.02, 0.1, 0.3 };

static void every_pixel_is_judged_as_pixelmatch_does(void **state)
{
    static struct pair pair;
    static uint8_t got[PIXELS], wanted[PIXELS];
    struct chance chance = { 5 };
    int64_t antialiased = 0, differing = 0;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        const double threshold = thresholds[chance_below(&chance, 4)];
        const bool count_all = chance_once_in(&chance, 4);
        tks_view views[2];
        int64_t count;

        invent_pair(&pair, &chance);
        for (int side = 0; side < 2; side++)
            views[side] =
                (tks_view){ pair.pixels[side], pair.width, pair.height, pair.width * 4, TKS_RGBA8 };
        count = naive_compare(wanted, &pair.pixels[0][0][0], &pair.pixels[1][0][0], pair.width,
                              pair.height, threshold, count_all);
        for (size_t k = 0; tks_kernel_name(k) != NULL; k++) {
            assert_true(ask_engine(got, views, threshold, count_all, tks_kernel_name(k)) == count);
            check_marks(&pair, got, wanted, round);
        }
        differing += count;
        for (int32_t i = 0; i < pair.width * pair.height; i++)
            antialiased += wanted[i] == NAIVE_ANTIALIASED;
    }
    /* the generator makes what it should */
    assert_true(antialiased > 10000 && differing > 100000);
}

/* ------------------------------------------------------------------------ 16 bits */

static void widened_pictures_have_the_counts_of_the_narrow_ones(void **state)
{
    static struct pair pair;
    static uint16_t wide[2][PIXELS][4];
    static uint8_t got[PIXELS], wanted[PIXELS];
    struct chance chance = { 6 };

    (void)state;
    for (int round = 0; round < 2000; round++) {
        const double threshold = thresholds[chance_below(&chance, 4)];
        const bool count_all = chance_once_in(&chance, 4);
        const int narrow = (int)chance_below(&chance, 3); /* this side stays 8 bits; 2: none */
        tks_view views[2];
        int64_t count;

        invent_pair(&pair, &chance);
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < PIXELS * 4; i++)
                wide[side][i / 4][i % 4] = (uint16_t)(pair.pixels[side][i / 4][i % 4] * 257);
            views[side] =
                (tks_view){ wide[side], pair.width, pair.height, pair.width * 8, TKS_RGBA16 };
            if (side == narrow)
                views[side] = (tks_view){ pair.pixels[side], pair.width, pair.height,
                                          pair.width * 4, TKS_RGBA8 };
        }
        count = naive_compare(wanted, &pair.pixels[0][0][0], &pair.pixels[1][0][0], pair.width,
                              pair.height, threshold, count_all);
        assert_true(ask_engine(got, views, threshold, count_all, NULL) == count);
        check_marks(&pair, got, wanted, round);
    }
}

/* A difference that only the low bytes hold. */
static void low_bytes_of_16_bits_count(void **state)
{
    const uint16_t one[4] = { 1000, 1000, 1000, 65535 }, two[4] = { 1000, 1001, 1000, 65535 };
    const tks_view views[2] = { { one, 1, 1, 8, TKS_RGBA16 }, { two, 1, 1, 8, TKS_RGBA16 } };
    uint8_t mark[PIXELS];

    (void)state;
    assert_int_equal(ask_engine(mark, views, 0, true, NULL), 1);
    assert_int_equal(ask_engine(mark, views, 0.1, true, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_difference_of_colours_is_without_brightness),
        cmocka_unit_test(every_pixel_is_judged_as_pixelmatch_does),
        cmocka_unit_test(widened_pictures_have_the_counts_of_the_narrow_ones),
        cmocka_unit_test(low_bytes_of_16_bits_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_ciede2000.c - the CIE colour difference of 2000
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/color.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <tksnap/diff.h>

/* Table 1 of G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula:
 * Implementation Notes, Supplementary Test Data, and Mathematical Observations",
 * Color Research and Application 30 (2005), 21-30: pairs chosen to catch what
 * implementations get wrong. */
static const struct {
    struct tksi_lab first, second;
    double difference;
} sharma[] = {
    { { 50.0000, 2.6772, -79.7751 }, { 50.0000, 0.0000, -82.7485 }, 2.0425 },
    { { 50.0000, 3.1571, -77.2803 }, { 50.0000, 0.0000, -82.7485 }, 2.8615 },
    { { 50.0000, 2.8361, -74.0200 }, { 50.0000, 0.0000, -82.7485 }, 3.4412 },
    { { 50.0000, -1.3802, -84.2814 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
    { { 50.0000, -1.1848, -84.8006 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
    { { 50.0000, -0.9009, -85.5211 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
    { { 50.0000, 0.0000, 0.0000 }, { 50.0000, -1.0000, 2.0000 }, 2.3669 },
    { { 50.0000, -1.0000, 2.0000 }, { 50.0000, 0.0000, 0.0000 }, 2.3669 },
    { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0009 }, 7.1792 },
    { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0010 }, 7.1792 },
    { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0011 }, 7.2195 },
    { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0012 }, 7.2195 },
    { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0009, -2.4900 }, 4.8045 },
    { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0010, -2.4900 }, 4.8045 },
    { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0011, -2.4900 }, 4.7461 },
    { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 0.0000, -2.5000 }, 4.3065 },
    { { 50.0000, 2.5000, 0.0000 }, { 73.0000, 25.0000, -18.0000 }, 27.1492 },
    { { 50.0000, 2.5000, 0.0000 }, { 61.0000, -5.0000, 29.0000 }, 22.8977 },
    { { 50.0000, 2.5000, 0.0000 }, { 56.0000, -27.0000, -3.0000 }, 31.9030 },
    { { 50.0000, 2.5000, 0.0000 }, { 58.0000, 24.0000, 15.0000 }, 19.4535 },
    { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.1736, 0.5854 }, 1.0000 },
    { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.2972, 0.0000 }, 1.0000 },
    { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 1.8634, 0.5757 }, 1.0000 },
    { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.2592, 0.3350 }, 1.0000 },
    { { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
    { { 63.0109, -31.0961, -5.8663 }, { 62.8187, -29.7946, -4.0864 }, 1.2630 },
    { { 61.2901, 3.7196, -5.3901 }, { 61.4292, 2.2480, -4.9620 }, 1.8731 },
    { { 35.0831, -44.1164, 3.7933 }, { 35.0232, -40.0716, 1.5901 }, 1.8645 },
    { { 22.7233, 20.0904, -46.6940 }, { 23.0331, 14.9730, -42.5619 }, 2.0373 },
    { { 36.4612, 47.8580, 18.3852 }, { 36.2715, 50.5065, 21.2231 }, 1.4146 },
    { { 90.8027, -2.0831, 1.4410 }, { 91.1528, -1.6435, 0.0447 }, 1.4441 },
    { { 90.9257, -0.5406, -0.9208 }, { 88.6381, -0.8985, -0.7239 }, 1.5381 },
    { { 6.7747, -0.2908, -2.4247 }, { 5.8714, -0.0985, -2.2286 }, 0.6377 },
    { { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
};

static void check_difference(double got, double wanted, size_t row)
{
    if (!(fabs(got - wanted) < 0.00005 + 1e-9)) {
        fprintf(stderr, "row %zu: %.6f, not %.4f\n", row, got, wanted);
        fail();
    }
}

static void sharmas_pairs_have_their_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sharma / sizeof *sharma; i++)
        check_difference(tksi_ciede2000(&sharma[i].first, &sharma[i].second), sharma[i].difference,
                         i + 1);
}

static void the_difference_is_the_same_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sharma / sizeof *sharma; i++)
        assert_true(fabs(tksi_ciede2000(&sharma[i].first, &sharma[i].second) -
                         tksi_ciede2000(&sharma[i].second, &sharma[i].first)) < 1e-9);
}

static void a_colour_does_not_differ_from_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sharma / sizeof *sharma; i++)
        assert_true(tksi_ciede2000(&sharma[i].first, &sharma[i].first) == 0);
}

static void check_lab(double red, double green, double blue, double l, double a, double b)
{
    const struct tksi_lab lab = tksi_lab_of(red, green, blue);

    assert_true(fabs(lab.l - l) < 0.02);
    assert_true(fabs(lab.a - a) < 0.02);
    assert_true(fabs(lab.b - b) < 0.02);
}

/* B. Lindbloom's calculator, sRGB, D65 */
static void the_primaries_have_their_lab(void **state)
{
    (void)state;
    check_lab(0, 0, 0, 0, 0, 0);
    check_lab(1, 1, 1, 100, 0, 0);
    check_lab(1, 0, 0, 53.2408, 80.0925, 67.2032);
    check_lab(0, 1, 0, 87.7347, -86.1827, 83.1793);
    check_lab(0, 0, 1, 32.2970, 79.1875, -107.8602);
    check_lab(128 / 255.0, 128 / 255.0, 128 / 255.0, 53.5850, 0, 0);
}

/* Pairs of sRGB colours with a Delta E of another implementation, whose white differs
 * from ours in the fifth place (fixtures, metrics/ciede2000). */
static const struct {
    uint8_t first[3], second[3];
    double difference;
} pairs_of_srgb[] = {
    { { 0, 0, 0 }, { 255, 255, 255 }, 100.000001 },
    { { 255, 0, 0 }, { 0, 255, 0 }, 86.614505 },
    { { 0, 0, 255 }, { 0, 255, 0 }, 83.182682 },
    { { 247, 248, 250 }, { 255, 255, 255 }, 1.759930 },
    { { 169, 169, 169 }, { 144, 144, 144 }, 7.821795 },
    { { 158, 128, 51 }, { 128, 128, 128 }, 22.383553 },
    { { 0, 0, 0 }, { 13, 13, 13 }, 2.114112 },
    { { 0, 0, 0 }, { 23, 23, 23 }, 4.583079 },
    { { 41, 56, 157 }, { 41, 56, 0 }, 58.211042 },
    { { 0, 254, 252 }, { 94, 254, 252 }, 2.415730 },
    { { 123, 81, 252 }, { 43, 201, 100 }, 59.897463 },
    { { 250, 250, 250 }, { 255, 255, 255 }, 0.996523 },
    { { 238, 240, 243 }, { 255, 255, 255 }, 3.491267 },
    { { 107, 114, 128 }, { 127, 134, 148 }, 7.802364 },
    { { 31, 41, 77 }, { 18, 26, 54 }, 5.323986 },
    { { 37, 99, 235 }, { 31, 87, 214 }, 4.746006 },
};

static void srgb_pairs_have_their_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs_of_srgb / sizeof *pairs_of_srgb; i++) {
        const uint8_t *a = pairs_of_srgb[i].first, *b = pairs_of_srgb[i].second;
        const struct tksi_lab first = tksi_lab_of(a[0] / 255.0, a[1] / 255.0, a[2] / 255.0);
        const struct tksi_lab second = tksi_lab_of(b[0] / 255.0, b[1] / 255.0, b[2] / 255.0);

        assert_true(fabs(tksi_ciede2000(&first, &second) - pairs_of_srgb[i].difference) < 0.002);
    }
}

/* ----------------------------------------------------------------- the metric */

static int64_t differing(const uint8_t expected[4], const uint8_t actual[4], double threshold)
{
    const tks_view views[2] = { { expected, 1, 1, 4, TKS_RGBA8 }, { actual, 1, 1, 4, TKS_RGBA8 } };
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;
    int64_t count;

    rules.metric = TKS_METRIC_CIEDE2000;
    rules.threshold = threshold;
    assert_int_equal(tks_compare_views(&diff, views[0], views[1], &rules, NULL, NULL, NULL),
                     TKS_OK);
    count = tks_diff_counts(diff).differing;
    tks_diff_free(diff);
    return count;
}

static void a_pixel_differs_above_the_threshold_only(void **state)
{
    const uint8_t black[4] = { 0, 0, 0, 255 }, white[4] = { 255, 255, 255, 255 };

    (void)state;
    assert_int_equal(differing(black, white, 99.99), 1);
    assert_int_equal(differing(black, white, 100.01), 0);
    assert_int_equal(differing(black, black, 0), 0);
}

static void translucent_pixels_are_laid_on_white(void **state)
{
    const uint8_t clear[4] = { 0, 0, 0, 0 }, white[4] = { 255, 255, 255, 255 };
    const uint8_t half[4] = { 0, 0, 0, 51 }, gray[4] = { 204, 204, 204, 255 };

    (void)state;
    assert_int_equal(differing(clear, white, 0), 0);
    assert_int_equal(differing(half, gray, 0.001), 0);
    assert_int_equal(differing(half, white, 1), 1);
}

static void equal_neighbours_are_judged_alike(void **state)
{
    enum { WIDTH = 97 };
    uint8_t rows[2][WIDTH][4];
    const tks_view views[2] = { { rows[0], WIDTH, 1, sizeof rows[0], TKS_RGBA8 },
                                { rows[1], WIDTH, 1, sizeof rows[1], TKS_RGBA8 } };
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;
    int64_t wanted = 0;

    (void)state;
    rules.metric = TKS_METRIC_CIEDE2000;
    for (int x = 0; x < WIDTH; x++)
        for (int c = 0; c < 4; c++) {
            rows[0][x][c] = (uint8_t)(c == 3 ? 255 : 40 * (x / 10 % 5));
            rows[1][x][c] = (uint8_t)(c == 3 ? 255 : 10 * (x / 7 % 9));
        }
    for (int x = 0; x < WIDTH; x++)
        wanted += differing(rows[0][x], rows[1][x], -1);
    assert_int_equal(tks_compare_views(&diff, views[0], views[1], &rules, NULL, NULL, NULL),
                     TKS_OK);
    assert_true(wanted > 0 && wanted < WIDTH);
    assert_true(tks_diff_counts(diff).differing == wanted);
    tks_diff_free(diff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sharmas_pairs_have_their_differences),
        cmocka_unit_test(the_difference_is_the_same_both_ways),
        cmocka_unit_test(a_colour_does_not_differ_from_itself),
        cmocka_unit_test(the_primaries_have_their_lab),
        cmocka_unit_test(srgb_pairs_have_their_differences),
        cmocka_unit_test(a_pixel_differs_above_the_threshold_only),
        cmocka_unit_test(translucent_pixels_are_laid_on_white),
        cmocka_unit_test(equal_neighbours_are_judged_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

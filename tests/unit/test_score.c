/* test_score.c - do scores keep what they promise of any pictures?
 *
 * What their values are is golden/test_scores' question.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "counting.h"
#include "score/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap.h>

enum { ALL = (1 << TKS_SCORE_COUNT) - 1 };

/* ------------------------------------------------------------------ pictures */

/* Smooth colours with a line here and there, so that every score has something to see. */
static uint32_t *picture(int32_t width, int32_t height)
{
    uint8_t *bytes = malloc((size_t)width * (size_t)height * 4), *to = bytes;

    assert_non_null(bytes);
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++, to += 4) {
            const bool line = x % 13 == 5 || y % 17 == 3;

            to[0] = (uint8_t)(line ? 30 : 200 - x * 90 / width);
            to[1] = (uint8_t)(line ? 40 : 120 + y * 100 / height);
            to[2] = (uint8_t)(line ? 200 : 80 + (x + y) % 40);
            to[3] = 255;
        }
    return (uint32_t *)(void *)bytes;
}

/* A copy with noise of up to `amount` levels in a rectangle. */
static uint32_t *noisy(const uint32_t *from, int32_t width, int32_t height, tks_rect where,
                       int amount)
{
    const size_t bytes = (size_t)width * (size_t)height * 4;
    uint8_t *to = malloc(bytes);
    struct chance chance = { 7 };

    assert_non_null(to);
    memcpy(to, from, bytes);
    for (int32_t y = where.y; y < where.y + where.height; y++)
        for (int32_t x = where.x; x < where.x + where.width; x++)
            for (size_t c = 0; c < 3; c++) {
                uint8_t *at = &to[((size_t)y * (size_t)width + (size_t)x) * 4 + c];
                const int value = *at + chance_between(&chance, -amount, amount);

                *at = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
            }
    return (uint32_t *)(void *)to;
}

static tks_view view_of(const void *words, int32_t width, int32_t height)
{
    return (tks_view){ words, width, height, (ptrdiff_t)width * 4, TKS_RGBA8 };
}

static void scores_of(double values[TKS_SCORE_COUNT], tks_view expected, tks_view actual,
                      const tks_env *env)
{
    tks_error err = { 0 };

    if (tks_scores_views(values, ALL, expected, actual, NULL, env, &err))
        fail_msg("%s", err.message);
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        assert_true(isfinite(values[i]));
}

static void assert_same_bits(const double *a, const double *b)
{
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0)
            fail_msg("%s is %.17g and %.17g", tks_score_name((tks_score)i), a[i], b[i]);
}

/* Whether `a` tells of a smaller difference than `b`. */
static bool is_better(tks_score score, double a, double b)
{
    return tks_score_best(score) == 0 ? a < b : a > b;
}

/* ---------------------------------------------------------------- properties */

static void equal_pictures_have_the_best_values(void **state)
{
    uint32_t *words = picture(67, 45);
    double values[TKS_SCORE_COUNT];

    (void)state;
    scores_of(values, view_of(words, 67, 45), view_of(words, 67, 45), NULL);
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        assert_true(values[i] == tks_score_best((tks_score)i));
    free(words);
}

static void more_noise_is_worse(void **state)
{
    enum { W = 90, H = 70 };
    uint32_t *words = picture(W, H);
    double before[TKS_SCORE_COUNT];

    (void)state;
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        before[i] = tks_score_best((tks_score)i);
    for (int amount = 2; amount <= 32; amount *= 2) {
        uint32_t *other = noisy(words, W, H, (tks_rect){ 0, 0, W, H }, amount);
        double values[TKS_SCORE_COUNT];

        scores_of(values, view_of(words, W, H), view_of(other, W, H), NULL);
        for (int i = 0; i < TKS_SCORE_COUNT; i++)
            if (!is_better((tks_score)i, before[i], values[i]))
                fail_msg("%s at noise %d is %g after %g", tks_score_name((tks_score)i), amount,
                         values[i], before[i]);
        memcpy(before, values, sizeof before);
        free(other);
    }
    free(words);
}

static void all_but_ssimulacra2_are_symmetric(void **state)
{
    enum { W = 90, H = 70 };
    uint32_t *words = picture(W, H);
    uint32_t *other = noisy(words, W, H, (tks_rect){ 20, 10, 30, 40 }, 60);
    double one[TKS_SCORE_COUNT], two[TKS_SCORE_COUNT];

    (void)state;
    scores_of(one, view_of(words, W, H), view_of(other, W, H), NULL);
    scores_of(two, view_of(other, W, H), view_of(words, W, H), NULL);
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        if (i != TKS_SCORE_SSIMULACRA2)
            assert_true(fabs(one[i] - two[i]) < 1e-9);
    free(words);
    free(other);
}

static void all_kernels_give_the_same_bits(void **state)
{
    static const int32_t sizes[][2] = { { 1, 1 },    { 7, 9 },    { 16, 16 },  { 33, 31 },
                                        { 111, 57 }, { 257, 40 }, { 400, 390 } };

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const int32_t w = sizes[s][0], h = sizes[s][1];
        uint32_t *words = picture(w, h), *other = noisy(words, w, h, (tks_rect){ 0, 0, w, h }, 50);
        double plain[TKS_SCORE_COUNT];

        for (size_t k = 0; tks_kernel_name(k) != NULL; k++) {
            const tks_env env = { .size = sizeof env,
                                  .threads = k % 2 == 0 ? 1 : 3,
                                  .kernels = tks_kernel_name(k) };
            double values[TKS_SCORE_COUNT];

            scores_of(values, view_of(words, w, h), view_of(other, w, h), &env);
            if (k == 0)
                memcpy(plain, values, sizeof plain);
            assert_same_bits(plain, values);
        }
        free(words);
        free(other);
    }
}

/* The whole pictures as one part, against the part that is chosen. */
static void only_looking_where_it_differs_changes_nothing(void **state)
{
    static const tks_rect places[] = { { 300, 200, 20, 9 }, { 0, 0, 3, 3 },     { 637, 477, 3, 3 },
                                       { 0, 240, 640, 1 },  { 320, 0, 1, 480 }, { 5, 470, 7, 10 },
                                       { 150, 151, 77, 33 } };
    enum { W = 640, H = 480 };
    uint32_t *words = picture(W, H);

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        uint32_t *other = noisy(words, W, H, places[i], 80);
        double values[TKS_SCORE_COUNT], whole[TKS_SCORE_COUNT];
        struct tksi_env env;
        struct tksi_part part = { .views = { view_of(words, W, H), view_of(other, W, H) },
                                  .width = W,
                                  .height = H,
                                  .whole_width = W,
                                  .whole_height = H,
                                  .pixels_per_degree = TKS_DEFAULT_PIXELS_PER_DEGREE,
                                  .env = &env };

        assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
        part.loops = tksi_score_loops_for(&env);
        scores_of(values, part.views[0], part.views[1], NULL);
        memcpy(whole, values, sizeof whole);
        assert_int_equal(tksi_score_ssim(&whole[TKS_SCORE_SSIM], &part, NULL), TKS_OK);
        assert_int_equal(tksi_score_gmsd(&whole[TKS_SCORE_GMSD], &part, NULL), TKS_OK);
        assert_int_equal(tksi_score_ssimulacra2(&whole[TKS_SCORE_SSIMULACRA2], &part, NULL),
                         TKS_OK);
        assert_int_equal(tksi_score_flip(&whole[TKS_SCORE_FLIP], &whole[TKS_SCORE_FLIP_MAX], NULL,
                                         0, &part, NULL),
                         TKS_OK);
        assert_int_equal(tksi_score_ciede2000(&whole[TKS_SCORE_CIEDE2000],
                                              &whole[TKS_SCORE_CIEDE2000_P95],
                                              &whole[TKS_SCORE_CIEDE2000_MAX], &part, NULL),
                         TKS_OK);
        for (int k = 0; k < TKS_SCORE_COUNT; k++)
            if (!(fabs(values[k] - whole[k]) <= 1e-9))
                fail_msg("%s at place %zu is %.12g, of the whole %.12g",
                         tks_score_name((tks_score)k), i, values[k], whole[k]);
        free(other);
    }
    free(words);
}

/* ------------------------------------------------------------ kinds of pixels */

static void sixteen_bits_score_as_eight(void **state)
{
    enum { W = 60, H = 50 };
    uint32_t *words = picture(W, H);
    uint32_t *other = noisy(words, W, H, (tks_rect){ 9, 9, 30, 30 }, 60);
    uint16_t *wide = malloc((size_t)W * H * 8);
    const uint8_t *bytes = (const uint8_t *)words;
    double narrow[TKS_SCORE_COUNT], mixed[TKS_SCORE_COUNT];
    tks_view view = { wide, W, H, W * 8, TKS_RGBA16 };

    (void)state;
    assert_non_null(wide);
    for (size_t i = 0; i < (size_t)W * H * 4; i++)
        wide[i] = (uint16_t)(bytes[i] * 257);
    scores_of(narrow, view_of(words, W, H), view_of(other, W, H), NULL);
    scores_of(mixed, view, view_of(other, W, H), NULL);
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        assert_true(fabs(narrow[i] - mixed[i]) < 1e-9);
    scores_of(mixed, view, view_of(words, W, H), NULL);
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        assert_true(mixed[i] == tks_score_best((tks_score)i));
    /* and a difference that 8 bits do not have is seen */
    wide[4 * (W * 20 + 20)] ^= 1;
    scores_of(mixed, view, view_of(words, W, H), NULL);
    assert_true(mixed[TKS_SCORE_CIEDE2000_MAX] > 0 && mixed[TKS_SCORE_CIEDE2000_MAX] < 0.01);
    free(words);
    free(other);
    free(wide);
}

static void translucent_pixels_lie_on_white(void **state)
{
    enum { W = 40, H = 40 };
    uint32_t *words = picture(W, H), *clear = picture(W, H), *white = picture(W, H);
    double values[TKS_SCORE_COUNT], wanted[TKS_SCORE_COUNT];

    (void)state;
    for (size_t i = 10 * W; i < 20 * W; i++) {
        memset(&white[i], 255, 4);
        memset(&clear[i], 0, 4);
    }
    scores_of(values, view_of(words, W, H), view_of(clear, W, H), NULL);
    scores_of(wanted, view_of(words, W, H), view_of(white, W, H), NULL);
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        if (i != TKS_SCORE_SSIMULACRA2) /* on two greys, and the worse of them */
            assert_true(fabs(values[i] - wanted[i]) < 1e-9);
    scores_of(values, view_of(white, W, H), view_of(clear, W, H), NULL);
    assert_true(values[TKS_SCORE_FLIP_MAX] == 0 && values[TKS_SCORE_CIEDE2000_MAX] == 0);
    assert_true(values[TKS_SCORE_SSIM] == 1 && values[TKS_SCORE_SSIMULACRA2] < 100);
    free(words);
    free(clear);
    free(white);
}

static void tiny_pictures_have_scores(void **state)
{
    static const uint8_t black[24 * 24 * 4], ones = 255;
    uint8_t *white = malloc(sizeof black);

    (void)state;
    assert_non_null(white);
    memset(white, ones, sizeof black);
    for (int32_t w = 1; w <= 24; w++)
        for (int32_t h = 1; h <= 24; h += w % 3 + 1) {
            double values[TKS_SCORE_COUNT];

            scores_of(values, view_of(black, w, h), view_of(white, w, h), NULL);
            /* black here is transparent, which is white but to SSIMULACRA2 */
            assert_true(values[TKS_SCORE_SSIM] == 1 && values[TKS_SCORE_SSIMULACRA2] < 90);
        }
    for (size_t i = 0; i < sizeof black; i++)
        white[i] = i % 4 == 3 ? 255 : 0;
    for (int32_t side = 1; side <= 24; side++) {
        uint8_t gray[24 * 24 * 4];
        double values[TKS_SCORE_COUNT];

        memset(gray, 255, sizeof gray);
        scores_of(values, view_of(white, side, side), view_of(gray, side, side), NULL);
        assert_true(values[TKS_SCORE_SSIM] < 0.01 && values[TKS_SCORE_SSIMULACRA2] < 70);
        assert_true(values[TKS_SCORE_FLIP] > 0.9 && values[TKS_SCORE_CIEDE2000] > 99.9);
    }
    free(white);
}

static void any_view_may_be_scored(void **state)
{
    enum { W = 50, H = 30 };
    uint32_t *words = picture(W, H), *flipped = malloc((size_t)W * H * 4);
    uint8_t *packed = malloc((size_t)W * H * 3 + 1);
    double values[TKS_SCORE_COUNT];

    (void)state;
    assert_non_null(flipped);
    assert_non_null(packed);
    for (size_t y = 0; y < H; y++)
        memcpy(flipped + y * W, words + (H - 1 - y) * W, (size_t)W * 4);
    for (size_t i = 0; i < (size_t)W * H; i++)
        memcpy(packed + 1 + 3 * i, &words[i], 3);
    scores_of(values, view_of(words, W, H),
              (tks_view){ flipped + (size_t)W * (H - 1), W, H, -W * 4, TKS_RGBA8 }, NULL);
    assert_true(values[TKS_SCORE_SSIM] == 1);
    scores_of(values, view_of(words, W, H), (tks_view){ packed + 1, W, H, W * 3, TKS_RGB8 }, NULL);
    assert_true(values[TKS_SCORE_SSIMULACRA2] == 100);
    packed[1 + 3 * (W * 15 + 25)] ^= 64;
    scores_of(values, view_of(words, W, H), (tks_view){ packed + 1, W, H, W * 3, TKS_RGB8 }, NULL);
    assert_true(values[TKS_SCORE_FLIP_MAX] > 0);
    free(words);
    free(flipped);
    free(packed);
}

/* ----------------------------------------------------------------------- map */

static void the_map_is_what_flip_sums_up(void **state)
{
    enum { W = 120, H = 100 };
    uint32_t *words = picture(W, H);
    uint32_t *other = noisy(words, W, H, (tks_rect){ 50, 60, 4, 3 }, 90);
    float *map = malloc((size_t)W * H * sizeof *map), largest = 0;
    double values[TKS_SCORE_COUNT], sum = 0;

    (void)state;
    assert_non_null(map);
    assert_int_equal(tks_flip_map(map, view_of(words, W, H), view_of(other, W, H), NULL, NULL,
                                  NULL),
                     TKS_OK);
    scores_of(values, view_of(words, W, H), view_of(other, W, H), NULL);
    for (size_t i = 0; i < (size_t)W * H; i++) {
        assert_true(map[i] >= 0 && map[i] <= 1);
        sum += (double)map[i];
        largest = map[i] > largest ? map[i] : largest;
    }
    assert_true(fabs(sum / (W * H) - values[TKS_SCORE_FLIP]) < 1e-9);
    assert_true((double)largest == values[TKS_SCORE_FLIP_MAX]);
    assert_true(map[0] == 0 && map[60 * W + 50] > 0);
    free(words);
    free(other);
    free(map);
}

/* -------------------------------------------------------------------- errors */

static void check_refused(uint32_t which, tks_view expected, tks_view actual, double ppd,
                          const char *message)
{
    tks_score_options options = TKS_SCORE_OPTIONS;
    double values[TKS_SCORE_COUNT];
    tks_error err = { 0 };

    options.pixels_per_degree = ppd;
    assert_int_equal(tks_scores_views(values, which, expected, actual, &options, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    assert_string_equal(err.message, message);
}

static void nonsense_is_refused_in_words(void **state)
{
    uint32_t *words = picture(20, 20);
    const tks_view one = view_of(words, 20, 20), other = view_of(words, 19, 20);
    tks_score_options unsized = { 0 };
    double value;

    (void)state;
    check_refused(ALL, one, other, 0,
                  "scores want two pictures of one size; these have 20x20 and 19x20 pixels");
    check_refused(ALL + 1, one, one, 0, "there is no score for one of the bits");
    for (int i = 0; i < 3; i++)
        check_refused(ALL, one, one, (const double[]){ 0.5, 1001, NAN }[i],
                      "the pixels per degree go from 1 to 1000; a desktop screen has 40 to 70");
    assert_int_equal(tks_score_views(&value, (tks_score)99, one, one, NULL, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_score_views(&value, TKS_SCORE_SSIM, one, one, &unsized, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    free(words);
}

static void short_memory_is_an_error_and_leaks_nothing(void **state)
{
    uint32_t *words = picture(50, 40), *other = noisy(words, 50, 40, (tks_rect){ 9, 9, 9, 9 }, 99);
    tks_status status = TKS_OUT_OF_MEMORY;

    (void)state;
    words[0] = 0; /* translucent: the largest need */
    for (long fail_at = 1; status != TKS_OK; fail_at++) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
        double values[TKS_SCORE_COUNT];
        tks_error err = { 0 };

        counting.fail_at = fail_at;
        status = tks_scores_views(values, ALL, view_of(words, 50, 40), view_of(other, 50, 40), NULL,
                                  &env, &err);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_string_equal(err.message, status == TKS_OK ? "" : "out of memory");
        assert_int_equal(counting.held, 0);
        assert_true(fail_at < 1000);
    }
    free(words);
    free(other);
}

static void names_go_both_ways(void **state)
{
    (void)state;
    for (int i = 0; i < TKS_SCORE_COUNT; i++) {
        const char *name = tks_score_name((tks_score)i);
        tks_score found = (tks_score)99;

        assert_true(tks_score_named(&found, (tks_str){ name, strlen(name) }));
        assert_int_equal(found, i);
        assert_false(tks_score_named(&found, (tks_str){ name, strlen(name) - 1 }));
    }
    assert_string_equal(tks_score_name((tks_score)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pictures_have_the_best_values),
        cmocka_unit_test(more_noise_is_worse),
        cmocka_unit_test(all_but_ssimulacra2_are_symmetric),
        cmocka_unit_test(all_kernels_give_the_same_bits),
        cmocka_unit_test(only_looking_where_it_differs_changes_nothing),
        cmocka_unit_test(sixteen_bits_score_as_eight),
        cmocka_unit_test(translucent_pixels_lie_on_white),
        cmocka_unit_test(tiny_pictures_have_scores),
        cmocka_unit_test(any_view_may_be_scored),
        cmocka_unit_test(the_map_is_what_flip_sums_up),
        cmocka_unit_test(nonsense_is_refused_in_words),
        cmocka_unit_test(short_memory_is_an_error_and_leaks_nothing),
        cmocka_unit_test(names_go_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

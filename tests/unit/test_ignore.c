/* test_ignore.c - which pixels do not count
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "counting.h"
#include "diff/ignore.h"
#include "kernel/kernel.h"

#include <string.h>

static struct tksi_env env_of(const tks_env *env)
{
    struct tksi_env out;

    assert_int_equal(tksi_env_resolve(&out, env, NULL), TKS_OK);
    return out;
}

static struct tksi_canvas canvas_of(int32_t width, int32_t height)
{
    return (struct tksi_canvas){ width, height, width, height, width, height };
}

static struct tksi_ignore *open_ignore(const tks_rules *rules, int32_t width, int32_t height)
{
    const struct tksi_env env = env_of(NULL);
    const struct tksi_canvas canvas = canvas_of(width, height);
    struct tksi_ignore *ignore = NULL;

    assert_int_equal(tksi_ignore_new(&ignore, rules, &canvas, &env, NULL), TKS_OK);
    return ignore;
}

/* Every pixel of the canvas is ignored where `wanted` (width * height) says so, and
 * the count is right. */
static void check(const tks_rules *rules, const bool *wanted, int32_t width, int32_t height)
{
    struct tksi_ignore *ignore = open_ignore(rules, width, height);
    int64_t count = 0;

    assert_non_null(ignore);
    for (int32_t y = 0; y < height; y++) {
        const uint64_t *bits = tksi_ignore_row(ignore, y);
        bool any = false;

        for (int32_t x = 0; x < width; x++) {
            const bool want = wanted[y * width + x];

            assert_int_equal(bits != NULL && (bits[x / 64] >> x % 64 & 1), want);
            any |= want;
            count += want;
        }
        assert_int_equal(bits != NULL, any);
        if (bits != NULL && width % 64 != 0)
            assert_true(bits[width / 64] >> width % 64 == 0);
    }
    assert_true(tksi_ignore_count(ignore) == count);
    tksi_ignore_free(ignore);
}

/* ---------------------------------------------------------------- rectangles */

static bool covered(const tks_rect *rect, int64_t x, int64_t y)
{
    return x >= rect->x && y >= rect->y && x < (int64_t)rect->x + rect->width &&
           y < (int64_t)rect->y + rect->height;
}

static void check_rects(const tks_rect *rects, size_t n_rects, int32_t width, int32_t height)
{
    static bool wanted[200 * 40];
    tks_rules rules = TKS_RULES;

    rules.ignore = rects;
    rules.n_ignore = n_rects;
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++) {
            bool *want = &wanted[y * width + x];

            *want = false;
            for (size_t i = 0; i < n_rects; i++)
                *want |= covered(&rects[i], x, y);
        }
    check(&rules, wanted, width, height);
}

static void nothing_to_ignore_needs_nothing(void **state)
{
    const tks_rules rules = TKS_RULES;

    (void)state;
    assert_null(open_ignore(&rules, 5, 5));
    tksi_ignore_free(NULL);
}

static void rectangles_are_cut_off_at_the_edges(void **state)
{
    static const tks_rect rects[] = {
        { 0, 0, 1, 1 },       { -5, -5, 7, 7 },     { 95, 35, 50, 50 }, { 63, 10, 2, 3 },
        { -100, 3, 1000, 1 }, { 7, -100, 1, 1000 }, { 100, 0, 9, 9 },   { 0, 40, 9, 9 },
        { -9, 0, 9, 9 },      { 0, -9, 9, 9 },      { 3, 3, 0, 5 },     { 3, 3, 5, 0 },
        { 50, 5, -3, 9 },     { 50, 5, 9, -3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rects / sizeof *rects; i++)
        check_rects(&rects[i], 1, 100, 40);
    check_rects(rects, sizeof rects / sizeof *rects, 100, 40);
}

static void the_largest_numbers_do_not_wrap_around(void **state)
{
    static const int32_t extremes[] = {
        INT32_MIN, INT32_MIN + 1, -1, 0, 1, INT32_MAX - 1, INT32_MAX
    };
    enum { N = sizeof extremes / sizeof *extremes };

    (void)state;
    for (int i = 0; i < N * N * N * N; i++) {
        const tks_rect rect = { extremes[i % N], extremes[i / N % N], extremes[i / N / N % N],
                                extremes[i / N / N / N] };

        check_rects(&rect, 1, 3, 3);
    }
}

static void random_rectangles_cover_what_they_cover(void **state)
{
    struct chance chance = { 3 };

    (void)state;
    for (int round = 0; round < 300; round++) {
        const int32_t width = chance_between(&chance, 1, 200);
        const int32_t height = chance_between(&chance, 1, 40);
        tks_rect rects[6];

        for (int i = 0; i < 6; i++)
            rects[i] =
                (tks_rect){ chance_between(&chance, -20, 210), chance_between(&chance, -20, 50),
                            chance_between(&chance, -3, 90), chance_between(&chance, -3, 9) };
        check_rects(rects, 1 + chance_below(&chance, 6), width, height);
    }
}

/* ------------------------------------------------------------------- the mask */

static void a_mask_with_transparency_ignores_where_it_is_opaque(void **state)
{
    /* the colours would say the opposite */
    static const uint8_t pixels[2][3][4] = {
        { { 0, 0, 0, 255 }, { 255, 255, 255, 127 }, { 0, 0, 0, 128 } },
        { { 255, 255, 255, 0 }, { 0, 0, 0, 200 }, { 255, 255, 255, 1 } },
    };
    static const bool wanted[6] = { true, false, true, false, true, false };
    const tks_view mask = { pixels, 3, 2, 12, TKS_RGBA8 };
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.mask = &mask;
    check(&rules, wanted, 3, 2);
}

static void an_opaque_mask_ignores_where_it_is_light(void **state)
{
    /* Rec. 601: green weighs more than red, red more than blue */
    static const uint8_t pixels[8][3] = {
        { 128, 128, 128 }, { 127, 127, 127 }, { 255, 255, 255 }, { 0, 0, 0 },
        { 0, 255, 0 },     { 255, 0, 0 },     { 0, 0, 255 },     { 255, 90, 0 },
    };
    static const bool wanted[8] = { true, false, true, false, true, false, false, true };
    const tks_view mask = { pixels, 8, 1, 24, TKS_RGB8 };
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.mask = &mask;
    check(&rules, wanted, 8, 1);
}

static void one_translucent_pixel_outside_the_canvas_decides_for_alpha(void **state)
{
    static const uint8_t pixels[2][4] = { { 0, 0, 0, 255 }, { 0, 0, 0, 254 } };
    static const bool wanted[1] = { true };
    const tks_view mask = { pixels, 1, 2, 4, TKS_RGBA8 };
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.mask = &mask;
    check(&rules, wanted, 1, 1);
}

static void a_mask_may_be_smaller_or_larger_than_the_canvas(void **state)
{
    static uint8_t gray[300 * 30];
    static bool wanted[200 * 20];
    struct chance chance = { 4 };

    (void)state;
    for (int round = 0; round < 200; round++) {
        const int32_t width = chance_between(&chance, 1, 200),
                      height = chance_between(&chance, 1, 20);
        const tks_view mask = { gray, chance_between(&chance, 1, 300),
                                chance_between(&chance, 1, 30), 300, TKS_GRAY8 };
        tks_rules rules = TKS_RULES;

        rules.mask = &mask;
        for (size_t i = 0; i < sizeof gray; i++)
            gray[i] = (uint8_t)chance_below(&chance, 256);
        for (int32_t y = 0; y < height; y++)
            for (int32_t x = 0; x < width; x++)
                wanted[y * width + x] =
                    x < mask.width && y < mask.height && gray[y * 300 + x] >= 128;
        check(&rules, wanted, width, height);
    }
}

static void mask_and_rectangles_add_up(void **state)
{
    static const uint8_t gray[4] = { 255, 0, 0, 255 };
    static const bool wanted[6] = { true, true, false, true, true, false };
    const tks_view mask = { gray, 2, 2, 2, TKS_GRAY8 };
    const tks_rect rects[2] = { { 1, 0, 1, 2 }, { 0, 1, 1, 1 } };
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.mask = &mask;
    rules.ignore = rects;
    rules.n_ignore = 2;
    check(&rules, wanted, 3, 2);
}

static void want_of_memory_is_told_and_leaves_nothing(void **state)
{
    static const uint8_t gray[4] = { 255, 0, 0, 255 };
    const tks_view mask = { gray, 2, 2, 2, TKS_GRAY8 };
    const struct tksi_canvas canvas = canvas_of(5, 5);
    tks_rules rules = TKS_RULES;
    tks_status status = TKS_OUT_OF_MEMORY;

    (void)state;
    rules.mask = &mask;
    for (long n = 1; status != TKS_OK; n++) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator };
        const struct tksi_env resolved = env_of(&env);
        struct tksi_ignore *ignore = NULL;

        atomic_store(&counting.fail_at, n);
        status = tksi_ignore_new(&ignore, &rules, &canvas, &resolved, NULL);
        assert_true(status == TKS_OUT_OF_MEMORY || (status == TKS_OK && n > 3));
        tksi_ignore_free(ignore);
        assert_int_equal(atomic_load(&counting.held), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_ignore_needs_nothing),
        cmocka_unit_test(rectangles_are_cut_off_at_the_edges),
        cmocka_unit_test(the_largest_numbers_do_not_wrap_around),
        cmocka_unit_test(random_rectangles_cover_what_they_cover),
        cmocka_unit_test(a_mask_with_transparency_ignores_where_it_is_opaque),
        cmocka_unit_test(an_opaque_mask_ignores_where_it_is_light),
        cmocka_unit_test(one_translucent_pixel_outside_the_canvas_decides_for_alpha),
        cmocka_unit_test(a_mask_may_be_smaller_or_larger_than_the_canvas),
        cmocka_unit_test(mask_and_rectangles_add_up),
        cmocka_unit_test(want_of_memory_is_told_and_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

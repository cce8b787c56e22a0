/* test_mask.c - does the mask hold the markers and nothing else?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>

#include "painting.h"

static void only_runs_are_opaque_in_two_bits_a_pixel(void **state)
{
    static const struct scene_run runs[] = { { 0, { 0, 1, TKS_RUN_DIFFERING } },
                                             { 0, { 1, 2, TKS_RUN_ANTIALIASED } },
                                             { 2, { 0, 601, TKS_RUN_DIFFERING } },
                                             { 3, { 600, 1, TKS_RUN_ANTIALIASED } } };
    const struct tksi_env env = painting_env(1, NULL);
    /* the expected picture is the higher one, the actual one the wider */
    const struct scene scene = { 37, 5, 601, 4, NULL, NULL, runs, 4 };
    tks_drawing drawing = TKS_DRAWING;
    struct painting painting;

    (void)state;
    drawing.style = TKS_STYLE_MASK;
    painting = paint(&scene, &drawing, &env);
    assert_int_equal(painting.width, 601);
    assert_int_equal(painting.height, 5);
    assert_int_equal(painting.depth, 2);
    assert_int_equal(painting.color_type, 3);
    for (int32_t y = 0; y < 5; y++)
        for (int32_t x = 0; x < 601; x++) {
            uint32_t wanted = rgba(0, 0, 0, 0);

            if ((y == 0 && x == 0) || y == 2)
                wanted = rgba(255, 0, 0, 255);
            else if ((y == 0 && x < 3) || (y == 3 && x == 600))
                wanted = rgba(255, 255, 0, 255);
            assert_int_equal(painting.words[(size_t)y * 601 + (size_t)x], wanted);
        }
    free(painting.words);
}

static void a_mask_wants_no_pixels_of_the_pictures(void **state)
{
    const struct tksi_env env = painting_env(1, NULL);
    const tks_sink none = { NULL, NULL };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_painter *painter = NULL;

    (void)state;
    drawing.style = TKS_STYLE_MASK;
    assert_int_equal(tksi_painter_new(&painter, &drawing, &none, &env, NULL), TKS_OK);
    assert_false(tksi_painter_observer(painter)->wants_expected);
    assert_false(tksi_painter_observer(painter)->wants_actual);
    tksi_painter_free(painter);
}

static void short_memory_is_told_and_nothing_leaks(void **state)
{
    const struct scene scene = { 30, 20, 31, 20, NULL, NULL, NULL, 0 };
    tks_drawing drawing = TKS_DRAWING;

    (void)state;
    drawing.style = TKS_STYLE_MASK;
    assert_painter_survives_short_memory(&scene, &drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_runs_are_opaque_in_two_bits_a_pixel),
        cmocka_unit_test(a_mask_wants_no_pixels_of_the_pictures),
        cmocka_unit_test(short_memory_is_told_and_nothing_leaks),
    };

    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}

/* test_heat.c - is the heat picture FLIP's map, on any canvas?
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

#include "painting.h"
#include <tksnap/score.h>

static tks_drawing heat(void)
{
    tks_drawing drawing = TKS_DRAWING;

    drawing.style = TKS_STYLE_HEAT;
    return drawing;
}

static tks_view view_of(const uint32_t *words, int32_t width, int32_t height)
{
    return (tks_view){ words, width, height, (ptrdiff_t)width * 4, TKS_RGBA8 };
}

/* Brightness rises along the palette, but for what rounding to 8 bits takes away. */
static unsigned brightness(uint32_t word)
{
    uint8_t p[4];

    memcpy(p, &word, sizeof p);
    assert_int_equal(p[3], 255);
    return 2u * p[0] + 5u * p[1] + p[2];
}

static void the_picture_is_the_map(void **state)
{
    enum { W = 61, H = 53 };
    const struct tksi_env env = painting_env(1, NULL);
    uint32_t *expected = noise_picture(W, H, 255, 1), *actual = noise_picture(W, H, 255, 1);
    const struct scene scene = { W, H, W, H, expected, actual, NULL, 0 };
    const tks_drawing drawing = heat();
    struct painting painting;
    uint32_t palette[256] = { 0 };
    float map[W * H];

    (void)state;
    for (int i = 0; i < 40; i++)
        actual[20 * W + 10 + i % 8 + i / 8 * W] ^= 0x00C0A080u;
    painting = paint(&scene, &drawing, &env);
    assert_int_equal(painting.color_type, 3);
    assert_int_equal(tks_flip_map(map, view_of(expected, W, H), view_of(actual, W, H), NULL, NULL,
                                  NULL),
                     TKS_OK);
    for (int i = 0; i < W * H; i++) {
        const int index = (int)(map[i] * 255 + 0.5f);

        assert_true(palette[index] == 0 || palette[index] == painting.words[i]);
        palette[index] = painting.words[i];
    }
    for (int i = 1, last = 0; i < 256; i++)
        if (palette[i] != 0) {
            assert_true(brightness(palette[i]) + 8 * 3 >= brightness(palette[last]));
            last = i;
        }
    assert_int_equal(palette[0], rgba(0, 0, 4, 255));
    free(painting.words);
    free(expected);
    free(actual);
}

/* 6x9 and 8x5: both cover 6x5; 2 columns and 4 rows one of them; the corner none. */
static void what_one_picture_lacks_is_the_palest(void **state)
{
    const struct tksi_env env = painting_env(1, NULL);
    uint32_t *expected = noise_picture(6, 9, 255, 1), *actual = noise_picture(8, 5, 255, 1);
    const struct scene scene = { 6, 9, 8, 5, expected, actual, NULL, 0 };
    const tks_drawing drawing = heat();
    struct painting painting;

    (void)state;
    for (int32_t y = 0; y < 5; y++)
        memcpy(actual + 8 * y, expected + 6 * y, 24);
    painting = paint(&scene, &drawing, &env);
    assert_int_equal(painting.width, 8);
    assert_int_equal(painting.height, 9);
    for (int32_t y = 0; y < 9; y++)
        for (int32_t x = 0; x < 8; x++) {
            const bool both = x < 6 && y < 5, none = x >= 6 && y >= 5;

            assert_int_equal(painting.words[8 * y + x],
                             both || none ? rgba(0, 0, 4, 255) : rgba(252, 253, 191, 255));
        }
    free(painting.words);
    free(expected);
    free(actual);
}

static void pixels_per_degree_are_checked(void **state)
{
    const struct tksi_env env = painting_env(1, NULL);
    const tks_sink none = { NULL, NULL };
    struct tksi_painter *painter = NULL;
    tks_drawing drawing = heat();

    (void)state;
    drawing.pixels_per_degree = 0.1;
    assert_int_equal(tksi_painter_new(&painter, &drawing, &none, &env, NULL), TKS_INVALID_ARGUMENT);
    assert_null(painter);
}

static void short_memory_is_survived(void **state)
{
    uint32_t *expected = noise_picture(40, 30, -1, 1), *actual = noise_picture(40, 30, -1, 2);
    const struct scene scene = { 40, 30, 40, 30, expected, actual, NULL, 0 };
    const tks_drawing drawing = heat();

    (void)state;
    assert_painter_survives_short_memory(&scene, &drawing);
    free(expected);
    free(actual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_is_the_map),
        cmocka_unit_test(what_one_picture_lacks_is_the_palest),
        cmocka_unit_test(pixels_per_degree_are_checked),
        cmocka_unit_test(short_memory_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_side_by_side.c - are the three panels where they belong, over white?
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

enum { GUTTER = 16 };

static uint32_t over_white(uint32_t word)
{
    uint8_t p[4];

    memcpy(p, &word, sizeof p);
    for (int c = 0; c < 3; c++)
        p[c] = (uint8_t)((p[c] * p[3] * 2 + 255) / 510 + 255 - p[3]); /* c*a/255, rounded */
    return rgba(p[0], p[1], p[2], 255);
}

static uint32_t checker_at(int32_t x, int32_t y)
{
    return x / 8 % 2 == y / 8 % 2 ? rgba(255, 255, 255, 255) : rgba(228, 228, 228, 255);
}

static uint32_t panel_at(const uint32_t *words, int32_t width, int32_t height, int32_t x, int32_t y)
{
    if (x < width && y < height)
        return over_white(words[(size_t)y * (size_t)width + (size_t)x]);
    return checker_at(x, y);
}

/* The third panel: no runs in these scenes. */
static uint32_t overlay_at(const struct scene *scene, int32_t x, int32_t y)
{
    if (x < scene->expected_width && y < scene->expected_height)
        return pixelmatch_gray(
            scene->expected[(size_t)y * (size_t)scene->expected_width + (size_t)x]);
    return rgba(255, 255, 255, 255);
}

static uint32_t wanted_at(const struct scene *scene, int32_t canvas_width, int32_t x, int32_t y)
{
    const int32_t panel = x / (canvas_width + GUTTER), inside = x % (canvas_width + GUTTER);

    if (inside >= canvas_width)
        return rgba(128, 128, 128, 255);
    if (panel == 0)
        return panel_at(scene->expected, scene->expected_width, scene->expected_height, inside, y);
    if (panel == 1)
        return panel_at(scene->actual, scene->actual_width, scene->actual_height, inside, y);
    return overlay_at(scene, inside, y);
}

static void assert_composed(const struct scene *scene)
{
    const struct tksi_env env = painting_env(1, NULL);
    const int32_t width =
        scene->expected_width > scene->actual_width ? scene->expected_width : scene->actual_width;
    tks_drawing drawing = TKS_DRAWING;
    struct painting painting;

    drawing.style = TKS_STYLE_SIDE_BY_SIDE;
    painting = paint(scene, &drawing, &env);
    assert_int_equal(painting.width, 3 * width + 2 * GUTTER);
    assert_int_equal(painting.depth, 8);
    assert_int_equal(painting.color_type, 2);
    for (int32_t y = 0; y < painting.height; y++)
        for (int32_t x = 0; x < painting.width; x++) {
            const uint32_t got = painting.words[(size_t)y * (size_t)painting.width + (size_t)x];

            if (got != wanted_at(scene, width, x, y))
                fail_msg("pixel %d,%d is %08x, not %08x", x, y, got, wanted_at(scene, width, x, y));
        }
    free(painting.words);
}

static void assert_sizes_composed(int32_t expected_width, int32_t expected_height,
                                  int32_t actual_width, int32_t actual_height, int alpha)
{
    uint32_t *expected = noise_picture(expected_width, expected_height, alpha, 1);
    uint32_t *actual = noise_picture(actual_width, actual_height, alpha, 2);
    const struct scene scene = { expected_width, expected_height, actual_width, actual_height,
                                 expected,       actual,          NULL,         0 };

    assert_composed(&scene);
    free(expected);
    free(actual);
}

static void opaque_pictures_are_copied(void **state)
{
    (void)state;
    assert_sizes_composed(1, 1, 1, 1, 255);
    assert_sizes_composed(61, 47, 61, 47, 255);
    assert_sizes_composed(64, 32, 64, 32, 255);
}

static void transparent_pictures_lie_over_white(void **state)
{
    (void)state;
    assert_sizes_composed(61, 47, 61, 47, -1);
    assert_sizes_composed(20, 20, 20, 20, 0);
    assert_sizes_composed(20, 20, 20, 20, 1);
    assert_sizes_composed(20, 20, 20, 20, 254);
}

static void a_smaller_picture_lies_on_a_checkerboard(void **state)
{
    (void)state;
    assert_sizes_composed(61, 47, 30, 20, 255);
    assert_sizes_composed(30, 20, 61, 47, -1);
    assert_sizes_composed(90, 10, 5, 70, 255);
    assert_sizes_composed(5, 70, 6, 69, -1);
    assert_sizes_composed(1, 100, 100, 1, 255);
}

/* a see-through band must not leave its mark on the opaque bands after it */
static void bands_with_and_without_alpha_may_alternate(void **state)
{
    uint32_t *expected = noise_picture(33, 80, 255, 1);
    const struct scene scene = { 33, 80, 33, 80, expected, expected, NULL, 0 };

    (void)state;
    for (int32_t y = 0; y < 80; y += 40)
        expected[y * 33 + 5] = rgba(200, 100, 50, 7);
    assert_composed(&scene);
    free(expected);
}

/* pixman takes coordinates of 16 bits */
static void pictures_wider_than_pixman_are_composed_whole(void **state)
{
    (void)state;
    assert_sizes_composed(40000, 2, 40000, 2, -1);
    assert_sizes_composed(3, 2, 70001, 1, 255);
}

static void a_run_is_drawn_in_the_third_panel_only(void **state)
{
    const struct tksi_env env = painting_env(2, NULL);
    uint32_t *picture = noise_picture(10, 3, 255, 1);
    static const struct scene_run runs[] = { { 1, { 2, 3, TKS_RUN_DIFFERING } } };
    const struct scene scene = { 10, 3, 10, 3, picture, picture, runs, 1 };
    tks_drawing drawing = TKS_DRAWING;
    struct painting painting;

    (void)state;
    drawing.style = TKS_STYLE_SIDE_BY_SIDE;
    drawing.differing = (tks_color){ 1, 2, 3 };
    painting = paint(&scene, &drawing, &env);
    for (int32_t i = 0; i < painting.width * painting.height; i++) {
        const int32_t x = i % painting.width - 2 * (10 + GUTTER), y = i / painting.width;

        assert_int_equal(painting.words[i] == rgba(1, 2, 3, 255), y == 1 && x >= 2 && x < 5);
    }
    free(painting.words);
    free(picture);
}

static void short_memory_is_told_and_nothing_leaks(void **state)
{
    uint32_t *picture = noise_picture(30, 20, 255, 1);
    const struct scene scene = { 30, 20, 30, 20, picture, picture, NULL, 0 };
    tks_drawing drawing = TKS_DRAWING;

    (void)state;
    drawing.style = TKS_STYLE_SIDE_BY_SIDE;
    assert_painter_survives_short_memory(&scene, &drawing);
    free(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opaque_pictures_are_copied),
        cmocka_unit_test(transparent_pictures_lie_over_white),
        cmocka_unit_test(a_smaller_picture_lies_on_a_checkerboard),
        cmocka_unit_test(bands_with_and_without_alpha_may_alternate),
        cmocka_unit_test(pictures_wider_than_pixman_are_composed_whole),
        cmocka_unit_test(a_run_is_drawn_in_the_third_panel_only),
        cmocka_unit_test(short_memory_is_told_and_nothing_leaks),
    };

    return cmocka_run_group_tests_name("side_by_side", tests, NULL, NULL);
}

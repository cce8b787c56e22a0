/* test_overlay.c - is the overlay pixelmatch's picture?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>

#include "kernel/kernel.h"
#include "painting.h"

static const tks_drawing plain = TKS_DRAWING;

/* The colour of a canvas pixel after the header's words: expected in grey, white
 * where it does not reach, markers on top. */
static uint32_t wanted_at(const struct scene *scene, int32_t x, int32_t y,
                          const tks_drawing *drawing)
{
    uint32_t word = rgba(255, 255, 255, 255);

    if (x < scene->expected_width && y < scene->expected_height)
        word =
            pixelmatch_gray(scene->expected[(size_t)y * (size_t)scene->expected_width + (size_t)x]);
    for (size_t i = 0; i < scene->n_runs; i++) {
        const struct scene_run *at = &scene->runs[i];
        const tks_color *mark =
            at->run.kind == TKS_RUN_DIFFERING ? &drawing->differing : &drawing->antialiased;

        if (at->y == y && x >= at->run.x && x < at->run.x + at->run.length)
            word = rgba(mark->red, mark->green, mark->blue, 255);
    }
    return word;
}

static void assert_painted(const struct scene *scene, const tks_drawing *drawing, int threads)
{
    const struct tksi_env env = painting_env(threads, NULL);
    struct painting painting = paint(scene, drawing, &env);

    assert_int_equal(painting.depth, 8);
    assert_int_equal(painting.color_type, 3);
    for (int32_t y = 0; y < painting.height; y++)
        for (int32_t x = 0; x < painting.width; x++) {
            const uint32_t got = painting.words[(size_t)y * (size_t)painting.width + (size_t)x];

            if (got != wanted_at(scene, x, y, drawing))
                fail_msg("pixel %d,%d is %08x, not %08x", x, y, got,
                         wanted_at(scene, x, y, drawing));
        }
    free(painting.words);
}

static void equal_pixels_are_pixelmatch_grey_whatever_their_alpha(void **state)
{
    (void)state;
    for (int alpha = -1; alpha <= 255; alpha += 64) {
        uint32_t *picture = noise_picture(111, 90, alpha, 7);
        const struct scene scene = { 111, 90, 111, 90, picture, picture, NULL, 0 };

        assert_painted(&scene, &plain, 1);
        free(picture);
    }
}

static void runs_reach_both_edges_and_every_length(void **state)
{
    enum { WIDTH = 700, HEIGHT = 280 };
    uint32_t *picture = noise_picture(WIDTH, HEIGHT, 255, 3);
    struct scene_run runs[2 * HEIGHT];
    const struct scene scene = { WIDTH, HEIGHT, WIDTH, HEIGHT, picture, picture, runs, 2 * HEIGHT };

    (void)state;
    for (int32_t y = 0; y < HEIGHT; y++) {
        runs[2 * y] = (struct scene_run){ y, { 0, y + 1, TKS_RUN_DIFFERING } };
        runs[2 * y + 1] = (struct scene_run){ y, { WIDTH - 1 - y, y + 1, TKS_RUN_ANTIALIASED } };
    }
    assert_painted(&scene, &plain, 1);
    free(picture);
}

static void one_pixel_is_a_picture(void **state)
{
    const uint32_t dark = rgba(0, 0, 0, 255);
    const struct scene_run run = { 0, { 0, 1, TKS_RUN_ANTIALIASED } };
    struct scene scene = { 1, 1, 1, 1, &dark, &dark, &run, 0 };

    (void)state;
    assert_painted(&scene, &plain, 1);
    scene.n_runs = 1;
    assert_painted(&scene, &plain, 1);
}

static void a_larger_actual_is_marked_over_white(void **state)
{
    uint32_t *picture = noise_picture(5, 3, 255, 1);
    const struct scene_run runs[] = { { 0, { 5, 4, TKS_RUN_DIFFERING } },
                                      { 1, { 2, 1, TKS_RUN_ANTIALIASED } },
                                      { 1, { 5, 4, TKS_RUN_DIFFERING } },
                                      { 4, { 0, 9, TKS_RUN_DIFFERING } } };
    const struct scene scene = { 5, 3, 9, 6, picture, picture, runs, 4 };

    (void)state;
    assert_painted(&scene, &plain, 1);
    free(picture);
}

/* wide and low against narrow and high: a corner neither of them covers */
static void what_neither_picture_covers_is_white(void **state)
{
    uint32_t *picture = noise_picture(300, 2, 255, 1);
    const struct scene_run runs[] = { { 0, { 3, 297, TKS_RUN_DIFFERING } },
                                      { 1, { 3, 297, TKS_RUN_DIFFERING } },
                                      { 2, { 0, 3, TKS_RUN_DIFFERING } } };
    const struct scene scene = { 300, 2, 3, 4, picture, picture, runs, 3 };

    (void)state;
    assert_painted(&scene, &plain, 1);
    free(picture);
}

static void markers_take_the_colours_asked_for(void **state)
{
    tks_drawing drawing = TKS_DRAWING;
    uint32_t *picture = noise_picture(30, 2, 255, 1);
    const struct scene_run runs[] = { { 0, { 0, 3, TKS_RUN_DIFFERING } },
                                      { 1, { 7, 9, TKS_RUN_ANTIALIASED } } };
    const struct scene scene = { 30, 2, 30, 2, picture, picture, runs, 2 };

    (void)state;
    drawing.differing = (tks_color){ 255, 0, 255 };
    drawing.antialiased = (tks_color){ 0, 192, 0 };
    assert_painted(&scene, &drawing, 1);
    free(picture);
}

static void a_page_is_painted_with_a_thread_too(void **state)
{
    uint32_t *picture = noise_picture(1300, 1700, 255, 9);
    const struct scene_run runs[] = { { 0, { 0, 1300, TKS_RUN_DIFFERING } },
                                      { 1699, { 1299, 1, TKS_RUN_ANTIALIASED } } };
    const struct scene scene = { 1300, 1700, 1300, 1700, picture, picture, runs, 2 };

    (void)state;
    assert_painted(&scene, &plain, 2);
    free(picture);
}

static void every_kernel_table_paints_the_same_picture(void **state)
{
    const struct tksi_env first = painting_env(1, NULL);
    uint32_t *picture = noise_picture(97, 50, -1, 5);
    const struct scene scene = { 97, 50, 97, 50, picture, picture, NULL, 0 };

    (void)state;
    for (size_t i = 0; tks_kernel_name(i) != NULL; i++) {
        const tks_env wanted = { .size = sizeof wanted, .kernels = tks_kernel_name(i) };
        struct tksi_env env = first;
        struct painting painting;

        assert_int_equal(tksi_env_resolve(&env, &wanted, NULL), TKS_OK);
        painting = paint(&scene, &plain, &env);
        for (size_t k = 0; k < 97 * 50; k++)
            assert_int_equal(painting.words[k], pixelmatch_gray(picture[k]));
        free(painting.words);
    }
    free(picture);
}

static void short_memory_is_told_and_nothing_leaks(void **state)
{
    uint32_t *picture = noise_picture(30, 20, 255, 1);
    const struct scene scene = { 30, 20, 30, 20, picture, picture, NULL, 0 };

    (void)state;
    assert_painter_survives_short_memory(&scene, &plain);
    free(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pixels_are_pixelmatch_grey_whatever_their_alpha),
        cmocka_unit_test(runs_reach_both_edges_and_every_length),
        cmocka_unit_test(one_pixel_is_a_picture),
        cmocka_unit_test(a_larger_actual_is_marked_over_white),
        cmocka_unit_test(what_neither_picture_covers_is_white),
        cmocka_unit_test(markers_take_the_colours_asked_for),
        cmocka_unit_test(a_page_is_painted_with_a_thread_too),
        cmocka_unit_test(every_kernel_table_paints_the_same_picture),
        cmocka_unit_test(short_memory_is_told_and_nothing_leaks),
    };

    return cmocka_run_group_tests_name("overlay", tests, NULL, NULL);
}

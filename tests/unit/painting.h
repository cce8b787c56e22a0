/* painting.h - judged rows made up, painted and read back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_PAINTING_H
#define TEST_PAINTING_H

#include "render/render.h"

/* A comparison's rows: two pictures of RGBA words in memory order, and runs from
 * top to bottom and left to right. */
struct scene_run {
    int32_t y;
    tks_run run;
};

struct scene {
    int32_t expected_width, expected_height, actual_width, actual_height;
    const uint32_t *expected, *actual;
    const struct scene_run *runs;
    size_t n_runs;
};

/* A decoded picture; free `words`. */
struct painting {
    int32_t width, height;
    int depth, color_type; /* as in the file's header */
    uint32_t *words;       /* RGBA in memory order, straight alpha */
};

/* One pixel in memory order. */
uint32_t rgba(unsigned red, unsigned green, unsigned blue, unsigned alpha);

/* A picture of noise, alpha as given or, for -1, noise too. Free it. */
uint32_t *noise_picture(int32_t width, int32_t height, int alpha, uint32_t seed);

/* All defaults, kernels included. */
struct tksi_env painting_env(int threads, const tks_allocator *allocator);

/* Tells the scene to a painter that writes into `sink`. */
tks_status paint_into(const tks_sink *sink, const struct scene *scene, const tks_drawing *drawing,
                      const struct tksi_env *env, tks_error *err);

/* Paints and decodes with libpng; fails the test when either does. */
struct painting paint(const struct scene *scene, const tks_drawing *drawing,
                      const struct tksi_env *env);

/* What pixelmatch 7.2.0 draws for a pixel it finds equal, at its alpha of 0.1. */
uint32_t pixelmatch_gray(uint32_t word);

/* Paints with the first, second ... allocation failing: always a clean "out of
 * memory", nothing leaked, and whole once there is enough. */
void assert_painter_survives_short_memory(const struct scene *scene, const tks_drawing *drawing);

#endif

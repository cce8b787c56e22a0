/* visual_planes.h - the workspace of the visual metric, and its two compilations
 *
 * visual_judge.h is compiled for the plain processor (visual_c.c) and for AVX2
 * (visual_avx2.c). It is written in integers and in single float operations that round
 * the same everywhere, so both give the same bits.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_PLANES_H
#define TKSI_DIFF_VISUAL_PLANES_H

#include "diff/visual.h"

/* Colours are CIELAB in steps of 1/128: a step is a fortieth of what one grey level is
 * worth, and every difference of two sRGB colours fits 16 bits. */
enum { TKSI_LAB_ONE = 128 };

/* Columns before the first pixel of a plane's row; windows reach 10 beyond a border. */
enum { TKSI_VISUAL_PAD = 16 };

/* Planes of int16_t, each `rows` rows of `stride`. */
enum tksi_plane {
    TKSI_EXPECTED_L,
    TKSI_EXPECTED_A,
    TKSI_EXPECTED_B,
    TKSI_ACTUAL_L,
    TKSI_ACTUAL_A,
    TKSI_ACTUAL_B,
    TKSI_CONTRAST, /* largest range around */
    TKSI_CAPPED_L,
    TKSI_CAPPED_A,
    TKSI_CAPPED_B, /* the change, strong ones capped */
    TKSI_CAPPED_SIZE,
    TKSI_TINT_L,
    TKSI_TINT_A,
    TKSI_TINT_B, /* the change where it is a faint tint */
    TKSI_TINT_SIZE,
    TKSI_BEYOND_L,
    TKSI_BEYOND_A,
    TKSI_BEYOND_B, /* beyond the local range, signed */
    TKSI_HALF,     /* beyond half of the local range */
    TKSI_STRENGTH, /* the change as a share of contrast */
    TKSI_PLANES
};

/* Rows of int32_t or float. */
enum tksi_row {
    TKSI_ROW_COLUMNS,                     /* 8: running sums over rows */
    TKSI_ROW_SUMS = TKSI_ROW_COLUMNS + 8, /* 4 */
    TKSI_ROW_QUADS = TKSI_ROW_SUMS + 4,   /* sums of four neighbours */
    TKSI_ROW_LINEAR,                      /* 3: linear light */
    TKSI_ROW_SCORE = TKSI_ROW_LINEAR + 3, /* 3 */
    TKSI_ROW_LARGEST = TKSI_ROW_SCORE + 3,
    TKSI_ROWS
};

struct tksi_visual {
    struct tksi_env env;
    float (*judge)(struct tksi_visual *visual, const struct tksi_patch *patch, int background,
                   float *score);
    int32_t max_width, max_height;
    ptrdiff_t stride;
    int16_t *planes;
    float *noise;     /* around each pixel; rows without padding, stride as planes */
    float *other;     /* scores on black, without gaps */
    uint8_t *changed; /* 1 where the change is over 1; a border of 1 all around */
    int32_t *rows;
    int16_t *ranges;  /* 24 rows of lowest and highest */
    float light[258]; /* linear light of a channel value; the last are never weighed */
};

float tksi_visual_judge_c(struct tksi_visual *visual, const struct tksi_patch *patch,
                          int background, float *score);
float tksi_visual_judge_avx2(struct tksi_visual *visual, const struct tksi_patch *patch,
                             int background, float *score);

#endif

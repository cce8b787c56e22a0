/* visual_planes.h - the workspace of the visual metric, and its compilations
 *
 * visual_judge.h is compiled for the plain processor (visual_c.c), for AVX2
 * (visual_avx2.c) and for AVX-512 (visual_avx512.c). It is written in integers and in
 * single float operations that round the same everywhere, so all give the same bits.
 *
 * A patch is judged row by row: each step is some rows behind the one before it, and of
 * every plane only the last TKSI_RING rows are kept, which stay in the processor's cache.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_PLANES_H
#define TKSI_DIFF_VISUAL_PLANES_H

#include "diff/visual.h"

/* Colours are CIELAB in steps of 1/128: a step is a fortieth of what one grey level is
 * worth, and every difference of two sRGB colours fits 16 bits. */
enum { TKSI_LAB_ONE = 128 };

/* Columns before the first pixel of a row and after its last: what is summed over windows
 * 10 wide to either side is surrounded by zeros for twice as far and, since sums are made
 * of sums of four, 3 more. */
enum { TKSI_VISUAL_PAD = 32 };

/* Rows kept of each plane: a power of two above the 30 that lie between the first step and
 * the row that leaves the last one's windows (visual_judge.h). */
enum { TKSI_RING = 32 };

/* Planes of int16_t, TKSI_RING rows each: row y is in place y % TKSI_RING. */
enum tksi_plane {
    TKSI_EXPECTED_L,
    TKSI_EXPECTED_A,
    TKSI_EXPECTED_B,
    TKSI_ACTUAL_L,
    TKSI_ACTUAL_A,
    TKSI_ACTUAL_B,
    TKSI_CONTRAST, /* largest range around */
    TKSI_EDGE,     /* the lesser picture's largest range */
    TKSI_SPREAD,   /* length of the three channels' ranges */
    TKSI_NOISE_L,  /* sums over 21 columns of the change, strong ones capped */
    TKSI_NOISE_A,
    TKSI_NOISE_B,
    TKSI_NOISE_SIZE,
    TKSI_TINT_L, /* sums over 17 columns of the change where it is a faint tint */
    TKSI_TINT_A,
    TKSI_TINT_B,
    TKSI_TINT_SIZE,
    TKSI_BEYOND_L, /* beyond the local range, signed */
    TKSI_BEYOND_A,
    TKSI_BEYOND_B,
    TKSI_HALF,     /* beyond half of the local range */
    TKSI_STRENGTH, /* the change as a share of contrast, the largest of 21 columns */
    TKSI_PLANES
};

/* Single rows of int32_t or float. */
enum tksi_row {
    TKSI_ROW_NOISE,                        /* 4: sums over 21 rows */
    TKSI_ROW_TINT = TKSI_ROW_NOISE + 4,    /* 4: over 17 */
    TKSI_ROW_TALL = TKSI_ROW_TINT + 4,     /* 4: over 9, the last over 5 */
    TKSI_ROW_SQUARE = TKSI_ROW_TALL + 4,   /* 3: over 3x3 */
    TKSI_ROW_FLAT = TKSI_ROW_SQUARE + 3,   /* 3: over 9 columns */
    TKSI_ROW_HALF = TKSI_ROW_FLAT + 3,     /* the largest mean of what is beyond half */
    TKSI_ROW_LINEAR,                       /* 3: linear light */
    TKSI_ROW_SHARE = TKSI_ROW_LINEAR + 3,  /* allowed where changes are incoherent */
    TKSI_ROW_PAST,    /* squares of how far beyond half */
    TKSI_ROW_SPREAD,  /* squares of the channels' ranges */
    TKSI_ROW_FIRM,    /* is geometry the same? 0 .. 1 */
    TKSI_ROW_LOOSE,   /* and the change uneven? */
    TKSI_ROW_INK,     /* 3: changes summed over 21 rows */
    TKSI_ROW_EVEN = TKSI_ROW_INK + 3, /* 9: of five rows, for their correlation */
    TKSI_ROW_LARGEST = TKSI_ROW_EVEN + 9, /* the largest score of each column */
    TKSI_ROW_WORK,                         /* 2: for a moment */
    TKSI_ROWS = TKSI_ROW_WORK + 2
};

/* Single rows of int16_t. */
enum tksi_short_row {
    TKSI_SHORT_LOW,                          /* 4: lowest and highest of either side */
    TKSI_SHORT_DOWN = TKSI_SHORT_LOW + 4,    /* 2: of three or five rows */
    TKSI_SHORT_CHANGE = TKSI_SHORT_DOWN + 2, /* 4: capped */
    TKSI_SHORT_TINT = TKSI_SHORT_CHANGE + 4, /* 4 */
    TKSI_SHORT_STRENGTH = TKSI_SHORT_TINT + 4,
    TKSI_SHORT_WIDEST,                         /* 2: a channel's range in each picture */
    TKSI_SHORT_LARGEST = TKSI_SHORT_WIDEST + 2, /* 2: the largest of them */
    TKSI_SHORT_NONE = TKSI_SHORT_LARGEST + 2, /* zeros */
    TKSI_SHORT_WORK, /* 2: for a moment */
    TKSI_SHORT_ROWS = TKSI_SHORT_WORK + 2
};

/* Pixels from .. to-1 of a row; none where from >= to. */
struct tksi_span {
    int32_t from, to;
};

struct tksi_visual {
    struct tksi_env env;
    float (*judge)(struct tksi_visual *visual, const struct tksi_patch *patch, int background,
                   float *score);
    int32_t max_width, max_height;
    int16_t *planes;
    float *noise;            /* around each pixel, a ring like the planes */
    uint8_t *changed;        /* 1 where the change is over 1, a ring */
    uint8_t *flat;           /* 1 where a row's pixel has no contrast */
    uint8_t *first_pixels;   /* 1 where a row's pixel may begin a speck */
    int32_t *rows;
    int16_t *short_rows;
    struct tksi_span *spans; /* of each row of the patch: its changes */
    float *other;            /* scores on black, without gaps */
    bool translucent;        /* the background mattered to the patch judged last */
    float light[258];        /* linear light of a channel value; the last are never weighed */
};

/* From one row to the next in the rows and planes of a patch: narrow ones take less memory. */
static inline ptrdiff_t tksi_visual_stride(int32_t width)
{
    return ((ptrdiff_t)width + 2 * TKSI_VISUAL_PAD + 31) / 32 * 32;
}

float tksi_visual_judge_c(struct tksi_visual *visual, const struct tksi_patch *patch,
                          int background, float *score);
float tksi_visual_judge_avx2(struct tksi_visual *visual, const struct tksi_patch *patch,
                             int background, float *score);
float tksi_visual_judge_avx512(struct tksi_visual *visual, const struct tksi_patch *patch,
                               int background, float *score);

#endif

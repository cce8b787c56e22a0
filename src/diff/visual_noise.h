/* visual_noise.h - noise, incoherence and tints: sums over large windows
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_NOISE_H
#define TKSI_DIFF_VISUAL_NOISE_H

#include "diff/visual_sums.h"

static inline float length(int32_t l, int32_t a, int32_t b)
{
    const float fl = (float)l, fa = (float)a, fb = (float)b;

    return sqrtf(fl * fl + fa * fa + fb * fb);
}

/* The noise around each pixel, and what the incoherence of the changes there lets
 * rendering have: changes both ways are its mark. */
static void noise_row(const struct part *part, float *RESTRICT noise, float *RESTRICT share)
{
    const int32_t width = part->width;
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_SUMS),
                            *RESTRICT a = work_row(part, TKSI_ROW_SUMS + 1),
                            *RESTRICT b = work_row(part, TKSI_ROW_SUMS + 2),
                            *RESTRICT size = work_row(part, TKSI_ROW_SUMS + 3);
    const float mean = 1.0f / ((2 * NOISE_REACH + 1) * (2 * NOISE_REACH + 1));

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float all = (float)size[x];
        const float apart = mostf(all - length(l[x], a[x], b[x]), 0);

        noise[x] = apart * mean;
        share[x] = leastf(INCOHERENT_SHARE,
                          COHERENT_SHARE + INCOHERENCE_SLOPE *
                                               mostf(0, apart / mostf(all, 1) - INCOHERENCE_FLOOR));
    }
}

/* The strongest of the changes in the window around each pixel. */
static void strongest_row(const struct part *part, int32_t y, int16_t *RESTRICT strongest)
{
    const int32_t width = part->width;
    int16_t *RESTRICT down = part->visual->ranges + TKSI_VISUAL_PAD;
    int16_t *RESTRICT triples = down + part->stride, *RESTRICT sevens = triples + part->stride;

    memset(down - TKSI_VISUAL_PAD, 0, (size_t)part->stride * sizeof *down);
    for (int32_t i = most(0, y - NOISE_REACH); i <= least(part->height - 1, y + NOISE_REACH); i++) {
        const int16_t *RESTRICT row = plane_row(part, TKSI_STRENGTH, i);

        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            down[x] = row[x] > down[x] ? row[x] : down[x];
    }
    INDEPENDENT
    for (int32_t x = -10; x < width + 10; x++) /* three in a row */
        triples[x] = (int16_t)most(down[x], most(down[x + 1], down[x + 2]));
    INDEPENDENT
    for (int32_t x = -10; x < width + 4; x++) /* seven */
        sevens[x] = (int16_t)most(down[x + 6], most(triples[x], triples[x + 3]));
    INDEPENDENT
    for (int32_t x = 0; x < width; x++)
        strongest[x] = (int16_t)most(sevens[x - 10], most(sevens[x - 3], sevens[x + 4]));
}

/* What is beyond the surroundings, or half of them, keeps what is more than the
 * allowance. */
static void allow_row(const struct part *part, int32_t y, const float *RESTRICT share)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    int16_t *RESTRICT strongest = part->visual->ranges + 12 * part->stride + TKSI_VISUAL_PAD;
    int16_t *RESTRICT l = plane_row(part, TKSI_BEYOND_L, y),
                      *RESTRICT a = plane_row(part, TKSI_BEYOND_A, y),
                      *RESTRICT b = plane_row(part, TKSI_BEYOND_B, y),
                      *RESTRICT half = plane_row(part, TKSI_HALF, y);

    strongest_row(part, y, strongest);
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float allowed = BEYOND_ALLOWANCE * share[x] * (float)contrast[x];
        const float kept = mostf(0, 1 - allowed / mostf(length(l[x], a[x], b[x]), 1));
        const float below = WEAK_CHANGE - (float)strongest[x] * (1.0f / STRENGTH_ONE);
        const float weak = leastf(1, mostf(0, below * WEAK_SLOPE));
        const float over = (HALF_ALLOWANCE + WEAK_ALLOWANCE * weak) * (float)contrast[x];

        l[x] = (int16_t)nearest((float)l[x] * kept);
        a[x] = (int16_t)nearest((float)a[x] * kept);
        b[x] = (int16_t)nearest((float)b[x] * kept);
        half[x] = (int16_t)nearest(mostf(0, (float)half[x] - over));
    }
}

/* The tint of the flat pixels around each pixel, less what is incoherent. */
static void tint_row(const struct part *part, float *RESTRICT score)
{
    const int32_t width = part->width;
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_SUMS),
                            *RESTRICT a = work_row(part, TKSI_ROW_SUMS + 1),
                            *RESTRICT b = work_row(part, TKSI_ROW_SUMS + 2),
                            *RESTRICT size = work_row(part, TKSI_ROW_SUMS + 3);
    const float scale =
        1.0f / (TINT_LIMIT * TKSI_LAB_ONE * (2 * TINT_REACH + 1) * (2 * TINT_REACH + 1));

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float tint = length(l[x], a[x], b[x]);
        const float apart = mostf((float)size[x] - tint, 0);

        score[x] = mostf(0, tint - BEYOND_NOISE * apart) * scale;
    }
}

/* Sums over large windows; score begins as that of tints. */
static void large_windows(const struct part *part, const struct tksi_patch *patch, float *score)
{
    float *share = float_row(part, TKSI_ROW_SCORE);

    clear_columns(part);
    for (int i = 0; i < 4; i++) {
        for (int32_t y = 0; y < least(NOISE_REACH, part->height); y++)
            slide(part, TKSI_CAPPED_L + i, y - NOISE_REACH, NOISE_REACH,
                  work_row(part, TKSI_ROW_COLUMNS + i));
        for (int32_t y = 0; y < least(TINT_REACH, part->height); y++)
            slide(part, TKSI_TINT_L + i, y - TINT_REACH, TINT_REACH,
                  work_row(part, TKSI_ROW_COLUMNS + 4 + i));
    }
    for (int32_t y = 0; y < part->height; y++) {
        float *noise = part->visual->noise + y * part->visual->stride;

        window_sums(part, TKSI_CAPPED_L, y, NOISE_REACH, TKSI_ROW_COLUMNS);
        noise_row(part, noise, share);
        allow_row(part, y, share);
        window_sums(part, TKSI_TINT_L, y, TINT_REACH, TKSI_ROW_COLUMNS + 4);
        tint_row(part, score + (ptrdiff_t)(part->top + y) * patch->width + part->left);
    }
}

#endif

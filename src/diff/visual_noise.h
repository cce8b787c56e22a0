/* visual_noise.h - noise, incoherence and tints: sums over large windows
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_NOISE_H
#define TKSI_DIFF_VISUAL_NOISE_H

#include "diff/visual_redrawn.h"

/* The noise around each pixel, and what the incoherence of the changes there lets
 * rendering have: changes both ways are its mark. */
static void noise_row(const struct part *part, int32_t y, struct tksi_span span)
{
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_NOISE),
                            *RESTRICT a = work_row(part, TKSI_ROW_NOISE + 1),
                            *RESTRICT b = work_row(part, TKSI_ROW_NOISE + 2),
                            *RESTRICT size = work_row(part, TKSI_ROW_NOISE + 3);
    float *RESTRICT noise = noise_of(part, y), *RESTRICT share = float_row(part, TKSI_ROW_SHARE);
    const float mean = 1.0f / ((2 * NOISE_REACH + 1) * (2 * NOISE_REACH + 1));

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float all = (float)size[x];
        const float apart = mostf(all - length(l[x], a[x], b[x]), 0);

        noise[x] = apart * mean;
        share[x] = leastf(INCOHERENT_SHARE,
                          COHERENT_SHARE + INCOHERENCE_SLOPE *
                                               mostf(0, apart / mostf(all, 1) - INCOHERENCE_FLOOR));
    }
}

/* What is beyond the surroundings, or half of them, keeps what is more than the
 * allowance. */
static void allow_row(const struct part *part, int32_t y, struct tksi_span span)
{
    const float *RESTRICT share = float_row(part, TKSI_ROW_SHARE);
    const int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    const int16_t *RESTRICT spread = plane_row(part, TKSI_SPREAD, y);
    const float *RESTRICT firm = float_row(part, TKSI_ROW_FIRM),
                *RESTRICT loose = float_row(part, TKSI_ROW_LOOSE);
    int16_t *RESTRICT l = plane_row(part, TKSI_BEYOND_L, y),
                      *RESTRICT a = plane_row(part, TKSI_BEYOND_A, y),
                      *RESTRICT b = plane_row(part, TKSI_BEYOND_B, y),
                      *RESTRICT half = plane_row(part, TKSI_HALF, y);

    if (is_empty(span))
        return;
    redrawn_row(part, y, span);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float allowed =
            (BEYOND_ALLOWANCE * share[x] + UNEVEN_ALLOWANCE * loose[x]) * (float)contrast[x];
        const float kept = mostf(0, 1 - allowed / mostf(length(l[x], a[x], b[x]), 1));
        const float over = HALF_ALLOWANCE * (float)contrast[x] +
                           WEAK_ALLOWANCE * firm[x] * (float)spread[x];

        l[x] = (int16_t)nearest((float)l[x] * kept);
        a[x] = (int16_t)nearest((float)a[x] * kept);
        b[x] = (int16_t)nearest((float)b[x] * kept);
        half[x] = (int16_t)nearest(mostf(0, (float)half[x] - over));
    }
}

/* The tint of the flat pixels around each pixel, less what is incoherent. */
static void tint_row(const struct part *part, struct tksi_span span, float *RESTRICT score)
{
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_TINT),
                            *RESTRICT a = work_row(part, TKSI_ROW_TINT + 1),
                            *RESTRICT b = work_row(part, TKSI_ROW_TINT + 2),
                            *RESTRICT size = work_row(part, TKSI_ROW_TINT + 3);
    const float scale =
        1.0f / (TINT_LIMIT * TKSI_LAB_ONE * (2 * TINT_REACH + 1) * (2 * TINT_REACH + 1));

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float tint = length(l[x], a[x], b[x]);
        const float apart = mostf((float)size[x] - tint, 0);

        score[x] = mostf(0, tint - BEYOND_NOISE * apart) * scale;
    }
}

static void slide_large_windows(const struct part *part, int32_t y)
{
    for (int i = 0; i < 4; i++) {
        slide(part, TKSI_NOISE_L + i, y, NOISE_REACH, NOISE_REACH,
              work_row(part, TKSI_ROW_NOISE + i));
        slide(part, TKSI_TINT_L + i, y, TINT_REACH, TINT_REACH, work_row(part, TKSI_ROW_TINT + i));
    }
}

/* What follows from sums over large windows; the score of row y begins as that of tints. */
static void large_windows(const struct part *part, int32_t y, float *score)
{
    const struct tksi_span scored = near_wanted(part, hull(part, y, LONG_REACH), y, LONG_REACH);
    const struct tksi_span changed = near_wanted(part, changes_of(part, y), y, LONG_REACH);
    const struct tksi_span tinted = near_wanted(part, hull(part, y, TINT_REACH), y, 0);

    noise_row(part, y, in_vectors(part, scored));
    allow_row(part, y, in_vectors(part, changed));
    tint_row(part, tinted, score);
}

#endif

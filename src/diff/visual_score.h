/* visual_score.h - averages over small windows, the score
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_SCORE_H
#define TKSI_DIFF_VISUAL_SCORE_H

#include "diff/visual_noise.h"

static const int16_t *row_or_none(const struct part *part, enum tksi_plane plane, int32_t y)
{
    return has_row(part, y) ? plane_row(part, plane, y) : short_row(part, TKSI_SHORT_NONE);
}

/* Sums of one channel over 3x3 and 9x1. */
static void small_windows(const struct part *part, int channel, int32_t y, struct tksi_span span)
{
    const enum tksi_plane plane = TKSI_BEYOND_L + channel;
    const int16_t *RESTRICT above = row_or_none(part, plane, y - 1);
    const int16_t *RESTRICT row = plane_row(part, plane, y);
    const int16_t *RESTRICT below = row_or_none(part, plane, y + 1);
    int32_t *RESTRICT threes = work_row(part, TKSI_ROW_WORK),
                      *RESTRICT quads = work_row(part, TKSI_ROW_WORK + 1);
    int32_t *RESTRICT square = work_row(part, TKSI_ROW_SQUARE + channel);
    int32_t *RESTRICT flat = work_row(part, TKSI_ROW_FLAT + channel);

    INDEPENDENT
    for (int32_t x = span.from - LONG_REACH; x < span.to + LONG_REACH; x++) {
        threes[x] = above[x] + row[x] + below[x];
        quads[x] = (row[x] + row[x + 1]) + (row[x + 2] + row[x + 3]);
    }
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        square[x] = threes[x - 1] + threes[x] + threes[x + 1];
        flat[x] = (quads[x - 4] + quads[x]) + row[x + 4];
    }
}

/* The largest mean over 3x3, 5x1 and 1x5 of what is beyond half, times 45. */
static void half_windows(const struct part *part, int32_t y, struct tksi_span span)
{
    const int16_t *RESTRICT above = row_or_none(part, TKSI_HALF, y - 1);
    const int16_t *RESTRICT row = plane_row(part, TKSI_HALF, y);
    const int16_t *RESTRICT below = row_or_none(part, TKSI_HALF, y + 1);
    const int32_t *RESTRICT tall = work_row(part, TKSI_ROW_TALL + 3);
    int32_t *RESTRICT threes = work_row(part, TKSI_ROW_WORK),
                      *RESTRICT largest = work_row(part, TKSI_ROW_HALF);

    INDEPENDENT
    for (int32_t x = span.from - 1; x < span.to + 1; x++)
        threes[x] = above[x] + row[x] + below[x];
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const int32_t wide = row[x - 2] + row[x - 1] + row[x] + row[x + 1] + row[x + 2];
        const int32_t square = threes[x - 1] + threes[x] + threes[x + 1];

        largest[x] = most(5 * square, 9 * most(wide, tall[x]));
    }
}

/* The score of a row's pixels, where it is larger than that of their tint. */
static void score_row(const struct part *part, int32_t y, struct tksi_span span,
                      float *RESTRICT score)
{
    const int32_t *RESTRICT sl = work_row(part, TKSI_ROW_SQUARE),
                            *RESTRICT sa = work_row(part, TKSI_ROW_SQUARE + 1),
                            *RESTRICT sb = work_row(part, TKSI_ROW_SQUARE + 2),
                            *RESTRICT fl = work_row(part, TKSI_ROW_FLAT),
                            *RESTRICT fa = work_row(part, TKSI_ROW_FLAT + 1),
                            *RESTRICT fb = work_row(part, TKSI_ROW_FLAT + 2),
                            *RESTRICT tl = work_row(part, TKSI_ROW_TALL),
                            *RESTRICT ta = work_row(part, TKSI_ROW_TALL + 1),
                            *RESTRICT tb = work_row(part, TKSI_ROW_TALL + 2),
                            *RESTRICT half = work_row(part, TKSI_ROW_HALF);
    const float *RESTRICT noise = noise_of(part, y);

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float square = squared_length(sl[x], sa[x], sb[x]);
        const float flat = squared_length(fl[x], fa[x], fb[x]);
        const float tall = squared_length(tl[x], ta[x], tb[x]);
        const float sum = sqrtf(mostf(square, mostf(flat, tall)));
        const float beyond =
            (sum * (1.0f / 9) - BEYOND_NOISE * noise[x]) * (1.0f / (BEYOND_LIMIT * TKSI_LAB_ONE));
        const float over = ((float)half[x] * (1.0f / 45) - HALF_NOISE * noise[x]) *
                           (1.0f / (HALF_LIMIT * TKSI_LAB_ONE));

        score[x] = mostf(score[x], mostf(beyond, over));
    }
}

static void slide_small_windows(const struct part *part, int32_t y)
{
    for (int c = 0; c < 3; c++)
        slide(part, TKSI_BEYOND_L + c, y, LONG_REACH, 0, work_row(part, TKSI_ROW_TALL + c));
    slide(part, TKSI_HALF, y, HALF_LONG_REACH, 0, work_row(part, TKSI_ROW_TALL + 3));
}

/* Scores of row y from averages over small windows; the largest of each column is kept. */
static void score_windows(const struct part *part, int32_t y, float *RESTRICT score)
{
    const struct tksi_span span = near_wanted(part, hull(part, y, LONG_REACH), y, 0);
    const struct tksi_span scored = near_wanted(part, hull(part, y, TINT_REACH), y, 0);
    float *RESTRICT largest = float_row(part, TKSI_ROW_LARGEST);

    if (!is_empty(span)) {
        for (int c = 0; c < 3; c++)
            small_windows(part, c, y, span);
        half_windows(part, y, span);
        score_row(part, y, span, score);
    }
    INDEPENDENT
    for (int32_t x = scored.from; x < scored.to; x++)
        largest[x] = mostf(largest[x], score[x]);
}

#endif

/* visual_score.h - averages over small windows, the score
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_SCORE_H
#define TKSI_DIFF_VISUAL_SCORE_H

#include "diff/visual_sums.h"

static const int16_t *row_or_none(const struct part *part, enum tksi_plane plane, int32_t y,
                                  const int16_t *none)
{
    return y >= 0 && y < part->height ? plane_row(part, plane, y) : none;
}

/* Squared sums of one channel over 3x3, 9x1 and 1x9 are added to three rows. */
static void small_windows(const struct part *part, int channel, int32_t y,
                          const int16_t *RESTRICT none, float *RESTRICT square,
                          float *RESTRICT flat, float *RESTRICT tall)
{
    const int32_t width = part->width;
    const enum tksi_plane plane = TKSI_BEYOND_L + channel;
    const int16_t *RESTRICT above = row_or_none(part, plane, y - 1, none);
    const int16_t *RESTRICT row = plane_row(part, plane, y);
    const int16_t *RESTRICT below = row_or_none(part, plane, y + 1, none);
    int32_t *RESTRICT columns = work_row(part, TKSI_ROW_COLUMNS + channel);
    int32_t *RESTRICT threes = work_row(part, TKSI_ROW_SUMS),
                      *RESTRICT ones = threes + part->stride;
    int32_t *RESTRICT nines = ones + part->stride;

    slide(part, plane, y, LONG_REACH, columns);
    INDEPENDENT
    for (int32_t x = -TKSI_VISUAL_PAD; x < width + TKSI_VISUAL_PAD; x++)
        ones[x] = row[x];
    across(part, ones, LONG_REACH, nines);
    INDEPENDENT
    for (int32_t x = -1; x < width + 1; x++)
        threes[x] = above[x] + row[x] + below[x];
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float three = (float)(threes[x - 1] + threes[x] + threes[x + 1]);
        const float nine = (float)nines[x], down = (float)columns[x];

        square[x] += three * three;
        flat[x] += nine * nine;
        tall[x] += down * down;
    }
}

/* The largest mean over 3x3, 5x1 and 1x5 of what is beyond half, times 45. */
static void half_windows(const struct part *part, int32_t y, const int16_t *RESTRICT none,
                         int32_t *RESTRICT largest)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT above = row_or_none(part, TKSI_HALF, y - 1, none);
    const int16_t *RESTRICT row = plane_row(part, TKSI_HALF, y);
    const int16_t *RESTRICT below = row_or_none(part, TKSI_HALF, y + 1, none);
    int32_t *RESTRICT columns = work_row(part, TKSI_ROW_COLUMNS + 3);
    int32_t *RESTRICT threes = work_row(part, TKSI_ROW_SUMS);

    slide(part, TKSI_HALF, y, HALF_LONG_REACH, columns);
    INDEPENDENT
    for (int32_t x = -1; x < width + 1; x++)
        threes[x] = above[x] + row[x] + below[x];
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t wide = row[x - 2] + row[x - 1] + row[x] + row[x + 1] + row[x + 2];
        const int32_t square = threes[x - 1] + threes[x] + threes[x + 1];

        largest[x] = most(5 * square, 9 * most(wide, columns[x]));
    }
}

static void score_row(const struct part *part, int32_t y, const int16_t *none,
                      float *RESTRICT score)
{
    const int32_t width = part->width;
    const float *RESTRICT noise = part->visual->noise + y * part->visual->stride;
    float *RESTRICT square = float_row(part, TKSI_ROW_SCORE),
                    *RESTRICT flat = square + part->stride;
    float *RESTRICT tall = flat + part->stride;
    int32_t *RESTRICT half = work_row(part, TKSI_ROW_LINEAR);
    float *RESTRICT largest = float_row(part, TKSI_ROW_LARGEST); /* of each column */

    memset(square, 0, (size_t)width * sizeof *square);
    memset(flat, 0, (size_t)width * sizeof *flat);
    memset(tall, 0, (size_t)width * sizeof *tall);
    for (int c = 0; c < 3; c++)
        small_windows(part, c, y, none, square, flat, tall);
    half_windows(part, y, none, half);
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float sum = sqrtf(mostf(square[x], mostf(flat[x], tall[x])));
        const float beyond =
            (sum * (1.0f / 9) - BEYOND_NOISE * noise[x]) * (1.0f / (BEYOND_LIMIT * TKSI_LAB_ONE));
        const float over = ((float)half[x] * (1.0f / 45) - HALF_NOISE * noise[x]) *
                           (1.0f / (HALF_LIMIT * TKSI_LAB_ONE));

        score[x] = mostf(score[x], mostf(beyond, over));
    }
    INDEPENDENT
    for (int32_t x = 0; x < width; x++)
        largest[x] = mostf(largest[x], score[x]);
}

static float scores(const struct part *part, const struct tksi_patch *patch, float *score)
{
    int16_t *none = part->visual->ranges + TKSI_VISUAL_PAD;
    float *columns = float_row(part, TKSI_ROW_LARGEST), largest = 0;

    memset(none - TKSI_VISUAL_PAD, 0, (size_t)part->stride * sizeof *none);
    memset(columns, 0, (size_t)part->width * sizeof *columns);
    clear_columns(part);
    for (int i = 0; i < 4; i++) {
        const int reach = i == 3 ? HALF_LONG_REACH : LONG_REACH;

        for (int32_t y = 0; y < least(reach, part->height); y++)
            slide(part, TKSI_BEYOND_L + i, y - reach, reach, work_row(part, TKSI_ROW_COLUMNS + i));
    }
    for (int32_t y = 0; y < part->height; y++)
        score_row(part, y, none, score + (ptrdiff_t)(part->top + y) * patch->width + part->left);
    for (int32_t x = 0; x < part->width; x++)
        largest = mostf(largest, columns[x]);
    return largest;
}

#endif

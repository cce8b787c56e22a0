/* visual_ranges.h - lowest and highest values around each pixel, and contrast
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_RANGES_H
#define TKSI_DIFF_VISUAL_RANGES_H

#include "diff/visual_part.h"

/* Row y + offset, or the outermost row there is. */
static inline const int16_t *row_beside(const struct part *part, enum tksi_plane plane, int32_t y,
                                        int32_t offset)
{
    return plane_row(part, plane, most(0, least(part->height - 1, y + offset)));
}

/* Lowest and highest of 3x3. */
static void range_of_three(const struct part *part, enum tksi_plane plane, int32_t y,
                           struct tksi_span span, int16_t *RESTRICT low, int16_t *RESTRICT high)
{
    const int16_t *RESTRICT above = row_beside(part, plane, y, -1);
    const int16_t *RESTRICT row = row_beside(part, plane, y, 0);
    const int16_t *RESTRICT below = row_beside(part, plane, y, 1);
    int16_t *RESTRICT lows = short_row(part, TKSI_SHORT_DOWN);
    int16_t *RESTRICT highs = short_row(part, TKSI_SHORT_DOWN + 1);

    INDEPENDENT
    for (int32_t x = span.from - 1; x < span.to + 1; x++) {
        lows[x] = least16(above[x], least16(row[x], below[x]));
        highs[x] = most16(above[x], most16(row[x], below[x]));
    }
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        low[x] = least16(lows[x - 1], least16(lows[x], lows[x + 1]));
        high[x] = most16(highs[x - 1], most16(highs[x], highs[x + 1]));
    }
}

/* The range within 5x5. */
static void range_of_five(const struct part *part, enum tksi_plane plane, int32_t y,
                          struct tksi_span span, int16_t *RESTRICT range)
{
    const int16_t *RESTRICT far_above = row_beside(part, plane, y, -2);
    const int16_t *RESTRICT above = row_beside(part, plane, y, -1);
    const int16_t *RESTRICT row = row_beside(part, plane, y, 0);
    const int16_t *RESTRICT below = row_beside(part, plane, y, 1);
    const int16_t *RESTRICT far_below = row_beside(part, plane, y, 2);
    int16_t *RESTRICT lows = short_row(part, TKSI_SHORT_DOWN);
    int16_t *RESTRICT highs = short_row(part, TKSI_SHORT_DOWN + 1);

    INDEPENDENT
    for (int32_t x = span.from - 2; x < span.to + 2; x++) {
        lows[x] = least16(least16(far_above[x], above[x]),
                          least16(row[x], least16(below[x], far_below[x])));
        highs[x] =
            most16(most16(far_above[x], above[x]), most16(row[x], most16(below[x], far_below[x])));
    }
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const int16_t low = least16(least16(lows[x - 2], lows[x - 1]),
                                    least16(lows[x], least16(lows[x + 1], lows[x + 2])));
        const int16_t high = most16(most16(highs[x - 2], highs[x - 1]),
                                    most16(highs[x], most16(highs[x + 1], highs[x + 2])));

        range[x] = (int16_t)(high - low);
    }
}

/* The ranges of one channel within 5x5 of either picture. */
static void widest_of_channel(const struct part *part, int channel, int32_t y,
                              struct tksi_span span)
{
    int16_t *RESTRICT in_expected = short_row(part, TKSI_SHORT_WIDEST),
                      *RESTRICT in_actual = in_expected + part->stride;
    int16_t *RESTRICT largest_e = short_row(part, TKSI_SHORT_LARGEST),
                      *RESTRICT largest_a = largest_e + part->stride;
    float *RESTRICT squares = float_row(part, TKSI_ROW_SPREAD);
    const int shift = channel != 0;

    range_of_five(part, TKSI_EXPECTED_L + channel, y, span, in_expected);
    range_of_five(part, TKSI_ACTUAL_L + channel, y, span, in_actual);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float range = (float)most16(in_expected[x], in_actual[x]);

        largest_e[x] = most16(largest_e[x], (int16_t)(in_expected[x] >> shift));
        largest_a[x] = most16(largest_a[x], (int16_t)(in_actual[x] >> shift));
        squares[x] += range * range;
    }
}

/* The contrast around each pixel: the largest range within 5x5 of any channel; chroma
 * counts half, as its edges are blurred and seen less. Of either picture, and what both
 * have. And the length of what the channels range over, to hold changes against. */
static void contrast_row(const struct part *part, int32_t y)
{
    const struct tksi_span span = changes_of(part, y);
    const size_t pixels = is_empty(span) ? 0 : (size_t)(span.to - span.from);
    int16_t *RESTRICT largest_e = short_row(part, TKSI_SHORT_LARGEST),
                      *RESTRICT largest_a = largest_e + part->stride;
    int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y),
                      *RESTRICT edge = plane_row(part, TKSI_EDGE, y),
                      *RESTRICT spread = plane_row(part, TKSI_SPREAD, y);
    float *RESTRICT squares = float_row(part, TKSI_ROW_SPREAD);

    if (pixels == 0)
        return;
    memset(largest_e + span.from, 0, pixels * sizeof *largest_e);
    memset(largest_a + span.from, 0, pixels * sizeof *largest_a);
    memset(squares + span.from, 0, pixels * sizeof *squares);
    for (int c = 0; c < 3; c++)
        widest_of_channel(part, c, y, span);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        contrast[x] = most16(largest_e[x], largest_a[x]);
        edge[x] = least16(largest_e[x], largest_a[x]);
        spread[x] = (int16_t)nearest(leastf(sqrtf(squares[x]), INT16_MAX));
    }
}

#endif

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

/* The range within 5x5, where it is larger than what is there. */
static void widest_of_five(const struct part *part, enum tksi_plane plane, int32_t y,
                           struct tksi_span span, int shift, int16_t *RESTRICT widest)
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

        widest[x] = most16(widest[x], (int16_t)((int16_t)(high - low) >> shift));
    }
}

/* The largest range within 5x5 of either picture and any channel; chroma counts half, as
 * its edges are blurred and seen less. */
static void contrast_row(const struct part *part, int32_t y)
{
    const struct tksi_span span = changes_of(part, y);
    int16_t *contrast = plane_row(part, TKSI_CONTRAST, y);

    if (is_empty(span))
        return;
    memset(contrast + span.from, 0, (size_t)(span.to - span.from) * sizeof *contrast);
    for (int plane = TKSI_EXPECTED_L; plane <= TKSI_ACTUAL_B; plane++) {
        const int shift = plane != TKSI_EXPECTED_L && plane != TKSI_ACTUAL_L;

        widest_of_five(part, plane, y, span, shift, contrast);
    }
}

#endif

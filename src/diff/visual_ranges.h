/* visual_ranges.h - lowest and highest values around each pixel, and contrast
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_RANGES_H
#define TKSI_DIFF_VISUAL_RANGES_H

#include "diff/visual_part.h"

/* Lowest and highest of three (reach 1) or five rows, then of as many columns. */
static void range_rows(const struct part *part, enum tksi_plane plane, int32_t y, int reach,
                       int16_t *RESTRICT low, int16_t *RESTRICT high)
{
    const int32_t width = part->width;
    int16_t *RESTRICT down_low = part->visual->ranges + 12 * part->stride + TKSI_VISUAL_PAD;
    int16_t *RESTRICT down_high = down_low + part->stride;
    const int16_t *rows[5];

    for (int i = 0; i < 5; i++)
        rows[i] = plane_row(part, plane, most(0, least(part->height - 1, y + i - 2)));
    {
        const int16_t *RESTRICT r1 = rows[1], *RESTRICT r2 = rows[2], *RESTRICT r3 = rows[3];

        INDEPENDENT
        for (int32_t x = -2; x < width + 2; x++) {
            const int16_t below = r1[x] < r2[x] ? r1[x] : r2[x];
            const int16_t above = r1[x] > r2[x] ? r1[x] : r2[x];

            down_low[x] = below < r3[x] ? below : r3[x];
            down_high[x] = above > r3[x] ? above : r3[x];
        }
    }
    if (reach == 2) {
        const int16_t *RESTRICT r0 = rows[0], *RESTRICT r4 = rows[4];

        INDEPENDENT
        for (int32_t x = -2; x < width + 2; x++) {
            const int16_t below = r0[x] < r4[x] ? r0[x] : r4[x];
            const int16_t above = r0[x] > r4[x] ? r0[x] : r4[x];

            down_low[x] = below < down_low[x] ? below : down_low[x];
            down_high[x] = above > down_high[x] ? above : down_high[x];
        }
    }
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        int16_t below = down_low[x], above = down_high[x];

        below = down_low[x - 1] < below ? down_low[x - 1] : below;
        below = down_low[x + 1] < below ? down_low[x + 1] : below;
        above = down_high[x - 1] > above ? down_high[x - 1] : above;
        above = down_high[x + 1] > above ? down_high[x + 1] : above;
        low[x] = below;
        high[x] = above;
    }
    if (reach == 2) {
        INDEPENDENT
        for (int32_t x = 0; x < width; x++) {
            int16_t below = low[x], above = high[x];

            below = down_low[x - 2] < below ? down_low[x - 2] : below;
            below = down_low[x + 2] < below ? down_low[x + 2] : below;
            above = down_high[x - 2] > above ? down_high[x - 2] : above;
            above = down_high[x + 2] > above ? down_high[x + 2] : above;
            low[x] = below;
            high[x] = above;
        }
    }
}

/* The largest range within 5x5 of either picture and any channel; chroma counts half, as
 * its edges are blurred and seen less. */
static void contrast_row(const struct part *part, int32_t y)
{
    const int32_t width = part->width;
    int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    int16_t *RESTRICT low = part->visual->ranges + TKSI_VISUAL_PAD;
    int16_t *RESTRICT high = low + part->stride;

    memset(contrast, 0, (size_t)width * sizeof *contrast);
    for (int plane = TKSI_EXPECTED_L; plane <= TKSI_ACTUAL_B; plane++) {
        const int shift = plane != TKSI_EXPECTED_L && plane != TKSI_ACTUAL_L;

        range_rows(part, plane, y, 2, low, high);
        INDEPENDENT
        for (int32_t x = 0; x < width; x++) {
            const int16_t range = (int16_t)((int16_t)(high[x] - low[x]) >> shift);

            contrast[x] = contrast[x] > range ? contrast[x] : range;
        }
    }
}

#endif

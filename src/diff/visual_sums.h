/* visual_sums.h - sums of planes over windows
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_SUMS_H
#define TKSI_DIFF_VISUAL_SUMS_H

#include "diff/visual_part.h"
#include "diff/visual_rule.h"

/* Moves the sums over columns one row down: row y + reach enters, y - reach - 1 leaves. */
static void slide(const struct part *part, enum tksi_plane plane, int32_t y, int reach,
                  int32_t *RESTRICT columns)
{
    const int32_t width = part->width;

    if (y + reach < part->height) {
        const int16_t *RESTRICT enters = plane_row(part, plane, y + reach);

        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            columns[x] += enters[x];
    }
    if (y - reach - 1 >= 0) {
        const int16_t *RESTRICT leaves = plane_row(part, plane, y - reach - 1);

        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            columns[x] -= leaves[x];
    }
}

/* Sums over 2 * reach + 1 columns, reach 10, 8 or 4: of four first, then of those. The
 * columns are followed and preceded by TKSI_VISUAL_PAD zeros. */
static void across(const struct part *part, const int32_t *RESTRICT columns, int reach,
                   int32_t *RESTRICT sums)
{
    const int32_t width = part->width;
    int32_t *RESTRICT quads = work_row(part, TKSI_ROW_QUADS);

    INDEPENDENT
    for (int32_t x = -reach; x < width + reach; x++)
        quads[x] = (columns[x] + columns[x + 1]) + (columns[x + 2] + columns[x + 3]);
    if (reach == NOISE_REACH) {
        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            sums[x] = (quads[x - 10] + quads[x - 6]) + (quads[x - 2] + quads[x + 2]) +
                      (quads[x + 6] + columns[x + 10]);
    } else if (reach == TINT_REACH) {
        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            sums[x] = (quads[x - 8] + quads[x - 4]) + (quads[x] + quads[x + 4]) + columns[x + 8];
    } else {
        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            sums[x] = (quads[x - 4] + quads[x]) + columns[x + 4];
    }
}

static void clear_columns(const struct part *part)
{
    for (int i = 0; i < 8; i++)
        memset(work_row(part, TKSI_ROW_COLUMNS + i) - TKSI_VISUAL_PAD, 0,
               (size_t)(part->width + 2 * TKSI_VISUAL_PAD) * sizeof(int32_t));
}

/* Four planes' sums of a window around each pixel of a row. */
static void window_sums(const struct part *part, enum tksi_plane first, int32_t y, int reach,
                        int columns)
{
    for (int i = 0; i < 4; i++) {
        slide(part, first + i, y, reach, work_row(part, columns + i));
        across(part, work_row(part, columns + i), reach, work_row(part, TKSI_ROW_SUMS + i));
    }
}

#endif

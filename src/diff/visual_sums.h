/* visual_sums.h - sums over windows: across a row first, then down the rows
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_SUMS_H
#define TKSI_DIFF_VISUAL_SUMS_H

#include "diff/visual_part.h"
#include "diff/visual_rule.h"

/* The changes of a row that are summed: a score sees windows of noise around the pixels of
 * its small windows. */
static struct tksi_span summed_changes(const struct part *part, int32_t y)
{
    return in_vectors(part, near_wanted(part, changes_of(part, y), y, LONG_REACH + NOISE_REACH));
}

/* Nothing left and right of the span of a single row, as far as windows see. */
static void clear_beside(int16_t *row, struct tksi_span span)
{
    memset(row + span.from - TKSI_VISUAL_PAD, 0, TKSI_VISUAL_PAD * sizeof *row);
    memset(row + span.to, 0, TKSI_VISUAL_PAD * sizeof *row);
}

/* Sums over 21 columns, of values up to 8 CIELAB: 21 * 8 * 128 is less than 2^15. Sums of
 * four are made first, then sums of those. */
static void sum_of_21(const struct part *part, const int16_t *RESTRICT row, struct tksi_span span,
                      int16_t *RESTRICT sums)
{
    int16_t *RESTRICT quads = short_row(part, TKSI_SHORT_WORK);

    INDEPENDENT
    for (int32_t x = span.from - 10; x < span.to + 10; x++)
        quads[x] = (int16_t)((row[x] + row[x + 1]) + (row[x + 2] + row[x + 3]));
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        sums[x] = (int16_t)((quads[x - 10] + quads[x - 6]) + (quads[x - 2] + quads[x + 2]) +
                            (quads[x + 6] + row[x + 10]));
}

static void sum_of_17(const struct part *part, const int16_t *RESTRICT row, struct tksi_span span,
                      int16_t *RESTRICT sums)
{
    int16_t *RESTRICT quads = short_row(part, TKSI_SHORT_WORK);

    INDEPENDENT
    for (int32_t x = span.from - 8; x < span.to + 8; x++)
        quads[x] = (int16_t)((row[x] + row[x + 1]) + (row[x + 2] + row[x + 3]));
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        sums[x] = (int16_t)((quads[x - 8] + quads[x - 4]) + (quads[x] + quads[x + 4]) +
                            row[x + 8]);
}

/* Moves sums over columns one row down, to the window around row y: row y + reach enters,
 * y - reach - 1 leaves. What a row holds lies at most `beside` from its changes. */
static void slide(const struct part *part, enum tksi_plane plane, int32_t y, int32_t reach,
                  int32_t beside, int32_t *RESTRICT columns)
{
    const struct tksi_span entering = widened(part, summed_changes(part, y + reach), beside);
    const struct tksi_span leaving = widened(part, summed_changes(part, y - reach - 1), beside);
    const int16_t *RESTRICT enters = plane_row(part, plane, y + reach);
    const int16_t *RESTRICT leaves = plane_row(part, plane, y - reach - 1);

    INDEPENDENT
    for (int32_t x = entering.from; x < entering.to; x++)
        columns[x] += enters[x];
    INDEPENDENT
    for (int32_t x = leaving.from; x < leaving.to; x++)
        columns[x] -= leaves[x];
}

#endif

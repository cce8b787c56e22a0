/* visual_redrawn.h - where the same lines and edges were only drawn another way
 *
 * Rasterisers disagree about a line here and there: over twenty pixels it is a third of
 * its contrast fainter, then that much stronger. Three things tell that from a change
 * that somebody made. No pixel around goes from one side of an edge to the other; the ink
 * of the window is about what it was; and the change follows no pattern: a line, letter
 * or area that got another colour changes wherever it has ink, and by as much of it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_REDRAWN_H
#define TKSI_DIFF_VISUAL_REDRAWN_H

#include "diff/visual_color.h"
#include "diff/visual_ranges.h"
#include "diff/visual_sums.h"

static inline float *noise_of(const struct part *part, int32_t y)
{
    return part->visual->noise + ring_offset(part, y);
}

/* The strongest of the changes in the window around each pixel. */
static void strongest_row(const struct part *part, int32_t y, struct tksi_span span,
                          int16_t *RESTRICT strongest)
{
    memset(strongest + span.from, 0, (size_t)(span.to - span.from) * sizeof *strongest);
    for (int32_t near = y - NOISE_REACH; near <= y + NOISE_REACH; near++) {
        const struct tksi_span changes = widened(part, summed_changes(part, near), NOISE_REACH);
        const int32_t from = most(span.from, changes.from), to = least(span.to, changes.to);
        const int16_t *RESTRICT row = plane_row(part, TKSI_STRENGTH, near);

        INDEPENDENT
        for (int32_t x = from; x < to; x++)
            strongest[x] = most16(strongest[x], row[x]);
    }
}

/* Where no change in the window around is strong: 1, falling to 0; and 0 where so little
 * is left of a change, above noise, that windows of such reach half of the limit at most.
 * Says if there are others. */
static bool weak_row(const struct part *part, int32_t y, struct tksi_span span,
                     float *RESTRICT weak)
{
    const float *RESTRICT share = float_row(part, TKSI_ROW_SHARE),
                *RESTRICT noise = noise_of(part, y);
    const int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y),
                            *RESTRICT l = plane_row(part, TKSI_BEYOND_L, y),
                            *RESTRICT a = plane_row(part, TKSI_BEYOND_A, y),
                            *RESTRICT b = plane_row(part, TKSI_BEYOND_B, y),
                            *RESTRICT half = plane_row(part, TKSI_HALF, y);
    int16_t *RESTRICT strongest = short_row(part, TKSI_SHORT_WORK);
    int32_t any = 0;

    strongest_row(part, y, span, strongest);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float below = WEAK_CHANGE - (float)strongest[x] * (1.0f / STRENGTH_ONE);
        const float beyond = BEYOND_ALLOWANCE * share[x] * (float)contrast[x] +
                             BEYOND_NOISE * noise[x] + BEYOND_LIMIT / 2 * TKSI_LAB_ONE;
        const float past = HALF_ALLOWANCE * (float)contrast[x] + HALF_NOISE * noise[x] +
                           HALF_LIMIT / 2 * TKSI_LAB_ONE;
        const int32_t counts = (length(l[x], a[x], b[x]) > beyond) | ((float)half[x] > past);

        weak[x] = counts != 0 ? leastf(1, mostf(0, below * WEAK_SLOPE)) : 0;
        any |= counts & (below > 0);
    }
    return any != 0;
}

/* -------------------------------------------------------------------------- ink */

/* The changes of one channel, summed over 21 rows. */
static void ink_columns(const struct part *part, int channel, int32_t y, struct tksi_span around,
                        int32_t *RESTRICT columns)
{
    memset(columns + around.from, 0, (size_t)(around.to - around.from) * sizeof *columns);
    for (int32_t near = y - NOISE_REACH; near <= y + NOISE_REACH; near++) {
        const struct tksi_span changes = summed_changes(part, near);
        const int32_t from = most(around.from, changes.from), to = least(around.to, changes.to);
        const int16_t *RESTRICT expected = plane_row(part, TKSI_EXPECTED_L + channel, near);
        const int16_t *RESTRICT actual = plane_row(part, TKSI_ACTUAL_L + channel, near);

        INDEPENDENT
        for (int32_t x = from; x < to; x++)
            columns[x] += actual[x] - expected[x];
    }
}

/* Over 21 columns too: into the row of the sums over rows. */
static void ink_across(const struct part *part, struct tksi_span span, int32_t *RESTRICT columns)
{
    int32_t *RESTRICT quads = work_row(part, TKSI_ROW_WORK), *RESTRICT sums = quads + part->stride;

    INDEPENDENT
    for (int32_t x = span.from - 10; x < span.to + 7; x++)
        quads[x] = (columns[x] + columns[x + 1]) + (columns[x + 2] + columns[x + 3]);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        sums[x] = (quads[x - 10] + quads[x - 6]) + (quads[x - 2] + quads[x + 2]) +
                  (quads[x + 6] + columns[x + 10]);
    memcpy(columns + span.from, sums + span.from, (size_t)(span.to - span.from) * sizeof *columns);
}

/* Takes off where ink was added or taken: as much as a line across the window has that is
 * so many pixels wide. */
static void firm_row(const struct part *part, int32_t y, struct tksi_span span,
                     float *RESTRICT firm)
{
    const struct tksi_span around = { span.from - NOISE_REACH, span.to + NOISE_REACH + 1 };
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_INK), *RESTRICT a = l + part->stride,
                            *RESTRICT b = a + part->stride;
    const int16_t *RESTRICT spread = plane_row(part, TKSI_SPREAD, y);

    for (int c = 0; c < 3; c++) {
        ink_columns(part, c, y, around, work_row(part, TKSI_ROW_INK + c));
        ink_across(part, span, work_row(part, TKSI_ROW_INK + c));
    }
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float line = (2 * NOISE_REACH + 1) *
                           mostf((float)spread[x], WEAK_CONTRAST * TKSI_LAB_ONE);
        const float much = (length(l[x], a[x], b[x]) / line - INK_WIDTH) * INK_SLOPE;

        firm[x] *= 1 - leastf(1, mostf(0, much));
    }
}

/* --------------------------------------------------------------------- evenness */

/* What follows, in steps of an eighth: 25 products of two such fit 32 bits. */
enum { EVEN_STEP = TKSI_LAB_ONE / 8 };

enum even_row {
    EVEN_LIGHT,            /* lightness, the mean of both pictures */
    EVEN_LIGHT_SQUARED,
    EVEN_CHANGE,           /* 3 channels */
    EVEN_CHANGE_SQUARED = EVEN_CHANGE + 3,
    EVEN_PRODUCT,          /* 3: of change and lightness */
    EVEN_ROWS = EVEN_PRODUCT + 3
};

static inline int32_t *even_row(const struct part *part, int row)
{
    return work_row(part, TKSI_ROW_EVEN + row);
}

/* Adds a row to the sums over columns. */
static void add_even_row(const struct part *part, int32_t y, int32_t offset,
                         struct tksi_span around)
{
    const int16_t *RESTRICT el = row_beside(part, TKSI_EXPECTED_L, y, offset),
                            *RESTRICT al = row_beside(part, TKSI_ACTUAL_L, y, offset);
    int32_t *RESTRICT light = even_row(part, EVEN_LIGHT),
                      *RESTRICT light_squared = even_row(part, EVEN_LIGHT_SQUARED),
                      *RESTRICT change_squared = even_row(part, EVEN_CHANGE_SQUARED);

    INDEPENDENT
    for (int32_t x = around.from; x < around.to; x++) {
        const int32_t mean = (el[x] + al[x]) / (2 * EVEN_STEP);

        light[x] += mean;
        light_squared[x] += mean * mean;
    }
    for (int c = 0; c < 3; c++) {
        const int16_t *RESTRICT expected = row_beside(part, TKSI_EXPECTED_L + c, y, offset),
                                *RESTRICT actual = row_beside(part, TKSI_ACTUAL_L + c, y, offset);
        int32_t *RESTRICT changes = even_row(part, EVEN_CHANGE + c),
                          *RESTRICT products = even_row(part, EVEN_PRODUCT + c);

        INDEPENDENT
        for (int32_t x = around.from; x < around.to; x++) {
            const int32_t change = (actual[x] - expected[x]) / EVEN_STEP;

            changes[x] += change;
            change_squared[x] += change * change;
            products[x] += change * ((el[x] + al[x]) / (2 * EVEN_STEP));
        }
    }
}

/* Sums over five columns, in place. */
static void even_across(const struct part *part, int row, struct tksi_span span)
{
    const int32_t *RESTRICT columns = even_row(part, row);
    int32_t *RESTRICT sums = work_row(part, TKSI_ROW_WORK);

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        sums[x] = columns[x - 2] + columns[x - 1] + columns[x] + columns[x + 1] + columns[x + 2];
    memcpy(even_row(part, row) + span.from, sums + span.from,
           (size_t)(span.to - span.from) * sizeof *sums);
}

/* The change keeps what it had where it does not follow the picture's lightness: their
 * squared correlation within 5x5 is low. */
static void loose_row(const struct part *part, struct tksi_span span, float *RESTRICT loose)
{
    const int32_t *RESTRICT light = even_row(part, EVEN_LIGHT),
                            *RESTRICT light_squared = even_row(part, EVEN_LIGHT_SQUARED),
                            *RESTRICT l = even_row(part, EVEN_CHANGE),
                            *RESTRICT a = even_row(part, EVEN_CHANGE + 1),
                            *RESTRICT b = even_row(part, EVEN_CHANGE + 2),
                            *RESTRICT squared = even_row(part, EVEN_CHANGE_SQUARED),
                            *RESTRICT pl = even_row(part, EVEN_PRODUCT),
                            *RESTRICT pa = even_row(part, EVEN_PRODUCT + 1),
                            *RESTRICT pb = even_row(part, EVEN_PRODUCT + 2);

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const float mean = (float)light[x];
        const float of_light = 25.0f * (float)light_squared[x] - mean * mean;
        const float of_change = 25.0f * (float)squared[x] - squared_length(l[x], a[x], b[x]);
        const float cl = 25.0f * (float)pl[x] - mean * (float)l[x];
        const float ca = 25.0f * (float)pa[x] - mean * (float)a[x];
        const float cb = 25.0f * (float)pb[x] - mean * (float)b[x];
        const float both = mostf(1, of_light) * mostf(1, of_change);
        const float even = ((cl * cl + ca * ca) + cb * cb) / both;
        const bool known = (of_light > EVEN_LEAST) & (of_change > EVEN_LEAST);
        const float uneven = 1 - leastf(1, mostf(0, (even - EVEN_SHARE) * EVEN_SLOPE));

        loose[x] *= known ? uneven : 0;
    }
}

/* Where a row's changes are the marks of another way to draw: TKSI_ROW_FIRM where the
 * geometry is the same, TKSI_ROW_LOOSE where the change is uneven as well. */
static void redrawn_row(const struct part *part, int32_t y, struct tksi_span span)
{
    const size_t bytes = (size_t)(span.to - span.from) * sizeof(float);
    const struct tksi_span around = { span.from - RANGE_REACH, span.to + RANGE_REACH };
    float *firm = float_row(part, TKSI_ROW_FIRM), *loose = float_row(part, TKSI_ROW_LOOSE);

    if (!weak_row(part, y, span, firm)) {
        memset(firm + span.from, 0, bytes);
        memset(loose + span.from, 0, bytes);
        return;
    }
    firm_row(part, y, span, firm);
    memcpy(loose + span.from, firm + span.from, bytes);
    for (int row = 0; row < EVEN_ROWS; row++)
        memset(even_row(part, row) + around.from, 0,
               (size_t)(around.to - around.from) * sizeof(int32_t));
    for (int32_t offset = -RANGE_REACH; offset <= RANGE_REACH; offset++)
        add_even_row(part, y, offset, around);
    for (int row = 0; row < EVEN_ROWS; row++)
        even_across(part, row, span);
    loose_row(part, span, loose);
}

#endif

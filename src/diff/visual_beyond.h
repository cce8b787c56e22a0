/* visual_beyond.h - how far each pixel goes beyond the range around it, or half of it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_BEYOND_H
#define TKSI_DIFF_VISUAL_BEYOND_H

#include "diff/visual_ranges.h"
#include "diff/visual_sums.h"

/* How far one channel goes beyond the other picture's range around it, in both
 * directions, signed like the change; and the square of how far beyond half of it. */
static void beyond_channel(const struct part *part, int channel, int32_t y, struct tksi_span span)
{
    int16_t *RESTRICT low_e = short_row(part, TKSI_SHORT_LOW),
                      *RESTRICT high_e = short_row(part, TKSI_SHORT_LOW + 1),
                      *RESTRICT low_a = short_row(part, TKSI_SHORT_LOW + 2),
                      *RESTRICT high_a = short_row(part, TKSI_SHORT_LOW + 3);
    const int16_t *RESTRICT expected = plane_row(part, TKSI_EXPECTED_L + channel, y);
    const int16_t *RESTRICT actual = plane_row(part, TKSI_ACTUAL_L + channel, y);
    int16_t *RESTRICT beyond = plane_row(part, TKSI_BEYOND_L + channel, y);
    float *RESTRICT half = float_row(part, TKSI_ROW_PAST);
    uint8_t *RESTRICT flat = part->visual->flat;
    const int16_t flat_range = (int16_t)(TINT_FLAT * TKSI_LAB_ONE);

    range_of_three(part, TKSI_EXPECTED_L + channel, y, span, low_e, high_e);
    range_of_three(part, TKSI_ACTUAL_L + channel, y, span, low_a, high_a);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const int32_t e = expected[x], a = actual[x];
        const int32_t up = most(a - high_e[x], low_a[x] - e);   /* one is positive at most if */
        const int32_t down = most(low_e[x] - a, e - high_a[x]); /* the other is not */
        const int32_t past = most(0, most(up, down));
        const int32_t half_e = most(2 * a - e - high_e[x], e + low_e[x] - 2 * a);
        const int32_t half_a = most(2 * e - a - high_a[x], a + low_a[x] - 2 * e);
        const float over = (float)most(0, most(half_e, half_a));

        beyond[x] = (int16_t)(a > e ? past : -past);
        half[x] += over * over;
    }
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        flat[x] = flat[x] & ((int16_t)(high_e[x] - low_e[x]) <= flat_range) &
                  ((int16_t)(high_a[x] - low_a[x]) <= flat_range);
}

static void beyond_row(const struct part *part, int32_t y, struct tksi_span span)
{
    const size_t bytes = (size_t)(part->width + 2 * TKSI_VISUAL_PAD) * sizeof(int16_t);
    const size_t pixels = is_empty(span) ? 0 : (size_t)(span.to - span.from);
    const float *RESTRICT past = float_row(part, TKSI_ROW_PAST);
    int16_t *RESTRICT half = plane_row(part, TKSI_HALF, y);

    for (int plane = TKSI_BEYOND_L; plane <= TKSI_HALF; plane++)
        memset(plane_row(part, plane, y) - TKSI_VISUAL_PAD, 0, bytes);
    if (pixels == 0)
        return;
    memset(float_row(part, TKSI_ROW_PAST) + span.from, 0, pixels * sizeof *past);
    memset(part->visual->flat + span.from, 1, pixels);
    for (int c = 0; c < 3; c++)
        beyond_channel(part, c, y, span);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        half[x] = (int16_t)nearest(leastf(sqrtf(past[x]) * 0.5f, INT16_MAX));
}

/* The change of each pixel: capped for the noise, and where it is a faint tint; and how
 * strong it is, as a share of its contrast. */
static void change_row(const struct part *part, int32_t y, struct tksi_span span)
{
    const uint8_t *RESTRICT flat = part->visual->flat;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    int16_t *RESTRICT cl = short_row(part, TKSI_SHORT_CHANGE), *RESTRICT ca = cl + part->stride;
    int16_t *RESTRICT cb = ca + part->stride, *RESTRICT cs = cb + part->stride;
    int16_t *RESTRICT tl = short_row(part, TKSI_SHORT_TINT), *RESTRICT ta = tl + part->stride;
    int16_t *RESTRICT tb = ta + part->stride, *RESTRICT ts = tb + part->stride;

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];
        const float size = sqrtf((float)(l * l + a * a + b * b));
        const float weight = leastf(1, NOISE_CAP * TKSI_LAB_ONE / mostf(size, 1));
        const int32_t rounded = nearest(size * weight);
        const int32_t tint = -((size <= TINT_FAINT * TKSI_LAB_ONE) & (flat[x] != 0));

        cl[x] = (int16_t)nearest((float)l * weight);
        ca[x] = (int16_t)nearest((float)a * weight);
        cb[x] = (int16_t)nearest((float)b * weight);
        cs[x] = (int16_t)rounded;
        tl[x] = (int16_t)(l & tint);
        ta[x] = (int16_t)(a & tint);
        tb[x] = (int16_t)(b & tint);
        ts[x] = (int16_t)(rounded & tint);
    }
}

/* How strong each change is, as a share of its contrast. */
static void strength_row(const struct part *part, int32_t y, struct tksi_span span)
{
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    const int16_t *RESTRICT spread = plane_row(part, TKSI_SPREAD, y);
    int16_t *RESTRICT strength = short_row(part, TKSI_SHORT_STRENGTH);

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];
        const float share =
            length(l, a, b) / mostf((float)spread[x], WEAK_CONTRAST * TKSI_LAB_ONE);

        strength[x] = (int16_t)nearest(leastf(share, 1) * STRENGTH_ONE);
    }
}

/* The largest strength of 21 columns: of three first, then of seven. */
static void strongest_across(const struct part *part, int32_t y, struct tksi_span span)
{
    const int16_t *RESTRICT row = short_row(part, TKSI_SHORT_STRENGTH);
    int16_t *RESTRICT triples = short_row(part, TKSI_SHORT_WORK),
                      *RESTRICT sevens = triples + part->stride;
    int16_t *RESTRICT strongest = plane_row(part, TKSI_STRENGTH, y);

    INDEPENDENT
    for (int32_t x = span.from - 10; x < span.to + 10; x++)
        triples[x] = most16(row[x], most16(row[x + 1], row[x + 2]));
    INDEPENDENT
    for (int32_t x = span.from - 10; x < span.to + 4; x++)
        sevens[x] = most16(row[x + 6], most16(triples[x], triples[x + 3]));
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        strongest[x] = most16(sevens[x - 10], most16(sevens[x - 3], sevens[x + 4]));
}

/* All that is known of a row's changes by themselves, and their sums across it. */
static void surroundings(const struct part *part, int32_t y)
{
    const struct tksi_span span = summed_changes(part, y);
    const struct tksi_span noise = widened(part, span, NOISE_REACH);
    const struct tksi_span tint = widened(part, span, TINT_REACH);

    if (has_row(part, y))
        beyond_row(part, y, span);
    if (is_empty(span))
        return;
    change_row(part, y, span);
    strength_row(part, y, span);
    for (int row = TKSI_SHORT_CHANGE; row <= TKSI_SHORT_STRENGTH; row++)
        clear_beside(short_row(part, row), span);
    for (int i = 0; i < 4; i++) {
        sum_of_21(part, short_row(part, TKSI_SHORT_CHANGE + i), noise,
                  plane_row(part, TKSI_NOISE_L + i, y));
        sum_of_17(part, short_row(part, TKSI_SHORT_TINT + i), tint,
                  plane_row(part, TKSI_TINT_L + i, y));
    }
    strongest_across(part, y, noise);
}

#endif

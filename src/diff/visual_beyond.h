/* visual_beyond.h - how far each pixel goes beyond the range around it, or half of it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_BEYOND_H
#define TKSI_DIFF_VISUAL_BEYOND_H

#include "diff/visual_ranges.h"
#include "diff/visual_rule.h"

/* How far one channel goes beyond the other picture's range around it, in both
 * directions, signed like the change; and the square of how far beyond half of it. */
static void beyond_row(const struct part *part, int channel, int32_t y, float *RESTRICT half,
                       uint8_t *RESTRICT flat)
{
    const int32_t width = part->width;
    const ptrdiff_t stride = part->stride;
    int16_t *RESTRICT low_e = part->visual->ranges + TKSI_VISUAL_PAD;
    int16_t *RESTRICT high_e = low_e + stride, *RESTRICT low_a = high_e + stride,
                      *RESTRICT high_a = low_a + stride;
    const int16_t *RESTRICT expected = plane_row(part, TKSI_EXPECTED_L + channel, y);
    const int16_t *RESTRICT actual = plane_row(part, TKSI_ACTUAL_L + channel, y);
    int16_t *RESTRICT beyond = plane_row(part, TKSI_BEYOND_L + channel, y);
    const int16_t flat_range = (int16_t)(TINT_FLAT * TKSI_LAB_ONE);

    range_rows(part, TKSI_EXPECTED_L + channel, y, 1, low_e, high_e);
    range_rows(part, TKSI_ACTUAL_L + channel, y, 1, low_a, high_a);
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
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
    for (int32_t x = 0; x < width; x++)
        flat[x] = flat[x] & ((int16_t)(high_e[x] - low_e[x]) <= flat_range) &
                  ((int16_t)(high_a[x] - low_a[x]) <= flat_range);
}

/* The change of each pixel: capped for the noise, and where it is a faint tint. */
static void change_row(const struct part *part, int32_t y, const uint8_t *RESTRICT flat)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    int16_t *RESTRICT cl = plane_row(part, TKSI_CAPPED_L, y),
                      *RESTRICT ca = plane_row(part, TKSI_CAPPED_A, y),
                      *RESTRICT cb = plane_row(part, TKSI_CAPPED_B, y),
                      *RESTRICT cs = plane_row(part, TKSI_CAPPED_SIZE, y);
    int16_t *RESTRICT tl = plane_row(part, TKSI_TINT_L, y),
                      *RESTRICT ta = plane_row(part, TKSI_TINT_A, y),
                      *RESTRICT tb = plane_row(part, TKSI_TINT_B, y),
                      *RESTRICT ts = plane_row(part, TKSI_TINT_SIZE, y);

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
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
static void strength_row(const struct part *part, int32_t y)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    const int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    int16_t *RESTRICT strength = plane_row(part, TKSI_STRENGTH, y);

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];
        const int32_t chroma = most(most(a, -a), most(b, -b));
        const float change = (float)most(most(l, -l), chroma);
        const float share = change / mostf((float)contrast[x], WEAK_CONTRAST * TKSI_LAB_ONE);

        strength[x] = (int16_t)nearest(leastf(share, 1) * STRENGTH_ONE);
    }
}

static void surroundings(const struct part *part)
{
    const int32_t width = part->width;
    float *half = float_row(part, TKSI_ROW_SCORE);
    uint8_t *flat = part->visual->changed; /* its specks are gone */

    for (int32_t y = 0; y < part->height; y++) {
        int16_t *RESTRICT out = plane_row(part, TKSI_HALF, y);

        memset(half, 0, (size_t)width * sizeof *half);
        memset(flat, 1, (size_t)width);
        for (int c = 0; c < 3; c++)
            beyond_row(part, c, y, half, flat);
        INDEPENDENT
        for (int32_t x = 0; x < width; x++) {
            out[x] = (int16_t)nearest(leastf(sqrtf(half[x]) * 0.5f, INT16_MAX));
        }
        change_row(part, y, flat);
        strength_row(part, y);
    }
}

#endif

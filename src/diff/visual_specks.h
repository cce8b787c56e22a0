/* visual_specks.h - takes back the changes of a few faint pixels at an edge
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_SPECKS_H
#define TKSI_DIFF_VISUAL_SPECKS_H

#include "diff/visual_part.h"
#include "diff/visual_rule.h"

static inline int32_t squared_change(const struct part *part, int32_t x, int32_t y)
{
    int32_t sum = 0;

    for (int c = 0; c < 3; c++) {
        const int32_t change =
            plane_row(part, TKSI_ACTUAL_L + c, y)[x] - plane_row(part, TKSI_EXPECTED_L + c, y)[x];

        sum += change * change;
    }
    return sum;
}

/* Marks changed pixels; a frame of unchanged ones lies around them. */
static void mark_row(const struct part *part, int32_t y, uint8_t *RESTRICT changed)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    const int32_t limit = (int32_t)(CHANGED * TKSI_LAB_ONE) * (int32_t)(CHANGED * TKSI_LAB_ONE);

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];

        changed[x] = l * l + a * a + b * b > limit;
    }
}

/* The pixels connected with (x, y), up to SPECK_PIXELS + 1; returns how many. */
static int gather(const uint8_t *changed, ptrdiff_t stride, int32_t x, int32_t y,
                  ptrdiff_t places[SPECK_PIXELS + 1])
{
    int found = 1;

    places[0] = y * stride + x;
    for (int next = 0; next < found; next++)
        for (int around = 0; around < 9; around++) {
            const ptrdiff_t place = places[next] + (around / 3 - 1) * stride + around % 3 - 1;
            int known = 0;

            while (known < found && places[known] != place)
                known++;
            if (known < found || !changed[place])
                continue;
            places[found++] = place;
            if (found > SPECK_PIXELS)
                return found;
        }
    return found;
}

/* Takes back the changes that make up a speck. `changed` keeps them: the pixels of one
 * speck ask one after the other, and must find the same. */
static void take_back(const struct part *part, ptrdiff_t stride, const ptrdiff_t *places, int count)
{
    const int32_t limit = (int32_t)(SPECK_CHANGE * TKSI_LAB_ONE);
    int32_t contrast = 0, change = 0;

    for (int i = 0; i < count; i++) {
        const int32_t x = (int32_t)(places[i] % stride), y = (int32_t)(places[i] / stride);

        contrast = most(contrast, plane_row(part, TKSI_CONTRAST, y)[x]);
        change = most(change, squared_change(part, x, y));
    }
    if (contrast < (int32_t)(SPECK_CONTRAST * TKSI_LAB_ONE) || change > limit * limit)
        return;
    for (int i = 0; i < count; i++) {
        const int32_t x = (int32_t)(places[i] % stride), y = (int32_t)(places[i] / stride);

        for (int c = 0; c < 3; c++) {
            plane_row(part, TKSI_ACTUAL_L + c, y)[x] = plane_row(part, TKSI_EXPECTED_L + c, y)[x];
            extend(plane_row(part, TKSI_ACTUAL_L + c, y), part->width);
        }
    }
}

static void remove_specks(const struct part *part)
{
    const ptrdiff_t stride = part->visual->stride;
    uint8_t *changed = part->visual->changed + stride + 1;
    ptrdiff_t places[SPECK_PIXELS + 1];

    memset(changed - stride - 1, 0, (size_t)((part->height + 2) * stride));
    for (int32_t y = 0; y < part->height; y++)
        mark_row(part, y, changed + y * stride);
    for (int32_t y = 0; y < part->height; y++) {
        const uint8_t *row = changed + y * stride;

        for (int32_t x = 0; x < part->width; x++) {
            int count;

            if (!row[x]) {
                const uint8_t *next = memchr(row + x, 1, (size_t)(part->width - x));

                if (next == NULL)
                    break;
                x = (int32_t)(next - row);
            }
            /* the first of a speck in reading order has nothing before it */
            if (row[x - 1] | row[x - stride - 1] | row[x - stride] | row[x - stride + 1])
                continue;
            count = gather(changed, stride, x, y, places);
            if (count <= SPECK_PIXELS)
                take_back(part, stride, places, count);
        }
    }
}

#endif

/* visual_specks.h - takes back the changes of a few faint pixels at an edge
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_SPECKS_H
#define TKSI_DIFF_VISUAL_SPECKS_H

#include "diff/visual_color.h"
#include "diff/visual_rule.h"

struct place {
    int32_t x, y;
};

static uint8_t *changed_row(const struct part *part, int32_t y)
{
    return part->visual->changed + ring_offset(part, y);
}

/* Marks the changed pixels of a row; rows outside of the patch have none. */
static void mark_row(const struct part *part, int32_t y)
{
    const struct tksi_span span = changes_of(part, y);
    uint8_t *RESTRICT changed = changed_row(part, y);
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    const int32_t limit = (int32_t)(CHANGED * TKSI_LAB_ONE) * (int32_t)(CHANGED * TKSI_LAB_ONE);

    memset(changed - 1, 0, (size_t)part->width + 2);
    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];

        changed[x] = l * l + a * a + b * b > limit;
    }
}

/* The pixels connected with the first place, up to SPECK_PIXELS + 1; returns how many. */
static int gather(const struct part *part, struct place places[SPECK_PIXELS + 1])
{
    int found = 1;

    for (int next = 0; next < found; next++)
        for (int around = 0; around < 9; around++) {
            const struct place place = { places[next].x + around % 3 - 1,
                                         places[next].y + around / 3 - 1 };
            int known = 0;

            while (known < found && (places[known].x != place.x || places[known].y != place.y))
                known++;
            if (known < found || !changed_row(part, place.y)[place.x])
                continue;
            places[found++] = place;
            if (found > SPECK_PIXELS)
                return found;
        }
    return found;
}

static int32_t squared_change(const struct part *part, struct place place)
{
    int32_t sum = 0;

    for (int c = 0; c < 3; c++) {
        const int32_t change = plane_row(part, TKSI_ACTUAL_L + c, place.y)[place.x] -
                               plane_row(part, TKSI_EXPECTED_L + c, place.y)[place.x];

        sum += change * change;
    }
    return sum;
}

/* Takes back the changes that make up a speck, if they lie beside an edge that both
 * pictures have: the dashes of a lost line are as small and faint, but nothing else is
 * there. The marks stay: the pixels of one speck
 * ask one after the other, and must find the same. */
static void take_back(const struct part *part, const struct place *places, int count)
{
    const int32_t limit = (int32_t)(SPECK_CHANGE * TKSI_LAB_ONE);
    int32_t contrast = 0, change = 0;

    for (int i = 0; i < count; i++) {
        contrast = most(contrast, plane_row(part, TKSI_EDGE, places[i].y)[places[i].x]);
        change = most(change, squared_change(part, places[i]));
    }
    if (contrast < (int32_t)(SPECK_CONTRAST * TKSI_LAB_ONE) || change > limit * limit)
        return;
    for (int i = 0; i < count; i++)
        for (int c = 0; c < 3; c++) {
            int16_t *actual = plane_row(part, TKSI_ACTUAL_L + c, places[i].y);

            actual[places[i].x] =
                plane_row(part, TKSI_EXPECTED_L + c, places[i].y)[places[i].x];
            extend(actual, part->width);
        }
}

/* Changed pixels with none before them in reading order: each speck has such a one. */
static void find_first_pixels(const struct part *part, int32_t y, struct tksi_span span,
                              uint8_t *RESTRICT first)
{
    const uint8_t *RESTRICT above = changed_row(part, y - 1), *RESTRICT row = changed_row(part, y);

    INDEPENDENT
    for (int32_t x = span.from; x < span.to; x++)
        first[x] = row[x] & (uint8_t)~(row[x - 1] | above[x - 1] | above[x] | above[x + 1]);
}

/* Takes back the specks whose first pixel, in reading order, is in this row. */
static void remove_specks(const struct part *part, int32_t y)
{
    const struct tksi_span span = changes_of(part, y);
    uint8_t *first = part->visual->first_pixels;
    struct place places[SPECK_PIXELS + 1];

    find_first_pixels(part, y, span, first);
    for (int32_t x = span.from; x < span.to; x++) {
        const uint8_t *next = memchr(first + x, 1, (size_t)(span.to - x));
        int count;

        if (next == NULL)
            return;
        x = (int32_t)(next - first);
        places[0] = (struct place){ x, y };
        count = gather(part, places);
        if (count <= SPECK_PIXELS)
            take_back(part, places, count);
    }
}

#endif

/* visual_judge.h - the rule itself, compiled once for each instruction set
 *
 * Included by visual_c.c, visual_avx2.c and visual_avx512.c, which define JUDGE, the name
 * of the one function they export.
 *
 * A patch goes through the steps row by row. Each follows the one before it at the
 * distance that its windows reach:
 *
 *     row y        colours to CIELAB                                    visual_color.h
 *     row y - 2    contrast within 5x5, changes marked        visual_ranges.h, _specks.h
 *     row y - 7    specks that begin here taken out: they are at most 4 rows high, and
 *                  contrast is that of the pixels before, up to 2 rows farther down
 *     row y - 8    how far pixels go beyond the range within 3x3        visual_beyond.h
 *     row y - 18   noise, incoherence and tint within 21x21; the allowance
 *                  for rendering                             visual_noise.h, _redrawn.h
 *     row y - 22   averages over up to 9 rows, the score                 visual_score.h
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/visual_beyond.h"
#include "diff/visual_color.h"
#include "diff/visual_noise.h"
#include "diff/visual_score.h"
#include "diff/visual_specks.h"

enum {
    CONTRAST_LAG = RANGE_REACH,
    SPECK_LAG = CONTRAST_LAG + SPECK_PIXELS - 1 + RANGE_REACH,
    BEYOND_LAG = SPECK_LAG + 1,
    NOISE_LAG = BEYOND_LAG + NOISE_REACH,
    SCORE_LAG = NOISE_LAG + LONG_REACH,
    /* How far from a pixel a change may move its score. A speck is known by the pixels
     * around it. */
    CHANGE_REACH = LONG_REACH + NOISE_REACH + 1 + SPECK_PIXELS
};

_Static_assert(NOISE_LAG + NOISE_REACH + 1 < TKSI_RING && SCORE_LAG + LONG_REACH + 1 < TKSI_RING,
               "rows that leave a window are still there");
_Static_assert(CHANGE_REACH + RANGE_REACH <= TKSI_VISUAL_MARGIN, "the margin is all that is seen");
_Static_assert((int)TINT_REACH <= (int)TKSI_VISUAL_HALO && LONG_REACH <= TINT_REACH,
               "where windows hold no change, scores are 0");

/* The first and the last change of a row. */
static struct tksi_span span_of_row(const struct tksi_patch *patch, int32_t y)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;
    const char *expected = (const char *)patch->expected + y * patch->expected_stride * bytes;
    const char *actual = (const char *)patch->actual + y * patch->actual_stride * bytes;
    struct tksi_span span = { 0, patch->width };

    if (memcmp(expected, actual, (size_t)(patch->width * bytes)) == 0)
        return (struct tksi_span){ 0, 0 };
    while (memcmp(expected + span.from * bytes, actual + span.from * bytes, (size_t)bytes) == 0)
        span.from++;
    while (memcmp(expected + (span.to - 1) * bytes, actual + (span.to - 1) * bytes,
                  (size_t)bytes) == 0)
        span.to--;
    return span;
}

/* Finds the changes that count; returns the rows that have any. */
static struct tksi_span find_changes(const struct part *part)
{
    struct tksi_span rows = { part->height, 0 };

    for (int32_t y = 0; y < part->height; y++) {
        struct tksi_span *span = &part->visual->spans[y];

        *span = in_vectors(part, near_wanted(part, span_of_row(part->patch, y), y, CHANGE_REACH));
        if (!is_empty(*span)) {
            rows.from = least(rows.from, y);
            rows.to = y + 1;
        }
    }
    return rows;
}

/* Sums begin with nothing, and rows outside of the patch hold nothing. */
static void clear_rows(const struct part *part)
{
    const size_t pixels = (size_t)part->stride;

    memset(short_row(part, TKSI_SHORT_NONE) - TKSI_VISUAL_PAD, 0, pixels * sizeof(int16_t));

    for (int row = TKSI_ROW_NOISE; row < TKSI_ROW_SQUARE; row++)
        memset(work_row(part, row) - TKSI_VISUAL_PAD, 0, pixels * sizeof(int32_t));
    memset(float_row(part, TKSI_ROW_LARGEST) - TKSI_VISUAL_PAD, 0, pixels * sizeof(float));
}

/* Every step, each on its row. Rows above the patch have no pixels, but windows that
 * reach into it. */
static void step(const struct part *part, int32_t y, float *score)
{
    convert_row(part, y);
    contrast_row(part, y - CONTRAST_LAG);
    mark_row(part, y - CONTRAST_LAG);
    remove_specks(part, y - SPECK_LAG);
    surroundings(part, y - BEYOND_LAG);
    slide_large_windows(part, y - NOISE_LAG);
    if (has_row(part, y - NOISE_LAG))
        large_windows(part, y - NOISE_LAG, score + (ptrdiff_t)(y - NOISE_LAG) * part->width);
    slide_small_windows(part, y - SCORE_LAG);
    if (has_row(part, y - SCORE_LAG))
        score_windows(part, y - SCORE_LAG, score + (ptrdiff_t)(y - SCORE_LAG) * part->width);
}

float JUDGE(struct tksi_visual *visual, const struct tksi_patch *patch, int background,
            float *score)
{
    const struct part part = { .visual = visual,
                               .patch = patch,
                               .background = background,
                               .width = patch->width,
                               .height = patch->height,
                               .stride = tksi_visual_stride(patch->width) };
    const float *columns = float_row(&part, TKSI_ROW_LARGEST);
    struct tksi_span rows;
    float largest = 0;

    visual->translucent = false;
    memset(score, 0, (size_t)patch->width * (size_t)patch->height * sizeof *score);
    rows = find_changes(&part);
    if (is_empty(rows))
        return 0;
    clear_rows(&part);
    for (int32_t y = rows.from - RANGE_REACH; y < rows.to + TINT_REACH + SCORE_LAG; y++)
        step(&part, y, score);
    for (int32_t x = 0; x < patch->width; x++)
        largest = mostf(largest, columns[x]);
    return largest;
}

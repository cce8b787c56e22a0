/* visual_judge.h - the rule itself, compiled once for each instruction set
 *
 * Included by visual_c.c and visual_avx2.c, which define JUDGE, the name of the one
 * function they export.
 *
 * The steps, on the part of the patch around its changes:
 *   1. colours to CIELAB, contrast around each pixel, specks taken out
 *   2. how far each pixel goes beyond the range around it, or beyond half of it
 *   3. sums over large windows: noise, incoherence, tint; the allowance for rendering
 *   4. averages over small windows, the score
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/visual_beyond.h"
#include "diff/visual_color.h"
#include "diff/visual_noise.h"
#include "diff/visual_score.h"
#include "diff/visual_specks.h"

/* The changes of the patch with what counts around them; false when there are none. */
static bool find_part(struct part *part, const struct tksi_patch *patch)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;
    int32_t left = patch->width, right = -1, top = -1, bottom = -1;

    for (int32_t y = 0; y < patch->height; y++) {
        const char *a = (const char *)patch->expected + y * patch->expected_stride * bytes;
        const char *b = (const char *)patch->actual + y * patch->actual_stride * bytes;
        int32_t x = 0;

        if (memcmp(a, b, (size_t)(patch->width * bytes)) == 0)
            continue;
        top = top < 0 ? y : top;
        bottom = y;
        while (memcmp(a + x * bytes, b + x * bytes, (size_t)bytes) == 0)
            x++;
        left = least(left, x);
        x = patch->width - 1;
        while (memcmp(a + x * bytes, b + x * bytes, (size_t)bytes) == 0)
            x--;
        right = most(right, x);
    }
    if (right < 0)
        return false;
    part->left = most(0, left - MOST_REACH);
    part->top = most(0, top - MOST_REACH);
    part->width = least(patch->width, right + MOST_REACH + 1) - part->left;
    part->height = least(patch->height, bottom + MOST_REACH + 1) - part->top;
    return true;
}

/* Windows see zeros left and right of the planes that are summed. */
static void clear_margins(const struct part *part)
{
    for (int plane = TKSI_BEYOND_L; plane <= TKSI_HALF; plane++)
        for (int32_t y = 0; y < part->height; y++) {
            int16_t *row = plane_row(part, plane, y);

            memset(row - TKSI_VISUAL_PAD, 0, TKSI_VISUAL_PAD * sizeof *row);
            memset(row + part->width, 0, TKSI_VISUAL_PAD * sizeof *row);
        }
}

float JUDGE(struct tksi_visual *visual, const struct tksi_patch *patch, int background,
            float *score)
{
    struct part part = { .visual = visual, .stride = visual->stride };

    memset(score, 0, (size_t)patch->width * (size_t)patch->height * sizeof *score);
    if (!find_part(&part, patch))
        return 0;
    convert(&part, patch, background);
    for (int32_t y = 0; y < part.height; y++)
        contrast_row(&part, y);
    remove_specks(&part);
    surroundings(&part);
    clear_margins(&part);
    large_windows(&part, patch, score);
    return scores(&part, patch, score);
}

/* agree.c - do two comparisons say the same?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "agree.h"

#include <stdlib.h>
#include <string.h>

static bool rects_equal(tks_rect one, tks_rect two)
{
    return one.x == two.x && one.y == two.y && one.width == two.width && one.height == two.height;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static bool rows_equal(const tks_diff *one, const tks_diff *two, int32_t y, tks_run *runs,
                       size_t capacity)
{
    const size_t count = tks_diff_row(one, y, runs, capacity);

    if (tks_diff_row(two, y, runs + capacity, capacity) != count || count > capacity)
        return false;
    for (size_t i = 0; i < count; i++) {
        const tks_run *a = &runs[i], *b = &runs[capacity + i];

        if (a->x != b->x || a->length != b->length || a->kind != b->kind)
            return false;
    }
    return true;
}

static bool all_rows_equal(const tks_diff *one, const tks_diff *two)
{
    const tks_rect expected = tks_diff_expected_size(one), actual = tks_diff_actual_size(one);
    const size_t capacity = (size_t)larger(expected.width, actual.width);
    tks_run *runs = malloc(2 * capacity * sizeof *runs);
    bool equal = runs != NULL;

    for (int32_t y = -1; equal && y <= larger(expected.height, actual.height); y++)
        equal = rows_equal(one, two, y, runs, capacity);
    free(runs);
    return equal;
}

const char *disagreement(const tks_diff *one, const tks_diff *two)
{
    const tks_counts a = tks_diff_counts(one), b = tks_diff_counts(two);

    if (!rects_equal(tks_diff_expected_size(one), tks_diff_expected_size(two)) ||
        !rects_equal(tks_diff_actual_size(one), tks_diff_actual_size(two)))
        return "sizes";
    if (a.canvas != b.canvas || a.ignored != b.ignored)
        return "canvas or ignored pixels";
    if (a.differing != b.differing)
        return "differing pixels";
    if (a.antialiased != b.antialiased)
        return "anti-aliased pixels";
    if (!rects_equal(tks_diff_bounds(one), tks_diff_bounds(two)))
        return "bounds";
    if (!all_rows_equal(one, two))
        return "runs";
    if (tks_diff_verdict(one) != tks_diff_verdict(two) ||
        tks_diff_reason(one) != tks_diff_reason(two))
        return "verdict or reason";
    if (tks_diff_visual_score(one) != tks_diff_visual_score(two))
        return "visual score";
    return NULL;
}

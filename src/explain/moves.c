/* moves.c - what is removed in one place and added in another has moved
 *
 * A thing that moves by less than its size leaves one region, and classify.c sees the
 * displacement. One that moves farther leaves two.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

#include <stdlib.h>

/* Anti-aliasing makes a box a pixel wider here and there. */
enum { SLACK = 1 };

/* Rows of the same box of two pictures at two places. */
struct rows {
    tks_color *here, *there, *after;
    uint32_t *scratch;
};

static int64_t distance(tks_color a, tks_color b)
{
    return abs(a.red - b.red) + abs(a.green - b.green) + abs(a.blue - b.blue);
}

/* Whether what stood at `from` stands at `to` now: less than a quarter of what it took to
 * remove it is left, and its old place is plainer by as much. Two switches that swap their
 * states would be the same otherwise. */
static bool is_same(tks_rect from, tks_rect to, const struct tksi_sides *sides,
                    const struct rows *rows, const struct tksi_env *env)
{
    int64_t left = 0, change = 0, detail_here = 0, detail_after = 0;

    for (int32_t y = 0; y < from.height; y++) {
        tksi_read_row(rows->here, &sides->expected, from.x, from.y + y, from.width, rows->scratch,
                      env);
        tksi_read_row(rows->there, &sides->actual, to.x, to.y + y, from.width, rows->scratch, env);
        tksi_read_row(rows->after, &sides->actual, from.x, from.y + y, from.width, rows->scratch,
                      env);
        for (int32_t x = 0; x < from.width; x++) {
            left += distance(rows->here[x], rows->there[x]);
            change += distance(rows->here[x], rows->after[x]);
            if (x > 0) {
                detail_here += distance(rows->here[x], rows->here[x - 1]);
                detail_after += distance(rows->after[x], rows->after[x - 1]);
            }
        }
    }
    return left * 4 < change && detail_after * 4 <= detail_here;
}

static bool fits(const tks_region *removed, const tks_region *added)
{
    return removed->change == TKS_CHANGE_REMOVED && added->change == TKS_CHANGE_ADDED &&
           abs(removed->box.width - added->box.width) <= SLACK &&
           abs(removed->box.height - added->box.height) <= SLACK;
}

/* The same with a pixel of slack; where it is found in *dx, *dy. */
static bool is_found(int32_t *dx, int32_t *dy, tks_rect from, tks_rect to,
                     const struct tksi_sides *sides, const struct rows *rows,
                     const struct tksi_env *env)
{
    for (int i = 0; i < 9; i++) {
        /* in place first, then the eight around it */
        static const int8_t steps[9][2] = { { 0, 0 }, { 1, 0 },  { -1, 0 }, { 0, 1 },  { 0, -1 },
                                            { 1, 1 }, { -1, 1 }, { 1, -1 }, { -1, -1 } };
        tks_rect there = to;

        there.x += steps[i][0];
        there.y += steps[i][1];
        if (is_same(from, there, sides, rows, env)) {
            *dx = there.x - from.x;
            *dy = there.y - from.y;
            return true;
        }
    }
    return false;
}

static void make_one(tks_region *removed, tks_region *added)
{
    added->change = TKS_CHANGE_MOVED;
    added->from = removed->box;
    added->pixels += removed->pixels;
    added->expected_color = removed->expected_color;
    added->expected_contrast = removed->expected_contrast;
    removed->pixels = 0; /* to be dropped */
}

/* The first that is the same; the list is sorted, so that is the largest. */
static void pair_one(tks_region *removed, tks_region *regions, size_t count,
                     const struct tksi_sides *sides, const struct rows *rows,
                     const struct tksi_env *env)
{
    for (size_t i = 0; i < count; i++)
        if (fits(removed, &regions[i]) && is_found(&regions[i].dx, &regions[i].dy, removed->box,
                                                   regions[i].box, sides, rows, env)) {
            make_one(removed, &regions[i]);
            return;
        }
}

tks_status tksi_pair_moves(tks_region *regions, size_t *count, const struct tksi_sides *sides,
                           const struct tksi_env *env, tks_error *err)
{
    const size_t width = (size_t)tksi_diff_canvas(sides->diff).width;
    struct rows rows = { .here = tksi_allocate(env, width, sizeof *rows.here),
                         .there = tksi_allocate(env, width, sizeof *rows.there),
                         .after = tksi_allocate(env, width, sizeof *rows.after),
                         .scratch = tksi_allocate(env, width, sizeof *rows.scratch) };
    tks_status status = TKS_OK;
    size_t kept = 0;

    if (rows.here == NULL || rows.there == NULL || rows.after == NULL || rows.scratch == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    for (size_t i = 0; i < *count && status == TKS_OK; i++)
        pair_one(&regions[i], regions, *count, sides, &rows, env);
    for (size_t i = 0; i < *count; i++)
        if (regions[i].pixels > 0)
            regions[kept++] = regions[i];
    *count = kept;
    tksi_release(env, rows.scratch);
    tksi_release(env, rows.after);
    tksi_release(env, rows.there);
    tksi_release(env, rows.here);
    return status;
}

/* overall.c - one change of the whole picture that explains most of what differs
 *
 * Another colour profile or another way of drawing text changes a little of everything,
 * and an inserted line moves all that is below it. A list of a hundred regions would be
 * true and of little use, so the regions are asked whether most of them say the same; and
 * a sample of all pixels, whether one map of colours leads from one side to the other.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/evidence.h"

#include <stdlib.h>

enum { MOST_PAIRS = 1 << 16, FEW_COLORS = 8 };

/* ---------------------------------------------------------------------- regions */

/* Regions and their pixels, by what became of them. */
struct sums {
    size_t count;
    int64_t all, real, rendering, recoloured;
};

/* What the metric says nobody sees does not speak for the whole. */
static bool is_unseen(const tks_region *region)
{
    return region->change == TKS_CHANGE_RENDERING && !region->has_colors;
}

static struct sums add_up(const tks_region *regions, size_t count)
{
    struct sums sums = { 0, 0, 0, 0, 0 };

    for (size_t i = 0; i < count; i++) {
        const int64_t pixels = regions[i].pixels;

        if (is_unseen(&regions[i]))
            continue;
        sums.count++;
        sums.all += pixels;
        if (regions[i].change == TKS_CHANGE_RENDERING)
            sums.rendering += pixels;
        else
            sums.real += pixels;
        if (regions[i].change == TKS_CHANGE_COLOR)
            sums.recoloured += pixels;
    }
    return sums;
}

/* The distance that two regions or more moved by, and with them three fifths of all
 * pixels that really changed. */
static bool is_shift(int32_t *dx, int32_t *dy, const tks_region *regions, size_t count,
                     const struct sums *sums)
{
    for (size_t i = 0; i < count; i++) {
        int64_t pixels = 0;
        size_t alike = 0;

        if (regions[i].change != TKS_CHANGE_MOVED)
            continue;
        for (size_t j = i; j < count; j++)
            if (regions[j].change == TKS_CHANGE_MOVED && regions[j].dx == regions[i].dx &&
                regions[j].dy == regions[i].dy) {
                pixels += regions[j].pixels;
                alike++;
            }
        if (alike >= 2 && pixels * 5 >= sums->real * 3) {
            *dx = regions[i].dx;
            *dy = regions[i].dy;
            return true;
        }
    }
    return false;
}

/* ----------------------------------------------------------------------- colours */

struct pairs {
    tks_color *row[2], *from, *to;
    uint8_t *wanted;
    uint32_t *scratch;
    size_t count;
};

static bool differs(tks_color a, tks_color b)
{
    return abs(a.red - b.red) > 2 || abs(a.green - b.green) > 2 || abs(a.blue - b.blue) > 2;
}

/* Rows and columns at even steps: no more than MOST_PAIRS pixels of both pictures. */
static void sample(struct pairs *pairs, const struct tksi_sides *sides, const struct tksi_env *env)
{
    const tks_view *a = &sides->expected, *b = &sides->actual;
    const int32_t width = a->width < b->width ? a->width : b->width;
    const int32_t height = a->height < b->height ? a->height : b->height;
    int32_t step = 1;

    while ((int64_t)(width / step + 1) * (height / step + 1) > MOST_PAIRS)
        step++;
    for (int32_t y = 0; y < height; y += step) {
        tksi_read_row(pairs->row[0], a, 0, y, width, pairs->scratch, env);
        tksi_read_row(pairs->row[1], b, 0, y, width, pairs->scratch, env);
        /* every row begins elsewhere, or vertical lines would be seen always or never */
        for (int32_t x = y / step % step; x < width; x += step) {
            pairs->from[pairs->count] = pairs->row[0][x];
            pairs->to[pairs->count] = pairs->row[1][x];
            pairs->wanted[pairs->count++] = 1;
        }
    }
}

/* The map is off by no more than 3 levels in each channel, or a fifth of the change:
 * profiles bend colours a little, the map does not. */
static bool is_explained(const struct tksi_color_map *map, tks_color from, tks_color to)
{
    const double d[3] = { to.red - from.red, to.green - from.green, to.blue - from.blue };
    double error[3], size = 0, off = 0;

    tksi_map_error(error, map, from, to);
    for (int i = 0; i < 3; i++) {
        size += d[i] * d[i];
        off += error[i] * error[i];
    }
    return off <= 27 || off <= 0.04 * size;
}

/* How many colours there are, those of equal high nibbles counted as one. */
struct palette {
    size_t count;
    uint8_t seen[4096];
};

static void add_to_palette(struct palette *palette, tks_color color)
{
    uint8_t *seen = &palette->seen[color.red >> 4 << 8 | color.green >> 4 << 4 | color.blue >> 4];

    palette->count += *seen == 0;
    *seen = 1;
}

/* 85 % of the changed pixels are explained; a map of few colours explains nothing, and one
 * region does not speak for a picture unless it is half of it. */
static bool is_mapped(const struct pairs *pairs, size_t regions)
{
    struct palette palette = { 0, { 0 } };
    size_t changed = 0, explained = 0;
    struct tksi_color_map map;

    if (pairs->count == 0)
        return false;
    tksi_fit_colors(&map, pairs->from, pairs->to, pairs->wanted, pairs->count, 1);
    for (size_t i = 0; i < pairs->count; i++)
        if (differs(pairs->from[i], pairs->to[i])) {
            changed++;
            add_to_palette(&palette, pairs->from[i]);
            explained += is_explained(&map, pairs->from[i], pairs->to[i]);
        }
    return palette.count >= FEW_COLORS && explained * 100 >= changed * 85 &&
           (regions >= 3 || changed * 2 > pairs->count);
}

static tks_status find_map(bool *mapped, size_t regions, const struct tksi_sides *sides,
                           const struct tksi_env *env, tks_error *err)
{
    const struct tksi_canvas canvas = tksi_diff_canvas(sides->diff);
    const size_t width = (size_t)canvas.width;
    struct pairs pairs = { .from = tksi_allocate(env, MOST_PAIRS, sizeof *pairs.from),
                           .to = tksi_allocate(env, MOST_PAIRS, sizeof *pairs.to),
                           .wanted = tksi_allocate(env, MOST_PAIRS, sizeof *pairs.wanted),
                           .scratch = tksi_allocate(env, width, sizeof *pairs.scratch),
                           .row = { tksi_allocate(env, width, sizeof **pairs.row),
                                    tksi_allocate(env, width, sizeof **pairs.row) } };
    tks_status status = TKS_OK;

    if (pairs.from == NULL || pairs.to == NULL || pairs.wanted == NULL || pairs.scratch == NULL ||
        pairs.row[0] == NULL || pairs.row[1] == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a look at the whole");
    } else {
        sample(&pairs, sides, env);
        *mapped = is_mapped(&pairs, regions);
    }
    tksi_release(env, pairs.row[1]);
    tksi_release(env, pairs.row[0]);
    tksi_release(env, pairs.scratch);
    tksi_release(env, pairs.wanted);
    tksi_release(env, pairs.to);
    tksi_release(env, pairs.from);
    return status;
}

/* -------------------------------------------------------------------------- all */

tks_status tksi_find_overall(struct tksi_finding *finding, const struct tksi_sides *sides,
                             tks_error *err)
{
    const tks_region *regions = finding->regions;
    const size_t count = finding->count;
    const struct sums sums = add_up(regions, count);
    bool mapped = false;
    tks_status status;

    finding->overall = TKS_OVERALL_NONE;
    if (tks_diff_reason(sides->diff) == TKS_REASON_SIZE)
        finding->overall = TKS_OVERALL_SIZE;
    else if (finding->n_drifts > 0 || is_shift(&finding->dx, &finding->dy, regions, count, &sums))
        finding->overall = TKS_OVERALL_SHIFT;
    else if (sums.count >= 4 && sums.rendering * 4 >= sums.all * 3)
        finding->overall = TKS_OVERALL_RENDERER;
    else if ((sums.recoloured + sums.rendering) * 4 >= sums.all * 3 && sums.recoloured > 0) {
        if ((status = find_map(&mapped, sums.count, sides, &finding->env, err)))
            return status;
        if (mapped)
            finding->overall = TKS_OVERALL_COLORS;
    }
    return TKS_OK;
}

const char *tks_overall_name(tks_overall overall)
{
    static const char *const names[] = { "none", "size", "shift", "renderer", "colors" };

    return overall <= TKS_OVERALL_COLORS ? names[overall] : "unknown";
}

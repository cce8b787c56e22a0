/* evidence.c - what the pixels around a region say
 *
 * Each function measures one thing of struct tksi_evidence; classify.c draws the
 * conclusions. All sums run in the order of the pixels and in plain IEEE arithmetic, so
 * equal pictures give equal bits everywhere.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static float distance(const struct tksi_color_lab *a, const struct tksi_color_lab *b)
{
    const float dl = b->l - a->l, da = b->a - a->a, db = b->b - a->b;

    return sqrtf(dl * dl + da * da + db * db);
}

/* --------------------------------------------------------------------- movement */

enum {
    FEW_SAMPLES = 1024,   /* to find the best distance by */
    MANY_SAMPLES = 65536, /* to measure what is left by */
    NEAR = 16             /* pixels to look in all directions; beyond: along the axes */
};

static int64_t color_distance(tks_color a, tks_color b)
{
    return abs(a.red - b.red) + abs(a.green - b.green) + abs(a.blue - b.blue);
}

/* The sum of differences between one side in its place and the other side's picture dx, dy
 * away; given up once it is over `enough`. */
static int64_t difference_at(const struct tksi_patch *patch, int side, int32_t dx, int32_t dy,
                             size_t step, int64_t enough)
{
    const size_t area = tksi_patch_area(patch), width = (size_t)patch->width;
    const ptrdiff_t stride = patch->width + 2 * TKSI_PATCH_REACH;
    const tks_color *origin =
        patch->wide[!side] + (TKSI_PATCH_REACH + dy) * stride + TKSI_PATCH_REACH + dx;
    int64_t sum = 0;

    for (size_t i = 0; i < area && sum <= enough; i += step)
        sum += color_distance(patch->color[side][i],
                              origin[(ptrdiff_t)(i / width) * stride + (ptrdiff_t)(i % width)]);
    return sum;
}

static size_t step_for(size_t area, size_t samples)
{
    size_t step = area / samples + 1;

    return step > 1 ? step | 1 : 1;
}

struct search {
    const struct tksi_patch *patch;
    bool far; /* beyond the region's own size */
    size_t step;
    double least; /* with the penalty of its distance */
    int64_t in_place;
};

/* The larger of what is left of either side when the pictures are laid on each other dx, dy
 * apart; over `enough` means over it. */
static int64_t left_at(const struct tksi_patch *patch, int32_t dx, int32_t dy, size_t step,
                       int64_t enough)
{
    const int64_t there = difference_at(patch, 0, dx, dy, step, enough);
    const int64_t back = there > enough ? 0 : difference_at(patch, 1, -dx, -dy, step, enough);

    return there > back ? there : back;
}

/* Near is likelier than far: each pixel costs 0.4 % of the difference. */
static void try_at(struct search *search, struct tksi_evidence *out, int32_t dx, int32_t dy)
{
    const int far = abs(dx) + abs(dy);
    const double penalty = 0.004 * (far < NEAR ? far : NEAR) * (double)search->in_place;
    const double room = search->least - penalty;
    int64_t sum;

    if ((dx == 0 && dy == 0) || room <= 0)
        return;
    if (!search->far &&
        (abs(dx) >= search->patch->inner.width || abs(dy) >= search->patch->inner.height))
        return;
    sum = left_at(search->patch, dx, dy, search->step, (int64_t)room);
    if ((double)sum < room) {
        search->least = (double)sum + penalty;
        out->dx = dx;
        out->dy = dy;
    }
}

static bool is_steep(const struct tksi_patch *patch, int side)
{
    const size_t area = tksi_patch_area(patch);

    for (size_t i = 0; i < area; i++)
        if (patch->gradient[side][i] > 3)
            return true;
    return false;
}

/* A thing that moved farther than its size left its old place to another region; but where
 * there is something on both sides, it may all have come from the next row of a list. */
static void measure_movement(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    const size_t area = tksi_patch_area(patch), step = step_for(area, MANY_SAMPLES);
    struct search search = { .patch = patch, .step = step_for(area, FEW_SAMPLES) };
    int64_t in_place;

    out->moved_left = 1;
    search.in_place = difference_at(patch, 0, 0, 0, search.step, INT64_MAX);
    if (!is_steep(patch, 0) || search.in_place == 0)
        return; /* nothing there that could be seen moving */
    search.far = is_steep(patch, 1);
    search.least = (double)search.in_place;
    for (int32_t dy = -NEAR; dy <= NEAR; dy++)
        for (int32_t dx = -NEAR; dx <= NEAR; dx++)
            try_at(&search, out, dx, dy);
    for (int32_t d = NEAR + 1; d <= TKSI_PATCH_REACH; d++) {
        try_at(&search, out, d, 0);
        try_at(&search, out, -d, 0);
        try_at(&search, out, 0, d);
        try_at(&search, out, 0, -d);
    }
    if (out->dx == 0 && out->dy == 0)
        return;
    in_place = difference_at(patch, 0, 0, 0, step, INT64_MAX);
    out->near = abs(out->dx) < patch->inner.width && abs(out->dy) < patch->inner.height;
    if (in_place > 0)
        out->moved_left =
            (float)((double)left_at(patch, out->dx, out->dy, step, INT64_MAX) / (double)in_place);
}

/* ------------------------------------------------------------------ surroundings */

static uint8_t median_of(const uint32_t counts[256], uint32_t total)
{
    uint32_t below = 0;
    int value = 0;

    while (value < 255 && (below += counts[value]) * 2 < total)
        value++;
    return (uint8_t)value;
}

static void measure_surroundings(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    for (int side = 0; side < 2; side++) {
        uint32_t counts[3][256] = { { 0 } }, total = 0;
        const tks_color *color = patch->color[side];

        for (int32_t y = 0; y < patch->height; y++)
            for (int32_t x = 0; x < patch->width; x++, color++)
                if (tksi_patch_in_ring(patch, x, y)) {
                    counts[0][color->red]++;
                    counts[1][color->green]++;
                    counts[2][color->blue]++;
                    total++;
                }
        out->ringed = total > 0;
        out->surroundings[side] =
            (tks_color){ median_of(counts[0], total), median_of(counts[1], total),
                         median_of(counts[2], total) };
    }
}

/* A Delta E of 4 from the surroundings is plainly another colour. */
static void measure_apart(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    const size_t area = tksi_patch_area(patch);

    if (!out->ringed || patch->n_changed == 0)
        return;
    for (int side = 0; side < 2; side++) {
        const struct tksi_color_lab around =
            tksi_color_to_lab(out->surroundings[side], patch->light);
        size_t count = 0;

        for (size_t i = 0; i < area; i++)
            count += patch->changed[i] && distance(&patch->lab[side][i], &around) > 4;
        out->apart[side] = (float)count / (float)patch->n_changed;
    }
}

/* -------------------------------------------------------------------- structure */

/* The steepness that a tenth of the region is above, in steps of 0.1. */
static void measure_edges(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    enum { BINS = 1024 };
    const size_t area = tksi_patch_area(patch);
    uint32_t counts[2][BINS] = { { 0 } }, total = 0;

    for (size_t i = 0; i < area; i++) {
        if (!patch->near[i])
            continue;
        total++;
        for (int side = 0; side < 2; side++) {
            const int bin = (int)(patch->gradient[side][i] * 10);

            counts[side][bin < BINS ? bin : BINS - 1]++;
        }
    }
    for (int side = 0; side < 2; side++) {
        uint32_t above = 0;
        int bin = BINS - 1;

        while (bin > 0 && (above += counts[side][bin]) * 10 < total)
            bin--;
        out->edge[side] = (float)bin / 10;
    }
}

static void measure_steepness(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    const size_t area = tksi_patch_area(patch);
    double sums[2] = { 0, 0 };

    for (size_t i = 0; i < area; i++)
        if (patch->changed[i]) {
            sums[0] += patch->gradient[0][i];
            sums[1] += patch->gradient[1][i];
        }
    if (patch->n_changed > 0)
        for (int side = 0; side < 2; side++)
            out->steep[side] = (float)(sums[side] / (double)patch->n_changed);
}

/* The smallest step from a changed pixel to one of its unchanged neighbours; negative if
 * it has none. */
static float step_out(const struct tksi_patch *patch, int side, int32_t x, int32_t y)
{
    const size_t width = (size_t)patch->width, own = (size_t)y * width + (size_t)x;
    float least = -1;

    for (int32_t v = y > 0 ? y - 1 : 0; v <= y + 1 && v < patch->height; v++)
        for (int32_t u = x > 0 ? x - 1 : 0; u <= x + 1 && u < patch->width; u++) {
            const size_t i = (size_t)v * width + (size_t)u;
            float step;

            if (patch->changed[i])
                continue;
            step = distance(&patch->lab[side][own], &patch->lab[side][i]);
            least = least < 0 || step < least ? step : least;
        }
    return least;
}

/* Along the rim of what changed: a thing on a background has a step there, a background
 * that goes on has none, on one side at least. */
static void measure_rim(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    double sums[2] = { 0, 0 };
    size_t count = 0;

    for (int32_t y = 0; y < patch->height; y++)
        for (int32_t x = 0; x < patch->width; x++) {
            float step;

            if (!patch->changed[(size_t)y * (size_t)patch->width + (size_t)x] ||
                (step = step_out(patch, 0, x, y)) < 0)
                continue;
            count++;
            sums[0] += step;
            sums[1] += step_out(patch, 1, x, y);
        }
    if (count == 0)
        return;
    out->thickness = (float)patch->n_changed / (float)count;
    for (int side = 0; side < 2; side++)
        out->rim[side] = (float)(sums[side] / (double)count);
}

/* Gauss elimination with pivots of a 4x4 system with three right sides; a pivot of nearly
 * nothing leaves its unknown 0. */
static void solve(double m[4][7])
{
    for (int column = 0; column < 4; column++) {
        int pivot = column;

        for (int row = column + 1; row < 4; row++)
            if (fabs(m[row][column]) > fabs(m[pivot][column]))
                pivot = row;
        for (int i = 0; i < 7; i++) {
            const double kept = m[column][i];

            m[column][i] = m[pivot][i];
            m[pivot][i] = kept;
        }
        if (fabs(m[column][column]) < 1e-3) {
            for (int i = 0; i < 7; i++)
                m[column][i] = 0;
            continue;
        }
        for (int row = 0; row < 4; row++) {
            const double factor = m[row][column] / m[column][column];

            for (int i = column; i < 7 && row != column; i++)
                m[row][i] -= factor * m[column][i];
        }
    }
    for (int row = 0; row < 4; row++)
        for (int i = 4; i < 7; i++)
            m[row][i] = m[row][row] != 0 ? m[row][i] / m[row][row] : 0;
}

void tksi_fit_colors(struct tksi_color_map *map, const tks_color *from, const tks_color *to,
                     const uint8_t *wanted, size_t count, size_t step)
{
    double m[4][7] = { { 0 } };

    for (size_t i = 0; i < count; i += step) {
        const double x[4] = { from[i].red, from[i].green, from[i].blue, 1 };
        const double y[3] = { to[i].red - x[0], to[i].green - x[1], to[i].blue - x[2] };

        if (!wanted[i])
            continue;
        for (int row = 0; row < 4; row++) {
            for (int j = 0; j < 4; j++)
                m[row][j] += x[row] * x[j];
            for (int j = 0; j < 3; j++)
                m[row][4 + j] += x[row] * y[j];
        }
    }
    solve(m);
    for (int row = 0; row < 4; row++)
        for (int j = 0; j < 3; j++)
            map->by[row][j] = m[row][4 + j];
}

void tksi_map_error(double error[3], const struct tksi_color_map *map, tks_color from, tks_color to)
{
    const double x[4] = { from.red, from.green, from.blue, 1 };
    const double y[3] = { to.red - x[0], to.green - x[1], to.blue - x[2] };

    for (int j = 0; j < 3; j++)
        error[j] = x[0] * map->by[0][j] + x[1] * map->by[1][j] + x[2] * map->by[2][j] +
                   map->by[3][j] - y[j];
}

/* The share of the change that the best map of colours explains. Anti-aliased edges are
 * mixtures of two colours, and an affine map of RGB takes mixtures to mixtures. Only what
 * lies beside the change has a say: far from it there may be anything. */
static void measure_mapping(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    const size_t area = tksi_patch_area(patch), step = step_for(area, MANY_SAMPLES);
    const tks_color *from = patch->color[0], *to = patch->color[1];
    double left = 0, change = 0;
    struct tksi_color_map map;

    tksi_fit_colors(&map, from, to, patch->near, area, step);
    for (size_t i = 0; i < area; i += step) {
        const double d[3] = { to[i].red - from[i].red, to[i].green - from[i].green,
                              to[i].blue - from[i].blue };
        double error[3];

        if (!patch->near[i])
            continue;
        tksi_map_error(error, &map, from[i], to[i]);
        left += error[0] * error[0] + error[1] * error[1] + error[2] * error[2];
        change += d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    }
    out->mapped = change > 0 && left < change ? (float)(1 - left / change) : 0;
}

static void measure_coherence(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    const size_t area = tksi_patch_area(patch);
    double l = 0, a = 0, b = 0, sum = 0;

    for (size_t i = 0; i < area; i++)
        if (patch->changed[i]) {
            l += patch->lab[1][i].l - patch->lab[0][i].l;
            a += patch->lab[1][i].a - patch->lab[0][i].a;
            b += patch->lab[1][i].b - patch->lab[0][i].b;
            sum += patch->distance[i];
            if (patch->distance[i] > out->most)
                out->most = patch->distance[i];
        }
    if (sum > 0) {
        out->coherence = (float)(sqrt(l * l + a * a + b * b) / sum);
        out->mean = (float)(sum / (double)patch->n_changed);
    }
}

/* ------------------------------------------------------------------- rendering */

struct range {
    float low, high;
};

/* Lightness in the 3x3 pixels around one. */
static struct range range_at(const struct tksi_patch *patch, int side, int32_t x, int32_t y)
{
    const struct tksi_color_lab *lab = patch->lab[side];
    struct range range = { 1000, -1000 };

    for (int32_t v = y > 0 ? y - 1 : 0; v <= y + 1 && v < patch->height; v++)
        for (int32_t u = x > 0 ? x - 1 : 0; u <= x + 1 && u < patch->width; u++) {
            const float l = lab[(size_t)v * (size_t)patch->width + (size_t)u].l;

            range.low = l < range.low ? l : range.low;
            range.high = l > range.high ? l : range.high;
        }
    return range;
}

static float outside(float value, float low, float high)
{
    return value > high ? value - high : value < low ? low - value : 0;
}

/* How far `value` is from `own` towards or beyond the ends of its range: past `share` of
 * the way. */
static float past(float value, float own, struct range range, float share)
{
    return outside(value, own - share * (own - range.low), own + share * (range.high - own));
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* A renderer moves a pixel between the values that stand around it already; a change goes
 * beyond them, or more than half of the way. */
static void measure_ranges(struct tksi_evidence *out, const struct tksi_patch *patch)
{
    double beyond = 0, half = 0, sum = 0;
    size_t i = 0;

    for (int32_t y = 0; y < patch->height; y++)
        for (int32_t x = 0; x < patch->width; x++, i++) {
            const float a = patch->lab[0][i].l, b = patch->lab[1][i].l;
            struct range in_a, in_b;

            if (!patch->changed[i])
                continue;
            in_a = range_at(patch, 0, x, y);
            in_b = range_at(patch, 1, x, y);
            sum += patch->distance[i];
            beyond += larger(past(b, a, in_a, 1), past(a, b, in_b, 1));
            half += larger(past(b, a, in_a, 0.5F), past(a, b, in_b, 0.5F));
        }
    if (sum > 0) {
        out->beyond = (float)(beyond / sum);
        out->half = (float)(half / sum);
    }
}

/* ----------------------------------------------------------------------- colours */

enum { PAIRS = 4096, PAIR_SAMPLES = 65536 };

struct pair {
    tks_color color[2];
    float weight;
};

static bool same_color(tks_color a, tks_color b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

/* Fibonacci hashing of the six channels. */
static uint32_t hash_pair(tks_color a, tks_color b)
{
    const uint64_t key = (uint64_t)a.red << 40 | (uint64_t)a.green << 32 | (uint64_t)a.blue << 24 |
                         (uint64_t)b.red << 16 | (uint64_t)b.green << 8 | b.blue;

    return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 52);
}

/* Adds to the pair's entry; one that finds no room nearby does not matter. */
static void weigh(struct pair *pairs, tks_color a, tks_color b, float weight)
{
    uint32_t slot = hash_pair(a, b);

    for (int tries = 0; tries < 16; tries++, slot = (slot + 1) % PAIRS) {
        struct pair *pair = &pairs[slot];

        if (pair->weight <= 0) {
            pair->color[0] = a;
            pair->color[1] = b;
        } else if (!same_color(pair->color[0], a) || !same_color(pair->color[1], b))
            continue;
        pair->weight += weight;
        return;
    }
}

/* The pair of colours most of the change is made of. The ramps of anti-aliased text are
 * many pairs of small changes; its strokes are one of a large change. */
static tks_status find_colors(struct tksi_evidence *out, const struct tksi_patch *patch,
                              tks_error *err)
{
    const size_t area = tksi_patch_area(patch), step = step_for(area, PAIR_SAMPLES);
    struct pair *pairs = tksi_allocate_zeroed(&patch->env, PAIRS, sizeof *pairs);
    const struct pair *best = pairs;

    if (pairs == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a region");
    for (size_t i = 0; i < area; i += step)
        if (patch->changed[i])
            weigh(pairs, patch->color[0][i], patch->color[1][i],
                  patch->distance[i] * patch->distance[i]);
    for (const struct pair *pair = pairs; pair < pairs + PAIRS; pair++)
        if (pair->weight > best->weight)
            best = pair;
    out->color[0] = best->color[0];
    out->color[1] = best->color[1];
    tksi_release(&patch->env, pairs);
    return TKS_OK;
}

tks_status tksi_evidence_gather(struct tksi_evidence *out, const struct tksi_patch *patch,
                                tks_error *err)
{
    memset(out, 0, sizeof *out);
    measure_movement(out, patch);
    measure_surroundings(out, patch);
    measure_apart(out, patch);
    measure_edges(out, patch);
    measure_steepness(out, patch);
    measure_rim(out, patch);
    measure_mapping(out, patch);
    measure_coherence(out, patch);
    measure_ranges(out, patch);
    out->fill = (float)patch->n_changed / (float)tksi_patch_area(patch);
    return find_colors(out, patch, err);
}

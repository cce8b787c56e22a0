/* aligned.c - what an alignment says: bands that came, went or moved, and what else changed
 *
 * Changed bands that lie by one distance make a field: both pictures laid on each other by
 * that distance, compared where the bands are. So text that was pushed down and recoloured
 * is compared with what it was, and its surroundings are looked at, not only the band.
 *
 * Bands of one or two rows are how layouts round; the distances they add up to differ by
 * as much, and are told as one.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

enum {
    MOST_BANDS = 2048, /* a page has some dozens; with more there is nothing to tell */
    THIN = 2,          /* rows or columns of a band that is not told */
    LEAST_SHARE = 10,  /* the largest drift is a tenth of the picture or more */
    SMALL = 100,       /* a drift of less than a hundredth is counted, not placed */
    BESIDE = 32        /* columns between two parts of one inserted or deleted row */
};

/* The bands of an alignment, and room to collect some of them. */
struct bands {
    tks_band *all;
    size_t count;
    bool *plain;      /* of each: all of one colour, and so the same wherever it lies */
    tks_rect *pieces; /* of one field */
    struct tksi_drift *drifts;
    size_t n_drifts;
};

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int64_t area_of(tks_rect rect)
{
    return (int64_t)rect.width * rect.height;
}

static int32_t dx_of(const tks_band *band)
{
    return band->actual.x - band->expected.x;
}

static int32_t dy_of(const tks_band *band)
{
    return band->actual.y - band->expected.y;
}

/* In both pictures and in order. */
static bool is_kept(const tks_band *band)
{
    return band->op == TKS_BAND_EQUAL || band->op == TKS_BAND_CHANGED;
}

/* ---------------------------------------------------------------------- fields */

/* The two pictures laid on each other by a distance, as far as both go. */
static struct tksi_field field_of(const struct tksi_sides *sides, int32_t dx, int32_t dy)
{
    const tks_view *a = &sides->expected, *b = &sides->actual;
    const int32_t x = larger(0, -dx), y = larger(0, -dy);
    const tks_rect part = { x, y, smaller(a->width, b->width - dx) - x,
                            smaller(a->height, b->height - dy) - y };

    return (struct tksi_field){
        .sides = { .expected = tksi_view_part(a, part),
                   .actual =
                       tksi_view_part(b, (tks_rect){ x + dx, y + dy, part.width, part.height }) },
        .x = x,
        .y = y,
        .dx = dx,
        .dy = dy,
    };
}

/* Adds the regions of all changed bands that lie as the index-th does. */
static tks_status add_field(struct tksi_finding *finding, struct bands *bands, size_t index,
                            const struct tksi_sides *sides, tks_error *err)
{
    const int32_t dx = dx_of(&bands->all[index]), dy = dy_of(&bands->all[index]);
    struct tksi_field field = field_of(sides, dx, dy);
    tks_diff *seen = NULL;
    tks_status status;

    for (size_t i = index; i < bands->count; i++) {
        const tks_band *band = &bands->all[i];

        if (band->op == TKS_BAND_CHANGED && dx_of(band) == dx && dy_of(band) == dy)
            bands->pieces[field.n_pieces++] =
                (tks_rect){ band->expected.x - field.x, band->expected.y - field.y,
                            band->expected.width, band->expected.height };
    }
    field.pieces = bands->pieces;
    if ((status = tksi_field_mask(&seen, &field, TKSI_SEEN, finding->rules, NULL, 0, &finding->env,
                                  err)))
        return status;
    field.sides.diff = seen;
    status = tksi_finding_add(finding, &field, err);
    tks_diff_free(seen);
    return status;
}

static bool is_first_of_its_kind(const struct bands *bands, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (bands->all[i].op == TKS_BAND_CHANGED &&
            dx_of(&bands->all[i]) == dx_of(&bands->all[index]) &&
            dy_of(&bands->all[i]) == dy_of(&bands->all[index]))
            return false;
    return true;
}

/* ----------------------------------------------------------------------- bands */

static bool is_told(const tks_band *band)
{
    const tks_rect rect = band->op == TKS_BAND_DELETE ? band->expected : band->actual;

    return !is_kept(band) && (band->axis == TKS_AXIS_ROW ? rect.height > THIN : rect.width > THIN);
}

static void add_band(struct tksi_finding *finding, const tks_band *band)
{
    tks_region *region = &finding->regions[finding->count++];

    *region = (tks_region){ .size = sizeof *region,
                            .box = band->actual,
                            .change = TKS_CHANGE_ADDED,
                            .band = true,
                            .confidence = 1 };
    if (band->op == TKS_BAND_DELETE) {
        region->change = TKS_CHANGE_REMOVED;
        region->box = band->expected;
    } else if (band->op == TKS_BAND_MOVE) {
        region->change = TKS_CHANGE_MOVED;
        region->from = band->expected;
        region->dx = dx_of(band);
        region->dy = dy_of(band);
    }
    region->pixels = area_of(region->box);
}

/* Where columns have their own bands, a row of a table comes or goes in each of them. */
static bool is_beside(const tks_region *a, const tks_region *b)
{
    return a->change == b->change && a->change != TKS_CHANGE_MOVED && a->box.y - b->box.y <= THIN &&
           b->box.y - a->box.y <= THIN && a->box.height - b->box.height <= THIN &&
           b->box.height - a->box.height <= THIN && a->box.x <= b->box.x + b->box.width + BESIDE &&
           b->box.x <= a->box.x + a->box.width + BESIDE;
}

static tks_rect around(tks_rect a, tks_rect b)
{
    const int32_t x = smaller(a.x, b.x), y = smaller(a.y, b.y);

    return (tks_rect){ x, y, larger(a.x + a.width, b.x + b.width) - x,
                       larger(a.y + a.height, b.y + b.height) - y };
}

static void join_bands(struct tksi_finding *finding)
{
    for (size_t i = 0; i < finding->count; i++)
        for (size_t j = i + 1; j < finding->count;) {
            tks_region *region = &finding->regions[i];

            if (!is_beside(region, &finding->regions[j])) {
                j++;
                continue;
            }
            region->box = around(region->box, finding->regions[j].box);
            region->pixels += finding->regions[j].pixels;
            finding->regions[j] = finding->regions[--finding->count];
            j = i + 1; /* the box has grown */
        }
}

/* ---------------------------------------------------------------------- drifts */

static bool is_plain(const tks_view *view, tks_rect rect, uint32_t *row, const struct tksi_env *env)
{
    const tks_view part = tksi_view_part(view, rect);
    uint32_t first = 0;

    for (int32_t y = 0; y < rect.height; y++) {
        tksi_view_row8(row, &part, y, env);
        first = y == 0 ? row[0] : first;
        for (int32_t x = 0; x < rect.width; x++)
            if (row[x] != first)
                return false;
    }
    return true;
}

static tks_status find_plain(struct bands *bands, const struct tksi_sides *sides,
                             const struct tksi_env *env, tks_error *err)
{
    uint32_t *row = tksi_allocate(env, (size_t)sides->expected.width, sizeof *row);

    if (row == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for bands");
    for (size_t i = 0; i < bands->count; i++)
        bands->plain[i] = bands->all[i].op == TKS_BAND_EQUAL &&
                          is_plain(&sides->expected, bands->all[i].expected, row, env);
    tksi_release(env, row);
    return TKS_OK;
}

static bool is_near(const struct tksi_drift *drift, const tks_band *band)
{
    return dx_of(band) >= drift->most_dx - THIN && dx_of(band) <= drift->least_dx + THIN &&
           dy_of(band) >= drift->most_dy - THIN && dy_of(band) <= drift->least_dy + THIN;
}

static void drift_by(struct tksi_drift *drift, const tks_band *band)
{
    drift->box = drift->area > 0 ? around(drift->box, band->expected) : band->expected;
    drift->area += area_of(band->expected);
    drift->least_dx = smaller(drift->least_dx, dx_of(band));
    drift->most_dx = larger(drift->most_dx, dx_of(band));
    drift->least_dy = smaller(drift->least_dy, dy_of(band));
    drift->most_dy = larger(drift->most_dy, dy_of(band));
}

/* What lies elsewhere, gathered by distance, most pixels first. A distance of one or two
 * pixels alone is rounding. */
static void find_drifts(struct bands *bands)
{
    for (size_t i = 0; i < bands->count; i++) {
        const tks_band *band = &bands->all[i];
        const int32_t dx = dx_of(band), dy = dy_of(band);
        size_t at = 0;

        if (!is_kept(band) || (dx <= THIN && dx >= -THIN && dy <= THIN && dy >= -THIN))
            continue;
        while (at < bands->n_drifts && !is_near(&bands->drifts[at], band))
            at++;
        if (at == bands->n_drifts)
            bands->drifts[bands->n_drifts++] =
                (struct tksi_drift){ .least_dx = dx, .most_dx = dx, .least_dy = dy, .most_dy = dy };
        drift_by(&bands->drifts[at], band);
        for (; at > 0 && bands->drifts[at].area > bands->drifts[at - 1].area; at--) {
            const struct tksi_drift other = bands->drifts[at - 1];

            bands->drifts[at - 1] = bands->drifts[at];
            bands->drifts[at] = other;
        }
    }
}

/* Pixels within `box` of the expected picture that have not gone with the drift. */
static int64_t aliens(const struct bands *bands, const struct tksi_drift *drift, tks_rect box)
{
    int64_t area = 0;

    for (size_t i = 0; i < bands->count; i++) {
        const tks_band *band = &bands->all[i];
        const tks_rect *at = &band->expected;
        const int32_t left = larger(at->x, box.x), top = larger(at->y, box.y);
        const int32_t right = smaller(at->x + at->width, box.x + box.width);
        const int32_t bottom = smaller(at->y + at->height, box.y + box.height);

        if (left < right && top < bottom && band->op != TKS_BAND_DELETE && !bands->plain[i] &&
            !(is_kept(band) && is_near(drift, band)))
            area += (int64_t)(right - left) * (bottom - top);
    }
    return area;
}

/* The simplest place that is true: all below (or right of) a line, a strip of the picture,
 * or the box itself. A fiftieth may lie otherwise. */
static void place_drift(struct tksi_drift *drift, const struct bands *bands,
                        const struct tksi_sides *sides)
{
    const tks_rect whole = { 0, 0, sides->expected.width, sides->expected.height };
    tks_rect places[3] = { drift->box, drift->box, drift->box };

    if (drift->least_dx == 0 && drift->most_dx == 0) {
        places[0] = (tks_rect){ 0, drift->box.y, whole.width, whole.height - drift->box.y };
        places[1] = (tks_rect){ 0, drift->box.y, whole.width, drift->box.height };
    } else if (drift->least_dy == 0 && drift->most_dy == 0) {
        places[0] = (tks_rect){ drift->box.x, 0, whole.width - drift->box.x, whole.height };
        places[1] = (tks_rect){ drift->box.x, 0, drift->box.width, whole.height };
    }
    for (int i = 0; i < 3; i++) {
        drift->alien = aliens(bands, drift, places[i]);
        drift->rest = i == 0;
        drift->box = places[i];
        if (drift->alien * 50 <= area_of(places[i]))
            break;
    }
    drift->rest = drift->rest && drift->box.x + drift->box.width == whole.width &&
                  drift->box.y + drift->box.height == whole.height;
}

static void keep_drifts(struct tksi_finding *finding, const struct bands *bands,
                        const struct tksi_sides *sides)
{
    const int64_t expected = (int64_t)sides->expected.width * sides->expected.height;

    finding->n_drifts = bands->n_drifts;
    for (size_t i = 0; i < bands->n_drifts && i < TKSI_MOST_DRIFTS; i++) {
        if (bands->drifts[i].area * SMALL < expected)
            break;
        finding->drifts[finding->n_told++] = bands->drifts[i];
        place_drift(&finding->drifts[i], bands, sides);
    }
}

/* ------------------------------------------------------------------------- all */

/* A good part of the picture lies elsewhere - a word that grew pushes a line, and that is
 * no story of bands - and half of both pictures has a place in the other. */
static bool is_worth_telling(const struct bands *bands, const struct tksi_sides *sides)
{
    const int64_t expected = (int64_t)sides->expected.width * sides->expected.height;
    const int64_t all = (int64_t)sides->expected.width * sides->expected.height +
                        (int64_t)sides->actual.width * sides->actual.height;
    int64_t lone = 0;

    for (size_t i = 0; i < bands->count; i++)
        if (bands->all[i].op == TKS_BAND_INSERT || bands->all[i].op == TKS_BAND_DELETE)
            lone += area_of(bands->all[i].expected) + area_of(bands->all[i].actual);
    return bands->n_drifts > 0 && bands->drifts[0].area * LEAST_SHARE >= expected &&
           lone * 2 <= all;
}

static tks_status add_all(struct tksi_finding *finding, struct bands *bands,
                          const struct tksi_sides *sides, tks_error *err)
{
    size_t told = 0;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < bands->count; i++)
        told += is_told(&bands->all[i]);
    if ((status = tksi_finding_reserve(finding, told, err)))
        return status;
    for (size_t i = 0; i < bands->count; i++)
        if (is_told(&bands->all[i]))
            add_band(finding, &bands->all[i]);
    join_bands(finding);
    for (size_t i = 0; i < bands->count && status == TKS_OK; i++)
        if (bands->all[i].op == TKS_BAND_CHANGED && is_first_of_its_kind(bands, i))
            status = add_field(finding, bands, i, sides, err);
    return status;
}

tks_status tksi_finding_add_aligned(bool *added, struct tksi_finding *finding,
                                    const tks_alignment *alignment, const struct tksi_sides *sides,
                                    tks_error *err)
{
    const struct tksi_env *env = &finding->env;
    struct bands bands = { .count = tks_alignment_count(alignment) };
    tks_status status = TKS_OK;

    *added = false;
    if (bands.count > MOST_BANDS)
        return TKS_OK;
    bands.all = tksi_allocate(env, bands.count, sizeof *bands.all);
    bands.plain = tksi_allocate(env, bands.count, sizeof *bands.plain);
    bands.pieces = tksi_allocate(env, bands.count, sizeof *bands.pieces);
    bands.drifts = tksi_allocate(env, bands.count, sizeof *bands.drifts);
    if (bands.all == NULL || bands.plain == NULL || bands.pieces == NULL || bands.drifts == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for bands");
        goto done;
    }
    for (size_t i = 0; i < bands.count; i++)
        bands.all[i] = tks_alignment_band(alignment, i);
    find_drifts(&bands);
    if (!is_worth_telling(&bands, sides) || (status = find_plain(&bands, sides, env, err)))
        goto done;
    keep_drifts(finding, &bands, sides);
    *added = true;
    status = add_all(finding, &bands, sides, err);
done:
    tksi_release(env, bands.drifts);
    tksi_release(env, bands.pieces);
    tksi_release(env, bands.plain);
    tksi_release(env, bands.all);
    return status;
}

/* regions.c - differing pixels joined the way a reader sees them
 *
 * Two differing pixels belong together when no more than 12 columns and 8 rows of equal
 * ones lie between them, or when a chain of such neighbours does: letters become words
 * and lines, because text flows from side to side, while paragraphs and buttons stay
 * apart. The distances are those of section "regions" of docs/design/explain.md.
 *
 * Runs are joined, never pixels. A row's runs with small gaps become segments; a segment
 * joins those of the nine rows above that it can reach, by union-find. Only these rows are
 * kept. So a row has at most width / 13 segments and the picture at most one new blob for
 * each 13 x 9 pixels, whatever the mask: time and memory are bounded by the picture's
 * size, not by the number of runs.
 *
 * A metric that sees as a person does marks where a change is seen, not all of it: the
 * ends of a line that fades, the middle of a shadow. A second mask, of pixels that are not
 * equal, widens what it touches, pixel to pixel and without gaps. Where that drowns a blob -
 * a changed word on a page whose colours went through another profile - nothing is widened.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

#include <stdlib.h>

enum {
    GAP_X = 12, /* equal pixels between two that belong together */
    GAP_Y = 8,
    KEPT_ROWS = GAP_Y + 2, /* the row at hand and those it can reach */
    MOST_BLOBS = 1 << 20,  /* with more, nothing is widened: noise has no shape */
    DROWNED = 16           /* nor where a blob has so many unequal pixels to one that differs */
};

/* Differing pixels of a row with small gaps; right is exclusive. */
struct segment {
    int32_t left, right;
    uint32_t blob;
    int32_t differing;
};

struct row {
    int32_t y; /* -1: nothing kept */
    size_t count;
    struct segment *segments;
};

/* Pixels of a row that differ at all, side by side; right is exclusive. */
struct stretch {
    int32_t left, right;
    uint32_t blob;
};

/* The stretches of the row at hand and of the one above, and a row of the second mask. */
struct widening {
    const tks_diff *unequal; /* NULL: nothing is widened */
    struct stretch *stretches[2];
    size_t counts[2];
    tks_run *runs;
    size_t run_room;
};

/* A blob that grows; `parent` is itself while it is one. */
struct growing {
    uint32_t parent;
    int32_t left, top, right, bottom; /* right and bottom exclusive */
    int64_t differing, unequal;
};

struct finder {
    const struct tksi_env *env;
    struct row rows[KEPT_ROWS];
    struct segment *memory; /* of all rows */
    tks_run *runs;
    size_t run_room;
    struct growing *blobs;
    size_t n_blobs, blob_room;
    struct widening widening;
};

/* ----------------------------------------------------------------- union-find */

static uint32_t root_of(struct growing *blobs, uint32_t blob)
{
    while (blobs[blob].parent != blob) {
        blobs[blob].parent = blobs[blobs[blob].parent].parent;
        blob = blobs[blob].parent;
    }
    return blob;
}

static void widen(struct growing *blob, const struct growing *by)
{
    blob->left = by->left < blob->left ? by->left : blob->left;
    blob->top = by->top < blob->top ? by->top : blob->top;
    blob->right = by->right > blob->right ? by->right : blob->right;
    blob->bottom = by->bottom > blob->bottom ? by->bottom : blob->bottom;
    blob->differing += by->differing;
    blob->unequal += by->unequal;
}

/* The older blob stays, so that trees are as flat as the order of rows allows. */
static uint32_t join(struct growing *blobs, uint32_t a, uint32_t b)
{
    const uint32_t first = root_of(blobs, a), second = root_of(blobs, b);
    const uint32_t kept = first < second ? first : second;
    const uint32_t given = first < second ? second : first;

    if (kept != given) {
        widen(&blobs[kept], &blobs[given]);
        blobs[given].parent = kept;
    }
    return kept;
}

static tks_status new_blob(struct finder *finder, const struct growing *blob, tks_error *err)
{
    if (finder->n_blobs == finder->blob_room) {
        const size_t room = finder->blob_room != 0 ? finder->blob_room * 2 : 64;
        struct growing *larger = tksi_allocate(finder->env, room, sizeof *larger);

        if (larger == NULL)
            return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
        for (size_t i = 0; i < finder->n_blobs; i++)
            larger[i] = finder->blobs[i];
        tksi_release(finder->env, finder->blobs);
        finder->blobs = larger;
        finder->blob_room = room;
    }
    finder->blobs[finder->n_blobs] = *blob;
    finder->blobs[finder->n_blobs].parent = (uint32_t)finder->n_blobs;
    finder->n_blobs++;
    return TKS_OK;
}

/* ----------------------------------------------------------------------- rows */

static tks_status read_runs(tks_run **runs, size_t *room, size_t *count, const tks_diff *diff,
                            int32_t y, const struct tksi_env *env, tks_error *err)
{
    *count = tks_diff_row(diff, y, *runs, *room);
    if (*count <= *room)
        return TKS_OK;
    tksi_release(env, *runs);
    *room = *count * 2;
    *runs = tksi_allocate(env, *room, sizeof **runs);
    if (*runs == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    tks_diff_row(diff, y, *runs, *room);
    return TKS_OK;
}

/* Runs become segments, small gaps closed. */
static void close_gaps(struct row *row, const tks_run *runs, size_t count)
{
    struct segment *last = NULL;

    row->count = 0;
    for (size_t i = 0; i < count; i++) {
        const int32_t right = runs[i].x + runs[i].length;

        if (last == NULL || runs[i].x - last->right > GAP_X) {
            last = &row->segments[row->count++];
            *last = (struct segment){ .left = runs[i].x };
        }
        last->right = right;
        last->differing += runs[i].kind == TKS_RUN_DIFFERING ? runs[i].length : 0;
    }
}

/* Joins the segments of a row with those of one above. */
static void join_rows(struct finder *finder, struct row *row, const struct row *above)
{
    size_t first = 0;

    for (size_t i = 0; i < row->count; i++) {
        struct segment *segment = &row->segments[i];

        while (first < above->count && segment->left - above->segments[first].right > GAP_X)
            first++;
        for (size_t j = first; j < above->count; j++) {
            if (above->segments[j].left - segment->right > GAP_X)
                break;
            segment->blob = segment->blob == UINT32_MAX
                                ? root_of(finder->blobs, above->segments[j].blob)
                                : join(finder->blobs, segment->blob, above->segments[j].blob);
        }
    }
}

static tks_status add_row(struct finder *finder, struct row *row, tks_error *err)
{
    for (size_t i = 0; i < row->count; i++)
        row->segments[i].blob = UINT32_MAX;
    for (int i = 0; i < KEPT_ROWS; i++) {
        const struct row *above = &finder->rows[i];

        if (above != row && above->y >= 0 && row->y - above->y <= GAP_Y + 1)
            join_rows(finder, row, above);
    }
    for (size_t i = 0; i < row->count; i++) {
        struct segment *segment = &row->segments[i];
        const struct growing part = { 0,          segment->left,      row->y, segment->right,
                                      row->y + 1, segment->differing, 0 };
        tks_status status;

        if (segment->blob != UINT32_MAX) {
            widen(&finder->blobs[root_of(finder->blobs, segment->blob)], &part);
            continue;
        }
        segment->blob = (uint32_t)finder->n_blobs;
        if ((status = new_blob(finder, &part, err)))
            return status;
    }
    return TKS_OK;
}

/* ------------------------------------------------------------------- widening */

/* Both masks' runs of a row, laid on each other. */
static size_t unite(struct stretch *to, const tks_run *a, size_t n_a, const tks_run *b, size_t n_b)
{
    size_t n = 0;

    while (n_a > 0 || n_b > 0) {
        const bool first = n_b == 0 || (n_a > 0 && a->x <= b->x);
        const tks_run *run = first ? a : b;
        const int32_t right = run->x + run->length;

        if (n > 0 && run->x <= to[n - 1].right)
            to[n - 1].right = right > to[n - 1].right ? right : to[n - 1].right;
        else
            to[n++] = (struct stretch){ run->x, right, UINT32_MAX };
        if (first) {
            a++;
            n_a--;
        } else {
            b++;
            n_b--;
        }
    }
    return n;
}

static void take(struct growing *blobs, struct stretch *stretch, uint32_t blob)
{
    stretch->blob =
        stretch->blob == UINT32_MAX ? root_of(blobs, blob) : join(blobs, stretch->blob, blob);
}

/* Joins stretches with those of the row above that they touch, by a corner too. */
static void join_stretches(struct growing *blobs, struct stretch *row, size_t count,
                           const struct stretch *above, size_t n_above)
{
    size_t first = 0;

    for (size_t i = 0; i < count; i++) {
        while (first < n_above && above[first].right < row[i].left)
            first++;
        for (size_t j = first; j < n_above && above[j].left <= row[i].right; j++)
            take(blobs, &row[i], above[j].blob);
    }
}

/* Joins stretches with the segments of their own row. */
static void join_segments(struct growing *blobs, struct stretch *row, size_t count,
                          const struct row *segments)
{
    size_t first = 0;

    for (size_t i = 0; i < count; i++) {
        while (first < segments->count && segments->segments[first].right <= row[i].left)
            first++;
        for (size_t j = first; j < segments->count && segments->segments[j].left < row[i].right;
             j++)
            take(blobs, &row[i], segments->segments[j].blob);
    }
}

/* Widens blobs by what they touch in this row; blobs of nothing else have no differing
 * pixel and are dropped in the end, unless something below joins them. */
static tks_status widen_row(struct finder *finder, const struct row *row, size_t n_runs,
                            tks_error *err)
{
    struct widening *by = &finder->widening;
    struct stretch *here = by->stretches[row->y % 2];
    size_t n_unequal, count;
    tks_status status;

    if ((status = read_runs(&by->runs, &by->run_room, &n_unequal, by->unequal, row->y, finder->env,
                            err)))
        return status;
    count = unite(here, finder->runs, n_runs, by->runs, n_unequal);
    join_stretches(finder->blobs, here, count, by->stretches[1 - row->y % 2],
                   by->counts[1 - row->y % 2]);
    join_segments(finder->blobs, here, count, row);
    for (size_t i = 0; i < count; i++) {
        const struct growing part = {
            0, here[i].left, row->y, here[i].right, row->y + 1, 0, here[i].right - here[i].left
        };

        if (here[i].blob != UINT32_MAX) {
            widen(&finder->blobs[root_of(finder->blobs, here[i].blob)], &part);
            continue;
        }
        here[i].blob = (uint32_t)finder->n_blobs;
        if ((status = new_blob(finder, &part, err)))
            return status;
    }
    by->counts[row->y % 2] = count;
    return TKS_OK;
}

/* ------------------------------------------------------------------------ all */

static tks_status take_memory(struct finder *finder, int32_t width, tks_error *err)
{
    const size_t room = (size_t)width / (GAP_X + 2) + 2;
    struct widening *by = &finder->widening;
    bool enough;

    finder->memory = tksi_allocate(finder->env, room * KEPT_ROWS, sizeof *finder->memory);
    enough = finder->memory != NULL;
    for (int i = 0; i < KEPT_ROWS; i++)
        finder->rows[i] = (struct row){ .y = -1, .segments = finder->memory + (size_t)i * room };
    for (int i = 0; i < 2 && by->unequal != NULL; i++) {
        by->stretches[i] =
            tksi_allocate(finder->env, (size_t)width / 2 + 1, sizeof **by->stretches);
        enough = enough && by->stretches[i] != NULL;
    }
    return enough ? TKS_OK : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
}

static tks_status walk(struct finder *finder, const tks_diff *diff, tks_error *err)
{
    const struct tksi_canvas canvas = tksi_diff_canvas(diff);
    tks_status status = take_memory(finder, canvas.width, err);

    for (int32_t y = 0; y < canvas.height && status == TKS_OK; y++) {
        struct row *row = &finder->rows[y % KEPT_ROWS];
        size_t count;

        if ((status =
                 read_runs(&finder->runs, &finder->run_room, &count, diff, y, finder->env, err)))
            return status;
        row->y = y;
        close_gaps(row, finder->runs, count);
        if ((status = add_row(finder, row, err)) == TKS_OK && finder->widening.unequal != NULL &&
            finder->n_blobs < MOST_BLOBS)
            status = widen_row(finder, row, count, err);
    }
    return status;
}

static void dispose(struct finder *finder)
{
    const struct tksi_env *env = finder->env;

    for (int i = 0; i < 2; i++)
        tksi_release(env, finder->widening.stretches[i]);
    tksi_release(env, finder->widening.runs);
    tksi_release(env, finder->blobs);
    tksi_release(env, finder->runs);
    tksi_release(env, finder->memory);
}

/* --------------------------------------------------------------------- result */

static int by_importance(const void *first, const void *second)
{
    const struct tksi_blob *a = first, *b = second;

    if (a->differing != b->differing)
        return a->differing > b->differing ? -1 : 1;
    if (a->box.y != b->box.y)
        return a->box.y < b->box.y ? -1 : 1;
    return (a->box.x > b->box.x) - (a->box.x < b->box.x);
}

/* Blobs that stand for themselves and are not anti-aliasing through and through. */
static tks_status collect(struct tksi_blob **out, size_t *count, const struct finder *finder,
                          tks_error *err)
{
    struct tksi_blob *list = tksi_allocate(finder->env, finder->n_blobs, sizeof *list);
    size_t n = 0;

    if (list == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    for (size_t i = 0; i < finder->n_blobs; i++) {
        const struct growing *blob = &finder->blobs[i];

        if (blob->parent == i && blob->differing > 0)
            list[n++] = (struct tksi_blob){ { blob->left, blob->top, blob->right - blob->left,
                                              blob->bottom - blob->top },
                                            blob->differing };
    }
    if (n > 1)
        qsort(list, n, sizeof *list, by_importance);
    *out = list;
    *count = n;
    return TKS_OK;
}

static bool is_drowned(const struct finder *finder)
{
    for (size_t i = 0; i < finder->n_blobs; i++) {
        const struct growing *blob = &finder->blobs[i];

        if (blob->parent == i && blob->differing > 0 && blob->unequal > blob->differing * DROWNED)
            return true;
    }
    return finder->n_blobs >= MOST_BLOBS;
}

tks_status tksi_regions_find(struct tksi_blob **out, size_t *count, const tks_diff *diff,
                             const tks_diff *unequal, const struct tksi_env *env, tks_error *err)
{
    struct finder finder = { .env = env, .widening = { .unequal = unequal } };
    tks_status status = walk(&finder, diff, err);

    if (status == TKS_OK && unequal != NULL && is_drowned(&finder)) {
        dispose(&finder);
        finder = (struct finder){ .env = env };
        status = walk(&finder, diff, err);
    }
    if (status == TKS_OK)
        status = collect(out, count, &finder, err);
    dispose(&finder);
    return status;
}

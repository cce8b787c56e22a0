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
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

#include <stdlib.h>

enum {
    GAP_X = 12, /* equal pixels between two that belong together */
    GAP_Y = 8,
    KEPT_ROWS = GAP_Y + 2 /* the row at hand and those it can reach */
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

/* A blob that grows; `parent` is itself while it is one. */
struct growing {
    uint32_t parent;
    int32_t left, top, right, bottom; /* right and bottom exclusive */
    int64_t differing;
};

struct finder {
    const struct tksi_env *env;
    struct row rows[KEPT_ROWS];
    struct segment *memory; /* of all rows */
    tks_run *runs;
    size_t run_room;
    struct growing *blobs;
    size_t n_blobs, blob_room;
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

static tks_status read_runs(struct finder *finder, const tks_diff *diff, int32_t y, size_t *count,
                            tks_error *err)
{
    *count = tks_diff_row(diff, y, finder->runs, finder->run_room);
    if (*count <= finder->run_room)
        return TKS_OK;
    tksi_release(finder->env, finder->runs);
    finder->run_room = *count * 2;
    finder->runs = tksi_allocate(finder->env, finder->run_room, sizeof *finder->runs);
    if (finder->runs == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    tks_diff_row(diff, y, finder->runs, finder->run_room);
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
        const struct growing part = { 0,          segment->left,     row->y, segment->right,
                                      row->y + 1, segment->differing };
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

static tks_status walk(struct finder *finder, const tks_diff *diff, tks_error *err)
{
    const struct tksi_canvas canvas = tksi_diff_canvas(diff);
    const size_t room = (size_t)canvas.width / (GAP_X + 2) + 2;
    tks_status status;

    finder->memory = tksi_allocate(finder->env, room * KEPT_ROWS, sizeof *finder->memory);
    if (finder->memory == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    for (int i = 0; i < KEPT_ROWS; i++)
        finder->rows[i] = (struct row){ .y = -1, .segments = finder->memory + (size_t)i * room };
    for (int32_t y = 0; y < canvas.height; y++) {
        struct row *row = &finder->rows[y % KEPT_ROWS];
        size_t count;

        if ((status = read_runs(finder, diff, y, &count, err)))
            return status;
        row->y = y;
        close_gaps(row, finder->runs, count);
        if ((status = add_row(finder, row, err)))
            return status;
    }
    return TKS_OK;
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

tks_status tksi_regions_find(struct tksi_blob **out, size_t *count, const tks_diff *diff,
                             const struct tksi_env *env, tks_error *err)
{
    struct finder finder = { .env = env };
    tks_status status = walk(&finder, diff, err);

    if (status == TKS_OK)
        status = collect(out, count, &finder, err);
    tksi_release(env, finder.blobs);
    tksi_release(env, finder.runs);
    tksi_release(env, finder.memory);
    return status;
}

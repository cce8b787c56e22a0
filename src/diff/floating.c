/* floating.c - where did the content of a box go?
 *
 * Every offset within reach is a candidate: (2 * 256 + 1)^2 of them at most, and comparing a
 * box at each would take minutes. So each gets a cheap distance first, from sums: how far
 * the sums of light of the box's rows and columns are from those of the place it would have
 * gone to. Sums of all windows of one size are had by sliding, a few operations for each
 * pixel around; a content that only moved has distance 0, one that was also rendered anew a
 * small one.
 *
 *     1. candidates of distance 0 are held against the box byte for byte, nearest first
 *     2. else the SOME of least distance are told how far their light is, pixel by pixel
 *     3. the FEW of these of least are compared by the metric, and the fewest differing
 *        pixels win, then the lowest score, then the nearest place, up, left
 *
 * A move is believed that leaves less than a quarter of the pixels that differ in place; else
 * something else happened, and the box is judged where it is.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/areas.h"

#include <stdlib.h>

enum {
    SOME = 64,
    FEW = 4,
    BELIEVED = 4, /* one in so many pixels may still differ: a letter of a word, not its ground */
    MOST_SAMPLES = 256, /* rows, and columns, that make up a distance */
};

/* Bytes that may be read for step 1, a fraction of a second: only content made for the
 * purpose has more than a handful of candidates that are not equal. */
static const size_t most_bytes = (size_t)1 << 30;

struct candidate {
    int32_t dx, dy;
    uint64_t distance;
};

struct search {
    struct tksi_env env;
    const tks_view *views;
    struct tksi_part_rules rules;
    tks_rect box;
    int32_t reach, across; /* offsets per axis: 2 * reach + 1 */
    tks_rect around;       /* what the actual picture has of the box and its surroundings */
    int32_t *row_sums;     /* [row of around][dx + reach] */
    int32_t *column_sums;  /* [column of around][dy + reach] */
    int32_t *box_rows, *box_columns;
    uint64_t *by_row, *by_column; /* distances: [dy][dx] and [dx][dy], both + reach */
    uint8_t *light, *box_light;   /* of `around`, and of a row of the box */
    uint32_t *rows[2];
    struct candidate *candidates;
    size_t n_candidates;
};

/* ----------------------------------------------------------------------- sums */

static uint8_t light_of(uint32_t word)
{
    uint8_t bytes[4];

    word = tksi_on_white(word);
    memcpy(bytes, &word, sizeof bytes);
    return (uint8_t)((77 * bytes[0] + 150 * bytes[1] + 29 * bytes[2]) >> 8);
}

/* Rows are added up in the order of the box; both arrays begin as zeros. */
static void sum_box(struct search *search)
{
    const tks_view part = tksi_view_part(&search->views[0], search->box);

    for (int32_t y = 0; y < search->box.height; y++) {
        tksi_view_row8(search->rows[0], &part, y, &search->env);
        for (int32_t x = 0; x < search->box.width; x++) {
            const int32_t light = light_of(search->rows[0][x]);

            search->box_rows[y] += light;
            search->box_columns[x] += light;
        }
    }
}

static void fill_light(struct search *search)
{
    const tks_view part = tksi_view_part(&search->views[1], search->around);
    const size_t width = (size_t)search->around.width;

    for (int32_t y = 0; y < search->around.height; y++) {
        tksi_view_row8(search->rows[1], &part, y, &search->env);
        for (size_t x = 0; x < width; x++)
            search->light[(size_t)y * width + x] = light_of(search->rows[1][x]);
    }
}

/* Sums of `size` values in a line, `step` apart, at every offset at which the window lies
 * within the `count` values; the window of offset 0 begins at value `first`. */
static void slide(int32_t *sums, const uint8_t *values, ptrdiff_t step, int32_t count,
                  int32_t first, int32_t size, int32_t reach)
{
    const int32_t from = first - reach > 0 ? first - reach : 0;
    const int32_t to = first + reach + size < count ? first + reach + size : count;
    int32_t sum = 0;

    for (int32_t i = from; i < to; i++) {
        sum += values[i * step];
        if (i - from >= size)
            sum -= values[(i - size) * step];
        if (i - from >= size - 1)
            sums[i - size + 1 - first + reach] = sum;
    }
}

static void sum_around(struct search *search)
{
    const tks_rect around = search->around, box = search->box;

    for (int32_t y = 0; y < around.height; y++)
        slide(search->row_sums + (size_t)y * (size_t)search->across,
              search->light + (size_t)y * (size_t)around.width, 1, around.width, box.x - around.x,
              box.width, search->reach);
    for (int32_t x = 0; x < around.width; x++)
        slide(search->column_sums + (size_t)x * (size_t)search->across, search->light + x,
              around.width, around.height, box.y - around.y, box.height, search->reach);
}

/* Adds up, for each offset along the lines and each across them, how far the sums of the
 * box's lines are from those of the lines there. */
static void add_distances(uint64_t *distances, const int32_t *box_sums, int32_t box_lines,
                          const int32_t *sums, int32_t first, int32_t lines, int32_t reach)
{
    const int32_t across = 2 * reach + 1, step = (box_lines - 1) / MOST_SAMPLES + 1;

    for (int32_t offset = -reach; offset <= reach; offset++) {
        uint64_t *row = distances + (size_t)(offset + reach) * (size_t)across;

        if (first + offset < 0 || first + offset + box_lines > lines)
            continue;
        for (int32_t line = 0; line < box_lines; line += step) {
            const int32_t *there = sums + (size_t)(first + offset + line) * (size_t)across;

            for (int32_t i = 0; i < across; i++)
                row[i] += (uint64_t)abs(there[i] - box_sums[line]);
        }
    }
}

/* ----------------------------------------------------------------- candidates */

static int64_t farness(const struct candidate *candidate)
{
    return (int64_t)candidate->dx * candidate->dx + (int64_t)candidate->dy * candidate->dy;
}

static int by_place(const struct candidate *one, const struct candidate *other)
{
    const int64_t near = farness(one), far = farness(other);

    if (near != far)
        return near < far ? -1 : 1;
    if (one->dy != other->dy)
        return one->dy < other->dy ? -1 : 1;
    return (one->dx > other->dx) - (one->dx < other->dx);
}

static int by_distance(const void *a, const void *b)
{
    const struct candidate *one = a, *other = b;

    if (one->distance != other->distance)
        return one->distance < other->distance ? -1 : 1;
    return by_place(one, other);
}

/* Offsets at which the whole box lies within the actual picture, the best first. */
static void list_candidates(struct search *search)
{
    const tks_rect around = search->around, box = search->box;
    const int32_t reach = search->reach;

    for (int32_t dy = -reach; dy <= reach; dy++)
        for (int32_t dx = -reach; dx <= reach; dx++) {
            const int32_t x = box.x + dx - around.x, y = box.y + dy - around.y;
            const size_t rows = (size_t)(dy + reach) * (size_t)search->across;
            const size_t columns = (size_t)(dx + reach) * (size_t)search->across;

            if (x < 0 || y < 0 || x + box.width > around.width || y + box.height > around.height)
                continue;
            search->candidates[search->n_candidates++] =
                (struct candidate){ dx, dy,
                                    search->by_row[rows + (size_t)(dx + reach)] +
                                        search->by_column[columns + (size_t)(dy + reach)] };
        }
    qsort(search->candidates, search->n_candidates, sizeof *search->candidates, by_distance);
}

/* Replaces the distance of the first candidates by that of the pixels themselves. */
static void look_closer(struct search *search, size_t count)
{
    const tks_view part = tksi_view_part(&search->views[0], search->box);
    const tks_rect around = search->around, box = search->box;

    for (size_t i = 0; i < count; i++)
        search->candidates[i].distance = 0;
    for (int32_t y = 0; y < box.height; y++) {
        uint8_t *row = search->box_light;

        tksi_view_row8(search->rows[0], &part, y, &search->env);
        for (int32_t x = 0; x < box.width; x++)
            row[x] = light_of(search->rows[0][x]);
        for (size_t i = 0; i < count; i++) {
            struct candidate *candidate = &search->candidates[i];
            const int32_t top = box.y + candidate->dy - around.y + y;
            const uint8_t *there = search->light + (size_t)top * (size_t)around.width +
                                   (box.x + candidate->dx - around.x);
            uint32_t far = 0;

            for (int32_t x = 0; x < box.width; x++)
                far += (uint32_t)abs(row[x] - there[x]);
            candidate->distance += far;
        }
    }
    qsort(search->candidates, count, sizeof *search->candidates, by_distance);
}

static tks_view part_at(const struct search *search, int32_t dx, int32_t dy)
{
    const tks_rect box = search->box;

    return tksi_view_part(&search->views[1],
                          (tks_rect){ box.x + dx, box.y + dy, box.width, box.height });
}

static bool is_equal_at(const struct search *search, const struct candidate *candidate,
                        size_t *bytes)
{
    const tks_view expected = tksi_view_part(&search->views[0], search->box);
    const tks_view actual = part_at(search, candidate->dx, candidate->dy);
    const size_t row = (size_t)search->box.width * sizeof(uint32_t);

    for (int32_t y = 0; y < search->box.height; y++) {
        *bytes += 2 * row;
        if (memcmp(tksi_view_words8(search->rows[0], &expected, y, &search->env),
                   tksi_view_words8(search->rows[1], &actual, y, &search->env), row) != 0)
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------------- judging */

/* How a box compares with a place. */
struct match {
    int64_t differing;
    double score;
};

static tks_status match_at(struct match *out, const struct search *search, int32_t dx, int32_t dy,
                           tks_error *err)
{
    tks_diff *diff = NULL;
    const tks_status status =
        tksi_diff_views(&diff, tksi_view_part(&search->views[0], search->box),
                        part_at(search, dx, dy), &search->rules.rules, NULL, &search->env, err);

    if (status == TKS_OK)
        *out = (struct match){ tks_diff_counts(diff).differing, tks_diff_visual_score(diff) };
    tks_diff_free(diff);
    return status;
}

/* The first candidate that is equal, NULL if none is. */
static const struct candidate *find_equal(const struct search *search)
{
    size_t bytes = 0;

    for (size_t i = 0; i < search->n_candidates && bytes < most_bytes; i++) {
        if (search->candidates[i].distance > 0)
            break;
        if (is_equal_at(search, &search->candidates[i], &bytes))
            return &search->candidates[i];
    }
    return NULL;
}

static bool is_better(const struct match *match, const struct candidate *candidate,
                      const struct match *best, const struct candidate *best_candidate)
{
    if (match->differing != best->differing)
        return match->differing < best->differing;
    if (match->score != best->score)
        return match->score < best->score;
    return by_place(candidate, best_candidate) < 0;
}

/* The best of `count` candidates, by the metric. */
static tks_status choose(const struct candidate **out, struct match *best,
                         const struct search *search, const struct candidate *candidates,
                         size_t count, tks_error *err)
{
    tks_status status = TKS_OK;

    *out = NULL;
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        struct match match = { 0 };

        status = match_at(&match, search, candidates[i].dx, candidates[i].dy, err);
        if (status == TKS_OK && (*out == NULL || is_better(&match, &candidates[i], best, *out))) {
            *out = &candidates[i];
            *best = match;
        }
    }
    return status;
}

/* -------------------------------------------------------------------------- all */

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static tks_status take_memory(struct search *search, tks_error *err)
{
    const size_t across = (size_t)search->across, offsets = across * across;
    const size_t width = (size_t)search->around.width, height = (size_t)search->around.height;
    const struct tksi_env *env = &search->env;

    search->row_sums = tksi_allocate_zeroed(env, height * across, sizeof *search->row_sums);
    search->column_sums = tksi_allocate_zeroed(env, width * across, sizeof *search->column_sums);
    search->box_rows =
        tksi_allocate_zeroed(env, (size_t)search->box.height, sizeof *search->box_rows);
    search->box_columns =
        tksi_allocate_zeroed(env, (size_t)search->box.width, sizeof *search->box_columns);
    search->by_row = tksi_allocate_zeroed(env, offsets, sizeof *search->by_row);
    search->by_column = tksi_allocate_zeroed(env, offsets, sizeof *search->by_column);
    search->light = tksi_allocate(env, width * height, 1);
    search->box_light = tksi_allocate(env, (size_t)search->box.width, 1);
    search->rows[0] = tksi_allocate(env, (size_t)search->box.width, sizeof(uint32_t));
    search->rows[1] = tksi_allocate(env, width, sizeof(uint32_t));
    search->candidates = tksi_allocate(env, offsets, sizeof *search->candidates);
    if (search->row_sums != NULL && search->column_sums != NULL && search->box_rows != NULL &&
        search->box_columns != NULL && search->by_row != NULL && search->by_column != NULL &&
        search->light != NULL && search->box_light != NULL && search->rows[0] != NULL &&
        search->rows[1] != NULL && search->candidates != NULL)
        return TKS_OK;
    return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a floating area of %d x %d pixels",
                     (int)search->box.width, (int)search->box.height);
}

static void dispose(struct search *search)
{
    const struct tksi_env *env = &search->env;

    tksi_release(env, search->candidates);
    tksi_release(env, search->rows[1]);
    tksi_release(env, search->rows[0]);
    tksi_release(env, search->box_light);
    tksi_release(env, search->light);
    tksi_release(env, search->by_column);
    tksi_release(env, search->by_row);
    tksi_release(env, search->box_columns);
    tksi_release(env, search->box_rows);
    tksi_release(env, search->column_sums);
    tksi_release(env, search->row_sums);
    tksi_part_rules_dispose(&search->rules);
}

/* What of the actual picture may hold the box. */
static tks_rect look_around(const struct search *search)
{
    const tks_rect box = search->box;
    const tks_view *actual = &search->views[1];
    const int32_t left = larger(0, box.x - search->reach), top = larger(0, box.y - search->reach);
    const int64_t right = (int64_t)box.x + box.width + search->reach;
    const int64_t bottom = (int64_t)box.y + box.height + search->reach;

    return (tks_rect){ left, top, (int32_t)(right < actual->width ? right : actual->width) - left,
                       (int32_t)(bottom < actual->height ? bottom : actual->height) - top };
}

/* What differs where the box is; all of it where the actual picture does not hold it. */
static tks_status match_in_place(struct match *out, const struct search *search, tks_error *err)
{
    const tks_rect box = search->box;

    *out = (struct match){ (int64_t)box.width * box.height, 0 };
    if (box.x + box.width > search->views[1].width || box.y + box.height > search->views[1].height)
        return TKS_OK;
    return match_at(out, search, 0, 0, err);
}

static size_t fewer(size_t a, size_t b)
{
    return a < b ? a : b;
}

static tks_status find(const struct candidate **out, struct search *search,
                       const struct match *in_place, tks_error *err)
{
    const struct candidate *equal = find_equal(search);
    struct match best = { 0, 0 };
    tks_status status = TKS_OK;

    if (equal != NULL)
        status = choose(out, &best, search, equal, 1, err);
    if (status == TKS_OK && (equal == NULL || best.differing > 0)) {
        look_closer(search, fewer(SOME, search->n_candidates));
        status =
            choose(out, &best, search, search->candidates, fewer(FEW, search->n_candidates), err);
    }
    if (status == TKS_OK && *out != NULL && BELIEVED * best.differing >= in_place->differing)
        *out = NULL;
    return status;
}

tks_status tksi_floating_find(int32_t *dx, int32_t *dy, const tks_view views[2], tks_rect box,
                              int32_t reach, const tks_rules *rules, const struct tksi_env *env,
                              tks_error *err)
{
    struct search search = {
        .env = *env, .views = views, .box = box, .reach = reach, .across = 2 * reach + 1
    };
    const struct candidate *found = NULL;
    struct match in_place = { 0, 0 };
    tks_status status;

    *dx = *dy = 0;
    search.around = look_around(&search);
    if ((status = tksi_part_rules_init(&search.rules, rules, box, env, err)))
        return status;
    if ((status = match_in_place(&in_place, &search, err)) || in_place.differing == 0 ||
        search.around.width < box.width || search.around.height < box.height ||
        (status = take_memory(&search, err)))
        goto done;
    sum_box(&search);
    fill_light(&search);
    sum_around(&search);
    add_distances(search.by_row, search.box_rows, box.height, search.row_sums,
                  box.y - search.around.y, search.around.height, reach);
    add_distances(search.by_column, search.box_columns, box.width, search.column_sums,
                  box.x - search.around.x, search.around.width, reach);
    list_candidates(&search);
    if ((status = find(&found, &search, &in_place, err)) == TKS_OK && found != NULL) {
        *dx = found->dx;
        *dy = found->dy;
    }
done:
    dispose(&search);
    return status;
}

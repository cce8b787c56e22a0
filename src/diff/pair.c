/* pair.c - drives two pictures past each other
 *
 * The unit of work is the pair, not the picture. Rows come in chunks (lane.c),
 * already sorted into those that are equal, which cost nothing more, and those that
 * may differ, which are decoded with the neighbours the metric asks for, judged,
 * and written down in the model. An observer, if there is one, is shown every row.
 *
 *     chunk c - 1      kept, so that a metric can look up from chunk c
 *     chunk c          judged
 *     chunk c + 1      classified, so that a metric can look down
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/bits.h"
#include "diff/ignore.h"
#include "diff/lane.h"
#include "diff/metric.h"
#include "diff/model.h"

#include <string.h>

struct pair {
    struct tksi_env env;
    const tks_rules *rules;
    const struct tksi_observer *observer;
    const struct tksi_metric *metric;
    struct tksi_canvas canvas;
    struct tksi_lanes lanes;
    struct tksi_window window;
    void *judgement; /* the metric's state */
    struct tksi_ignore *ignore;
    tks_diff *diff;
    uint64_t *differing, *antialiased; /* bits of one canvas row */
    tks_run *runs;
    uint32_t *narrow[2]; /* rows for the observer, where pixels are wide */
    bool unequal;        /* a visible difference has been met */
};

/* --------------------------------------------------------------------- judging */

static const void *fetch_row(void *pair, enum tksi_side side, int32_t y)
{
    return tksi_lanes_row(&((struct pair *)pair)->lanes, side, y);
}

static bool row_known_equal(void *pair, int32_t y)
{
    return tksi_lanes_equal(&((struct pair *)pair)->lanes, y);
}

static bool row_unequal(struct pair *pair, int32_t y)
{
    const struct tksi_window *window = &pair->window;
    const void *expected = fetch_row(pair, TKSI_EXPECTED, y);
    const void *actual = fetch_row(pair, TKSI_ACTUAL, y);

    if (window->wide)
        return tksi_unequal16(pair->differing, expected, actual, window->width) > 0;
    return pair->env.kernels->unequal(pair->differing, expected, actual, (size_t)window->width) > 0;
}

/* The part of a row that both pictures have. False if it is equal. */
static bool judge_common(struct pair *pair, int32_t y)
{
    if (tksi_lanes_equal(&pair->lanes, y))
        return false;
    if (!pair->unequal)
        pair->unequal = row_unequal(pair, y);
    pair->metric->judge(pair->judgement, &pair->window, y, pair->differing, pair->antialiased);
    return true;
}

/* Pixels that only one of the pictures covers. False if there are none. */
static bool judge_surplus(struct pair *pair, int32_t y)
{
    const struct tksi_canvas *canvas = &pair->canvas;
    const int32_t in_expected = y < canvas->expected_height ? canvas->expected_width : 0;
    const int32_t in_actual = y < canvas->actual_height ? canvas->actual_width : 0;
    const int32_t less = in_expected < in_actual ? in_expected : in_actual;
    const int32_t more = in_expected < in_actual ? in_actual : in_expected;

    return tksi_bits_set(pair->differing, less, more, canvas->width);
}

static void drop_ignored(struct pair *pair, int32_t y)
{
    const uint64_t *ignored = pair->ignore != NULL ? tksi_ignore_row(pair->ignore, y) : NULL;

    for (size_t i = 0; ignored != NULL && i < tksi_words(pair->canvas.width); i++) {
        pair->differing[i] &= ~ignored[i];
        pair->antialiased[i] &= ~ignored[i];
    }
}

/* The runs of one canvas row into pair->runs; returns how many. */
static size_t judge_row(struct pair *pair, int32_t y)
{
    const size_t bytes = tksi_words(pair->canvas.width) * sizeof(uint64_t);
    bool any;

    if (pair->window.width == pair->canvas.width && y < pair->window.height &&
        tksi_lanes_equal(&pair->lanes, y))
        return 0;
    memset(pair->differing, 0, bytes);
    memset(pair->antialiased, 0, bytes);
    any = y < pair->window.height && judge_common(pair, y);
    any |= judge_surplus(pair, y);
    if (!any)
        return 0;
    drop_ignored(pair, y);
    return tksi_bits_to_runs(pair->runs, pair->differing, pair->antialiased, pair->canvas.width);
}

/* -------------------------------------------------------------------- observing */

/* The high bytes of RGBA16. */
static const uint32_t *narrowed(struct pair *pair, int side, const uint64_t *row)
{
    const int32_t width = pair->lanes.lanes[side].width;

    for (int32_t x = 0; x < width; x++) {
        uint16_t deep[4];
        uint8_t shallow[4];

        memcpy(deep, &row[x], sizeof deep);
        for (int c = 0; c < 4; c++)
            shallow[c] = (uint8_t)(deep[c] >> 8);
        memcpy(&pair->narrow[side][x], shallow, sizeof shallow);
    }
    return pair->narrow[side];
}

static const uint32_t *row_to_show(struct pair *pair, int side, int32_t y, bool wanted)
{
    const void *row;

    if (!wanted || y >= pair->lanes.lanes[side].height)
        return NULL;
    row = tksi_lanes_row(&pair->lanes, (enum tksi_side)side, y);
    return pair->lanes.wide ? narrowed(pair, side, row) : row;
}

static tks_status show_row(struct pair *pair, int32_t y, size_t n_runs, tks_error *err)
{
    const struct tksi_observer *observer = pair->observer;
    struct tksi_judged_row row = { .y = y, .runs = pair->runs, .n_runs = n_runs };

    if (observer == NULL)
        return TKS_OK;
    row.expected = row_to_show(pair, TKSI_EXPECTED, y, observer->wants_expected);
    row.actual = row_to_show(pair, TKSI_ACTUAL, y, observer->wants_actual);
    return observer->row(observer->self, &row, err);
}

/* ----------------------------------------------------------------------- driving */

static tks_status judge_chunk(struct pair *pair, int32_t chunk, tks_error *err)
{
    const int32_t rows = pair->lanes.feed.chunk_rows;
    const int32_t first = chunk * rows;
    const int32_t end = pair->canvas.height - first < rows ? pair->canvas.height : first + rows;
    tks_status status = TKS_OK;

    for (int32_t y = first; y < end && status == TKS_OK; y++) {
        const size_t n_runs = judge_row(pair, y);

        if ((status = tksi_diff_add_row(pair->diff, y, pair->runs, n_runs, err)) == TKS_OK)
            status = show_row(pair, y, n_runs, err);
    }
    return status;
}

static tks_status judge_all(struct pair *pair, tks_error *err)
{
    struct tksi_lanes *lanes = &pair->lanes;
    const int32_t chunks = (pair->canvas.height - 1) / lanes->feed.chunk_rows + 1;
    tks_status status = TKS_OK;

    for (int32_t chunk = 0; chunk < chunks; chunk++) {
        if ((chunk == 0 && !tksi_lanes_need(lanes, 0)) ||
            (chunk + 1 < chunks && !tksi_lanes_need(lanes, chunk + 1)))
            return TKS_CONFLICT;
        if ((status = judge_chunk(pair, chunk, err)))
            return status;
        tksi_lanes_leave_before(lanes, chunk, pair->observer == NULL);
    }
    return tksi_feed_finish(&lanes->feed) ? TKS_OK : TKS_CONFLICT;
}

/* ------------------------------------------------------------------------- life */

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static struct tksi_canvas canvas_around(int32_t expected_width, int32_t expected_height,
                                        int32_t actual_width, int32_t actual_height)
{
    return (struct tksi_canvas){ larger(expected_width, actual_width),
                                 larger(expected_height, actual_height),
                                 expected_width,
                                 expected_height,
                                 actual_width,
                                 actual_height };
}

static void look_through(struct pair *pair)
{
    const struct tksi_canvas *canvas = &pair->canvas;

    pair->window = (struct tksi_window){
        .width = canvas->expected_width + canvas->actual_width - canvas->width,
        .height = canvas->expected_height + canvas->actual_height - canvas->height,
        .wide = pair->lanes.wide,
        .rules = pair->rules,
        .kernels = pair->env.kernels,
        .pair = pair,
        .row = fetch_row,
        .equal = row_known_equal,
    };
}

static tks_status take_memory(struct pair *pair, tks_error *err)
{
    const size_t width = (size_t)pair->canvas.width;
    bool good;

    pair->differing = tksi_allocate(&pair->env, tksi_words(pair->canvas.width), sizeof(uint64_t));
    pair->antialiased = tksi_allocate(&pair->env, tksi_words(pair->canvas.width), sizeof(uint64_t));
    pair->runs = tksi_allocate(&pair->env, width, sizeof *pair->runs);
    good = pair->differing != NULL && pair->antialiased != NULL && pair->runs != NULL;
    for (int side = 0; side < 2 && pair->lanes.wide && pair->observer != NULL; side++) {
        pair->narrow[side] = tksi_allocate(&pair->env, width, sizeof(uint32_t));
        good = good && pair->narrow[side] != NULL;
    }
    return good ? TKS_OK : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
}

static void dispose(struct pair *pair)
{
    if (pair->metric->close != NULL)
        pair->metric->close(pair->judgement);
    tksi_lanes_dispose(&pair->lanes);
    tksi_ignore_free(pair->ignore);
    tks_diff_free(pair->diff);
    tksi_release(&pair->env, pair->differing);
    tksi_release(&pair->env, pair->antialiased);
    tksi_release(&pair->env, pair->runs);
    tksi_release(&pair->env, pair->narrow[0]);
    tksi_release(&pair->env, pair->narrow[1]);
}

static tks_status diff_sources(tks_diff **out, const struct tksi_origin sources[2],
                               const tks_rules *rules, const struct tksi_observer *observer,
                               const struct tksi_env *env, tks_error *err)
{
    struct pair pair = { .env = *env, .rules = rules, .observer = observer };
    const struct tksi_lane *lanes = pair.lanes.lanes;
    tks_status status;

    pair.metric = tksi_metric_for(rules->metric);
    if ((status = tksi_lanes_open(&pair.lanes, sources, pair.metric->reach, env, err)))
        goto done;
    pair.canvas = canvas_around(lanes[0].width, lanes[0].height, lanes[1].width, lanes[1].height);
    look_through(&pair);
    if ((status = take_memory(&pair, err)) ||
        (pair.metric->open != NULL &&
         (status = pair.metric->open(&pair.judgement, &pair.window, env, err))) ||
        (status = tksi_ignore_new(&pair.ignore, rules, &pair.canvas, env, err)) ||
        (status = tksi_diff_new(&pair.diff, &pair.canvas, rules, env, err)) ||
        (observer != NULL && (status = observer->begin(observer->self, &pair.canvas, err))) ||
        (status = judge_all(&pair, err)))
        goto done;
    if (pair.ignore != NULL)
        pair.diff->counts.ignored = tksi_ignore_count(pair.ignore);
    if (pair.metric->score != NULL)
        pair.diff->score = pair.metric->score(pair.judgement);
    tksi_diff_conclude(pair.diff, rules, pair.unequal);
    *out = pair.diff;
    pair.diff = NULL;
done:
    dispose(&pair);
    return status;
}

/* --------------------------------------------------------------------- ways in */

tks_status tksi_diff_views(tks_diff **out, tks_view expected, tks_view actual,
                           const tks_rules *rules, const struct tksi_observer *observer,
                           const struct tksi_env *env, tks_error *err)
{
    const struct tksi_origin sources[2] = { { .view = &expected }, { .view = &actual } };
    tks_status status;

    if ((status = tksi_check_view(&expected, err)) || (status = tksi_check_view(&actual, err)))
        return status;
    return diff_sources(out, sources, rules, observer, env, err);
}

/* Two pictures, or those of them that are wanted. */
struct decoding {
    struct tksi_source *const *files;
    tks_image **images;
    tks_status status[2];
    tks_error errors[2];
    struct tksi_env env;
    const bool *wanted;
};

static void decode_one(void *user, size_t side)
{
    struct decoding *decoding = user;

    if (decoding->wanted[side])
        decoding->status[side] =
            tksi_image_decode(&decoding->images[side], decoding->files[side]->memory,
                              &decoding->env, &decoding->errors[side]);
}

tks_status tksi_decode_pair(tks_image *images[2], const bool wanted[2],
                            struct tksi_source *const files[2], const char *const names[2],
                            const struct tksi_env *env, tks_error *err)
{
    struct decoding decoding = { .files = files, .images = images, .env = *env, .wanted = wanted };
    tks_status status;

    for (int side = 0; side < 2; side++) /* these errors know their file's name */
        if (wanted[side] && (status = tksi_source_load(files[side], err)))
            return status;
    tksi_parallel(wanted[0] && wanted[1] ? env->threads : 1, 2, decode_one, &decoding);
    for (int side = 0; side < 2; side++)
        if (decoding.status[side] != TKS_OK) {
            if (err != NULL)
                *err = decoding.errors[side];
            return tksi_fail_at(err, decoding.status[side], names[side]);
        }
    return TKS_OK;
}

tks_status tksi_diff_encoded(tks_diff **out, struct tksi_source *const files[2],
                             const char *const names[2], const tks_rules *rules,
                             const struct tksi_observer *observer, enum tksi_route route,
                             const struct tksi_env *env, tks_error *err)
{
    tks_image *images[2] = { NULL, NULL };
    bool wanted[2] = { false, false };
    struct tksi_origin sources[2] = { { NULL, NULL }, { NULL, NULL } };
    struct tksi_png pngs[2];
    tks_view views[2];
    tks_status status;

    for (int side = 0; side < 2; side++) {
        if (route == TKSI_ROUTE_FAST && tksi_png_scan(&pngs[side], files[side], env))
            sources[side].png = &pngs[side];
        else
            wanted[side] = true;
    }
    if ((status = tksi_decode_pair(images, wanted, files, names, env, err)))
        goto done;
    for (int side = 0; side < 2; side++)
        if (wanted[side]) {
            views[side] = tks_image_view(images[side]);
            sources[side].view = &views[side];
        }
    status = diff_sources(out, sources, rules, observer, env, err);
done:
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return status;
}

tks_status tksi_diff_bytes(tks_diff **out, const tks_bytes files[2], const char *const names[2],
                           const tks_rules *rules, const struct tksi_observer *observer,
                           enum tksi_route route, const struct tksi_env *env, tks_error *err)
{
    struct tksi_source sources[2];
    struct tksi_source *const both[2] = { &sources[0], &sources[1] };

    for (int side = 0; side < 2; side++)
        tksi_source_of_bytes(both[side], files[side]);
    return tksi_diff_encoded(out, both, names, rules, observer, route, env, err);
}

tks_status tksi_diff_identical(tks_diff **out, tks_bytes file, const tks_rules *rules,
                               const struct tksi_env *env, tks_error *err)
{
    tks_image_info info = { .size = sizeof info };
    struct tksi_canvas canvas;
    struct tksi_ignore *ignore = NULL;
    tks_diff *diff = NULL;
    tks_status status;

    if ((status = tksi_image_inspect(&info, file, env, err)))
        return status;
    canvas = canvas_around(info.width, info.height, info.width, info.height);
    if ((status = tksi_ignore_new(&ignore, rules, &canvas, env, err)) ||
        (status = tksi_diff_new(&diff, &canvas, rules, env, err)))
        goto done;
    if (ignore != NULL)
        diff->counts.ignored = tksi_ignore_count(ignore);
    tksi_diff_conclude(diff, rules, false);
    *out = diff;
done:
    tksi_ignore_free(ignore);
    return status;
}

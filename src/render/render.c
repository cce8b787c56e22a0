/* render.c - draws a finished diff by telling a painter its rows again
 *
 * The diff keeps which pixels differ, the views show what they look like; together
 * they are the rows a painter sees during a comparison.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/align.h"
#include "image/image.h"
#include "render/painter.h"

const char *tks_style_name(tks_style style)
{
    const struct tksi_style *known = tksi_style_at(style);

    return known != NULL ? known->name : "unknown";
}

/* The rows of a diff, one at a time. */
struct replay {
    const tks_diff *diff;
    tks_view expected, actual;
    uint32_t *expected_row, *actual_row; /* NULL where the painter wants none */
    tks_run *runs;
    size_t capacity;
};

static tks_status take_memory(struct replay *replay, const struct tksi_observer *observer,
                              const struct tksi_env *env, tks_error *err)
{
    replay->capacity = 64;
    replay->runs = tksi_allocate(env, replay->capacity, sizeof *replay->runs);
    if (observer->wants_expected)
        replay->expected_row = tksi_allocate(env, (size_t)replay->expected.width, 4);
    if (observer->wants_actual)
        replay->actual_row = tksi_allocate(env, (size_t)replay->actual.width, 4);
    if (replay->runs == NULL || (observer->wants_expected && replay->expected_row == NULL) ||
        (observer->wants_actual && replay->actual_row == NULL))
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return TKS_OK;
}

/* Row y's runs, however many. */
static tks_status read_runs(struct replay *replay, int32_t y, size_t *count,
                            const struct tksi_env *env, tks_error *err)
{
    *count = tks_diff_row(replay->diff, y, replay->runs, replay->capacity);
    if (*count <= replay->capacity)
        return TKS_OK;
    tksi_release(env, replay->runs);
    replay->capacity = *count;
    if ((replay->runs = tksi_allocate(env, *count, sizeof *replay->runs)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    tks_diff_row(replay->diff, y, replay->runs, replay->capacity);
    return TKS_OK;
}

static const uint32_t *read_pixels(uint32_t *row, const tks_view *view, int32_t y,
                                   const struct tksi_env *env)
{
    if (row == NULL || y >= view->height)
        return NULL;
    tksi_view_row8(row, view, y, env);
    return row;
}

static tks_status tell(struct replay *replay, const struct tksi_observer *observer,
                       const struct tksi_env *env, tks_error *err)
{
    const struct tksi_canvas canvas = tksi_diff_canvas(replay->diff);
    tks_status status = take_memory(replay, observer, env, err);

    if (status == TKS_OK)
        status = observer->begin(observer->self, &canvas, err);
    for (int32_t y = 0; y < canvas.height && status == TKS_OK; y++) {
        struct tksi_judged_row row = { .y = y };

        if ((status = read_runs(replay, y, &row.n_runs, env, err)))
            break;
        row.runs = replay->runs;
        row.expected = read_pixels(replay->expected_row, &replay->expected, y, env);
        row.actual = read_pixels(replay->actual_row, &replay->actual, y, env);
        status = observer->row(observer->self, &row, err);
    }
    tksi_release(env, replay->runs);
    tksi_release(env, replay->actual_row);
    tksi_release(env, replay->expected_row);
    return status;
}

/* The rules that a diff tells of itself. */
static tks_rules rules_of(const tks_diff *diff)
{
    tks_rules rules = TKS_RULES;

    rules.metric = tks_diff_metric(diff);
    if (rules.metric == TKS_METRIC_VISUAL)
        rules.sensitivity = tks_diff_sensitivity(diff);
    else
        rules.threshold = tks_diff_threshold(diff);
    return rules;
}

/* Draws with the diff's own alignment, or one made for the occasion. */
static tks_status draw_aligned(const tks_sink *sink, const tks_diff *diff, const tks_view views[2],
                               const tks_drawing *drawing, const struct tksi_env *env,
                               tks_error *err)
{
    const struct tksi_aligned_views both = { { views[0], views[1] }, { views[0], views[1] } };
    const tks_rules rules = rules_of(diff);
    const tks_alignment *known = tks_diff_alignment(diff);
    tks_alignment *made = NULL;
    tks_status status = TKS_OK;

    if (known == NULL && (status = tksi_align(&made, views, NULL, env, err)))
        return status;
    status =
        tksi_draw_aligned(sink, known != NULL ? known : made, &both, &rules, drawing, env, err);
    tks_alignment_free(made);
    return status;
}

tks_status tks_render(const tks_diff *diff, tks_view expected, tks_view actual,
                      const tks_drawing *drawing, const tks_env *env, tks_error *err)
{
    struct replay replay = { .diff = diff, .expected = expected, .actual = actual };
    struct tksi_painter *painter = NULL;
    struct tksi_buffer picture;
    struct tksi_env resolved;
    tks_sink sink;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_drawing_check(drawing, err)) ||
        (status = tksi_diff_check_views(diff, &expected, &actual, err)))
        return status;
    tksi_buffer_init(&picture, SIZE_MAX, &resolved);
    sink = tksi_buffer_sink(&picture);
    if (drawing->style == TKS_STYLE_ALIGNED) {
        status = draw_aligned(&sink, diff, (const tks_view[2]){ expected, actual }, drawing,
                              &resolved, err);
        if (status == TKS_OK)
            status = tksi_drawing_deliver(drawing, (tks_bytes){ picture.data, picture.length },
                                          &resolved, err);
        goto done;
    }
    if ((status = tksi_painter_new(&painter, drawing, &sink, &resolved, err)) ||
        (status = tell(&replay, tksi_painter_observer(painter), &resolved, err)) ||
        (status = tksi_painter_finish(painter, err)))
        goto done;
    status =
        tksi_drawing_deliver(drawing, (tks_bytes){ picture.data, picture.length }, &resolved, err);
done:
    tksi_painter_free(painter); /* before what it writes into */
    tksi_buffer_dispose(&picture);
    return status;
}

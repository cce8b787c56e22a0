/* painter.c - an observer of a comparison that draws what it is told
 *
 * The style knows how; here is what all share: the table of styles, the check that
 * the canvas may be drawn at all, and the life of the encoder.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/painter.h"
#include "score/score.h"

#include <inttypes.h>

static const struct tksi_style *const styles[] = {
    [TKS_STYLE_OVERLAY] = &tksi_style_overlay,           [TKS_STYLE_MASK] = &tksi_style_mask,
    [TKS_STYLE_SIDE_BY_SIDE] = &tksi_style_side_by_side, [TKS_STYLE_HEAT] = &tksi_style_heat,
    [TKS_STYLE_ALIGNED] = &tksi_style_aligned,
};

const struct tksi_style *tksi_style_at(tks_style style)
{
    const size_t index = (size_t)style;

    return index < sizeof styles / sizeof *styles ? styles[index] : NULL;
}

/* Pictures of 100000x1 and 1x100000 pixels are small, their canvas is not. Where one
 * of the two was taken at its size, a canvas of that size may be drawn. */
static tks_status check_canvas(const struct tksi_painter *painter, const struct tksi_canvas *canvas,
                               tks_error *err)
{
    const int64_t pixels = (int64_t)canvas->width * canvas->height;
    const int64_t expected = (int64_t)canvas->expected_width * canvas->expected_height;
    const int64_t actual = (int64_t)canvas->actual_width * canvas->actual_height;

    if (pixels > painter->env.limits.pixels && pixels > expected && pixels > actual)
        return tksi_fail(err, TKS_OVER_LIMIT,
                         "the diff picture would be %" PRId32 "x%" PRId32
                         " pixels, the limit is %" PRId64
                         " in all; compare without a picture or raise the limit",
                         canvas->width, canvas->height, painter->env.limits.pixels);
    return TKS_OK;
}

static tks_status begin(void *self, const struct tksi_canvas *canvas, tks_error *err)
{
    struct tksi_painter *painter = self;
    const tks_status status = check_canvas(painter, canvas, err);

    if (status)
        return status;
    painter->canvas = *canvas;
    return painter->style->begin(painter, err);
}

static tks_status row(void *self, const struct tksi_judged_row *judged, tks_error *err)
{
    struct tksi_painter *painter = self;

    return painter->style->row(painter, judged, err);
}

tks_status tksi_painter_new(struct tksi_painter **out, const tks_drawing *drawing,
                            const tks_sink *sink, const struct tksi_env *env, tks_error *err)
{
    const struct tksi_style *style = tksi_style_at(drawing->style);
    double pixels_per_degree = drawing->pixels_per_degree;
    struct tksi_painter *painter;
    tks_status status;

    if (style == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%d is not a style of diff picture",
                         (int)drawing->style);
    if ((status = tksi_score_check(0, &pixels_per_degree, err)))
        return status;
    if ((painter = tksi_allocate_zeroed(env, 1, sizeof *painter)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    painter->observer = (struct tksi_observer){ .self = painter,
                                                .wants_expected = style->wants_expected,
                                                .wants_actual = style->wants_actual,
                                                .begin = begin,
                                                .row = row };
    painter->env = *env;
    painter->style = style;
    painter->differing = drawing->differing;
    painter->antialiased = drawing->antialiased;
    painter->pixels_per_degree = pixels_per_degree;
    painter->sink = *sink;
    *out = painter;
    return TKS_OK;
}

const struct tksi_observer *tksi_painter_observer(struct tksi_painter *painter)
{
    return &painter->observer;
}

tks_status tksi_painter_finish(struct tksi_painter *painter, tks_error *err)
{
    if (painter->writer == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there are no rows to draw");
    return tksi_png_writer_finish(painter->writer, err);
}

void tksi_painter_free(struct tksi_painter *painter)
{
    struct tksi_env env;

    if (painter == NULL)
        return;
    env = painter->env;
    tksi_png_writer_free(painter->writer);
    painter->style->dispose(painter);
    tksi_release(&env, painter);
}

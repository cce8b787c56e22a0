/* render.h - painters: judged rows in, an encoded picture out
 *
 * Layer 4. A painter is an observer of a comparison (diff/diff.h) that draws each
 * row as it is told and hands it to the PNG encoder. One file per style. Whether
 * the picture is wanted is known after its last row, so it is held in memory,
 * deflated, and delivered whole or not at all.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_RENDER_H
#define TKSI_RENDER_H

#include "base/base.h"
#include "diff/diff.h"
#include <tksnap/render.h>

/* ----------------------------------------------------------------- painter */

struct tksi_painter;

/* A painter for drawing->style that writes into `sink` (copied); drawing's own
 * path and sink are not looked at. With env->threads > 1 the sink may be called
 * from another thread, until the painter is finished or freed. */
tks_status tksi_painter_new(struct tksi_painter **out, const tks_drawing *drawing,
                            const tks_sink *sink, const struct tksi_env *env, tks_error *err);

/* The observer to hand to the comparison; borrowed from the painter. */
const struct tksi_observer *tksi_painter_observer(struct tksi_painter *painter);

/* Ends the picture after the last row. INVALID_ARGUMENT when rows are missing. */
tks_status tksi_painter_finish(struct tksi_painter *painter, tks_error *err);

void tksi_painter_free(struct tksi_painter *painter);

/* ----------------------------------------------------------------- aligned */

/* The two pictures of an alignment: as they are judged, and as they are shown. They are of
 * one size, and the same pictures unless areas excuse something (diff/areas.c). */
struct tksi_aligned_views {
    tks_view judged[2], shown[2];
};

/* Draws an alignment of the two pictures into `sink`: the style that no painter can
 * draw row by row. Changed bands are judged by the rules. */
tks_status tksi_draw_aligned(const tks_sink *sink, const struct tks_alignment *alignment,
                             const struct tksi_aligned_views *views, const tks_rules *rules,
                             const tks_drawing *drawing, const struct tksi_env *env,
                             tks_error *err);

/* ---------------------------------------------------------------- delivery */

/* INVALID_ARGUMENT for a drawing that is NULL, without size, or without a place to
 * go. The style is checked where a painter is made. */
tks_status tksi_drawing_check(const tks_drawing *drawing, tks_error *err);

/* Takes a whole encoded picture to drawing->path or else drawing->sink. */
tks_status tksi_drawing_deliver(const tks_drawing *drawing, tks_bytes picture,
                                const struct tksi_env *env, tks_error *err);

#endif

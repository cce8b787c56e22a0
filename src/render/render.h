/* render.h - painters: judged rows in, an encoded picture out
 *
 * Layer 4. A painter is an observer of a comparison (diff/diff.h) that draws each
 * row as it is told and hands it to the PNG encoder. One file per style. A
 * delivery is where the bytes go: a file that appears whole, or a sink that is
 * told nothing before the picture is.
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

/* ---------------------------------------------------------------- delivery */

/* Takes the bytes of drawing's picture to drawing->path or else drawing->sink. A
 * file is made (beside its place) with the first bytes, not before; what is meant
 * for a sink is held in memory up to env->limits.file_bytes. Stays where it was
 * initialised: its sink points to it. */
struct tksi_delivery {
    struct tksi_env     env;
    const char         *path; /* borrowed from the drawing, like the sink */
    tks_sink            sink;
    struct tksi_outfile file;
    struct tksi_buffer  held;
};

/* INVALID_ARGUMENT for a drawing without size or without a place to go. Dispose is
 * safe after a failure too. */
tks_status tksi_delivery_init(struct tksi_delivery *delivery, const tks_drawing *drawing,
                              const struct tksi_env *env, tks_error *err);
/* Where the painter writes to. */
tks_sink   tksi_delivery_sink(struct tksi_delivery *delivery);
/* Lets the picture appear; without it, dispose drops what came. */
tks_status tksi_delivery_finish(struct tksi_delivery *delivery, tks_error *err);
void       tksi_delivery_dispose(struct tksi_delivery *delivery);

#endif

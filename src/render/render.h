/* render.h - painters: judged rows in, an encoded picture out
 *
 * Layer 4. A painter is an observer of a comparison (diff/diff.h) that draws each
 * row as it is told and hands it to the PNG encoder. One file per style.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_RENDER_H
#define TKSI_RENDER_H

#include "base/base.h"
#include "diff/diff.h"
#include <tksnap/render.h>

struct tksi_painter;

/* A painter for drawing->style that writes into `sink` (copied); drawing's own
 * path and sink are not looked at. */
tks_status tksi_painter_new(struct tksi_painter **out, const tks_drawing *drawing,
                            const tks_sink *sink, const struct tksi_env *env, tks_error *err);

/* The observer to hand to the comparison; borrowed from the painter. */
const struct tksi_observer *tksi_painter_observer(struct tksi_painter *painter);

/* Ends the picture after the last row. */
tks_status tksi_painter_finish(struct tksi_painter *painter, tks_error *err);

void tksi_painter_free(struct tksi_painter *painter);

#endif

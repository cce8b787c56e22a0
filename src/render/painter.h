/* painter.h - what the styles of a diff picture share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_PAINTER_H
#define TKSI_PAINTER_H

#include "image/png_write.h"
#include "kernel/kernel.h"
#include "render/render.h"

/* How one style draws. begin takes memory (painter->state) and opens the encoder,
 * row hands it what has become ready, dispose frees what state holds, also after a
 * begin that failed. */
struct tksi_style {
    const char *name;
    bool wants_expected, wants_actual;
    tks_status (*begin)(struct tksi_painter *painter, tks_error *err);
    tks_status (*row)(struct tksi_painter *painter, const struct tksi_judged_row *row,
                      tks_error *err);
    void (*dispose)(struct tksi_painter *painter);
};

extern const struct tksi_style tksi_style_overlay;
extern const struct tksi_style tksi_style_mask;
extern const struct tksi_style tksi_style_side_by_side;
extern const struct tksi_style tksi_style_heat;
extern const struct tksi_style tksi_style_aligned; /* a name; drawn by tksi_draw_aligned */

/* The style's table row; NULL for a number that is none. */
const struct tksi_style *tksi_style_at(tks_style style);

struct tksi_painter {
    struct tksi_observer observer;
    struct tksi_env env;
    const struct tksi_style *style;
    tks_color differing, antialiased;
    double pixels_per_degree;
    tks_sink sink;
    struct tksi_canvas canvas;
    struct tksi_png_writer *writer; /* NULL before begin */
    void *state;                    /* the style's own */
};

/* Pictures of indices: 27 greys 229..255 as the kernel `dim` numbers them, then the
 * two markers. */
enum {
    TKSI_OVERLAY_WHITE = 26,
    TKSI_OVERLAY_DIFFERING = 27,
    TKSI_OVERLAY_ANTIALIASED = 28,
    TKSI_OVERLAY_COLORS = 29
};

void tksi_overlay_palette(uint8_t palette[][4], const struct tksi_painter *painter);

/* One row of the overlay, canvas.width indices; `to` is aligned to four bytes and has
 * room for a multiple of four. */
void tksi_overlay_row(uint8_t *to, const struct tksi_painter *painter,
                      const struct tksi_judged_row *row);

/* Sets `length` indices from x on; the same conditions. */
void tksi_fill_indices(uint8_t *row, int32_t x, int32_t length, uint8_t index);

/* Memory for a row of indices that meets them, or NULL. */
uint8_t *tksi_allocate_indices(const struct tksi_painter *painter);

#endif

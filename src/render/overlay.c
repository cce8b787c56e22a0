/* overlay.c - the expected picture in pale grey, what differs in colour
 *
 * Pixel for pixel what pixelmatch 7.2.0 draws at its alpha of 0.1: grey 229..255,
 * red where pixels differ, yellow where the difference is taken for anti-aliasing.
 * Pale greys leave 27 values, so the picture is one byte a pixel with a palette, a
 * quarter of the bytes of RGBA. Where the expected picture does not reach, the
 * canvas is white under the markers.
 *
 * A run is set by memset when it is short: pixman_fill takes 17 ns before its first
 * pixel, and a page has runs by the hundred thousand (most are one glyph's edge).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/painter.h"

#include <pixman.h>
#include <string.h>

enum { SHORT_RUN = 256, DARKEST = 229 };

uint8_t *tksi_allocate_indices(const struct tksi_painter *painter)
{
    return tksi_allocate(&painter->env, ((size_t)painter->canvas.width + 3) / 4, 4);
}

void tksi_fill_indices(uint8_t *row, int32_t x, int32_t length, uint8_t index)
{
    void *const bits = row;

    /* the stride does not matter to a single row */
    if (length < SHORT_RUN || !pixman_fill(bits, 1, 8, x, 0, length, 1, index))
        memset(row + x, index, (size_t)length);
}

void tksi_overlay_palette(uint8_t palette[][4], const struct tksi_painter *painter)
{
    const tks_color *const marks[] = { &painter->differing, &painter->antialiased };

    for (int i = 0; i <= TKSI_OVERLAY_WHITE; i++) {
        memset(palette[i], DARKEST + i, 3);
        palette[i][3] = 255;
    }
    for (int i = 0; i < 2; i++) {
        uint8_t *color = palette[TKSI_OVERLAY_DIFFERING + i];

        color[0] = marks[i]->red;
        color[1] = marks[i]->green;
        color[2] = marks[i]->blue;
        color[3] = 255;
    }
}

void tksi_overlay_row(uint8_t *to, const struct tksi_painter *painter,
                      const struct tksi_judged_row *row)
{
    const struct tksi_canvas *canvas = &painter->canvas;
    const int32_t known = row->expected != NULL ? canvas->expected_width : 0;

    if (known > 0)
        painter->env.kernels->dim(to, row->expected, (size_t)known);
    if (known < canvas->width)
        tksi_fill_indices(to, known, canvas->width - known, TKSI_OVERLAY_WHITE);
    for (size_t i = 0; i < row->n_runs; i++) {
        const tks_run *run = &row->runs[i];

        tksi_fill_indices(to, run->x, run->length,
                          run->kind == TKS_RUN_DIFFERING ? TKSI_OVERLAY_DIFFERING
                                                         : TKSI_OVERLAY_ANTIALIASED);
    }
}

static tks_status begin(struct tksi_painter *painter, tks_error *err)
{
    struct tksi_png_output form = { .width = painter->canvas.width,
                                    .height = painter->canvas.height,
                                    .n_colors = TKSI_OVERLAY_COLORS };

    tksi_overlay_palette(form.palette, painter);
    if ((painter->state = tksi_allocate_indices(painter)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return tksi_png_writer_open(&painter->writer, &form, &painter->sink, &painter->env, err);
}

static tks_status row(struct tksi_painter *painter, const struct tksi_judged_row *judged,
                      tks_error *err)
{
    tksi_overlay_row(painter->state, painter, judged);
    return tksi_png_writer_row(painter->writer, painter->state, err);
}

static void dispose(struct tksi_painter *painter)
{
    tksi_release(&painter->env, painter->state);
}

const struct tksi_style tksi_style_overlay = { "overlay", true, false, begin, row, dispose };

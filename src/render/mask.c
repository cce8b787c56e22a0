/* mask.c - only the markers, on transparency
 *
 * Three colours, so two bits a pixel: something to lay over a picture, or to hand
 * back as an ignore mask. No pixel of either picture is looked at.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/painter.h"

enum { CLEAR, DIFFERING, ANTIALIASED, COLORS };

static tks_status begin(struct tksi_painter *painter, tks_error *err)
{
    const tks_color differing = painter->differing, antialiased = painter->antialiased;
    const struct tksi_png_output form = {
        .width = painter->canvas.width,
        .height = painter->canvas.height,
        .n_colors = COLORS,
        .palette = { [CLEAR] = { 0, 0, 0, 0 },
                     [DIFFERING] = { differing.red, differing.green, differing.blue, 255 },
                     [ANTIALIASED] = { antialiased.red, antialiased.green, antialiased.blue, 255 } }
    };

    if ((painter->state = tksi_allocate_indices(painter)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return tksi_png_writer_open(&painter->writer, &form, &painter->sink, &painter->env, err);
}

static tks_status row(struct tksi_painter *painter, const struct tksi_judged_row *judged,
                      tks_error *err)
{
    uint8_t *const to = painter->state;

    tksi_fill_indices(to, 0, painter->canvas.width, CLEAR);
    for (size_t i = 0; i < judged->n_runs; i++) {
        const tks_run *run = &judged->runs[i];

        tksi_fill_indices(to, run->x, run->length,
                          run->kind == TKS_RUN_DIFFERING ? DIFFERING : ANTIALIASED);
    }
    return tksi_png_writer_row(painter->writer, to, err);
}

static void dispose(struct tksi_painter *painter)
{
    tksi_release(&painter->env, painter->state);
}

const struct tksi_style tksi_style_mask = { "mask", false, false, begin, row, dispose };

/* png_write.h - a PNG encoder for pictures we draw: few colours, many equal rows
 *
 * Rows go in top to bottom; encoded bytes come out through a sink as they are
 * ready, so memory stays small whatever the picture's height. The deflate stream
 * is ISA-L's; the container and the filters are ours. A palette picture is
 * written with the fewest bits a pixel its number of colours allows.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_PNG_WRITE_H
#define TKSI_PNG_WRITE_H

#include "base/base.h"

/* What is written. n_colors 0: rows of RGB, three bytes a pixel, with `alpha` of RGBA, four;
 * otherwise rows of palette indices, one byte a pixel, each below n_colors. */
struct tksi_png_output {
    int32_t width, height;
    int     n_colors;         /* 0, or 1..256 */
    uint8_t palette[256][4];  /* R G B A */
    bool    alpha;            /* straight; only without a palette */
};

struct tksi_png_writer;

/* With env->threads > 1 encoding may run on a thread of its own while the caller
 * prepares the next rows; the sink is then called from that thread, still in
 * order. `sink` is copied. */
tks_status tksi_png_writer_open(struct tksi_png_writer **out, const struct tksi_png_output *form,
                                const tks_sink *sink, const struct tksi_env *env,
                                tks_error *err);

/* The next row, width (or width * 3, or * 4) bytes, copied. Errors of the sink and of the
 * encoder surface here or at finish. */
tks_status tksi_png_writer_row(struct tksi_png_writer *writer, const uint8_t *row,
                               tks_error *err);

/* Ends the file; INVALID_ARGUMENT unless exactly form.height rows were given. */
tks_status tksi_png_writer_finish(struct tksi_png_writer *writer, tks_error *err);

void tksi_png_writer_free(struct tksi_png_writer *writer);

#endif

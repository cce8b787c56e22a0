/* terminal.h - pictures on their way to a terminal
 *
 * terminal.c makes panels of pictures: scaled, opaque, as many cells large as they will
 * take. The writers turn panels into bytes and know nothing else.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_RENDER_TERMINAL_H
#define TKSI_RENDER_TERMINAL_H

#include "base/base.h"

struct tksi_panel {
    int32_t  width, height; /* pixels, R G B */
    uint8_t *pixels;
    int32_t  columns, rows; /* cells that it takes */
};

/* terminal_blocks.c: all panels, line by line, `gap` columns between them; rows of one
 * panel begin in the same column. */
tks_status tksi_terminal_blocks(struct tksi_buffer *out, const struct tksi_panel *panels,
                                size_t count, int32_t gap, tks_error *err);

/* One panel at the cursor, which may be anywhere afterwards. terminal_sixel.c; the others,
 * which hand over a PNG, in terminal_png.c. `exact`: the size of cells is known, and the
 * picture's pixels are the terminal's. */
typedef tks_status tksi_terminal_writer(struct tksi_buffer *out, const struct tksi_panel *panel,
                                        bool exact, tks_error *err);

tksi_terminal_writer tksi_terminal_sixel, tksi_terminal_iterm, tksi_terminal_kitty;

/* terminal_png.c: as base64 (RFC 4648), appended. */
tks_status tksi_put_base64(struct tksi_buffer *out, tks_bytes bytes, tks_error *err);

#endif

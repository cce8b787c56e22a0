/* terminal_blocks.c - pictures as text: a cell is two pixels, an upper half block in the
 * colour of the upper one on a background of the lower one's
 *
 * A colour is said where it changes. Where a picture ends within a cell, and between
 * pictures, the terminal's own background is left.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/terminal.h"

#include <string.h>

static const char upper_half[] = "\xE2\x96\x80";

/* The colours the terminal has been told; NULL: its own. */
struct pen {
    const uint8_t *front, *back;
};

static bool is_same(const uint8_t *a, const uint8_t *b)
{
    return a == b || (a != NULL && b != NULL && memcmp(a, b, 3) == 0);
}

static tks_status set_color(struct tksi_buffer *out, const uint8_t **now, const uint8_t *wanted,
                            int code, tks_error *err)
{
    if (is_same(*now, wanted))
        return TKS_OK;
    *now = wanted;
    if (wanted == NULL)
        return tksi_buffer_printf(out, err, "\033[%dm", code + 1); /* 39, 49: its own */
    return tksi_buffer_printf(out, err, "\033[%d;2;%d;%d;%dm", code, wanted[0], wanted[1],
                              wanted[2]);
}

static tks_status put_space(struct tksi_buffer *out, struct pen *pen, int32_t count, tks_error *err)
{
    tks_status status = set_color(out, &pen->back, NULL, 48, err);

    return status ? status : tksi_buffer_printf(out, err, "%*s", (int)count, "");
}

/* Row `row` of cells of one panel. */
static tks_status put_cells(struct tksi_buffer *out, struct pen *pen,
                            const struct tksi_panel *panel, int32_t row, tks_error *err)
{
    const size_t stride = (size_t)panel->width * 3;
    const uint8_t *upper = panel->pixels + (size_t)row * 2 * stride;
    const bool whole = row * 2 + 1 < panel->height;
    tks_status status = TKS_OK;

    for (int32_t x = 0; x < panel->width && status == TKS_OK; x++, upper += 3) {
        if ((status = set_color(out, &pen->front, upper, 38, err)) ||
            (status = set_color(out, &pen->back, whole ? upper + stride : NULL, 48, err)))
            break;
        status = tksi_buffer_append(out, upper_half, sizeof upper_half - 1, err);
    }
    return status;
}

tks_status tksi_terminal_blocks(struct tksi_buffer *out, const struct tksi_panel *panels,
                                size_t count, int32_t gap, tks_error *err)
{
    tks_status status = TKS_OK;
    int32_t rows = 0;

    for (size_t i = 0; i < count; i++)
        rows = panels[i].rows > rows ? panels[i].rows : rows;
    for (int32_t row = 0; row < rows && status == TKS_OK; row++) {
        struct pen pen = { NULL, NULL };
        int32_t space = 0;

        for (size_t i = 0; i < count && status == TKS_OK; i++, space += gap) {
            if (row >= panels[i].rows) {
                space += panels[i].columns;
                continue;
            }
            if (space == 0 || (status = put_space(out, &pen, space, err)) == TKS_OK)
                status = put_cells(out, &pen, &panels[i], row, err);
            space = 0;
        }
        if (status == TKS_OK)
            status = tksi_buffer_printf(out, err, "\033[0m\n");
    }
    return status;
}

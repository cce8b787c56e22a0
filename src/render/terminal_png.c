/* terminal_png.c - pictures for terminals that take PNG: kitty's protocol and iTerm2's
 *
 * Both want base64. Kitty takes it in pieces of at most 4096 characters, and is told not to
 * answer: an answer would be read as typed by whoever comes next.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/png_write.h"
#include "render/terminal.h"

enum { KITTY_PIECE = 4096 };

tks_status tksi_put_base64(struct tksi_buffer *out, tks_bytes bytes, tks_error *err)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *from = bytes.data;
    tks_status status = tksi_buffer_reserve(out, (bytes.length + 2) / 3 * 4, err);

    for (size_t at = 0; at < bytes.length && status == TKS_OK; at += 3) {
        const size_t left = bytes.length - at;
        const unsigned word = (unsigned)from[at] << 16 |
                              (left > 1 ? (unsigned)from[at + 1] << 8 : 0) |
                              (left > 2 ? (unsigned)from[at + 2] : 0);
        const char four[] = { digits[word >> 18], digits[word >> 12 & 63],
                              left > 1 ? digits[word >> 6 & 63] : '=',
                              left > 2 ? digits[word & 63] : '=' };

        status = tksi_buffer_append(out, four, sizeof four, err);
    }
    return status;
}

/* The panel as a PNG file. */
static tks_status encode(struct tksi_buffer *out, const struct tksi_panel *panel, tks_error *err)
{
    const struct tksi_png_output form = { .width = panel->width, .height = panel->height };
    const tks_sink sink = tksi_buffer_sink(out);
    struct tksi_png_writer *writer = NULL;
    struct tksi_env env = *out->env;
    tks_status status;

    env.threads = 1; /* the buffer is nobody else's */
    status = tksi_png_writer_open(&writer, &form, &sink, &env, err);
    for (int32_t y = 0; y < panel->height && status == TKS_OK; y++)
        status =
            tksi_png_writer_row(writer, panel->pixels + (size_t)y * (size_t)panel->width * 3, err);
    if (status == TKS_OK)
        status = tksi_png_writer_finish(writer, err);
    tksi_png_writer_free(writer);
    return status;
}

/* The same in base64; *length is the file's. */
static tks_status encode_base64(struct tksi_buffer *out, size_t *length,
                                const struct tksi_panel *panel, tks_error *err)
{
    struct tksi_buffer file;
    tks_status status;

    tksi_buffer_init(&file, out->maximum, out->env);
    if ((status = encode(&file, panel, err)) == TKS_OK) {
        *length = file.length;
        status = tksi_put_base64(out, (tks_bytes){ file.data, file.length }, err);
    }
    tksi_buffer_dispose(&file);
    return status;
}

static tks_status put_kitty_head(struct tksi_buffer *out, const struct tksi_panel *panel,
                                 bool exact, tks_error *err)
{
    /* a PNG, shown at once, no answer, the cursor stays */
    tks_status status = tksi_buffer_printf(out, err, "\033_Gf=100,a=T,q=2,C=1,");

    if (status == TKS_OK && !exact)
        status = tksi_buffer_printf(out, err, "c=%d,r=%d,", panel->columns, panel->rows);
    return status;
}

tks_status tksi_terminal_kitty(struct tksi_buffer *out, const struct tksi_panel *panel, bool exact,
                               tks_error *err)
{
    struct tksi_buffer text;
    size_t length;
    tks_status status;

    tksi_buffer_init(&text, out->maximum, out->env);
    if ((status = encode_base64(&text, &length, panel, err)) == TKS_OK)
        status = put_kitty_head(out, panel, exact, err);
    for (size_t at = 0; at < text.length && status == TKS_OK; at += KITTY_PIECE) {
        const size_t left = text.length - at, piece = left < KITTY_PIECE ? left : KITTY_PIECE;

        if ((status = tksi_buffer_printf(out, err, "%sm=%d;", at > 0 ? "\033_G" : "",
                                         left > KITTY_PIECE)) ||
            (status = tksi_buffer_append(out, text.data + at, piece, err)))
            break;
        status = tksi_buffer_printf(out, err, "\033\\");
    }
    tksi_buffer_dispose(&text);
    return status;
}

tks_status tksi_terminal_iterm(struct tksi_buffer *out, const struct tksi_panel *panel, bool exact,
                               tks_error *err)
{
    struct tksi_buffer text;
    size_t length;
    tks_status status;

    (void)exact; /* a pixel of iTerm2's is not always one of the screen; cells are cells */
    tksi_buffer_init(&text, out->maximum, out->env);
    if ((status = encode_base64(&text, &length, panel, err)) == TKS_OK &&
        (status = tksi_buffer_printf(out, err,
                                     "\033]1337;File=inline=1;size=%zu;width=%d;height=%d;"
                                     "preserveAspectRatio=1:",
                                     length, panel->columns, panel->rows)) == TKS_OK &&
        (status = tksi_buffer_append(out, text.data, text.length, err)) == TKS_OK)
        status = tksi_buffer_printf(out, err, "\a");
    tksi_buffer_dispose(&text);
    return status;
}

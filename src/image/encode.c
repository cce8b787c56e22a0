/* encode.c - pixels as a PNG file
 *
 * What a test drew becomes the file that its baseline would be. As a rule the encoder gives
 * the same bytes for the same pixels, so a picture that did not change costs little more to
 * compare than its encoding.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"
#include "image/png_write.h"

static bool is_opaque(const uint8_t *row, int32_t width)
{
    for (size_t x = 0; x < (size_t)width; x++)
        if (row[4 * x + 3] != 255)
            return false;
    return true;
}

static bool has_alpha(const tks_view *view, uint32_t *row, const struct tksi_env *env)
{
    if (view->pixels == TKS_RGB8 || view->pixels == TKS_GRAY8 || view->pixels == TKS_XRGB32)
        return false;
    for (int32_t y = 0; y < view->height; y++)
        if (!is_opaque((const uint8_t *)tksi_view_words8(row, view, y, env), view->width))
            return true;
    return false;
}

/* Leaves the alpha out, in place: a pixel never moves past one that was not read yet. */
static void drop_alpha(uint8_t *row, int32_t width)
{
    for (size_t x = 0; x < (size_t)width; x++)
        for (size_t c = 0; c < 3; c++)
            row[3 * x + c] = row[4 * x + c];
}

tks_status tksi_image_encode(struct tksi_buffer *out, const tks_view *view,
                             const struct tksi_env *env, tks_error *err)
{
    struct tksi_png_output form = { .width = view->width, .height = view->height };
    const tks_sink sink = tksi_buffer_sink(out);
    struct tksi_png_writer *writer = NULL;
    uint32_t *row = NULL;
    tks_status status;

    if ((status = tksi_check_view(view, err)))
        return status;
    if (view->pixels == TKS_RGBA16)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "pixels of 16 bits a channel are not encoded here; hand over a file");
    if ((row = tksi_allocate(env, (size_t)view->width, sizeof *row)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    form.alpha = has_alpha(view, row, env);
    status = tksi_png_writer_open(&writer, &form, &sink, env, err);
    for (int32_t y = 0; y < view->height && status == TKS_OK; y++) {
        tksi_view_row8(row, view, y, env);
        if (!form.alpha)
            drop_alpha((uint8_t *)row, view->width);
        status = tksi_png_writer_row(writer, (const uint8_t *)row, err);
    }
    if (status == TKS_OK)
        status = tksi_png_writer_finish(writer, err);
    tksi_png_writer_free(writer);
    tksi_release(env, row);
    return status;
}

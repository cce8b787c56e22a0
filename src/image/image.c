/* image.c - pictures in memory: their life, their limits, their rows
 *
 * A picture is born here only after its size was checked, so that a header's lie
 * costs nothing. Rows of foreign views become RGBA words here and nowhere else:
 * every metric sees straight alpha in memory order, whatever the caller holds.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <string.h>

/* ------------------------------------------------------------------- sizes */

tks_status tksi_check_size(int64_t width, int64_t height, const struct tksi_env *env,
                           tks_error *err)
{
    const long long wide = width, high = height;
    const tks_limits *limits = &env->limits;

    if (width <= 0 || height <= 0)
        return tksi_fail(err, TKS_BAD_DATA,
                         "the header says %lld x %lld pixels; both sides must be at least 1", wide,
                         high);
    if (width > limits->side || height > limits->side)
        return tksi_fail(err, TKS_OVER_LIMIT,
                         "%lld x %lld pixels, the limit is %d along a side; raise it with "
                         "--limit-side",
                         wide, high, (int)limits->side);
    if (width * height > limits->pixels)
        return tksi_fail(err, TKS_OVER_LIMIT,
                         "%lld x %lld is %lld pixels, the limit is %lld; raise it with "
                         "--limit-pixels",
                         wide, high, wide * high, (long long)limits->pixels);
    return TKS_OK;
}

/* Bytes of one pixel, 0 for what is no tks_pixels. */
static ptrdiff_t pixel_bytes(tks_pixels pixels)
{
    switch (pixels) {
    case TKS_RGBA8:
    case TKS_BGRA8:
    case TKS_RGBA8_PREMULTIPLIED:
    case TKS_BGRA8_PREMULTIPLIED:
    case TKS_ARGB32_PREMULTIPLIED:
    case TKS_XRGB32:
        return 4;
    case TKS_RGB8:
        return 3;
    case TKS_GRAY8:
        return 1;
    case TKS_RGBA16:
        return 8;
    }
    return 0;
}

tks_status tksi_check_view(const tks_view *view, tks_error *err)
{
    const ptrdiff_t pixel = pixel_bytes(view->pixels);
    const int64_t stride = view->stride;
    int64_t row;

    if (view->data == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a view without pixels (data is NULL)");
    if (pixel == 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a view of unknown pixels (%d)",
                         (int)view->pixels);
    if (view->width < 1 || view->height < 1)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "a view of %d x %d pixels; both sides must be at least 1",
                         (int)view->width, (int)view->height);
    row = (int64_t)view->width * pixel;
    if (view->height > 1 && stride < row && stride > -row)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "a view whose stride (%lld bytes) is shorter than its rows (%lld bytes)",
                         (long long)stride, (long long)row);
    if (view->pixels == TKS_RGBA16 &&
        ((uintptr_t)view->data % sizeof(uint16_t) != 0 || stride % (int64_t)sizeof(uint16_t) != 0))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "a view of 16-bit pixels whose rows do not begin at even addresses");
    return TKS_OK;
}

tks_view tksi_view_part(const tks_view *view, tks_rect rect)
{
    tks_view part = *view;

    part.data = (const uint8_t *)view->data + (ptrdiff_t)rect.y * view->stride +
                (ptrdiff_t)rect.x * pixel_bytes(view->pixels);
    part.width = rect.width;
    part.height = rect.height;
    return part;
}

/* -------------------------------------------------------------------- life */

tks_status tksi_image_new(tks_image **out, int32_t width, int32_t height, tks_pixels pixels,
                          const struct tksi_env *env, tks_error *err)
{
    const ptrdiff_t stride = (ptrdiff_t)width * pixel_bytes(pixels);
    tks_image *image;
    tks_status status;

    if ((status = tksi_check_size(width, height, env, err)))
        return status;
    image = tksi_allocate(env, 1, sizeof *image);
    if (image != NULL) {
        image->env = *env;
        image->pixels = tksi_allocate(env, (size_t)height, (size_t)stride);
        if (image->pixels != NULL) {
            image->view = (tks_view){ image->pixels, width, height, stride, pixels };
            *out = image;
            return TKS_OK;
        }
        tksi_release(env, image);
    }
    return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a picture of %d x %d pixels",
                     (int)width, (int)height);
}

void tks_image_free(tks_image *image)
{
    struct tksi_env env;

    if (image == NULL)
        return;
    env = image->env;
    tksi_release(&env, image->pixels);
    tksi_release(&env, image);
}

tks_view tks_image_view(const tks_image *image)
{
    return image->view;
}

/* -------------------------------------------------------------------- rows */

/* round(c * 255 / a) for a premultiplied colour; no more than 255, because a
 * colour above its alpha is somebody's mistake and not a brighter white. */
static uint8_t straight(unsigned c, unsigned a)
{
    const unsigned value = (c * 255 + a / 2) / a;

    return (uint8_t)(value < 255 ? value : 255);
}

static void put(uint8_t *to, unsigned red, unsigned green, unsigned blue, unsigned alpha)
{
    to[0] = (uint8_t)red;
    to[1] = (uint8_t)green;
    to[2] = (uint8_t)blue;
    to[3] = (uint8_t)alpha;
}

static void put_premultiplied(uint8_t *to, unsigned red, unsigned green, unsigned blue,
                              unsigned alpha)
{
    if (alpha == 255)
        put(to, red, green, blue, 255);
    else if (alpha == 0)
        put(to, 0, 0, 0, 0);
    else
        put(to, straight(red, alpha), straight(green, alpha), straight(blue, alpha), alpha);
}

static void bgra_row(uint8_t *to, const uint8_t *from, int32_t width)
{
    for (int32_t x = 0; x < width; x++, to += 4, from += 4)
        put(to, from[2], from[1], from[0], from[3]);
}

static void rgba_premultiplied_row(uint8_t *to, const uint8_t *from, int32_t width)
{
    for (int32_t x = 0; x < width; x++, to += 4, from += 4)
        put_premultiplied(to, from[0], from[1], from[2], from[3]);
}

static void bgra_premultiplied_row(uint8_t *to, const uint8_t *from, int32_t width)
{
    for (int32_t x = 0; x < width; x++, to += 4, from += 4)
        put_premultiplied(to, from[2], from[1], from[0], from[3]);
}

static void argb_words_row(uint8_t *to, const uint8_t *from, int32_t width)
{
    for (int32_t x = 0; x < width; x++, to += 4, from += 4) {
        uint32_t word;

        memcpy(&word, from, sizeof word); /* rows may be unaligned */
        put_premultiplied(to, word >> 16 & 255, word >> 8 & 255, word & 255, word >> 24);
    }
}

static void xrgb_words_row(uint8_t *to, const uint8_t *from, int32_t width)
{
    for (int32_t x = 0; x < width; x++, to += 4, from += 4) {
        uint32_t word;

        memcpy(&word, from, sizeof word);
        put(to, word >> 16 & 255, word >> 8 & 255, word & 255, 255);
    }
}

/* 16-bit channels by their high bytes. */
static void narrow_row(uint8_t *to, const uint8_t *from, int32_t width)
{
    for (size_t i = 0; i < (size_t)width * 4; i++) {
        uint16_t channel;

        memcpy(&channel, from + i * sizeof channel, sizeof channel);
        to[i] = (uint8_t)(channel >> 8);
    }
}

static const uint8_t *view_row(const tks_view *view, int32_t y)
{
    return (const uint8_t *)view->data + (ptrdiff_t)y * view->stride;
}

void tksi_view_row8(uint32_t *to, const tks_view *view, int32_t y, const struct tksi_env *env)
{
    const uint8_t *from = view_row(view, y);
    const int32_t width = view->width;
    uint8_t *bytes = (uint8_t *)to;

    switch (view->pixels) {
    case TKS_RGBA8:
        memcpy(to, from, (size_t)width * 4);
        break;
    case TKS_BGRA8:
        bgra_row(bytes, from, width);
        break;
    case TKS_RGBA8_PREMULTIPLIED:
        rgba_premultiplied_row(bytes, from, width);
        break;
    case TKS_BGRA8_PREMULTIPLIED:
        bgra_premultiplied_row(bytes, from, width);
        break;
    case TKS_RGB8:
        env->kernels->rgb_to_rgba(to, from, (size_t)width);
        break;
    case TKS_GRAY8:
        env->kernels->gray_to_rgba(to, from, (size_t)width);
        break;
    case TKS_RGBA16:
        narrow_row(bytes, from, width);
        break;
    case TKS_ARGB32_PREMULTIPLIED:
        argb_words_row(bytes, from, width);
        break;
    case TKS_XRGB32:
        xrgb_words_row(bytes, from, width);
        break;
    }
}

const uint32_t *tksi_view_words8(uint32_t *room, const tks_view *view, int32_t y,
                                 const struct tksi_env *env)
{
    const void *row = view_row(view, y);

    if (view->pixels == TKS_RGBA8 && (uintptr_t)row % sizeof *room == 0)
        return row;
    tksi_view_row8(room, view, y, env);
    return room;
}

void tksi_view_row16(uint64_t *to, const tks_view *view, int32_t y, const struct tksi_env *env)
{
    const size_t width = (size_t)view->width;
    uint32_t *words;

    if (view->pixels == TKS_RGBA16) {
        memcpy(to, view_row(view, y), width * sizeof *to);
        return;
    }
    /* The 8-bit words lie in the second half of the row and are widened from the
     * left: word x is read before to[x] can reach it, since 8 (x + 1) is at most
     * 4 width + 4 (x + 1) for every x below width. */
    words = (uint32_t *)to + width;
    tksi_view_row8(words, view, y, env);
    for (size_t x = 0; x < width; x++) {
        uint16_t wide[4];
        uint8_t narrow[4];

        memcpy(narrow, words + x, sizeof narrow);
        for (int c = 0; c < 4; c++)
            wide[c] = (uint16_t)(narrow[c] * 257);
        memcpy(to + x, wide, sizeof wide);
    }
}

/* pixman.h - pixman images as views
 *
 * Opt-in: include it where you already use pixman; the other headers need only
 * the C library.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_PIXMAN_H
#define TKSNAP_PIXMAN_H

#include <pixman.h>
#include <tksnap/image.h>

/* Looks at a pixman bits image of format a8r8g8b8, x8r8g8b8 or, on
 * little-endian machines, a8b8g8r8. Returns false, *out untouched,
 * for other formats and for images without bits. The view is valid until the
 * image is destroyed. */
static inline bool tks_view_pixman(tks_view *out, pixman_image_t *image)
{
    tks_view view;
    const uint32_t one = 1;
    const bool little = *(const uint8_t *)&one == 1;

    view.data = pixman_image_get_data(image);
    view.width = pixman_image_get_width(image);
    view.height = pixman_image_get_height(image);
    view.stride = pixman_image_get_stride(image);
    if (view.data == NULL)
        return false;

    switch (pixman_image_get_format(image)) {
    case PIXMAN_a8r8g8b8:
        view.pixels = TKS_ARGB32_PREMULTIPLIED;
        break;
    case PIXMAN_x8r8g8b8:
        view.pixels = TKS_XRGB32;
        break;
    case PIXMAN_a8b8g8r8:
        if (!little)
            return false;
        view.pixels = TKS_RGBA8_PREMULTIPLIED;
        break;
    default:
        return false;
    }
    *out = view;
    return true;
}

#endif

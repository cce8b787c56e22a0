/* image.h - pictures: yours looked at, or decoded from a file
 *
 * A `tks_view` describes pixels that belong to someone else; a `tks_image` is a
 * decoded picture that owns its pixels and never changes.
 *
 * What a pixel means (the policy, in one place):
 *  - Files are recognised by their content, never by their name.
 *  - Channels are compared as stored: gamma (gAMA), colour profiles (iCCP, sRGB,
 *    JPEG and WebP ICC) are not applied. CMYK JPEG is converted to RGB.
 *  - 8-bit and narrower channels become 8-bit RGBA; 16-bit channels stay 16-bit.
 *    When an 8-bit picture meets a 16-bit one it is widened (v * 257).
 *  - Alpha is straight (not premultiplied). Two fully transparent pixels are
 *    equal whatever colour hides in them.
 *  - A JPEG's EXIF orientation is applied, so that the picture is what a person
 *    sees; a PNG's eXIf chunk is not, as browsers and libpng do not either.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_IMAGE_H
#define TKSNAP_IMAGE_H

#include <tksnap/env.h>
#include <tksnap/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a pixel lies in memory, in byte order unless "word" is said. What alpha
 * means is part of the type. */
typedef enum tks_pixels {
    TKS_RGBA8,                /* R G B A, straight alpha */
    TKS_BGRA8,                /* B G R A, straight alpha */
    TKS_RGBA8_PREMULTIPLIED,  /* R G B A, colours multiplied by alpha */
    TKS_BGRA8_PREMULTIPLIED,  /* B G R A, colours multiplied by alpha */
    TKS_RGB8,                 /* R G B */
    TKS_GRAY8,                /* one byte of grey */
    TKS_RGBA16,               /* four host-endian uint16_t, straight alpha */
    TKS_ARGB32_PREMULTIPLIED, /* host-endian words 0xAARRGGBB: pixman, cairo */
    TKS_XRGB32                /* host-endian words 0x..RRGGBB, top byte ignored */
} tks_pixels;

/* Someone else's pixels, looked at; valid as long as theirs are. Rows may be
 * unaligned for the 8-bit types. */
typedef struct tks_view {
    const void *data;
    int32_t     width, height; /* pixels; both at least 1 */
    ptrdiff_t   stride;        /* bytes from one row to the next; may be negative */
    tks_pixels  pixels;
} tks_view;

typedef struct tks_image tks_image;

/* What a file says about itself before it is decoded. */
typedef struct tks_image_info {
    size_t      size;          /* sizeof(tks_image_info), set by the caller */
    const char *format;        /* "png", "jpeg", "webp", "bmp", "gif", "tga",
                                * "psd", "pnm"; static */
    int32_t     width, height; /* as seen: after orientation */
    int         depth;         /* bits a channel is compared with: 8 or 16 */
    bool        has_alpha;     /* the format stores alpha or a transparent colour */
    const char *profile;       /* "gAMA", "iCCP", "sRGB", "icc" if the file carries
                                * colour information tksnap does not apply, or NULL */
} tks_image_info;

/* Reads the header only. BAD_DATA for a broken header, UNSUPPORTED for bytes no
 * codec knows (a Git LFS pointer is named as such), OVER_LIMIT beyond
 * env->limits. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_image_inspect(tks_image_info *info, tks_bytes file, const tks_env *env, tks_error *err);

/* Decodes an encoded picture held in memory; `file` is only read during the
 * call. Free the result with tks_image_free. Errors as tks_image_inspect, and
 * BAD_DATA for truncated or corrupt data. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_image_decode(tks_image **out, tks_bytes file, const tks_env *env, tks_error *err);

/* The same from a path; "-" is standard input. NOT_FOUND or IO_FAILED when it
 * cannot be read; the message then begins with the path. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_image_load(tks_image **out, const char *path, const tks_env *env, tks_error *err);

/* Borrowed from the image; TKS_RGBA8 or TKS_RGBA16. */
TKS_API tks_view tks_image_view(const tks_image *image);

TKS_API void tks_image_free(tks_image *image);

#ifdef __cplusplus
}
#endif
#endif

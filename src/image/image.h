/* image.h - pictures in memory and the codecs that fill them
 *
 * Layer 2. One codec per file (png.c, jpeg.c, webp.c, psd.c, pnm.c; stb.c holds
 * three), each a row of the table in codec.c; png_rows.h is the streaming PNG
 * reader that the comparison engine uses, png_write.h the encoder of diff
 * pictures.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_IMAGE_H
#define TKSI_IMAGE_H

#include "base/base.h"
#include "kernel/kernel.h"
#include <tksnap/image.h>

/* Pixels it owns, TKS_RGBA8 or TKS_RGBA16, rows packed (stride = width * 4 or
 * 8), memory 64-byte aligned. */
struct tks_image {
    struct tksi_env env;
    tks_view        view;
    void           *pixels;
};

/* Checks the size against the limits, then takes memory; pixels not cleared. */
tks_status tksi_image_new(tks_image **out, int32_t width, int32_t height, tks_pixels pixels,
                          const struct tksi_env *env, tks_error *err);

/* OVER_LIMIT with the numbers and what to do, BAD_DATA where a side is not
 * positive. Takes 64-bit sides so that a header's words can be handed over. */
tks_status tksi_check_size(int64_t width, int64_t height, const struct tksi_env *env,
                           tks_error *err);

/* INVALID_ARGUMENT for a view whose data, sides, stride or pixels make no sense. */
tks_status tksi_check_view(const tks_view *view, tks_error *err);

/* The part of a view inside `rect`, which must lie within it. */
tks_view tksi_view_part(const tks_view *view, tks_rect rect);

/* One row of a view as RGBA words / as RGBA16 (four uint16_t in one uint64_t, in
 * memory order); 8-bit channels widen by 257. Premultiplied colours are divided
 * by alpha, rounded to nearest; alpha 0 gives 0. A TKS_RGBA16 view narrows by its
 * high byte. */
void tksi_view_row8(uint32_t *to, const tks_view *view, int32_t y, const struct tksi_env *env);
/* The same 8-bit words where they lie, if they lie in order, else put into `room`. */
const uint32_t *tksi_view_words8(uint32_t *room, const tks_view *view, int32_t y,
                                 const struct tksi_env *env);
void tksi_view_row16(uint64_t *to, const tks_view *view, int32_t y, const struct tksi_env *env);

/* Appends the pixels as a PNG file, RGBA or, where all are opaque, RGB; the same bytes for
 * the same pixels on machines of one kind. UNSUPPORTED for a TKS_RGBA16 view. */
tks_status tksi_image_encode(struct tksi_buffer *out, const tks_view *view,
                             const struct tksi_env *env, tks_error *err);

/* Whether a file's beginning shows that it is a picture, or something else with a
 * signature that nobody compares as text. */
bool tksi_image_is_known(tks_bytes file);

/* A file format: how to know it, what its header says, how to read it. Both
 * functions fill errors without the file's name. `inspect` checks the limits,
 * takes no memory worth naming and fills every field of info but `size`; on
 * failure it may have filled some. */
struct tksi_codec {
    const char *format;
    bool (*probe)(tks_bytes file);
    tks_status (*inspect)(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                          tks_error *err);
    tks_status (*decode)(tks_image **out, tks_bytes file, const struct tksi_env *env,
                         tks_error *err);
};

extern const struct tksi_codec tksi_codec_png;
extern const struct tksi_codec tksi_codec_jpeg;
extern const struct tksi_codec tksi_codec_webp;
extern const struct tksi_codec tksi_codec_psd;
extern const struct tksi_codec tksi_codec_pnm;
extern const struct tksi_codec tksi_codec_bmp; /* these three in stb.c */
extern const struct tksi_codec tksi_codec_gif;
extern const struct tksi_codec tksi_codec_tga;

/* The codec that knows these bytes, or NULL with a sentence in err: empty file,
 * Git LFS pointer, text, HTML, SVG and "not a picture I know" are told apart. */
const struct tksi_codec *tksi_codec_for(tks_bytes file, tks_error *err);

/* tks_image_inspect and tks_image_decode with the environment resolved. */
tks_status tksi_image_inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                              tks_error *err);
tks_status tksi_image_decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                             tks_error *err);

#endif

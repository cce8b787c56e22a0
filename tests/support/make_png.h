/* make_png.h - PNG files made in memory, for tests
 *
 *     struct made_file file = make_png_rgba8(pixels, 3, 2);
 *     ... tks_image_decode(&image, made_bytes(file), NULL, &err) ...
 *     made_free(file);
 *
 * libpng does the encoding, so that what is tested is never tested with itself.
 * A failure here is a broken test: it prints a line and aborts.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_MAKE_PNG_H
#define TEST_MAKE_PNG_H

#include <png.h>
#include <tksnap/types.h>

/* Encoded bytes; free with made_free. */
struct made_file {
    uint8_t *data;
    size_t length;
};

/* What to write. Zeros are defaults where 0 makes no sense. */
struct png_recipe {
    int32_t width, height;
    int color_type;              /* PNG_COLOR_TYPE_* */
    int depth;                   /* bits a channel; 0: 8 */
    int filters;                 /* PNG_FILTER_* mask; 0: libpng chooses */
    int level;                   /* zlib's 1..9; 0: 6; -1: stored */
    bool interlaced;             /* Adam7 */
    size_t idat_bytes;           /* at most so many in one IDAT; 0: 8192 */
    const uint8_t (*palette)[4]; /* R G B A; alpha below 255 makes a tRNS chunk */
    int n_palette;
    const png_color_16 *transparent; /* tRNS of a grey or RGB picture, or NULL */
    const char *comment;             /* a tEXt chunk, or NULL */
};

/* `rows` holds packed rows: channels of a byte each, 16-bit ones as host-endian
 * uint16_t; depths below 8 take one byte a pixel. */
struct made_file make_png(const struct png_recipe *recipe, const void *rows);

/* The common kinds with libpng's own choices: 4 bytes, 3 bytes, 4 uint16_t a
 * pixel, and palette indices. */
struct made_file make_png_rgba8(const uint8_t *rows, int32_t width, int32_t height);
struct made_file make_png_rgb8(const uint8_t *rows, int32_t width, int32_t height);
struct made_file make_png_rgba16(const uint16_t *rows, int32_t width, int32_t height);
struct made_file make_png_palette(const uint8_t *rows, int32_t width, int32_t height,
                                  const uint8_t (*palette)[4], int n_palette);

/* A whole picture of one colour. */
struct made_file make_png_plain(int32_t width, int32_t height, uint8_t red, uint8_t green,
                                uint8_t blue, uint8_t alpha);

static inline tks_bytes made_bytes(struct made_file file)
{
    return (tks_bytes){ file.data, file.length };
}

void made_free(struct made_file file);

#endif

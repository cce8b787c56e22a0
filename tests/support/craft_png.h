/* craft_png.h - PNG files put together by hand, right ones and wrong ones
 *
 * Where make_png.h asks libpng for a good file, this one lets a test choose every
 * part: the filter of each row, how the deflate stream is cut into blocks, where
 * IDAT chunks end, what is missing or doubled. It knows nothing of what is allowed.
 *
 *     struct made_file file = craft_signature();
 *     craft_header(&file, 3, 2, 8, 6, 0);
 *     craft_data(&file, zlib_stream, 0, NULL);
 *     craft_chunk(&file, "IEND", NULL, 0);
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_CRAFT_PNG_H
#define TEST_CRAFT_PNG_H

#include "chance.h"
#include "make_png.h"

/* How a zlib stream is made. Zeros are defaults. */
struct zlib_recipe {
    int level;          /* 1..9; 0: 6; -1: stored */
    int strategy;       /* Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE ... */
    int window_bits;    /* 8..15; 0: 15 */
    size_t flush_every; /* bytes after which a block is ended and, every other time,
                         * an empty one added; 0: never */
    int empty_blocks;   /* added behind the data */
};

/* Free with made_free. */
struct made_file craft_zlib(tks_bytes raw, const struct zlib_recipe *recipe);

/* Filters packed rows (PNG 1.2 section 6): to each its filter type from `filters`,
 * 0..4. bpp: bytes per pixel, at least 1. Free with made_free. */
struct made_file craft_filter(const uint8_t *rows, size_t row_bytes, int32_t height, unsigned bpp,
                              const uint8_t *filters);

struct made_file craft_signature(void);

/* A chunk with its right checksum. */
void craft_chunk(struct made_file *file, const char *type, const void *data, size_t length);
void craft_header(struct made_file *file, uint32_t width, uint32_t height, int depth,
                  int color_type, int interlace);

/* IDAT chunks of `most` bytes each; 0: one chunk. With `chance` each is of some
 * length up to that, none at all included. */
void craft_data(struct made_file *file, tks_bytes stream, size_t most, struct chance *chance);

/* Puts right the checksums of all chunks that lie whole within the file. */
void craft_checksums(uint8_t *file, size_t length);

#endif

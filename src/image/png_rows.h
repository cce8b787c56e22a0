/* png_rows.h - a PNG as a stream of rows that are decoded only when asked
 *
 * The comparison engine wants to know whether two pictures are equal, not what
 * they show. So a PNG is opened as what it is - a zlib stream of filtered rows -
 * and taken apart in steps that are each skipped where the answer is known:
 *
 *     tksi_png_scan       container -> form and the place of the zlib stream
 *     tksi_png_inflate    zlib stream -> filtered rows
 *     tksi_png_unfilter   a filtered row and the row above -> its bytes
 *     tksi_png_widen8/16  bytes -> RGBA
 *
 * Only *plain* files go this way: not interlaced, every checksum right, nothing
 * out of place. Whatever is not plain, at any step, is given to libpng (png.c),
 * whose word is final; this reader accepts nothing that libpng refuses, but for
 * incomplete sets of Huffman codes (docs/design/engine.md).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_PNG_ROWS_H
#define TKSI_PNG_ROWS_H

#include "base/base.h"
#include "kernel/kernel.h"

/* What the chunks before the picture data say about its rows. */
struct tksi_png_form {
    int32_t  width, height;
    int      depth, color_type; /* as in IHDR */
    unsigned bytes_per_pixel;   /* rounded up to 1: the distance filters look back */
    size_t   row_bytes;         /* of one row, without its filter-type byte */
    bool     keyed;             /* tRNS names one transparent colour, for types 0 and 2 */
    uint16_t key[3];
    uint32_t palette[256]; /* RGBA words, for type 3; entries a file does not have are
                            * opaque black, as in libpng */
};

/* A plain PNG within someone else's bytes. */
struct tksi_png {
    struct tksi_png_form form;
    struct tksi_source  *source;      /* borrowed */
    uint64_t             data;        /* where the deflate stream begins, in the first IDAT */
    size_t               first;       /* bytes of it in that chunk */
    uint64_t             compressed;  /* bytes of it in all IDAT chunks together */
    uint32_t             adler;       /* the zlib stream's checksum, from its trailer */
};

/* True, and *out filled, if the source is a plain PNG within the limits. */
bool tksi_png_scan(struct tksi_png *out, struct tksi_source *source, const struct tksi_env *env);

/* True if equal bytes of a filtered row mean equal pixels in both. */
bool tksi_png_same_form(const struct tksi_png_form *a, const struct tksi_png_form *b);

/* How many bytes the two deflate streams have in common from their beginning. */
uint64_t tksi_png_common_prefix(const struct tksi_png *a, const struct tksi_png *b);

/* ------------------------------------------------------------------- inflate */

/* Inflates all rows at one go: `length` must be height * (row_bytes + 1). For pictures
 * small enough to be held; twice as fast as a few rows at a time where deflate blocks
 * are short, as browsers write them. False where tksi_png_inflate would say NOT_PLAIN,
 * and when there is no memory: libpng will find the words. */
bool tksi_png_inflate_all(const struct tksi_png *png, uint8_t *to, size_t length,
                          const struct tksi_env *env);

/* Inflates the rows of one PNG, as many at a time as are asked for. */
struct tksi_png_inflater;

tks_status tksi_png_inflater_new(struct tksi_png_inflater **out, const struct tksi_png *png,
                                 const struct tksi_env *env, tks_error *err);
void       tksi_png_inflater_free(struct tksi_png_inflater *inflater);

enum tksi_png_result {
    TKSI_PNG_MORE,    /* `length` bytes were written, or the input given is used up */
    TKSI_PNG_NOT_PLAIN /* the stream is broken, too short or too long: ask libpng */
};

/* Writes up to `length` filtered bytes, fewer only once `input` bytes of the
 * deflate stream have been read in total (UINT64_MAX: all there are); *got tells
 * how many. */
enum tksi_png_result tksi_png_inflate(struct tksi_png_inflater *inflater, uint8_t *to,
                                      size_t length, uint64_t input, size_t *got);

/* Makes `to`, which must not have begun, stand where `from` stands, in the stream
 * of another PNG whose first bytes, as far as `from` has read, are the same. */
void tksi_png_inflater_follow(struct tksi_png_inflater *to, const struct tksi_png_inflater *from);

/* After the last row: NOT_PLAIN unless the stream ends here and its checksum is
 * right. */
enum tksi_png_result tksi_png_inflate_end(struct tksi_png_inflater *inflater);

/* --------------------------------------------------------------------- rows */

/* PNG filter types (PNG 1.2 section 6.1). */
enum { TKSI_PNG_NONE, TKSI_PNG_SUB, TKSI_PNG_UP, TKSI_PNG_AVERAGE, TKSI_PNG_PAETH };

/* Undoes the filter of row[1 .. row_bytes] in place; row[0] is the filter type,
 * at most TKSI_PNG_PAETH; prior is the unfiltered row above or, for the first row,
 * row_bytes zeros. */
void tksi_png_unfilter(uint8_t *row, const uint8_t *prior, const struct tksi_png_form *form,
                       const struct tksi_kernels *kernels);

/* Unfiltered bytes -> RGBA words, or RGBA16 (narrower depths widened by 257).
 * widen8 wants a depth of 8 or less. */
void tksi_png_widen8(uint32_t *to, const uint8_t *bytes, const struct tksi_png_form *form,
                     const struct tksi_kernels *kernels);
void tksi_png_widen16(uint64_t *to, const uint8_t *bytes, const struct tksi_png_form *form,
                      const struct tksi_kernels *kernels);

#endif

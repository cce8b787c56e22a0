/* kernel.h - loops over bytes and pixels, one table for each instruction set
 *
 * Layer 1. pixel_c.c is complete and is the specification: every other table
 * starts as a copy of it and overwrites what its instructions do faster, and
 * gives the same bits. No entry allocates, reads past its arguments, or writes
 * past its results; none needs alignment. A pixel word is four bytes R G B A in
 * memory order.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_KERNEL_H
#define TKSI_KERNEL_H

#include "base/base.h"

struct tksi_kernels {
    const char *name; /* "c", "sse41", "avx2", "avx512", "neon" */

    /* ---- bytes ---- */

    /* Index of the first byte where a and b differ; n if none does. */
    size_t (*first_difference)(const uint8_t *a, const uint8_t *b, size_t n);

    /* ---- PNG filters (PNG 1.2 section 6), undone in place ----
     * row: n filtered bytes without the filter-type byte; prior: the n unfiltered
     * bytes above, never NULL (hand zeros for the first row), not overlapping row;
     * bpp: bytes per whole pixel, 1 2 3 4 6 or 8. */
    void (*unfilter_sub)(uint8_t *row, size_t n, unsigned bpp);
    void (*unfilter_up)(uint8_t *row, const uint8_t *prior, size_t n);
    void (*unfilter_average)(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp);
    void (*unfilter_paeth)(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp);

    /* ---- widening to RGBA words; `to` and `from` do not overlap ---- */
    void (*rgb_to_rgba)(uint32_t *to, const uint8_t *from, size_t pixels);  /* alpha 255 */
    void (*gray_to_rgba)(uint32_t *to, const uint8_t *from, size_t pixels); /* alpha 255 */
    void (*palette_to_rgba)(uint32_t *to, const uint8_t *from, size_t pixels,
                            const uint32_t palette[256]);

    /* ---- comparing; bit x%64 of word x/64 stands for pixel x; all
     * (pixels+63)/64 words are written, unused bits zero; returns the number of
     * bits set ---- */

    /* Pixels whose words differ, except pairs with alpha 0 on both sides. */
    size_t (*unequal)(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels);

    /* Pixels whose YIQ distance, exactly as pixelmatch 7.2.0's colorDelta computes
     * it in doubles (alpha blended over its checkerboard when either alpha is below
     * 255), is above `max_delta` (35215 * threshold^2). first is the index of the
     * first pixel in its whole picture (y * width + x): the checkerboard is a
     * function of it. Equal words are never above. */
    size_t (*over_yiq)(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels,
                       int64_t first, double max_delta);

    /* Of the 64 pixels from row[0] on those that more than two of their eight
     * neighbours are equal to. The three rows are readable from [-1] to [64]. */
    uint64_t (*settled)(const uint32_t *above, const uint32_t *row, const uint32_t *below);

    /* ---- drawing ---- */

    /* pixelmatch 7.2.0's drawGrayPixel at alpha 0.1 as a number 0..26, grey value
     * minus 229: floor(255 + (luma - 255) * 0.1 * a / 255) - 229 with luma in
     * doubles and its operations in JavaScript's order. */
    void (*dim)(uint8_t *to, const uint32_t *from, size_t pixels);
};

/* The table for this processor, chosen once. */
const struct tksi_kernels *tksi_kernels_best(void);

/* The index-th table this processor can run, slowest first; NULL past the last. */
const struct tksi_kernels *tksi_kernels_at(size_t index);

/* env (may be NULL) with all its defaults, kernels included. INVALID_ARGUMENT for
 * a kernel table this processor does not have. */
tks_status tksi_env_resolve(struct tksi_env *out, const tks_env *env, tks_error *err);

#endif

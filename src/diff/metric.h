/* metric.h - what a metric is: a judge of single rows
 *
 * The engine (pair.c) finds the rows whose pixels differ at all and asks the
 * metric about each of them. The metric may look at neighbouring rows as far as it
 * says it reaches; they are decoded when asked for.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_METRIC_H
#define TKSI_DIFF_METRIC_H

#include "diff/diff.h"

enum tksi_side { TKSI_EXPECTED, TKSI_ACTUAL };

/* The part both pictures cover, and how to see its rows. */
struct tksi_window {
    int32_t          width, height;
    bool             wide; /* rows are RGBA16 (uint64_t), not RGBA words (uint32_t) */
    const tks_rules *rules;
    const struct tksi_kernels *kernels;
    void                      *pair;
    /* A row of one side, 0 <= y < height; valid while no row farther away than twice the
     * metric's reach is asked for. */
    const void *(*row)(void *pair, enum tksi_side side, int32_t y);
    /* Whether a row that could be asked for is known to be equal; cheaper than to look. */
    bool (*equal)(void *pair, int32_t y);
};

/* Bit x % 64 of word x / 64 stands for pixel x. */
static inline size_t tksi_words(int32_t pixels)
{
    return ((size_t)pixels + 63) / 64;
}

struct tksi_metric {
    int32_t reach; /* rows above and below that it may look at */

    /* What the metric keeps between rows; NULL if nothing. */
    tks_status (*open)(void **state, const struct tksi_window *window, const struct tksi_env *env,
                       tks_error *err);
    /* Fills all tksi_words(width) words of both results: pixels of row y that differ beyond
     * the threshold, and those that are excused. Rows come from top to bottom, only those
     * that are not equal. */
    void (*judge)(void *state, const struct tksi_window *window, int32_t y, uint64_t *differing,
                  uint64_t *antialiased);
    /* The largest score met so far; NULL if the metric has none. */
    double (*score)(const void *state);
    void (*close)(void *state);
};

const struct tksi_metric *tksi_metric_for(tks_metric metric);

extern const struct tksi_metric tksi_metric_pixel, tksi_metric_exact, tksi_metric_ciede2000,
    tksi_metric_visual;

/* Pixels whose RGBA16 differ, except where both are fully transparent; the wide
 * twin of the kernel table's `unequal`. Returns how many. */
size_t tksi_unequal16(uint64_t *bits, const uint64_t *a, const uint64_t *b, int32_t pixels);

/* The four channels of an RGBA16 word. */
struct tksi_deep {
    uint16_t red, green, blue, alpha;
};

#endif

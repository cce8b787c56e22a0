/* loops.h - what scores do to rows of numbers, one table for each instruction set
 *
 * All tables are compiled from loops_body.h and give the same bits: lanes do what single
 * numbers would, sums have LANES parts whatever the machine, nothing is fused.
 *
 * Rows have room: a loop over `n` numbers may read and write up to the next multiple of
 * TKSI_LANES, and what lies there means nothing. Rows do not overlap.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_SCORE_LOOPS_H
#define TKSI_SCORE_LOOPS_H

#include "base/base.h"

enum { TKSI_LANES = 16 };

/* A sum in parts; added up in order by tksi_sum. */
struct tksi_sum {
    double lane[TKSI_LANES];
};

double tksi_sum(const struct tksi_sum *sum);

/* One side of a filter: the centre's weight, then those of its neighbours; the other side
 * mirrors it. */
struct tksi_taps {
    int radius;
    const float *weights; /* radius + 1 */
};

struct tksi_taps_double {
    int radius;
    const double *weights;
};

/* Constants of FLIP's error (flip.c). */
struct tksi_flip_scale {
    float bend, below, above; /* a distance ^ 0.7, and the slopes below and above it */
};

struct tksi_score_loops {
    /* ---- brightness, 0..255 ---- */
    void (*add_gray8)(double *sums, const uint32_t *words, size_t n);
    void (*add_gray16)(double *sums, const uint64_t *words, size_t n);

    /* ---- filters; rows[-radius..radius] are the row and its neighbours, or one row and
     * the same row shifted ---- */
    void (*even)(float *to, const float *const *rows, struct tksi_taps taps, size_t n);
    void (*odd)(float *to, const float *const *rows, struct tksi_taps taps, size_t n);
    void (*even_double)(double *to, const double *const *rows, struct tksi_taps_double taps,
                        size_t n);
    /* to[0..3]: the filtered a, b, a * a + b * b, a * b. For equal pictures they are so to
     * the bit: [0] = [1], [2] = 2 * [3]. */
    void (*moments)(float *const to[4], const float *const *a, const float *const *b,
                    struct tksi_taps taps, size_t n);
    void (*moments_double)(double *const to[4], const double *const *a, const double *const *b,
                           struct tksi_taps_double taps, size_t n);

    /* ---- SSIM, GMSD: adds what is missing to 1 at each place, and for GMSD its square ---- */
    void (*ssim)(struct tksi_sum *sum, const double *const moments[4], size_t n);
    void (*gmsd)(struct tksi_sum sums[2], const double *const a[3], const double *const b[3],
                 size_t n); /* three rows, readable from -1 to n */

    /* ---- SSIMULACRA2 ---- */
    void (*xyb)(float *const to[3], const float *const linear[3], size_t n);
    /* n means of two by two; the rows have 2 * n numbers */
    void (*halve)(float *to, const float *above, const float *below, size_t n);
    /* adds the error maps and their fourth powers: ssim, ssim^4, artifact, .., lost, .. */
    void (*errors)(struct tksi_sum sums[6], const float *const moments[4], const float *a,
                   const float *b, size_t n);

    /* ---- FLIP ---- */
    void (*opponent)(float *const to[3], const float *const linear[3], size_t n);
    /* filtered Y, Cx and the two parts of Cz -> L, Hunt-adjusted a and b */
    void (*hunt)(float *const to[3], const float *const filtered[4], size_t n);
    void (*magnitude)(float *to, const float *x, const float *y, size_t n);
    /* features: edges and points of one picture, then of the other */
    void (*flip)(float *to, const float *const a[3], const float *const b[3],
                 const float *const features[4], struct tksi_flip_scale scale, size_t n);
    void (*add)(struct tksi_sum *sum, float *largest, const float *from, size_t n);
};

extern const struct tksi_score_loops tksi_score_loops_c;
#if defined(__x86_64__)
extern const struct tksi_score_loops tksi_score_loops_avx2;
extern const struct tksi_score_loops tksi_score_loops_avx512;
#endif

#endif

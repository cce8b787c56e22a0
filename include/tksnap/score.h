/* score.h - how alike two pictures are, as numbers people report and gate on
 *
 *     double ssim;
 *
 *     if (tks_score_views(&ssim, TKS_SCORE_SSIM, expected, actual, NULL, NULL, &err) == TKS_OK)
 *         printf("ssim %.4f\n", ssim);
 *
 * Published measures of whole pictures, as their authors define them; docs/reference/scores.md
 * tells what each means and where it comes from. None of them decides tksnap's verdict.
 *
 *  - Pictures have one size; others are INVALID_ARGUMENT.
 *  - Pixels are laid on white, in 16 bits a channel; SSIMULACRA2 lays them on two greys, as its
 *    definition has it. 8-bit and 16-bit pictures may meet.
 *  - Equal pictures have exactly the best value, and no picture has a NaN.
 *  - The same pictures have the same bits on every machine.
 *
 * Memory: some dozen rows of the pictures for each score, not the pictures (FLIP at 67 pixels
 * per degree about 700 bytes, SSIMULACRA2 about 650 for each pixel of width), and 256 KiB where
 * a picture is translucent or has 16 bits. Time goes by the rectangle around all differences,
 * not by the size of the pictures.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_SCORE_H
#define TKSNAP_SCORE_H

#include <tksnap/env.h>
#include <tksnap/image.h>
#include <tksnap/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tks_score {
    TKS_SCORE_SSIM,          /* Wang 2004, on brightness: 1 equal, down to -1 */
    TKS_SCORE_GMSD,          /* Xue 2013, on brightness: 0 equal, about 0.4 at worst */
    TKS_SCORE_FLIP,          /* LDR-FLIP, mean of the error map: 0 equal to 1 */
    TKS_SCORE_FLIP_MAX,      /* its largest error */
    TKS_SCORE_SSIMULACRA2,   /* version 2.1: 100 equal, 90 not to be told apart, below 0 bad */
    TKS_SCORE_CIEDE2000,     /* Delta E 2000, mean over all pixels: 0 equal, 1 just noticeable */
    TKS_SCORE_CIEDE2000_P95, /* 95 of 100 pixels are not above; in steps of 0.001 */
    TKS_SCORE_CIEDE2000_MAX  /* its largest */
} tks_score;

#define TKS_SCORE_COUNT 8

/* Several scores are asked for as a sum of bits. */
#define TKS_SCORE_BIT(score) (UINT32_C(1) << (score))

/* "ssim", "gmsd", "flip", "flip_max", "ssimulacra2", "ciede2000", "ciede2000_p95",
 * "ciede2000_max". */
TKS_API const char *tks_score_name(tks_score score);

/* The score of that name; false, *out untouched, if there is none. */
TKS_API bool tks_score_named(tks_score *out, tks_str name);

/* The value equal pictures have: 1, 0 or 100. */
TKS_API double tks_score_best(tks_score score);

/* Start from TKS_SCORE_OPTIONS. */
typedef struct tks_score_options {
    size_t size;              /* sizeof(tks_score_options) */
    double pixels_per_degree; /* FLIP: pixels the eye sees per degree, 1..1000; 0: the default.
                               * Distance / pixel size * pi / 180 */
} tks_score_options;

/* 0.7 m before a screen of 3840 pixels on 0.7 m. */
#define TKS_DEFAULT_PIXELS_PER_DEGREE 67.020645

#define TKS_SCORE_OPTIONS                                                      \
    {                                                                          \
        .size = sizeof(tks_score_options),                                     \
        .pixels_per_degree = TKS_DEFAULT_PIXELS_PER_DEGREE                     \
    }

/* One score. `options` may be NULL. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_score_views(double *out, tks_score which, tks_view expected, tks_view actual,
                const tks_score_options *options, const tks_env *env, tks_error *err);

/* Several, `which` a sum of TKS_SCORE_BIT: values[score] is set for those, on success. Scores
 * of one family cost no more than one of them; families share env->threads threads.
 * Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_scores_views(double values[TKS_SCORE_COUNT], uint32_t which, tks_view expected,
                 tks_view actual, const tks_score_options *options, const tks_env *env,
                 tks_error *err);

/* FLIP's error map: width * height floats from 0 (equal) to 1, row by row. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_flip_map(float *map, tks_view expected, tks_view actual, const tks_score_options *options,
             const tks_env *env, tks_error *err);

#ifdef __cplusplus
}
#endif
#endif

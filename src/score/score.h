/* score.h - scores of whole pictures, row by row
 *
 * Layer 3, beside diff. reader.c turns pictures into rows of brightness or light; one file
 * for each family of scores; score.c finds the part of the pictures that is worth looking
 * at, and is the public call. Sums run over rows in order and lanes in order, so they have
 * the same bits everywhere.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_SCORE_H
#define TKSI_SCORE_H

#include "image/image.h"
#include <tksnap/score.h>

struct tksi_score_loops;

/* The loops of env's kernels. */
const struct tksi_score_loops *tksi_score_loops_for(const struct tksi_env *env);

/* --------------------------------------------------------------------- light */

/* What channel values are as light, 0..1 (sRGB's curve). */
struct tksi_light {
    float narrow[256];
    float *wide; /* of 65536 values; made where pixels are translucent or have 16 bits */
};

tks_status tksi_light_init(struct tksi_light *light, bool wide, const struct tksi_env *env,
                           tks_error *err);
void tksi_light_dispose(struct tksi_light *light, const struct tksi_env *env);

/* `n` words of straight alpha, laid on a grey of 0..65535, as red, green and blue light.
 * Translucent words want `wide`. */
void tksi_light_row8(float *const to[3], const uint32_t *words, size_t n, uint16_t backdrop,
                     const struct tksi_light *light);
void tksi_light_row16(float *const to[3], const uint64_t *words, size_t n, uint16_t backdrop,
                      const struct tksi_light *light);

/* ---------------------------------------------------------------------- part */

/* The part of two pictures that a score looks at. Outside it they are equal, and it is so
 * much larger than the differences that its edges, true or not, cannot be seen. */
struct tksi_part {
    tks_view views[2];     /* cut to the part */
    int32_t width, height; /* of the part */
    int32_t whole_width, whole_height;
    bool wide;        /* a picture has 16 bits */
    bool translucent; /* a pixel is not opaque */
    double pixels_per_degree;
    const struct tksi_score_loops *loops;
    const struct tksi_env *env;
};

/* Pixels beyond the differences that a family must see, and a grid its parts begin on. */
struct tksi_margin {
    int32_t reach, grid;
};

struct tksi_margin tksi_ssim_margin(int32_t width, int32_t height);
struct tksi_margin tksi_gmsd_margin(void);
struct tksi_margin tksi_flip_margin(double pixels_per_degree);
struct tksi_margin tksi_ssimulacra2_margin(void);

tks_status tksi_score_ssim(double *out, const struct tksi_part *part, tks_error *err);
tks_status tksi_score_gmsd(double *out, const struct tksi_part *part, tks_error *err);
tks_status tksi_score_ssimulacra2(double *out, const struct tksi_part *part, tks_error *err);
/* Mean and largest; `map` (NULL: none) is given the part's errors, `stride` floats from
 * one row to the next. */
tks_status tksi_score_flip(double *mean, double *largest, float *map, size_t stride,
                           const struct tksi_part *part, tks_error *err);
tks_status tksi_score_ciede2000(double *mean, double *p95, double *largest,
                                const struct tksi_part *part, tks_error *err);

/* -------------------------------------------------------------------- reader */

/* Reads a part's rows. */
struct tksi_reader {
    const struct tksi_part *part;
    struct tksi_light light;
    void *words;    /* a row as it comes */
    uint64_t *laid; /* a row of 16 bits on its backdrop */
};

/* `light` tells whether tksi_reader_light will be asked. */
tks_status tksi_reader_open(struct tksi_reader *reader, const struct tksi_part *part, bool light,
                            tks_error *err);
void tksi_reader_close(struct tksi_reader *reader);

/* Adds the brightness, 0..255, of a row on white. */
void tksi_reader_add_gray(struct tksi_reader *reader, int side, int32_t y, double *sums);
void tksi_reader_light(struct tksi_reader *reader, int side, int32_t y, uint16_t backdrop,
                       float *const to[3]);
/* A row of 16 bits on white, valid until the next is read. */
const uint64_t *tksi_reader_laid(struct tksi_reader *reader, int side, int32_t y);

/* ---------------------------------------------------------------------- FLIP */

/* The error map of two pictures that come row by row, expected and actual at once; to be
 * had row by row, some rows later. */
struct tksi_flip;

tks_status tksi_flip_new(struct tksi_flip **out, int32_t width, int32_t height,
                         double pixels_per_degree, const struct tksi_env *env, tks_error *err);

/* Where the next row's light is to be put, `side` 0 for expected. */
float *const *tksi_flip_input(struct tksi_flip *flip, int side);

/* Takes it. `equal` tells that both sides are, to the bit: then side 0 alone is looked at. */
void tksi_flip_push(struct tksi_flip *flip, bool equal);

/* Whether row y may be asked for: all rows it depends on were taken. */
bool tksi_flip_ready(const struct tksi_flip *flip, int32_t y);

/* Row y of the map, in rising order; room for a multiple of 16. */
void tksi_flip_row(struct tksi_flip *flip, int32_t y, float *to);

void tksi_flip_free(struct tksi_flip *flip);

/* ---------------------------------------------------------------------- all */

/* INVALID_ARGUMENT unless there are such scores and pixels per degree; fills in their
 * default for 0. */
tks_status tksi_score_check(uint32_t which, double *pixels_per_degree, tks_error *err);

/* tks_scores_views, all checked; sets every value, those not asked for to the best. */
tks_status tksi_scores_views(double values[TKS_SCORE_COUNT], uint32_t which, tks_view expected,
                             tks_view actual, double pixels_per_degree,
                             const struct tksi_env *env, tks_error *err);

#endif

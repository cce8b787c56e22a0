/* model.h - building the immutable model
 *
 * A diff keeps its mask as rows of runs, packed to two or three bytes a run: the
 * gap to the run before, then its length doubled with its kind in the lowest bit,
 * both as base-128 numbers, low digits first. A page with a million differing
 * pixels takes well under a megabyte.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_MODEL_H
#define TKSI_DIFF_MODEL_H

#include "diff/diff.h"

struct tks_diff {
    struct tksi_env    env;
    struct tksi_canvas canvas;
    tks_verdict        verdict;
    tks_reason         reason;
    tks_metric         metric;
    double             threshold;
    double             sensitivity;
    double             score; /* the visual metric's largest */
    tks_counts         counts;
    int32_t            left, top, right, bottom; /* bounds, right and bottom exclusive */
    struct tksi_buffer runs;
    uint32_t           scored; /* bits of the scores that follow */
    double             scores[TKS_SCORE_COUNT];
    struct tks_alignment *attached; /* NULL: none */
    void (*free_attached)(struct tks_alignment *attached);
    tks_area_result   *areas;  /* NULL: none */
    size_t             n_areas;
    size_t            *row_ends; /* canvas.height ends in `runs`; NULL while it is empty */
};

/* An empty diff of pictures of these sizes. */
tks_status tksi_diff_new(tks_diff **out, const struct tksi_canvas *canvas, const tks_rules *rules,
                         const struct tksi_env *env, tks_error *err);

/* Adds a row's runs, left to right, not touching their like. Rows come in rising
 * order; those left out are empty. */
tks_status tksi_diff_add_row(tks_diff *diff, int32_t y, const tks_run *runs, size_t n_runs,
                             tks_error *err);

/* Decides verdict and reason once all rows are in. `unequal` tells whether any
 * pixel differed at all, however little. */
void tksi_diff_conclude(tks_diff *diff, const tks_rules *rules, bool unequal);

#endif

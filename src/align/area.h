/* area.h - areas of two pictures divided into bands
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_AREA_H
#define TKSI_ALIGN_AREA_H

#include "align/plane.h"
#include "align/tree.h"

/* An alignment being made. */
struct tksi_aligner {
    struct tksi_env   env;
    struct tksi_plane expected, actual;
    struct tksi_tree *tree;
    bool              rows_only;
    bool              rough;  /* rows are matched by their sketches: there is noise */
    int64_t           budget; /* pixels that may still be looked at beyond need */
};

/* Rectangles that are taken to belong together. */
struct tksi_area {
    tks_rect expected, actual;
};

/* Divides an area; *out is the node. Changed bands may still be of unequal size, and
 * equal ones are only as sure as hashes are. */
tks_status tksi_align_area(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                           int depth, tks_error *err);

/* Pixels that a node leaves unexplained. */
int64_t tksi_align_cost(const struct tksi_tree *tree, int32_t node);

/* Finds deleted rows among the inserted ones (moves.c). */
tks_status tksi_align_moves(struct tksi_aligner *aligner, int32_t root, tks_error *err);

/* Makes every band keep what align.h says: changed bands of one size, equal ones
 * compared byte by byte (settle.c). */
tks_status tksi_align_settle(struct tksi_aligner *aligner, int32_t root, tks_error *err);

#endif

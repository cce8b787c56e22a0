/* evidence.h - what the pixels around a region say
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_EXPLAIN_EVIDENCE_H
#define TKSI_EXPLAIN_EVIDENCE_H

#include "explain/patch.h"

/* Where there are two, the first is of the expected picture, the second of the actual. */
struct tksi_evidence {
    /* how much of the difference is left when the actual picture is laid dx, dy to the
     * side, 0 none .. 1 all; the best of all distances but 0, 0 */
    float moved_left;
    int32_t dx, dy;
    bool near; /* the distance is less than the region's size */

    float edge[2];     /* how steep the steeper tenth of the region is, L per pixel */
    float apart[2];    /* share of the changed pixels unlike the surroundings */
    float steep[2];    /* mean steepness of the changed pixels */
    float rim[2];      /* mean least step from a changed pixel to an unchanged neighbour */
    float thickness;   /* changed pixels for each at their rim: 1 thin lines, text */
    float mapped;      /* share of the change that an affine map of RGB explains */
    float coherence;   /* |mean change| / mean |change|: 1 all the same way, 0 both ways */
    float mean, most;  /* of the changes, Delta E */
    float beyond;      /* share of the change outside the neighbours' range of values */
    float half;        /* share of the change beyond half of that range */
    float fill;        /* share of the region that changed */
    bool ringed;       /* there are surroundings */

    tks_color surroundings[2]; /* their medians */
    tks_color color[2];        /* the pair of colours that weighs most */
};

/* What is added to a colour: the affine map of (red, green, blue, 1). */
struct tksi_color_map {
    double by[4][3];
};

/* The map that fits best, in the sense of least squares, those of every step-th of `count`
 * pairs that are wanted. */
void tksi_fit_colors(struct tksi_color_map *map, const tks_color *from, const tks_color *to,
                     const uint8_t *wanted, size_t count, size_t step);
/* What it is off by, in levels of the three channels. */
void tksi_map_error(double error[3], const struct tksi_color_map *map, tks_color from,
                    tks_color to);

tks_status tksi_evidence_gather(struct tksi_evidence *out, const struct tksi_patch *patch,
                                tks_error *err);

#endif

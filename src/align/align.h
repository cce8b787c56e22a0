/* align.h - alignments: made from views, drawn from their tree
 *
 * Layer 4. plane.c makes pixels comparable and rows numbers; sequence.c (on myers.c
 * and sort.c) finds which numbers belong together; area.c divides areas into rows and
 * columns, again and again; moves.c finds what was taken elsewhere; settle.c makes
 * the bands exact; alignment.c is the object; shift.c judges how far things moved.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_H
#define TKSI_ALIGN_H

#include "align/tree.h"
#include "diff/diff.h"
#include <tksnap/align.h>

struct tks_alignment {
    struct tksi_env  env;
    struct tksi_tree tree;
    int32_t          root;
    int32_t         *bands; /* nodes, in order */
    size_t           count;
};

/* tks_align_views with the environment resolved and the views checked. */
tks_status tksi_align(tks_alignment **out, const tks_view views[2],
                      const tks_align_options *options, const struct tksi_env *env,
                      tks_error *err);

/* Whether, under the rules, nothing changed but places, none by more than
 * rules->tolerate_shift pixels: changed bands are compared where they lie. */
tks_status tksi_align_tolerated(bool *out, const tks_alignment *alignment,
                                const tks_view views[2], const tks_rules *rules,
                                const struct tksi_env *env, tks_error *err);

#endif

/* explain.h - from differing pixels to regions, from regions to words
 *
 * Layer 4. field.c lays the pictures on each other and makes masks of what differs there,
 * regions.c joins their runs, patch.c looks at both pictures around a region, classify.c
 * weighs what it sees, finding.c does so for all regions of a field, aligned.c makes
 * fields of an alignment's bands, overall.c asks whether one change of the whole picture
 * explains it, words.c says it; explain.c puts them together and tile.c draws.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_EXPLAIN_H
#define TKSI_EXPLAIN_H

#include "base/base.h"
#include "diff/diff.h"
#include <tksnap/align.h>
#include <tksnap/explain.h>

/* ----------------------------------------------------------------- regions */

/* Differing pixels that belong together. */
struct tksi_blob {
    tks_rect box;       /* tight around them, those taken for anti-aliasing included */
    int64_t  differing; /* at least 1 */
};

/* All blobs of a diff, those of most differing pixels first, then from top to bottom and
 * left to right. `unequal`, a diff of the same canvas or NULL, marks more pixels: those
 * that touch a blob, or others that do, widen its box. Release *out with env. */
tks_status tksi_regions_find(struct tksi_blob **out, size_t *count, const tks_diff *diff,
                             const tks_diff *unequal, const struct tksi_env *env, tks_error *err);

/* ------------------------------------------------------------------- rows */

/* Both pictures, row by row. */
struct tksi_sides {
    const tks_diff *diff;
    tks_view        expected, actual;
};

/* Columns from x on of row y as opaque colours on white, `length` of them; rows and
 * columns outside the picture repeat its edge. `scratch` holds the picture's width. */
void tksi_read_row(tks_color *to, const tks_view *view, int32_t x, int32_t y, int32_t length,
                   uint32_t *scratch, const struct tksi_env *env);

/* ------------------------------------------------------------------ fields */

/* Two pictures, or parts of them, laid on each other. */
struct tksi_field {
    struct tksi_sides sides;   /* the diff is the mask of what is told */
    const tks_rect   *pieces;  /* the parts of the field that are compared */
    size_t            n_pieces; /* 0: all of it */
    int32_t           x, y;    /* where it begins in the expected picture */
    int32_t           dx, dy;  /* how far from there in the actual one */
};

/* Which pixels are marked in a mask. */
enum tksi_sight {
    TKSI_SEEN,   /* those that differ by the rules */
    TKSI_UNEQUAL /* those that differ at all */
};

/* Compares the pieces of a field (sides.diff is not looked at). Rectangles to ignore are
 * those of the rules and the `count` boxes, told from the field's corner. */
tks_status tksi_field_mask(tks_diff **out, const struct tksi_field *field, enum tksi_sight sight,
                           const tks_rules *rules, const struct tksi_blob *boxes, size_t count,
                           const struct tksi_env *env, tks_error *err);

/* ----------------------------------------------------------------- findings */

/* What lies elsewhere than it did, by about one distance. */
struct tksi_drift {
    tks_rect box;   /* around it, in the expected picture */
    int64_t  area;  /* pixels of it */
    int64_t  alien; /* pixels in the box that lie by another distance */
    int32_t  least_dx, most_dx, least_dy, most_dy;
    bool     rest;  /* the box reaches to the end of the picture */
};

enum { TKSI_MOST_DRIFTS = 3 };

/* What was found, most important first once it is ordered. */
struct tksi_finding {
    struct tksi_env env;
    const tks_rules *rules; /* NULL: not known */
    size_t most;            /* regions told */
    int64_t room;           /* pixels that may still be looked at closely */
    tks_region *regions;
    size_t count;
    tks_left_out left_out;
    tks_overall overall;
    int32_t dx, dy; /* of a SHIFT that regions tell */
    struct tksi_drift drifts[TKSI_MOST_DRIFTS]; /* the largest, by area: bands tell */
    size_t n_told, n_drifts;                    /* those; and the small ones too */
};

void tksi_finding_begin(struct tksi_finding *finding, const tks_rules *rules, size_t most,
                        const struct tksi_env *env);
void tksi_finding_dispose(struct tksi_finding *finding);

/* Adds the regions of a field, each with its class. */
tks_status tksi_finding_add(struct tksi_finding *finding, const struct tksi_field *field,
                            tks_error *err);
/* Room for `count` more regions, behind those that are there. */
tks_status tksi_finding_reserve(struct tksi_finding *finding, size_t count, tks_error *err);
/* Puts the most important first and leaves out what is beyond finding->most. */
void tksi_finding_order(struct tksi_finding *finding);

/* Adds the bands of an alignment that are not equal: what is inserted, deleted or moved
 * as it is, what is changed by the regions in it. False, nothing added, where the bands
 * are too many or tell that nearly nothing matches. */
tks_status tksi_finding_add_aligned(bool *added, struct tksi_finding *finding,
                                    const tks_alignment *alignment,
                                    const struct tksi_sides *sides, tks_error *err);

/* ----------------------------------------------------------------- classes */

/* Fills everything of the region but `text` from its box. At most `most_pixels` of a
 * large region's middle are looked at. */
tks_status tksi_classify(tks_region *region, const struct tksi_sides *sides,
                         int64_t most_pixels, const struct tksi_env *env, tks_error *err);

/* Finds among ADDED and REMOVED regions those that are one thing in two places and makes
 * them one MOVED region each; returns how many regions are left. */
tks_status tksi_pair_moves(tks_region *regions, size_t *count, const struct tksi_sides *sides,
                           const struct tksi_env *env, tks_error *err);

/* What explains most of the regions at once: finding->overall, and the distance of a
 * SHIFT. */
tks_status tksi_find_overall(struct tksi_finding *finding, const struct tksi_sides *sides,
                             tks_error *err);

/* ------------------------------------------------------------------- words */

/* The text of a region / of the whole, appended with a NUL. */
tks_status tksi_say_region(struct tksi_buffer *text, const tks_region *region, tks_error *err);
tks_status tksi_say_whole(struct tksi_buffer *text, const struct tksi_finding *finding,
                          const tks_diff *diff, tks_error *err);

#endif

/* explain.h - from differing pixels to regions, from regions to words
 *
 * Layer 4. regions.c joins the runs of a diff, patch.c looks at both pictures around a
 * region, classify.c weighs what it sees, overall.c asks whether one change of the whole
 * picture explains it, words.c says it; explain.c puts them together and tile.c draws.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_EXPLAIN_H
#define TKSI_EXPLAIN_H

#include "base/base.h"
#include "diff/diff.h"
#include <tksnap/explain.h>

/* ----------------------------------------------------------------- regions */

/* Differing pixels that belong together. */
struct tksi_blob {
    tks_rect box;       /* tight around them, those taken for anti-aliasing included */
    int64_t  differing; /* at least 1 */
};

/* All blobs of a diff, those of most differing pixels first, then from top to bottom and
 * left to right. Release *out with env. */
tks_status tksi_regions_find(struct tksi_blob **out, size_t *count, const tks_diff *diff,
                             const struct tksi_env *env, tks_error *err);

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

/* ----------------------------------------------------------------- classes */

/* Fills everything of the region but `text` from its box. At most `most_pixels` of a
 * large region's middle are looked at. */
tks_status tksi_classify(tks_region *region, const struct tksi_sides *sides,
                         int64_t most_pixels, const struct tksi_env *env, tks_error *err);

/* Finds among ADDED and REMOVED regions those that are one thing in two places and makes
 * them one MOVED region each; returns how many regions are left. */
tks_status tksi_pair_moves(tks_region *regions, size_t *count, const struct tksi_sides *sides,
                           const struct tksi_env *env, tks_error *err);

/* What explains most of the regions at once; the distance of a SHIFT in *dx, *dy. */
tks_status tksi_find_overall(tks_overall *out, int32_t *dx, int32_t *dy,
                             const tks_region *regions, size_t count,
                             const struct tksi_sides *sides, const struct tksi_env *env,
                             tks_error *err);

/* ------------------------------------------------------------------- words */

/* The text of a region / of the whole, appended with a NUL. */
tks_status tksi_say_region(struct tksi_buffer *text, const tks_region *region, tks_error *err);
tks_status tksi_say_whole(struct tksi_buffer *text, const tks_region *regions, size_t count,
                          tks_left_out left_out, tks_overall overall, int32_t dx, int32_t dy,
                          const tks_diff *diff, tks_error *err);

#endif

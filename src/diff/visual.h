/* visual.h - the visual metric: would a person call this the same?
 *
 * A rendering artifact moves a pixel between the values that stand around it
 * already; a real change goes beyond them, or moves a pixel by more than half of
 * their range, or tints an area by the same small amount. docs/design/visual.md
 * derives the rule and says where each constant comes from.
 *
 * Pure functions on a patch of pixels: the score of a pixel depends on the pixels at
 * most TKSI_VISUAL_MARGIN away and on nothing else, so pictures may be judged in
 * patches of any size, in any order, on any machine, with the same result.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_H
#define TKSI_DIFF_VISUAL_H

#include "base/base.h"

/* How far a pixel's score looks: 4 for the window that is averaged, 10 from there for the
 * noise around each of its pixels, 1 for the range around those, 4 for the specks in it and 2
 * for their contrast make 21; a multiple of 8 keeps rows of patches aligned. */
enum { TKSI_VISUAL_MARGIN = 24 };

/* Scores farther than this from every change are 0, since tints are summed 8 pixels around;
 * and no score depends on pixels farther from every change. */
enum { TKSI_VISUAL_HALO = 8 };

/* Two pictures' pixels at the same place. A border of the patch that is the picture's own
 * border is treated as such; nothing is known of pixels outside. */
struct tksi_patch {
    const void *expected, *actual; /* rows of RGBA words (uint32_t), or RGBA16 (uint64_t) */
    ptrdiff_t expected_stride, actual_stride; /* pixels from one row to the next */
    int32_t width, height;
    bool wide;       /* RGBA16 */
    tks_rect wanted; /* the pixels whose scores are asked for */
};

struct tksi_visual;

/* Room to judge patches up to a size, for one thread at a time. OUT_OF_MEMORY. */
tks_status tksi_visual_new(struct tksi_visual **out, int32_t max_width, int32_t max_height,
                           const struct tksi_env *env, tks_error *err);
void tksi_visual_free(struct tksi_visual *visual);

/* Fills width * height scores, row by row without gaps: 0 where nothing changed, above 1
 * where a person would say it differs, and 0 outside of what is wanted. Scores nearer than
 * TKSI_VISUAL_MARGIN to a border of the patch that is not a border of the picture mean
 * nothing. Colours are laid on white; where the patch holds translucent pixels also on
 * black, and the worse counts. Returns the largest score that is wanted. */
float tksi_visual_judge(struct tksi_visual *visual, const struct tksi_patch *patch, float *score);

#endif

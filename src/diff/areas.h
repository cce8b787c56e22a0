/* areas.h - the parts of settling what became of areas
 *
 *     layout.c     is the box still there?
 *     floating.c   where did the content go?
 *     areas.c      asks them and puts the pixels where they count
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_AREAS_H
#define TKSI_DIFF_AREAS_H

#include "diff/diff.h"

#include <string.h>

/* The part of `rect` within 0,0 .. width,height; empty (zeros) if there is none. */
tks_rect tksi_rect_within(tks_rect rect, int32_t width, int32_t height);

/* Whether the box, which lies within both views, is still there. */
tks_status tksi_layout_kept(bool *out, const tks_view views[2], tks_rect box,
                            const struct tksi_env *env, tks_error *err);

/* Where the content of the expected picture's `box` lies in the actual one: at most `reach`
 * pixels away, 0, 0 where it is not found elsewhere. The box lies within the expected
 * picture. `rules` as for whole pictures. */
tks_status tksi_floating_find(int32_t *dx, int32_t *dy, const tks_view views[2], tks_rect box,
                              int32_t reach, const tks_rules *rules, const struct tksi_env *env,
                              tks_error *err);

/* The sensitivity of each pixel from .. to-1 of row y. */
void tksi_areas_sensitivity(float *out, const tks_rules *rules, int32_t y, int32_t from,
                            int32_t to);

/* A pixel's word laid on white; R G B bytes, the fourth 0. */
static inline uint32_t tksi_on_white(uint32_t word)
{
    uint8_t bytes[4];

    memcpy(bytes, &word, sizeof bytes);
    for (int c = 0; c < 3; c++)
        bytes[c] = (uint8_t)(255 - (bytes[3] * (255 - bytes[c]) + 127) / 255);
    bytes[3] = 0;
    memcpy(&word, bytes, sizeof word);
    return word;
}

#endif

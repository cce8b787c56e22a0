/* plane.h - a picture as the aligner sees it: pixels that are equal have equal bytes
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_PLANE_H
#define TKSI_ALIGN_PLANE_H

#include "base/base.h"
#include "image/image.h"

/* RGBA bytes or, when wide, four uint16_t a pixel, straight alpha; what is fully
 * transparent is zero. Borrowed from the view where that says the same already. */
struct tksi_plane {
    struct tksi_env env;
    const uint8_t  *data;
    ptrdiff_t       stride;
    int32_t         width, height;
    size_t          pixel; /* bytes: 4 or 8 */
    void           *owned; /* NULL when borrowed */
};

tks_status tksi_plane_open(struct tksi_plane *out, const tks_view *view, bool wide,
                           const struct tksi_env *env, tks_error *err);
void       tksi_plane_close(struct tksi_plane *plane);

static inline const uint8_t *tksi_plane_at(const struct tksi_plane *plane, int32_t x, int32_t y)
{
    return plane->data + y * plane->stride + (size_t)x * plane->pixel;
}

/* One 64-bit number for each row (column) of the rectangle; equal ones have equal
 * numbers, others very likely not: ask tksi_plane_equal where it matters. */
void tksi_plane_hash_rows(uint64_t *out, const struct tksi_plane *plane, tks_rect rect);
void tksi_plane_hash_columns(uint64_t *out, const struct tksi_plane *plane, tks_rect rect);

/* A number for each row that survives noise of a level or two: the mean lightness of
 * sixteen stretches in steps of four. */
void tksi_plane_sketch_rows(uint64_t *out, const struct tksi_plane *plane, tks_rect rect);

/* Sets busy[x] for each column of the rectangle but the first that differs anywhere
 * from the column to its left. */
void tksi_plane_mark_busy(uint8_t *busy, const struct tksi_plane *plane, tks_rect rect);

/* Whether two rectangles of the first one's size hold the same pixels. */
bool tksi_plane_equal(const struct tksi_plane *a, tks_rect rect, const struct tksi_plane *b,
                      int32_t x, int32_t y);

#endif

/* visual_part.h - the rows that the steps of the visual metric work on
 *
 * A step looks only at the pixels that can count: a pixel that is equal in both pictures
 * has no change, so windows that hold no change sum to 0, and the scores there are 0. So
 * each row knows the span of its changes, and a step takes the hull of the spans of the
 * rows its window reaches, widened by as much.
 *
 * The loops over x are written so that gcc and clang vectorise them; each is elementwise,
 * or sums integers, so no order of execution changes a bit.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_PART_H
#define TKSI_DIFF_VISUAL_PART_H

#include "diff/visual_planes.h"

#include <math.h>
#include <string.h>

#define RESTRICT __restrict

/* Before a loop whose rows do not overlap, which compilers cannot see. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed" /* a debug build does as it pleases */
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

/* Strengths are stored in steps of this. */
#define STRENGTH_ONE 16384

/* Pixels of the longest vectors of int16_t there are. */
enum { VECTOR = 32 };

/* What is judged, and on which background. */
struct part {
    struct tksi_visual *visual;
    const struct tksi_patch *patch;
    int background;
    int32_t width, height;
    ptrdiff_t stride;
};

/* -------------------------------------------------------------------- numbers */

static inline int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static inline int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static inline int16_t least16(int16_t a, int16_t b)
{
    return a < b ? a : b;
}

static inline int16_t most16(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

static inline float mostf(float a, float b)
{
    return a > b ? a : b;
}

static inline float leastf(float a, float b)
{
    return a < b ? a : b;
}

static inline int32_t nearest(float value)
{
    return (int32_t)(value + (value < 0 ? -0.5f : 0.5f));
}

static inline float squared_length(int32_t l, int32_t a, int32_t b)
{
    const float fl = (float)l, fa = (float)a, fb = (float)b;

    return fl * fl + fa * fa + fb * fb;
}

static inline float length(int32_t l, int32_t a, int32_t b)
{
    return sqrtf(squared_length(l, a, b));
}

/* ----------------------------------------------------------------------- rows */

static inline ptrdiff_t ring_offset(const struct part *part, int32_t y)
{
    return (y & (TKSI_RING - 1)) * part->stride + TKSI_VISUAL_PAD;
}

static inline int16_t *plane_row(const struct part *part, enum tksi_plane plane, int32_t y)
{
    return part->visual->planes + plane * TKSI_RING * part->stride + ring_offset(part, y);
}

static inline int32_t *work_row(const struct part *part, int row)
{
    return part->visual->rows + row * part->stride + TKSI_VISUAL_PAD;
}

static inline float *float_row(const struct part *part, int row)
{
    return (float *)(void *)work_row(part, row);
}

static inline int16_t *short_row(const struct part *part, int row)
{
    return part->visual->short_rows + row * part->stride + TKSI_VISUAL_PAD;
}

static inline bool has_row(const struct part *part, int32_t y)
{
    return y >= 0 && y < part->height;
}

/* ---------------------------------------------------------------------- spans */

static inline bool is_empty(struct tksi_span span)
{
    return span.from >= span.to;
}

/* The changes of a row; none outside of the patch. */
static inline struct tksi_span changes_of(const struct part *part, int32_t y)
{
    return has_row(part, y) ? part->visual->spans[y] : (struct tksi_span){ 0, 0 };
}

/* A span and `reach` columns to either side, as far as there are pixels. */
static inline struct tksi_span widened(const struct part *part, struct tksi_span span,
                                       int32_t reach)
{
    if (is_empty(span))
        return span;
    return (struct tksi_span){ most(0, span.from - reach), least(part->width, span.to + reach) };
}

/* Where a window that reaches so far to all sides of a pixel of row y may hold a change. */
static inline struct tksi_span hull(const struct part *part, int32_t y, int32_t reach)
{
    struct tksi_span around = { part->width, 0 };

    for (int32_t near = y - reach; near <= y + reach; near++) {
        const struct tksi_span span = changes_of(part, near);

        if (!is_empty(span)) {
            around.from = least(around.from, span.from);
            around.to = most(around.to, span.to);
        }
    }
    return widened(part, around, reach);
}

/* Of a span, what lies at most `reach` from the pixels whose scores are wanted. */
static inline struct tksi_span near_wanted(const struct part *part, struct tksi_span span,
                                           int32_t y, int32_t reach)
{
    const tks_rect wanted = part->patch->wanted;

    if (y < wanted.y - reach || y >= wanted.y + wanted.height + reach)
        return (struct tksi_span){ 0, 0 };
    return (struct tksi_span){ most(span.from, wanted.x - reach),
                               least(span.to, wanted.x + wanted.width + reach) };
}

/* A span and some unchanged pixels: loops over whole vectors are faster than those that end
 * with single pixels. */
static inline struct tksi_span in_vectors(const struct part *part, struct tksi_span span)
{
    if (is_empty(span))
        return (struct tksi_span){ 0, 0 };
    return (struct tksi_span){ span.from / VECTOR * VECTOR,
                               least(part->width, (span.to + VECTOR - 1) / VECTOR * VECTOR) };
}

#endif

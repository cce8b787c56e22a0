/* visual_part.h - rows of planes, and arithmetic on them
 *
 * What the steps of the visual metric share. The loops over x are written so that gcc and
 * clang vectorise them; each is elementwise, or sums integers, so no order of execution
 * changes a bit.
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

/* The part of a patch that is looked at: the changes and what lies around them. */
struct part {
    struct tksi_visual *visual;
    int32_t left, top, width, height; /* in the patch */
    ptrdiff_t stride;
};

static inline int16_t *plane_row(const struct part *part, enum tksi_plane plane, int32_t y)
{
    const struct tksi_visual *visual = part->visual;

    return visual->planes + ((ptrdiff_t)plane * visual->max_height + y) * visual->stride +
           TKSI_VISUAL_PAD;
}

static inline int32_t *work_row(const struct part *part, int row)
{
    return part->visual->rows + row * part->visual->stride + TKSI_VISUAL_PAD;
}

static inline float *float_row(const struct part *part, int row)
{
    return (float *)(void *)work_row(part, row);
}

static inline int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static inline int32_t most(int32_t a, int32_t b)
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

#endif

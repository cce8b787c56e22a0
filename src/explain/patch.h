/* patch.h - both pictures around a region, as an eye sees them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_EXPLAIN_PATCH_H
#define TKSI_EXPLAIN_PATCH_H

#include "explain/explain.h"
#include "explain/lab.h"

enum {
    TKSI_PATCH_MARGIN = 2, /* the ring of surroundings around a region */
    TKSI_PATCH_REACH = 96  /* how far a region is looked for, pixels */
};

/* Everything has width * height entries, row by row, but `wide`, both pictures with
 * TKSI_PATCH_REACH more on each side. Where there are two, the first is expected. */
struct tksi_patch {
    struct tksi_env env;
    double light[256];           /* for tksi_color_to_lab */
    int32_t x, y, width, height; /* on the canvas */
    tks_rect inner;              /* the region within the patch */
    bool whole;                  /* all of the region is here */
    tks_color *color[2];
    tks_color *wide[2];
    struct tksi_color_lab *lab[2];
    float *gradient[2]; /* of lightness, per pixel */
    float *distance;    /* between the two, Delta E of 1976 */
    uint8_t *changed;   /* whether that is a change */
    uint8_t *near;      /* whether one of the 3x3 pixels around is */
    size_t n_changed;
};

/* The part of the two pictures around `box` that both cover, of at most most_pixels
 * around its middle. The box must lie in both. */
tks_status tksi_patch_new(struct tksi_patch *patch, tks_rect box, const struct tksi_sides *sides,
                          int64_t most_pixels, const struct tksi_env *env, tks_error *err);
void tksi_patch_dispose(struct tksi_patch *patch);

static inline size_t tksi_patch_area(const struct tksi_patch *patch)
{
    return (size_t)patch->width * (size_t)patch->height;
}

/* Whether a pixel lies in the ring around the region. */
static inline bool tksi_patch_in_ring(const struct tksi_patch *patch, int32_t x, int32_t y)
{
    return x < patch->inner.x || y < patch->inner.y ||
           x >= patch->inner.x + patch->inner.width || y >= patch->inner.y + patch->inner.height;
}

#endif

/* render.h - a difference as something to see
 *
 * Drawn while comparing (hand a tks_drawing to tks_compare_*: the pixels are at
 * hand then, and it costs least) or afterwards from the diff and the pictures.
 * Pictures are PNG, in the smallest type that holds them: the overlay is a
 * palette of greys and marker colours, the mask has one or two bits a pixel.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_RENDER_H
#define TKSNAP_RENDER_H

#include <tksnap/diff.h>
#include <tksnap/image.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tks_style {
    TKS_STYLE_OVERLAY,     /* the expected picture in pale grey, differing pixels red,
                            * anti-aliased ones yellow: pixelmatch's picture */
    TKS_STYLE_MASK,        /* only the markers, on transparency */
    TKS_STYLE_SIDE_BY_SIDE, /* expected, actual and overlay next to each other */
    TKS_STYLE_HEAT, /* FLIP's error map: black where nothing would be seen, over purple and
                     * orange to pale yellow; what only one picture covers is the palest.
                     * It knows no threshold and no ignored pixels */
    TKS_STYLE_ALIGNED /* expected and actual next to each other, what belongs together at
                       * one height: inserted bands green, deleted red, moved blue, and
                       * pixels that differ red within bands that belong together; see
                       * align.h */
} tks_style;

/* What to draw and where to. Start from TKS_DRAWING. Give `path` or `sink`. */
struct tks_drawing {
    size_t          size; /* sizeof(tks_drawing) */
    tks_style       style;
    const char     *path; /* a file, replaced atomically: old or whole, never half */
    const tks_sink *sink; /* used where path is NULL; given whole pictures that are
                           * wanted, never a part of one */
    tks_color       differing;   /* red */
    tks_color       antialiased; /* yellow */
    bool            make_folders; /* make the folders above `path` that are missing,
                                   * once there is something to write */
    double pixels_per_degree; /* heat: as in tks_score_options; 0: the default */
};

#define TKS_DRAWING                                                            \
    {                                                                          \
        .size = sizeof(tks_drawing), .style = TKS_STYLE_OVERLAY,               \
        .differing = { 255, 0, 0 }, .antialiased = { 255, 255, 0 }             \
    }

/* Draws a finished diff; the views must show the pictures it was made from
 * (INVALID_ARGUMENT if their sizes do not match). Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_render(const tks_diff *diff, tks_view expected, tks_view actual,
           const tks_drawing *drawing, const tks_env *env, tks_error *err);

/* "overlay", "mask", "side-by-side", "heat", "aligned" */
TKS_API const char *tks_style_name(tks_style style);

#ifdef __cplusplus
}
#endif
#endif

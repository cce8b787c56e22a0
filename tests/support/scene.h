/* scene.h - random pictures and the many PNGs that show them
 *
 * A scene is a picture of numbered colours; a style says how it becomes a PNG: the
 * colour type, the filter of each row, how the stream is cut. Two scenes that differ
 * a little, in two styles that may differ too, are what the pair engine is for.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_SCENE_H
#define TEST_SCENE_H

#include "chance.h"
#include "craft_png.h"

struct scene {
    int32_t width, height;
    uint8_t *numbers; /* a colour for each pixel */
    uint8_t colors[256][4];
    uint8_t low[256]; /* added where a channel has 16 bits */
};

/* Pixels of a few colours; some alpha. Free with scene_free. */
struct scene scene_make(struct chance *chance, int32_t width, int32_t height);
void scene_free(struct scene scene);

/* A copy of another size: what is new is random. */
struct scene scene_resized(const struct scene *scene, struct chance *chance, int32_t width,
                           int32_t height);

/* What may be different in a copy. */
enum scene_change {
    CHANGED_NOTHING,
    CHANGED_PIXEL,
    CHANGED_ROW,
    CHANGED_PIXELS,
    CHANGED_HALF,  /* of all pixels */
    CHANGED_PLACE, /* rows moved down */
    CHANGED_BLOCK,
    CHANGED_COLOR,
    CHANGED_BORDER, /* rows around a multiple of `chunk_rows` */
    CHANGED_INVISIBLY,
    SCENE_CHANGES
};

void scene_change(struct scene *scene, struct chance *chance, enum scene_change change,
                  int32_t chunk_rows);

/* All kinds of PNG. */
enum { STYLE_FORMS = 15 };

struct style {
    int form;     /* below STYLE_FORMS */
    bool keyed;   /* tRNS, for grey and RGB */
    uint8_t key;  /* the number of the transparent colour */
    int filter;   /* 0..4 for all rows; 5: each row another; 6: mostly those that look
                   * up, as browsers do; 7: all do but one row in eight */
    uint64_t filter_seed;
    bool by_libpng; /* which then chooses among all filters */
    struct zlib_recipe zlib;
    size_t idat_bytes; /* 0: one chunk */
    uint64_t idat_seed; /* 0: all of a length */
};

struct style style_make(struct chance *chance);

/* How the form's number counts: bits a pixel. */
int style_pixel_bits(const struct style *style);

/* The filtered rows, and the whole file around any zlib stream of them; free both
 * with made_free. scene_png joins the two. */
struct made_file scene_filtered(const struct scene *scene, const struct style *style);
struct made_file scene_wrapped(const struct scene *scene, const struct style *style,
                               tks_bytes stream);
struct made_file scene_png(const struct scene *scene, const struct style *style);

#endif

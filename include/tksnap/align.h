/* align.h - what was inserted, deleted or moved between two pictures
 *
 * A paragraph more at the top of a page moves everything below it, and pixel by
 * pixel nearly all of the page differs. Aligned, the two pages are equal but for
 * one inserted band.
 *
 *     tks_alignment *alignment = NULL;
 *
 *     if (tks_align_files(&alignment, "baseline.png", "actual.png", NULL, NULL, &err) == TKS_OK)
 *         for (size_t i = 0; i < tks_alignment_count(alignment); i++)
 *             tell(tks_alignment_band(alignment, i));
 *     tks_alignment_free(alignment);
 *
 * How it is found: docs/design/alignment.md. Pictures are compared as stored, byte
 * for byte; colours below full transparency do not count.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_ALIGN_H
#define TKSNAP_ALIGN_H

#include <tksnap/diff.h>
#include <tksnap/image.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tks_band_op {
    TKS_BAND_EQUAL,   /* the same pixels, perhaps elsewhere: what was inserted or
                       * deleted before them has pushed them */
    TKS_BAND_CHANGED, /* rectangles of one size that belong together and differ */
    TKS_BAND_INSERT,  /* only in the actual picture */
    TKS_BAND_DELETE,  /* only in the expected picture */
    TKS_BAND_MOVE     /* the same pixels, taken out of their order */
} tks_band_op;

typedef enum tks_axis {
    TKS_AXIS_ROW,   /* a band of rows: follows what is above it */
    TKS_AXIS_COLUMN /* a band of columns: follows what is to the left of it */
} tks_axis;

/* A piece of both pictures. The expected rectangles of all bands tile the expected
 * picture, the actual ones the actual picture: without gaps, without overlap.
 * Where a band is in one picture only, its rectangle in the other is empty (along
 * its axis) and says where the band would stand. */
typedef struct tks_band {
    tks_band_op op;
    tks_axis    axis;
    tks_rect    expected, actual;
} tks_band;

/* An owned, immutable list of bands, in reading order of the areas they divide: an
 * area's rows from top to bottom, its columns from left to right. */
typedef struct tks_alignment tks_alignment;

/* Start from TKS_ALIGN_OPTIONS. */
typedef struct tks_align_options {
    size_t size; /* sizeof(tks_align_options) */
    bool   rows_only; /* look for whole rows, not inside columns */
} tks_align_options;

#define TKS_ALIGN_OPTIONS                                                      \
    {                                                                          \
        .size = sizeof(tks_align_options)                                      \
    }

/* Aligns two pictures. options may be NULL. Time is bounded for any input; memory
 * is a copy of pictures that are not TKS_RGBA8 (eight bytes a pixel where one of
 * them is TKS_RGBA16, else four), some 140 bytes a row or column, and 60 bytes a
 * band. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_align_views(tks_alignment **out, tks_view expected, tks_view actual,
                const tks_align_options *options, const tks_env *env, tks_error *err);

/* The same from two files; errors as tks_image_load. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_align_files(tks_alignment **out, const char *expected, const char *actual,
                const tks_align_options *options, const tks_env *env, tks_error *err);

TKS_API size_t tks_alignment_count(const tks_alignment *alignment);

/* The index-th band; all zeros past the last. */
TKS_API tks_band tks_alignment_band(const tks_alignment *alignment, size_t index);

/* The farthest any pixel that both pictures have lies from its place, along one
 * axis, or the largest inserted or deleted count of rows or columns, whichever is
 * more; pixels. Changed bands count by their offset. */
TKS_API int32_t tks_alignment_shift(const tks_alignment *alignment);

/* What tks_compare_* found because the rules asked for it (align, tolerate_shift);
 * NULL if they did not or the pictures are not different. Borrowed from the diff. */
TKS_API const tks_alignment *tks_diff_alignment(const tks_diff *diff);

/* "equal", "changed", "insert", "delete", "move"; "row", "column" */
TKS_API const char *tks_band_op_name(tks_band_op op);
TKS_API const char *tks_axis_name(tks_axis axis);

TKS_API void tks_alignment_free(tks_alignment *alignment);

#ifdef __cplusplus
}
#endif
#endif

/* explain.h - what changed, said in words a person or a program can act on
 *
 *     tks_explanation *explanation = NULL;
 *
 *     if (tks_explain_files(&explanation, diff, "baseline.png", "actual.png", NULL, NULL, &err))
 *         fprintf(stderr, "%s\n", err.message);
 *     else
 *         puts(tks_explanation_text(explanation));
 *     tks_explanation_free(explanation);
 *
 * The differing pixels of a diff are joined into regions the way a reader sees them -
 * a line of text, not its letters - and each region gets a class from the evidence in
 * the two pictures. Where pictures have more than 8 bits a channel the high ones are
 * looked at; translucent pixels are laid on white.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_EXPLAIN_H
#define TKSNAP_EXPLAIN_H

#include <tksnap/diff.h>
#include <tksnap/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a region. */
typedef enum tks_change {
    TKS_CHANGE_MOVED,    /* the same picture elsewhere: dx, dy */
    TKS_CHANGE_ADDED,    /* something where there was only background */
    TKS_CHANGE_REMOVED,  /* only background where there was something */
    TKS_CHANGE_COLOR,    /* the same shapes in other colours */
    TKS_CHANGE_CONTENT,  /* something else, or none of the above for sure */
    TKS_CHANGE_RENDERING /* the same thing drawn a little differently: anti-aliasing,
                          * hinting, noise */
} tks_change;

/* What one change of the whole picture explains most of it. */
typedef enum tks_overall {
    TKS_OVERALL_NONE,
    TKS_OVERALL_SIZE,     /* width or height differ */
    TKS_OVERALL_SHIFT,    /* most of what changed moved by one distance */
    TKS_OVERALL_RENDERER, /* edges all over are drawn differently: another renderer,
                           * other text settings */
    TKS_OVERALL_COLORS    /* one map of colours, as of another colour profile */
} tks_overall;

/* One region. Colours and contrasts are of what changed; expected_color and
 * actual_color of a region that was added or removed are the background on one side
 * and the thing on the other. */
typedef struct tks_region {
    size_t      size;   /* sizeof(tks_region) */
    tks_rect    box;    /* the smallest rectangle around its pixels in the actual picture;
                         * REMOVED: in the expected one */
    int64_t     pixels; /* differing ones, those taken for anti-aliasing not counted; of
                         * a band all */
    tks_change  change;
    int32_t     dx, dy; /* MOVED: to where, pixels right and down; 0 otherwise */
    tks_rect    from;   /* its place in the expected picture, if that is another: MOVED
                         * farther than its size, or what is above has grown; else empty */
    bool        band;   /* whole rows or columns that were inserted (ADDED), deleted
                         * (REMOVED) or taken elsewhere (MOVED) */
    bool        has_colors; /* false where one of the pictures has no pixels there, and
                             * where nothing can be seen */
    tks_color   expected_color, actual_color;
    double      expected_contrast; /* WCAG ratio against the surroundings, 1..21; 0 where */
    double      actual_contrast;   /* the region has no surroundings */
    double      confidence;        /* in the class: 0.5 barely .. 1 */
    const char *text; /* what became of it: "moved 2 px right" */
} tks_region;

/* Set size to sizeof(tks_explain_options); zeros are defaults. */
typedef struct tks_explain_options {
    size_t size;
    size_t most_regions; /* the largest are told; 0: 100. At most 10 000 */
    const tks_rules *rules; /* those the diff was made with. With them it is told too what
                             * differs unseen, where the metric is visual, and what is
                             * elsewhere, where the diff has an alignment. NULL: the
                             * diff's own pixels are explained, where they lie */
} tks_explain_options;

/* What an explanation does not tell one by one. */
typedef struct tks_left_out {
    int64_t regions, pixels;
} tks_left_out;

typedef struct tks_explanation tks_explanation;

/* Explains a finished diff; the views must show the pictures it was made from
 * (INVALID_ARGUMENT if their sizes do not match). Nothing of them is kept. Free with
 * tks_explanation_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_explain_views(tks_explanation **out, const tks_diff *diff, tks_view expected,
                  tks_view actual, const tks_explain_options *options, const tks_env *env,
                  tks_error *err);

/* The same, of pictures read from files, which are not opened where they are known to be
 * equal; errors begin with the file's name. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_explain_files(tks_explanation **out, const tks_diff *diff, const char *expected,
                  const char *actual, const tks_explain_options *options, const tks_env *env,
                  tks_error *err);

/* The same, of encoded pictures held in memory; errors begin with "expected" or "actual".
 * Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_explain_bytes(tks_explanation **out, const tks_diff *diff, tks_bytes expected,
                  tks_bytes actual, const tks_explain_options *options, const tks_env *env,
                  tks_error *err);

/* How many regions are told, and the index-th: by importance, real changes before
 * RENDERING, more pixels before fewer. NULL past the last. Borrowed. */
TKS_API size_t            tks_explanation_count(const tks_explanation *explanation);
TKS_API const tks_region *tks_explanation_region(const tks_explanation *explanation,
                                                 size_t index);

/* Regions beyond options->most_regions. */
TKS_API tks_left_out tks_explanation_left_out(const tks_explanation *explanation);

TKS_API tks_overall tks_explanation_overall(const tks_explanation *explanation);

/* Whether the diff's alignment is told: regions are then what differs besides, and bands.
 * Since 0.2. */
TKS_API bool tks_explanation_is_aligned(const tks_explanation *explanation);

/* The whole in a sentence; "" when nothing differs. Borrowed. */
TKS_API const char *tks_explanation_text(const tks_explanation *explanation);

TKS_API void tks_explanation_free(tks_explanation *explanation);

/* A region's two sides as a PNG picture, expected left and actual right, each where the
 * region stood in it, with 8 pixels of surroundings; each side at most 256x256 pixels
 * around the region's middle. The picture replaces `path` atomically. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_explain_tile(const tks_region *region, tks_view expected, tks_view actual,
                 const char *path, const tks_env *env, tks_error *err);

/* Fixed English names as they stand in JSON: "moved", "color"; "none", "colors". */
TKS_API const char *tks_change_name(tks_change change);
TKS_API const char *tks_overall_name(tks_overall overall);

#ifdef __cplusplus
}
#endif
#endif

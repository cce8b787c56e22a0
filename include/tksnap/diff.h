/* diff.h - two pictures in, one immutable model of their difference out
 *
 *     tks_rules rules = TKS_RULES;
 *     tks_diff *diff = NULL;
 *     tks_error err = {0};
 *
 *     if (tks_compare_files(&diff, "baseline.png", "actual.png", &rules, NULL, NULL, &err))
 *         fprintf(stderr, "%s\n", err.message);
 *     else if (tks_diff_verdict(diff) == TKS_DIFFERENT)
 *         printf("%lld pixels differ\n", (long long)tks_diff_counts(diff).differing);
 *     tks_diff_free(diff);
 *
 * The three ways in - files, encoded bytes, pixels you hold - give the same
 * answer for the same pictures. Encoded PNG pairs are compared without decoding
 * what is equal, so prefer handing over files or bytes to decoding first.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_DIFF_H
#define TKSNAP_DIFF_H

#include <tksnap/env.h>
#include <tksnap/image.h>
#include <tksnap/score.h>
#include <tksnap/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------- rules */

/* When two pixels are told apart. */
typedef enum tks_metric {
    TKS_METRIC_DEFAULT,  /* visual */
    TKS_METRIC_PIXEL,    /* YIQ distance as pixelmatch 7.2 counts it, alpha over its
                          * checkerboard; threshold 0..1 */
    TKS_METRIC_EXACT,    /* any visible difference of any channel; no threshold */
    TKS_METRIC_CIEDE2000, /* CIE colour difference, blended on white; threshold in
                           * Delta E, about 1 just noticeable */
    TKS_METRIC_VISUAL    /* what a person would call different, renderers' own doing left
                          * out (docs/design/visual.md): a score, above 1 different; no
                          * threshold, but a sensitivity that scales it */
} tks_metric;

/* What else than equality is asked of a box; docs/design/areas.md says it exactly. */
typedef enum tks_area_kind {
    TKS_AREA_LAYOUT,     /* the box must still be there, its content may differ */
    TKS_AREA_FLOATING,   /* the content may lie up to `reach` pixels from its place */
    TKS_AREA_SENSITIVITY /* visual: judged with a sensitivity of its own */
} tks_area_kind;

enum { TKS_AREA_MOST_REACH = 256 };

/* A box with another rule. Where boxes overlap, what is ignored comes first, then
 * layout, floating, sensitivity; of one kind the one given first. */
typedef struct tks_area {
    tks_rect      rect;
    tks_area_kind kind;
    int32_t       reach;       /* floating: 1..TKS_AREA_MOST_REACH pixels; else 0 */
    double        sensitivity; /* sensitivity: above 0, at most 100; else 0 */
} tks_area;

/* How texts are compared; see text.h. */
typedef struct tks_text_rules tks_text_rules;

/* Start from TKS_RULES and change what you need. */
typedef struct tks_rules {
    size_t     size;               /* sizeof(tks_rules) */
    tks_metric metric;
    double     threshold;          /* a pixel differs when its distance is above;
                                    * negative: the metric's own, 0.1 for pixel,
                                    * 2.3 for ciede2000 */
    bool       count_antialiased;  /* pixel: also count pixels that look like
                                    * anti-aliasing; false as in pixelmatch */
    int64_t    max_pixels;         /* differing pixels that are still `similar`;
                                    * negative: no such limit, only the ratio's */
    double     max_ratio;          /* the same as a share of all pixels, 0..1;
                                    * negative: no such limit. The smaller of the
                                    * two wins; neither given means 0 */
    const tks_rect *ignore;        /* rectangles whose pixels are taken as equal */
    size_t          n_ignore;
    const tks_view *mask;          /* a picture laid over both at the top left: where
                                    * it has transparency its opaque pixels (alpha >=
                                    * 128) are ignored, else its light ones (luma >=
                                    * 128); NULL: none */
    uint32_t scores;               /* scores to compute too, a sum of TKS_SCORE_BIT; both
                                    * pictures are then decoded whole. They look at the
                                    * whole pictures, ignored pixels included */
    double   pixels_per_degree;    /* for TKS_SCORE_FLIP, as in tks_score_options; 0: the
                                    * default */
    bool       align;              /* align the pictures where they are different: what
                                    * was inserted, deleted, moved; see align.h */
    int32_t    tolerate_shift;     /* above 0: pictures that are equal but for bands
                                    * inserted, deleted or moved, none larger or
                                    * farther than this many pixels, are similar */
    double     sensitivity;        /* visual: scales its score; 2 is twice as strict as 1,
                                    * at most 100; 0: the default, 1 */
    const tks_area *areas;         /* boxes with another rule; layout and floating ones
                                    * only excuse: where they do not hold, their box is
                                    * judged like the rest */
    size_t          n_areas;
    const tks_text_rules *texts;   /* how tks_compare_pairs compares files that are not
                                    * named like pictures and are none; NULL: it does not,
                                    * they are errors */
} tks_rules;

#define TKS_RULES                                                              \
    {                                                                          \
        .size = sizeof(tks_rules), .metric = TKS_METRIC_DEFAULT,               \
        .threshold = -1.0, .max_pixels = -1, .max_ratio = -1.0                 \
    }

/* ----------------------------------------------------------------- compare */

/* How to draw the difference while comparing; see render.h. */
typedef struct tks_drawing tks_drawing;

typedef struct tks_diff tks_diff;

/* Compare two picture files. `drawing` may be NULL; otherwise its picture is
 * written when at least one pixel differs, and only then. Errors name the file
 * they are about. On failure *out is untouched and nothing is left behind.
 * Free the result with tks_diff_free. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_compare_files(tks_diff **out, const char *expected, const char *actual,
                  const tks_rules *rules, const tks_drawing *drawing,
                  const tks_env *env, tks_error *err);

/* The same for encoded pictures held in memory. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_compare_bytes(tks_diff **out, tks_bytes expected, tks_bytes actual,
                  const tks_rules *rules, const tks_drawing *drawing,
                  const tks_env *env, tks_error *err);

/* The same for pixels. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_compare_views(tks_diff **out, tks_view expected, tks_view actual,
                  const tks_rules *rules, const tks_drawing *drawing,
                  const tks_env *env, tks_error *err);

/* --------------------------------------------------------------- the model */

typedef enum tks_verdict {
    TKS_SAME,     /* no pixel differs, by the metric, outside of what is ignored */
    TKS_SIMILAR,  /* some do, but no more than max_pixels, max_ratio or tolerate_shift
                   * allow */
    TKS_DIFFERENT /* more do */
} tks_verdict;

/* What decided the verdict. */
typedef enum tks_reason {
    TKS_REASON_IDENTICAL, /* every visible pixel is equal */
    TKS_REASON_PIXELS,    /* pixels are not, whether or not the metric minds */
    TKS_REASON_SIZE       /* width or height do */
} tks_reason;

/* All counts are of pixels of the canvas: the smallest rectangle that holds both
 * pictures, laid on each other at the top left. A pixel only one of them covers
 * counts as differing. */
typedef struct tks_counts {
    int64_t canvas;      /* its width times its height */
    int64_t differing;   /* over the threshold, not excused, not ignored */
    int64_t antialiased; /* over the threshold but taken for anti-aliasing */
    int64_t ignored;     /* covered by an ignore rectangle or the mask */
} tks_counts;

/* What became of an area. Its pixels are those of its box that both pictures cover. */
typedef struct tks_area_result {
    tks_area    area;      /* as the rules gave it */
    tks_verdict verdict;   /* TKS_SAME: no pixel of the box counts as differing; else
                            * TKS_DIFFERENT */
    int32_t     dx, dy;    /* floating: how far right and down the content was found */
    int64_t     differing; /* pixels of the box that count as differing */
    int64_t     excused;   /* pixels of the box that would, but for layout and floating */
} tks_area_result;

/* A stretch of differing pixels within one row. */
typedef enum tks_run_kind { TKS_RUN_DIFFERING, TKS_RUN_ANTIALIASED } tks_run_kind;

typedef struct tks_run {
    int32_t      x, length;
    tks_run_kind kind;
} tks_run;

TKS_API tks_verdict tks_diff_verdict(const tks_diff *diff);
TKS_API tks_reason  tks_diff_reason(const tks_diff *diff);
TKS_API tks_counts  tks_diff_counts(const tks_diff *diff);

/* Sizes of the two pictures (x and y are 0). */
TKS_API tks_rect tks_diff_expected_size(const tks_diff *diff);
TKS_API tks_rect tks_diff_actual_size(const tks_diff *diff);

/* The metric, threshold and sensitivity that were used, defaults resolved. A metric
 * that has no threshold tells the limit of its score, 1 for visual, 0 for exact. */
TKS_API tks_metric tks_diff_metric(const tks_diff *diff);
TKS_API double     tks_diff_threshold(const tks_diff *diff);
TKS_API double     tks_diff_sensitivity(const tks_diff *diff);

/* A score that the rules asked for. False, *value untouched, for one they did not, and
 * for pictures of different size, which have none. Since 0.1. */
TKS_API bool tks_diff_score(const tks_diff *diff, tks_score score, double *value);

/* The visual metric's largest score, times the sensitivity: 0 nothing changed, above 1
 * different; how near the pair is to another verdict. Of pictures that differ in size it is
 * the score of what both cover. 0 for other metrics. */
TKS_API double tks_diff_visual_score(const tks_diff *diff);

/* The areas that the rules gave, in that order. Since 0.2. */
TKS_API size_t          tks_diff_area_count(const tks_diff *diff);
TKS_API tks_area_result tks_diff_area(const tks_diff *diff, size_t index);

/* The smallest rectangle around all differing pixels; empty if there are none. */
TKS_API tks_rect tks_diff_bounds(const tks_diff *diff);

/* The runs of row y, left to right: copies the first `capacity` of them into
 * `runs` (NULL if capacity is 0) and returns how many the row has. Neighbouring
 * runs of one kind are joined. 0 for a row without any, or outside the canvas. */
TKS_API size_t tks_diff_row(const tks_diff *diff, int32_t y, tks_run *runs, size_t capacity);

/* Fixed English names as they stand in JSON: "different", "pixels", "ciede2000",
 * "floating". */
TKS_API const char *tks_verdict_name(tks_verdict verdict);
TKS_API const char *tks_reason_name(tks_reason reason);
TKS_API const char *tks_metric_name(tks_metric metric);
TKS_API const char *tks_area_kind_name(tks_area_kind kind);

TKS_API void tks_diff_free(tks_diff *diff);

#ifdef __cplusplus
}
#endif
#endif

/* diff.h - the model of a difference and what makes it
 *
 * Layer 3. diff.c keeps the model, pair.c drives two pictures past each other,
 * the metrics (exact.c, pixel.c, ciede2000.c) say which pixels of a band differ.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_H
#define TKSI_DIFF_H

#include "base/base.h"
#include "image/image.h"
#include <tksnap/diff.h>

/* ---------------------------------------------------------------- watching */

/* The rectangle that holds both pictures, laid on each other at the top left. */
struct tksi_canvas {
    int32_t width, height;
    int32_t expected_width, expected_height;
    int32_t actual_width, actual_height;
};

/* One row of the canvas with its judgement. Pixel words are R G B A bytes,
 * straight alpha; 16-bit pictures are narrowed to their high bytes. */
struct tksi_judged_row {
    int32_t         y;
    const uint32_t *expected; /* expected_width words; NULL below the picture, or
                               * when the observer does not want them */
    const uint32_t *actual;   /* the same for actual; may equal `expected` */
    const tks_run  *runs;     /* left to right */
    size_t          n_runs;
};

/* Someone who wants to see every row of a comparison, top to bottom, on the
 * caller's thread: a painter. All functions may be called only in the order
 * begin, row * height. An observer of a pair that turns out equal is told rows
 * just the same, or nothing at all when the files are byte-identical. */
struct tksi_observer {
    void *self;
    bool  wants_expected, wants_actual;
    tks_status (*begin)(void *self, const struct tksi_canvas *canvas, tks_error *err);
    tks_status (*row)(void *self, const struct tksi_judged_row *row, tks_error *err);
};

/* --------------------------------------------------------------- comparing */

/* tks_rules with defaults resolved and checked; all functions below want them so. */
tks_status tksi_rules_resolve(tks_rules *out, const tks_rules *rules, tks_error *err);

/* How encoded pictures are read. */
enum tksi_route {
    TKSI_ROUTE_FAST, /* plain PNGs are streamed; CONFLICT, without words, when one turns
                      * out on the way not to be plain: call again with WHOLE and with a
                      * fresh observer */
    TKSI_ROUTE_WHOLE /* everything is decoded by its codec first */
};

/* Compare encoded pictures / pixels. `observer` may be NULL. Messages about one of
 * the two begin with its name. What is not streamed is loaded. */
tks_status tksi_diff_encoded(tks_diff **out, struct tksi_source *const files[2],
                             const char *const names[2], const tks_rules *rules,
                             const struct tksi_observer *observer, enum tksi_route route,
                             const struct tksi_env *env, tks_error *err);
tks_status tksi_diff_bytes(tks_diff **out, const tks_bytes files[2], const char *const names[2],
                           const tks_rules *rules, const struct tksi_observer *observer,
                           enum tksi_route route, const struct tksi_env *env, tks_error *err);
tks_status tksi_diff_views(tks_diff **out, tks_view expected, tks_view actual,
                           const tks_rules *rules, const struct tksi_observer *observer,
                           const struct tksi_env *env, tks_error *err);

/* Decodes the pictures that are wanted, both at once if there are threads. To be freed
 * after failure too. */
tks_status tksi_decode_pair(tks_image *images[2], const bool wanted[2],
                            struct tksi_source *const files[2], const char *const names[2],
                            const struct tksi_env *env, tks_error *err);

/* The diff of a picture and its byte-for-byte copy: only the header is read. */
tks_status tksi_diff_identical(tks_diff **out, tks_bytes file, const tks_rules *rules,
                               const struct tksi_env *env, tks_error *err);

/* A diff whose mask is put together from those of parts that do not overlap. Parts lie
 * on the canvas; the verdict is that of all of them. */
struct tksi_piece {
    tks_diff *diff;
    int32_t   x, y;
};
tks_status tksi_diff_join(tks_diff **out, const struct tksi_canvas *canvas,
                          const struct tksi_piece *pieces, size_t count, const tks_rules *rules,
                          const struct tksi_env *env, tks_error *err);

/* Keeps the scores of `which`, a sum of TKS_SCORE_BIT. */
void tksi_diff_keep_scores(tks_diff *diff, const double scores[TKS_SCORE_COUNT], uint32_t which);
/* Hangs an alignment (a layer above) on a diff, which frees it by the function given;
 * and tells what hangs there, or NULL. */
struct tks_alignment;
void tksi_diff_attach(tks_diff *diff, struct tks_alignment *alignment,
                      void (*free_alignment)(struct tks_alignment *alignment));
const struct tks_alignment *tksi_diff_attached(const tks_diff *diff);

/* ------------------------------------------------------------------- areas */

/* Pictures as areas let them count. */
struct tksi_settlement {
    tks_image       *actual;  /* with pixels of the expected picture where layout boxes are
                               * still there and floating content lies elsewhere, and that
                               * content in its place; NULL: nothing of the kind */
    tks_area_result *results; /* rules->n_areas of them; what was counted is left 0 */
    struct tksi_env  env;
};

/* Whether a pixel differs that a layout or floating area might excuse; only then both
 * pictures have to be looked at whole. */
bool tksi_areas_matter(const tks_diff *diff, const tks_rules *rules);

/* Decides what became of the layout and floating areas. Dispose also after failure. */
tks_status tksi_areas_settle(struct tksi_settlement *out, const tks_view views[2],
                             const tks_rules *rules, const struct tksi_env *env, tks_error *err);
void       tksi_settlement_dispose(struct tksi_settlement *settlement);

/* Tells the diff what became of its areas: `settled` (NULL: nothing was settled) and `plain`,
 * the diff of the pictures as they are (may be the same diff). */
tks_status tksi_diff_keep_areas(tks_diff *diff, const tks_diff *plain, const tks_rules *rules,
                                const struct tksi_settlement *settled, tks_error *err);

/* `rules` for a part of the pictures, whose corner is the expected picture's `corner`:
 * rectangles, mask and sensitivities moved along; layout and floating areas, which are
 * settled before, left out. Valid until dispose; must not move. */
struct tksi_part_rules {
    tks_rules       rules;
    tks_rect       *ignore;
    tks_area       *areas;
    tks_view        mask;
    struct tksi_env env;
};

tks_status tksi_part_rules_init(struct tksi_part_rules *out, const tks_rules *rules,
                                tks_rect corner, const struct tksi_env *env, tks_error *err);
void       tksi_part_rules_dispose(struct tksi_part_rules *part);

/* `rules` for whoever looks at the pictures again: what the areas of this diff excused is
 * ignored, where it stood and where it lies now. Disposed of in the same way. */
tks_status tksi_rules_excused_init(struct tksi_part_rules *out, const tks_rules *rules,
                                   const tks_diff *diff, const struct tksi_env *env,
                                   tks_error *err);

/* --------------------------------------------------------------- afterwards */

/* What was different is similar after all: the rules allow it for a reason that
 * pixels alone do not tell. */
void tksi_diff_tolerate(tks_diff *diff);

/* Whether these can be the pictures the diff was made from: views that make sense, of its
 * sizes. INVALID_ARGUMENT says which is not. */
tks_status tksi_diff_check_views(const tks_diff *diff, const tks_view *expected,
                                 const tks_view *actual, tks_error *err);

/* The canvas of a finished diff. */
struct tksi_canvas tksi_diff_canvas(const tks_diff *diff);

#endif

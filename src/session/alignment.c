/* alignment.c - what a comparison does beyond pixels: aligns, tolerates, draws that
 *
 * All of it after the diff is made, from whole pictures, and only for those who ask.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/align.h"
#include "render/render.h"
#include "session/session.h"

bool tksi_wants_alignment(const tks_diff *diff, const tks_rules *rules, const tks_drawing *drawing)
{
    const bool asked = rules->align || rules->tolerate_shift > 0;

    return (asked && tks_diff_verdict(diff) == TKS_DIFFERENT) ||
           (drawing != NULL && drawing->style == TKS_STYLE_ALIGNED &&
            tks_diff_counts(diff).differing > 0);
}

static tks_status draw(const tks_alignment *alignment, const struct tksi_aligned_views *views,
                       const tks_rules *rules, const tks_drawing *drawing,
                       const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer picture;
    tks_status status;
    tks_sink sink;

    tksi_buffer_init(&picture, SIZE_MAX, env);
    sink = tksi_buffer_sink(&picture);
    status = tksi_draw_aligned(&sink, alignment, views, rules, drawing, env, err);
    if (status == TKS_OK)
        status =
            tksi_drawing_deliver(drawing, (tks_bytes){ picture.data, picture.length }, env, err);
    tksi_buffer_dispose(&picture);
    return status;
}

tks_status tksi_align_diff(tks_diff *diff, const struct tksi_aligned_views *views,
                           const tks_rules *rules, const tks_drawing *drawing,
                           const struct tksi_env *env, tks_error *err)
{
    tks_alignment *alignment = NULL;
    bool tolerated = false;
    tks_status status = tksi_align(&alignment, views->judged, NULL, env, err);

    if (status)
        return status;
    if (rules->tolerate_shift > 0 &&
        (status = tksi_align_tolerated(&tolerated, alignment, views->judged, rules, env, err)))
        goto done;
    if (drawing != NULL && drawing->style == TKS_STYLE_ALIGNED &&
        tks_diff_counts(diff).differing > 0 &&
        (status = draw(alignment, views, rules, drawing, env, err)))
        goto done;
    if (tolerated)
        tksi_diff_tolerate(diff);
    if (rules->align || rules->tolerate_shift > 0) {
        tksi_diff_attach(diff, alignment, tks_alignment_free);
        alignment = NULL;
    }
done:
    tks_alignment_free(alignment);
    return status;
}

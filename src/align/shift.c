/* shift.c - how far things moved, and whether that is all that happened
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/align.h"
#include "image/image.h"

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t distance(int32_t a, int32_t b)
{
    return a > b ? a - b : b - a;
}

static int32_t extent(tks_rect rect, tks_axis axis)
{
    return axis == TKS_AXIS_ROW ? rect.height : rect.width;
}

static int32_t band_shift(const tks_band *band)
{
    if (band->op == TKS_BAND_INSERT || band->op == TKS_BAND_DELETE)
        return larger(extent(band->expected, band->axis), extent(band->actual, band->axis));
    return larger(distance(band->expected.x, band->actual.x),
                  distance(band->expected.y, band->actual.y));
}

int32_t tks_alignment_shift(const tks_alignment *alignment)
{
    int32_t shift = 0;

    for (size_t i = 0; i < alignment->count; i++)
        shift = larger(shift, band_shift(&alignment->tree.nodes[alignment->bands[i]].band));
    return shift;
}

/* Whether a changed band's pixels differ under the rules, laid on each other. */
static tks_status band_differs(bool *out, const tks_band *band, const tks_view views[2],
                               const tks_rules *rules, const struct tksi_env *env, tks_error *err)
{
    struct tksi_part_rules part;
    tks_diff *diff = NULL;
    tks_status status = tksi_part_rules_init(&part, rules, band->expected, env, err);

    if (status)
        return status;
    status = tksi_diff_views(&diff, tksi_view_part(&views[0], band->expected),
                             tksi_view_part(&views[1], band->actual), &part.rules, NULL, env, err);
    if (status == TKS_OK)
        *out = tks_diff_counts(diff).differing > 0;
    tks_diff_free(diff);
    tksi_part_rules_dispose(&part);
    return status;
}

tks_status tksi_align_tolerated(bool *out, const tks_alignment *alignment, const tks_view views[2],
                                const tks_rules *rules, const struct tksi_env *env, tks_error *err)
{
    bool differs = tks_alignment_shift(alignment) > rules->tolerate_shift;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < alignment->count && !differs && status == TKS_OK; i++) {
        const tks_band *band = &alignment->tree.nodes[alignment->bands[i]].band;

        if (band->op == TKS_BAND_CHANGED)
            status = band_differs(&differs, band, views, rules, env, err);
    }
    *out = !differs;
    return status;
}

/* rules.c - what the caller asked for, checked and completed
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/metric.h"
#include "score/score.h"

#include <math.h>

/* pixelmatch's default, and the "just noticeable" Delta E of Mahy et al. 1994 that
 * other comparers use too */
static const double pixel_threshold = 0.1, ciede2000_threshold = 2.3;

static tks_status resolve_threshold(tks_rules *rules, tks_error *err)
{
    const bool given = rules->threshold >= 0;

    if (isnan(rules->threshold))
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "the threshold is not a number");
    switch (rules->metric) {
    case TKS_METRIC_PIXEL:
        if (!given)
            rules->threshold = pixel_threshold;
        if (rules->threshold > 1)
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "the pixel metric's threshold goes from 0 to 1, not %g",
                             rules->threshold);
        break;
    case TKS_METRIC_CIEDE2000:
        if (!given)
            rules->threshold = ciede2000_threshold;
        break;
    case TKS_METRIC_VISUAL:
        if (given)
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "the visual metric has no threshold but a sensitivity");
        rules->threshold = 1; /* the limit of its score */
        break;
    default:
        if (given && rules->threshold > 0)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "the exact metric has no threshold");
        rules->threshold = 0;
        break;
    }
    return TKS_OK;
}

static tks_status resolve_sensitivity(tks_rules *rules, tks_error *err)
{
    const bool given = rules->sensitivity != 0;

    if (!given)
        rules->sensitivity = 1;
    if (!(rules->sensitivity > 0 && rules->sensitivity <= 100))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "a sensitivity is above 0 and at most 100, not %g", rules->sensitivity);
    if (given && rules->metric != TKS_METRIC_VISUAL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "only the visual metric has a sensitivity");
    return TKS_OK;
}

static tks_status check_areas(const tks_rules *rules, tks_error *err)
{
    if (rules->n_areas > 0 && rules->areas == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "areas are counted but not given");
    for (size_t i = 0; i < rules->n_areas; i++) {
        const tks_area *area = &rules->areas[i];

        if ((unsigned)area->kind > TKS_AREA_SENSITIVITY)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no kind of area number %d",
                             (int)area->kind);
        if (area->kind == TKS_AREA_FLOATING &&
            (area->reach < 1 || area->reach > TKS_AREA_MOST_REACH))
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "a floating area reaches 1 to %d pixels, not %d", TKS_AREA_MOST_REACH,
                             (int)area->reach);
        if (area->kind != TKS_AREA_SENSITIVITY)
            continue;
        if (!(area->sensitivity > 0 && area->sensitivity <= 100))
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "a sensitivity is above 0 and at most 100, not %g", area->sensitivity);
        if (rules->metric != TKS_METRIC_VISUAL)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "only the visual metric has a sensitivity");
    }
    return TKS_OK;
}

tks_status tksi_rules_resolve(tks_rules *out, const tks_rules *rules, tks_error *err)
{
    static const tks_rules defaults = TKS_RULES;
    tks_rules filled;
    tks_status status;

    if (rules == NULL)
        rules = &defaults;
    if (rules->size < sizeof *rules)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_rules.size is not set");
    filled = *rules;
    if (filled.metric == TKS_METRIC_DEFAULT)
        filled.metric = TKS_METRIC_VISUAL;
    if (tksi_metric_for(filled.metric) == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no metric number %d",
                         (int)filled.metric);
    if (filled.max_ratio > 1 || isnan(filled.max_ratio))
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "the largest ratio goes from 0 to 1, not %g",
                         filled.max_ratio);
    if (filled.tolerate_shift < 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a shift of %d pixels cannot be tolerated",
                         (int)filled.tolerate_shift);
    if (filled.n_ignore > 0 && filled.ignore == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "ignore rectangles are counted but not given");
    if (filled.mask != NULL && (status = tksi_check_view(filled.mask, err)))
        return status;
    if ((status = tksi_score_check(filled.scores, &filled.pixels_per_degree, err)) ||
        (status = check_areas(&filled, err)) || (status = resolve_threshold(&filled, err)) ||
        (status = resolve_sensitivity(&filled, err)))
        return status;
    *out = filled;
    return TKS_OK;
}

const struct tksi_metric *tksi_metric_for(tks_metric metric)
{
    switch (metric) {
    case TKS_METRIC_PIXEL:
        return &tksi_metric_pixel;
    case TKS_METRIC_EXACT:
        return &tksi_metric_exact;
    case TKS_METRIC_CIEDE2000:
        return &tksi_metric_ciede2000;
    case TKS_METRIC_DEFAULT:
    case TKS_METRIC_VISUAL:
        return &tksi_metric_visual;
    }
    return NULL;
}

/* classify.c - from evidence to what became of a region
 *
 * The rules are asked in turn and the first that holds decides, the surest evidence first:
 * a displacement that explains the difference; pixels that only moved between the values
 * around them, as renderers make them; a thing whose rim is gone on one side; one map of
 * colours. What none of them explains is other content. docs/design/explain.md tells where
 * the limits come from.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/evidence.h"

/* 1 far below the limit .. 0.5 at it. */
static double below(float value, float limit)
{
    return 1 - 0.5 * (double)value / (double)limit;
}

static double above(float value, float limit)
{
    return 1 - 0.5 * (double)limit / (double)value;
}

/* Near: by less than the region's own size, so that both places are in it. */
static bool is_moved(const struct tksi_evidence *e, bool near, double *sure)
{
    *sure = below(e->moved_left, 0.2F);
    return e->moved_left < 0.2F && e->near == near;
}

/* Between the neighbours' values, both ways or where no map of colours explains it; or
 * noise of a few levels, both ways. Sub-pixel text changes by 25 Delta E in the mean; in
 * pictures of noise any change lies between the neighbours. */
static bool is_rendering(const struct tksi_evidence *e, double *sure)
{
    const bool both_ways = e->coherence < 0.5F;

    *sure = below(e->half, 0.15F);
    if (e->mean < 32 && e->half < 0.15F && e->beyond < (both_ways ? 0.08F : 0.03F) &&
        (both_ways || e->mapped < 0.8F))
        return true;
    *sure = below(e->most, 4);
    return e->most < 4 && e->mean < 2 && e->coherence < 0.4F;
}

/* A plain area of another colour on both sides, unless it stands out on one side and goes
 * on from its surroundings on the other. */
static bool is_fill(const struct tksi_evidence *e, double *sure)
{
    const bool plain = e->steep[0] < 0.6F && e->steep[1] < 0.6F;
    const bool gone = (e->rim[1] < 1 && e->rim[0] > 15) || (e->rim[0] < 1 && e->rim[1] > 15);

    *sure = below(e->steep[0] > e->steep[1] ? e->steep[0] : e->steep[1], 0.6F);
    return plain && e->thickness > 1.5F && !gone;
}

/* Whether there was something on side `with`, and plain background on the other. */
static bool is_gone(const struct tksi_evidence *e, int with, double *sure)
{
    const int without = !with;
    const float left = e->rim[without] / (e->rim[with] > 0 ? e->rim[with] : 1);

    *sure = below(e->edge[without], 0.3F * e->edge[with] + 0.01F);
    if (e->edge[with] > 1 && e->edge[without] < 0.3F * e->edge[with] &&
        (e->apart[without] < 0.5F || e->rim[without] < 2))
        return true;
    *sure = below(left, 0.2F);
    return e->rim[with] > 2 && left < 0.2F && e->rim[without] < 6;
}

/* The same by weaker evidence, where no map of colours explains the change. */
static bool is_mostly_gone(const struct tksi_evidence *e, int with, double *sure)
{
    const int without = !with;

    *sure = 0.5;
    return e->rim[with] > 2 && (e->rim[without] < 0.3F * e->rim[with] ||
                                (e->apart[with] > 0.6F && e->apart[without] < 0.25F));
}

/* One map of colours, or a tint of one size all over. */
static bool is_recoloured(const struct tksi_evidence *e, double *sure)
{
    *sure = e->mapped;
    if (e->mapped > 0.9F)
        return true;
    *sure = above(e->coherence, 0.95F);
    return e->coherence > 0.95F && e->most < 1.5F * e->mean && e->mean < 20;
}

static tks_change decide(const struct tksi_evidence *e, double *sure)
{
    if (is_moved(e, true, sure))
        return TKS_CHANGE_MOVED;
    if (is_rendering(e, sure))
        return TKS_CHANGE_RENDERING;
    if (is_fill(e, sure))
        return TKS_CHANGE_COLOR;
    if (is_gone(e, 0, sure))
        return TKS_CHANGE_REMOVED;
    if (is_gone(e, 1, sure))
        return TKS_CHANGE_ADDED;
    if (is_recoloured(e, sure))
        return TKS_CHANGE_COLOR;
    if (is_moved(e, false, sure))
        return TKS_CHANGE_MOVED;
    if (is_mostly_gone(e, 0, sure))
        return TKS_CHANGE_REMOVED;
    if (is_mostly_gone(e, 1, sure))
        return TKS_CHANGE_ADDED;
    *sure = below(e->mapped, 0.9F);
    return TKS_CHANGE_CONTENT;
}

/* --------------------------------------------------------------------- regions */

static int64_t area_of(tks_rect rect)
{
    return rect.width > 0 && rect.height > 0 ? (int64_t)rect.width * rect.height : 0;
}

/* The part of a box that a picture covers. */
static tks_rect within(tks_rect box, const tks_view *view)
{
    if (box.width > view->width - box.x)
        box.width = view->width - box.x;
    if (box.height > view->height - box.y)
        box.height = view->height - box.y;
    return box;
}

static void conclude(tks_region *region, const struct tksi_evidence *e)
{
    double sure;

    region->change = decide(e, &sure);
    region->confidence = sure < 0.5 ? 0.5 : sure > 1 ? 1 : sure;
    if (region->change == TKS_CHANGE_MOVED) {
        region->dx = e->dx;
        region->dy = e->dy;
    }
    region->has_colors = true;
    region->expected_color = e->color[0];
    region->actual_color = e->color[1];
    if (e->ringed) {
        region->expected_contrast = tksi_contrast(e->color[0], e->surroundings[0]);
        region->actual_contrast = tksi_contrast(e->color[1], e->surroundings[1]);
    }
}

tks_status tksi_classify(tks_region *region, const struct tksi_sides *sides, int64_t most_pixels,
                         const struct tksi_env *env, tks_error *err)
{
    const tks_rect in_expected = within(region->box, &sides->expected);
    const tks_rect common = within(in_expected, &sides->actual);
    struct tksi_evidence evidence;
    struct tksi_patch patch;
    tks_status status;

    if (2 * area_of(common) < area_of(region->box)) { /* most of it is beyond a picture's end */
        region->change =
            area_of(in_expected) > area_of(common) ? TKS_CHANGE_REMOVED : TKS_CHANGE_ADDED;
        region->confidence = 1;
        return TKS_OK;
    }
    if ((status = tksi_patch_new(&patch, common, sides, most_pixels, env, err)) == TKS_OK &&
        (status = tksi_evidence_gather(&evidence, &patch, err)) == TKS_OK)
        conclude(region, &evidence);
    tksi_patch_dispose(&patch);
    return status;
}

const char *tks_change_name(tks_change change)
{
    static const char *const names[] = { "moved", "added",   "removed",
                                         "color", "content", "rendering" };

    return change <= TKS_CHANGE_RENDERING ? names[change] : "unknown";
}

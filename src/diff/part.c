/* part.c - the rules of a comparison, told for a part of the pictures
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/diff.h"

/* A rectangle from the corner on. One that begins as far out as numbers go stays there,
 * which no picture sees. */
static tks_rect from_corner(tks_rect rect, tks_rect corner)
{
    const int64_t x = (int64_t)rect.x - corner.x, y = (int64_t)rect.y - corner.y;

    rect.x = (int32_t)(x < INT32_MIN ? INT32_MIN : x > INT32_MAX ? INT32_MAX : x);
    rect.y = (int32_t)(y < INT32_MIN ? INT32_MIN : y > INT32_MAX ? INT32_MAX : y);
    return rect;
}

/* The mask from the corner on; a part of it that lies before the picture's is none. */
static void take_mask(struct tksi_part_rules *part, tks_rect corner)
{
    const tks_view *mask = part->rules.mask;

    part->rules.mask = NULL;
    if (mask == NULL || mask->width <= corner.x || mask->height <= corner.y)
        return;
    part->mask = tksi_view_part(mask, (tks_rect){ corner.x, corner.y, mask->width - corner.x,
                                                  mask->height - corner.y });
    part->rules.mask = &part->mask;
}

tks_status tksi_part_rules_init(struct tksi_part_rules *out, const tks_rules *rules,
                                tks_rect corner, const struct tksi_env *env, tks_error *err)
{
    size_t n_areas = 0;

    *out = (struct tksi_part_rules){ .rules = *rules, .env = *env };
    out->ignore = tksi_allocate(env, rules->n_ignore, sizeof *out->ignore);
    out->areas = tksi_allocate(env, rules->n_areas, sizeof *out->areas);
    if (out->ignore == NULL || out->areas == NULL) {
        tksi_part_rules_dispose(out);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for rectangles");
    }
    for (size_t i = 0; i < rules->n_ignore; i++)
        out->ignore[i] = from_corner(rules->ignore[i], corner);
    for (size_t i = 0; i < rules->n_areas; i++)
        if (rules->areas[i].kind == TKS_AREA_SENSITIVITY) {
            out->areas[n_areas] = rules->areas[i];
            out->areas[n_areas].rect = from_corner(rules->areas[i].rect, corner);
            n_areas++;
        }
    out->rules.ignore = out->ignore;
    out->rules.areas = out->areas;
    out->rules.n_areas = n_areas;
    take_mask(out, corner);
    return TKS_OK;
}

tks_status tksi_rules_excused_init(struct tksi_part_rules *out, const tks_rules *rules,
                                   const tks_diff *diff, const struct tksi_env *env, tks_error *err)
{
    const size_t n_areas = tks_diff_area_count(diff);
    size_t n_ignore = rules->n_ignore;

    *out = (struct tksi_part_rules){ .rules = *rules, .env = *env };
    out->ignore = tksi_allocate(env, n_ignore + 2 * n_areas, sizeof *out->ignore);
    if (out->ignore == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for rectangles");
    for (size_t i = 0; i < n_ignore; i++)
        out->ignore[i] = rules->ignore[i];
    for (size_t i = 0; i < n_areas; i++) {
        const tks_area_result result = tks_diff_area(diff, i);
        const tks_rect there = { -result.dx, -result.dy, 0, 0 };

        if (result.excused == 0)
            continue;
        out->ignore[n_ignore++] = result.area.rect;
        out->ignore[n_ignore++] = from_corner(result.area.rect, there);
    }
    out->rules.ignore = out->ignore;
    out->rules.n_ignore = n_ignore;
    return TKS_OK;
}

void tksi_part_rules_dispose(struct tksi_part_rules *part)
{
    tksi_release(&part->env, part->areas);
    tksi_release(&part->env, part->ignore);
    part->areas = NULL;
    part->ignore = NULL;
}

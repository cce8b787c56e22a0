/* finding.c - the regions of a field, each with its class
 *
 * The number of regions and of pixels that are looked at closely is bounded, so that a
 * hostile mask costs seconds at most; what is beyond is counted, not dropped silently.
 *
 * Where the metric sees as a person does, what it leaves out is told last, as drawn
 * otherwise: pixels that differ, outside of the regions that are seen.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

#include <stdlib.h>

enum {
    /* Looked at of one region, and of all; once these are used up, of each of the rest.
     * A full HD screen that changed all over stays within a second. */
    REGION_PIXELS = 1 << 19,
    ALL_PIXELS = 1 << 22,
    LATE_PIXELS = 1 << 13,
    /* With more regions than this nobody asks what differs unseen beside them. */
    MOST_SEEN = 1 << 11
};

void tksi_finding_begin(struct tksi_finding *finding, const tks_rules *rules, size_t most,
                        const struct tksi_env *env)
{
    *finding =
        (struct tksi_finding){ .env = *env, .rules = rules, .most = most, .room = ALL_PIXELS };
}

void tksi_finding_dispose(struct tksi_finding *finding)
{
    tksi_release(&finding->env, finding->regions);
    finding->regions = NULL;
}

tks_status tksi_finding_reserve(struct tksi_finding *finding, size_t count, tks_error *err)
{
    const struct tksi_env *env = &finding->env;
    tks_region *larger = tksi_allocate(env, finding->count + count, sizeof *larger);

    if (larger == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    for (size_t i = 0; i < finding->count; i++)
        larger[i] = finding->regions[i];
    tksi_release(env, finding->regions);
    finding->regions = larger;
    return TKS_OK;
}

/* ----------------------------------------------------------------------- classes */

static tks_status classify_all(struct tksi_finding *finding, tks_region *regions, size_t count,
                               const struct tksi_blob *blobs, const struct tksi_sides *sides,
                               tks_error *err)
{
    for (size_t i = 0; i < count; i++) {
        tks_region *region = &regions[i];
        const int64_t area = (int64_t)blobs[i].box.width * blobs[i].box.height;
        const int64_t most = finding->room < LATE_PIXELS     ? LATE_PIXELS
                             : finding->room < REGION_PIXELS ? finding->room
                                                             : REGION_PIXELS;
        tks_status status;

        *region = (tks_region){ .size = sizeof *region,
                                .box = blobs[i].box,
                                .pixels = blobs[i].differing };
        if ((status = tksi_classify(region, sides, most, &finding->env, err)))
            return status;
        finding->room -= area < most ? area : most;
    }
    return TKS_OK;
}

static void move_box(tks_rect *box, int32_t dx, int32_t dy)
{
    box->x += dx;
    box->y += dy;
}

/* From places in the field to places in the pictures. */
static void put_in_place(tks_region *region, const struct tksi_field *field)
{
    const bool elsewhere = field->dx != 0 || field->dy != 0;

    if (elsewhere && region->from.width == 0)
        region->from = region->box;
    if (region->from.width > 0)
        move_box(&region->from, field->x, field->y);
    move_box(&region->box, field->x + field->dx, field->y + field->dy);
    if (elsewhere && region->change == TKS_CHANGE_MOVED) {
        region->dx += field->dx;
        region->dy += field->dy;
    }
}

/* The largest of the blobs become regions; returns how many, what is beyond is counted. */
static size_t leave_out(struct tksi_finding *finding, const struct tksi_blob *blobs, size_t count)
{
    const size_t told = count < finding->most ? count : finding->most;

    for (size_t i = told; i < count; i++) {
        finding->left_out.regions++;
        finding->left_out.pixels += blobs[i].differing;
    }
    return told;
}

static tks_status add_seen(struct tksi_finding *finding, const struct tksi_field *field,
                           const struct tksi_blob *blobs, size_t n_blobs, tks_error *err)
{
    size_t count = leave_out(finding, blobs, n_blobs);
    tks_region *regions;
    tks_status status;

    if ((status = tksi_finding_reserve(finding, count, err)))
        return status;
    regions = &finding->regions[finding->count];
    if ((status = classify_all(finding, regions, count, blobs, &field->sides, err)) ||
        (status = tksi_pair_moves(regions, &count, &field->sides, &finding->env, err)))
        return status;
    for (size_t i = 0; i < count; i++)
        put_in_place(&regions[i], field);
    finding->count += count;
    return TKS_OK;
}

/* What differs outside of what is seen has a class already: the metric's word for it. */
static tks_status add_unseen(struct tksi_finding *finding, const struct tksi_field *field,
                             const struct tksi_blob *seen, size_t n_seen, tks_error *err)
{
    const struct tksi_env *env = &finding->env;
    struct tksi_blob *blobs = NULL;
    tks_diff *unseen = NULL;
    size_t n_blobs, count;
    tks_status status;

    if ((status = tksi_field_mask(&unseen, field, TKSI_UNEQUAL, finding->rules, seen, n_seen, env,
                                  err)) ||
        (status = tksi_regions_find(&blobs, &n_blobs, unseen, NULL, env, err)))
        goto done;
    count = leave_out(finding, blobs, n_blobs);
    if ((status = tksi_finding_reserve(finding, count, err)))
        goto done;
    for (size_t i = 0; i < count; i++) {
        tks_region *region = &finding->regions[finding->count++];

        *region = (tks_region){ .size = sizeof *region,
                                .box = blobs[i].box,
                                .pixels = blobs[i].differing,
                                .change = TKS_CHANGE_RENDERING,
                                .confidence = 1 };
        put_in_place(region, field);
    }
done:
    tksi_release(env, blobs);
    tks_diff_free(unseen);
    return status;
}

tks_status tksi_finding_add(struct tksi_finding *finding, const struct tksi_field *field,
                            tks_error *err)
{
    const struct tksi_env *env = &finding->env;
    const bool as_seen = finding->rules != NULL &&
                         tks_diff_metric(field->sides.diff) == TKS_METRIC_VISUAL &&
                         tks_diff_reason(field->sides.diff) != TKS_REASON_IDENTICAL;
    struct tksi_blob *blobs = NULL;
    tks_diff *unequal = NULL;
    size_t n_blobs;
    tks_status status = TKS_OK;

    if (as_seen && tks_diff_counts(field->sides.diff).differing > 0)
        status = tksi_field_mask(&unequal, field, TKSI_UNEQUAL, finding->rules, NULL, 0, env, err);
    if (status != TKS_OK ||
        (status = tksi_regions_find(&blobs, &n_blobs, field->sides.diff, unequal, env, err)) ||
        (status = add_seen(finding, field, blobs, n_blobs, err)))
        goto done;
    if (as_seen && n_blobs <= MOST_SEEN)
        status = add_unseen(finding, field, blobs, n_blobs, err);
done:
    tksi_release(env, blobs);
    tks_diff_free(unequal);
    return status;
}

/* ------------------------------------------------------------------------- order */

static int by_importance(const void *first, const void *second)
{
    const tks_region *a = first, *b = second;
    const bool minor_a = a->change == TKS_CHANGE_RENDERING;
    const bool minor_b = b->change == TKS_CHANGE_RENDERING;

    if (minor_a != minor_b)
        return minor_a ? 1 : -1;
    if (a->pixels != b->pixels)
        return a->pixels > b->pixels ? -1 : 1;
    if (a->box.y != b->box.y)
        return a->box.y < b->box.y ? -1 : 1;
    return (a->box.x > b->box.x) - (a->box.x < b->box.x);
}

void tksi_finding_order(struct tksi_finding *finding)
{
    if (finding->count > 1)
        qsort(finding->regions, finding->count, sizeof *finding->regions, by_importance);
    while (finding->count > finding->most) {
        finding->left_out.regions++;
        finding->left_out.pixels += finding->regions[--finding->count].pixels;
    }
}

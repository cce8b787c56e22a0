/* changes.c - what changed between two trees
 *
 * Both are walked down together as long as they hold something that differs. Members
 * belong together by their keys (of keys that stand twice the first to the first), items
 * as items.c finds. What has no partner was removed or added, as a whole.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/values.h"

#include <string.h>

struct walk {
    struct tksi_values *values;
    struct tksi_buffer *changes;
    uint32_t *partner[2]; /* by node, for children of what is walked over */
};

static tks_status walk(struct walk *all, uint32_t x, uint32_t y, tks_error *err);

static tks_status add(const struct walk *all, uint32_t x, uint32_t y, bool tolerated,
                      tks_error *err)
{
    const struct tksi_change change = { { x, y }, tolerated };

    return tksi_buffer_append(all->changes, &change, sizeof change, err);
}

static bool is_walked_into(const struct walk *all, uint32_t x, uint32_t y)
{
    const struct tksi_data *trees = all->values->trees;
    const struct tksi_datum *a = tksi_datum_at(&trees[0], x), *b = tksi_datum_at(&trees[1], y);
    const tks_str tag = tksi_extent_of(&trees[0], a->tag),
                  other = tksi_extent_of(&trees[1], b->tag);

    return a->kind == b->kind && a->kind >= TKSI_LIST && !a->alias && !b->alias &&
           tag.length == other.length && memcmp(tag.data, other.data, tag.length) == 0;
}

/* ---------------------------------------------------------------------- members */

static void pair_members(const struct walk *all, uint32_t x, uint32_t y)
{
    const struct tksi_data *a = &all->values->trees[0], *b = &all->values->trees[1];
    const uint32_t *xs = tksi_members(a, x), *ys = tksi_members(b, y);
    const uint32_t n = tksi_datum_at(a, x)->count, m = tksi_datum_at(b, y)->count;

    for (uint32_t i = 0, j = 0; i < n || j < m;) {
        const int order =
            i == n   ? 1
            : j == m ? -1
                     : tksi_compare_keys(a, tksi_datum_at(a, xs[i]), b, tksi_datum_at(b, ys[j]));

        if (order <= 0)
            all->partner[0][xs[i]] = order == 0 ? ys[j] : TKSI_NO_DATUM;
        if (order >= 0)
            all->partner[1][ys[j]] = order == 0 ? xs[i] : TKSI_NO_DATUM;
        i += order <= 0;
        j += order >= 0;
    }
}

/* Those of expected in their order, then what came. */
static tks_status walk_members(struct walk *all, uint32_t x, uint32_t y, tks_error *err)
{
    const struct tksi_data *trees = all->values->trees;
    const uint32_t *xs = tksi_children(&trees[0], x), *ys = tksi_children(&trees[1], y);
    const uint32_t n = tksi_datum_at(&trees[0], x)->count, m = tksi_datum_at(&trees[1], y)->count;
    tks_status status = TKS_OK;

    pair_members(all, x, y);
    for (uint32_t i = 0; i < n && status == TKS_OK; i++) {
        const uint32_t other = all->partner[0][xs[i]];

        status = other != TKSI_NO_DATUM ? walk(all, xs[i], other, err)
                                        : add(all, xs[i], TKSI_NO_DATUM, false, err);
    }
    for (uint32_t j = 0; j < m && status == TKS_OK; j++)
        if (all->partner[1][ys[j]] == TKSI_NO_DATUM)
            status = add(all, TKSI_NO_DATUM, ys[j], false, err);
    return status;
}

/* ------------------------------------------------------------------------ items */

static tks_status walk_items(struct walk *all, uint32_t x, uint32_t y, tks_error *err)
{
    const struct tksi_data *trees = all->values->trees;
    const uint32_t *xs = tksi_children(&trees[0], x), *ys = tksi_children(&trees[1], y);
    const uint32_t n = tksi_datum_at(&trees[0], x)->count, m = tksi_datum_at(&trees[1], y)->count;
    tks_status status = tksi_items_align(all->values, all->partner, x, y, err);

    for (uint32_t i = 0, j = 0; (i < n || j < m) && status == TKS_OK;) {
        if (i < n && all->partner[0][xs[i]] == TKSI_NO_DATUM)
            status = add(all, xs[i++], TKSI_NO_DATUM, false, err);
        else if (j < m && all->partner[1][ys[j]] == TKSI_NO_DATUM)
            status = add(all, TKSI_NO_DATUM, ys[j++], false, err);
        else
            status = walk(all, xs[i++], ys[j++], err);
    }
    return status;
}

/* As deep as TKSI_DATA_NESTED. */
static tks_status walk(struct walk *all, uint32_t x, uint32_t y, tks_error *err)
{
    struct tksi_values *values = all->values;

    if (values->exact[0][x] == values->exact[1][y])
        return TKS_OK;
    if (!is_walked_into(all, x, y))
        return add(all, x, y, tksi_values_near(values, x, y), err);
    return tksi_datum_at(&values->trees[0], x)->kind == TKSI_MAPPING ? walk_members(all, x, y, err)
                                                                     : walk_items(all, x, y, err);
}

tks_status tksi_values_compare(struct tksi_buffer *changes, struct tksi_values *values,
                               tks_error *err)
{
    const struct tksi_data *trees = values->trees;
    struct walk all = { .values = values, .changes = changes };
    tks_status status;

    for (int side = 0; side < 2; side++)
        all.partner[side] = tksi_allocate(&values->env, trees[side].count, sizeof **all.partner);
    status = all.partner[0] != NULL && all.partner[1] != NULL
                 ? walk(&all, trees[0].root, trees[1].root, err)
                 : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for values");
    tksi_release(&values->env, all.partner[0]);
    tksi_release(&values->env, all.partner[1]);
    return status;
}

/* items.c - which items of two lists belong together
 *
 * Equal items first, by the same search that lines are matched by (match.h), so an item
 * that was put in is one change and moves nothing else. What lies between them is paired
 * when it is alike - two mappings by what their members have in common, two strings by
 * their ends - and in order where as many are left on both sides.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/match.h"
#include "textdiff/values.h"
#include "textdiff/words.h"

enum {
    ALIKE = 40,        /* percent, for two items to be one that changed */
    OF_ONE_KIND = 41,  /* two numbers: that they changed is all there is to say */
    MOST_CELLS = 1024, /* items times items that are all held together */
    MOST_MEMBERS = 16, /* that are looked at */
    MOST_BYTES = 256   /* of strings */
};

/* A stretch of two lists. */
struct gap {
    const uint32_t *items[2];
    uint32_t count[2];
};

struct aligning {
    struct tksi_values *values;
    uint32_t *const *partner;
    struct gap gap;         /* what the match is about */
    uint32_t *of, *classes; /* by item: its number in this match; by that: its class */
    uint8_t *changed, *vague;
};

static void pair(const struct aligning *aligning, uint32_t x, uint32_t y)
{
    aligning->partner[0][x] = y;
    aligning->partner[1][y] = x;
}

/* -------------------------------------------------------------------- likeness */

static int likeness_of_strings(tks_str a, tks_str b)
{
    const size_t longest = a.length > b.length ? a.length : b.length;
    const size_t shortest = a.length < b.length ? a.length : b.length;
    const size_t most = shortest < MOST_BYTES ? shortest : MOST_BYTES;
    size_t front = 0, back = 0;

    while (front < most && a.data[front] == b.data[front])
        front++;
    while (back < most - front && a.data[a.length - 1 - back] == b.data[b.length - 1 - back])
        back++;
    return (int)(100 * (front + back) /
                 (longest < MOST_BYTES ? longest + (longest == 0) : (size_t)MOST_BYTES));
}

/* Members of equal key count one, of equal value too two more. */
static int likeness_of_mappings(const struct tksi_values *values, uint32_t x, uint32_t y)
{
    const struct tksi_data *a = &values->trees[0], *b = &values->trees[1];
    const uint32_t *xs = tksi_members(a, x), *ys = tksi_members(b, y);
    const uint32_t n = tksi_datum_at(a, x)->count, m = tksi_datum_at(b, y)->count;
    const uint32_t most = n > m ? n : m, looked_at = most < MOST_MEMBERS ? most : MOST_MEMBERS;
    uint32_t common = 0;

    for (uint32_t i = 0, j = 0; i < n && j < m && i < looked_at && j < looked_at;) {
        const int order = tksi_compare_keys(a, tksi_datum_at(a, xs[i]), b, tksi_datum_at(b, ys[j]));

        if (order == 0)
            common += values->as[0][xs[i]] == values->as[1][ys[j]] ? 3 : 1;
        i += order <= 0;
        j += order >= 0;
    }
    return looked_at > 0 ? (int)(100 * common / (3 * looked_at)) : 100;
}

/* The same items in the same places. */
static int likeness_of_lists(const struct tksi_values *values, uint32_t x, uint32_t y)
{
    const uint32_t *xs = tksi_children(&values->trees[0], x);
    const uint32_t *ys = tksi_children(&values->trees[1], y);
    const uint32_t n = tksi_datum_at(&values->trees[0], x)->count;
    const uint32_t m = tksi_datum_at(&values->trees[1], y)->count;
    const uint32_t most = n > m ? n : m, looked_at = most < MOST_MEMBERS ? most : MOST_MEMBERS;
    uint32_t common = 0;

    for (uint32_t i = 0; i < n && i < m && i < looked_at; i++)
        common += values->as[0][xs[i]] == values->as[1][ys[i]];
    return looked_at > 0 ? (int)(100 * common / looked_at) : 100;
}

static int likeness(const struct tksi_values *values, uint32_t x, uint32_t y)
{
    const struct tksi_data *trees = values->trees;
    const struct tksi_datum *a = tksi_datum_at(&trees[0], x), *b = tksi_datum_at(&trees[1], y);

    if (a->kind != b->kind || a->alias || b->alias)
        return 0;
    switch (a->kind) {
    case TKSI_STRING:
        return likeness_of_strings(tksi_extent_of(&trees[0], a->text),
                                   tksi_extent_of(&trees[1], b->text));
    case TKSI_LIST:
        return likeness_of_lists(values, x, y);
    case TKSI_MAPPING:
        return likeness_of_mappings(values, x, y);
    default:
        return OF_ONE_KIND;
    }
}

/* ------------------------------------------------------------------------ gaps */

static void pair_in_order(const struct aligning *aligning, const struct gap *gap, bool alike)
{
    for (uint32_t i = 0; i < gap->count[0] && i < gap->count[1]; i++)
        if (!alike || likeness(aligning->values, gap->items[0][i], gap->items[1][i]) >= ALIKE)
            pair(aligning, gap->items[0][i], gap->items[1][i]);
}

/* What the best pairs leave between them is paired in order where it is as much. */
static void pair_by(const struct aligning *aligning, const struct gap *gap, const int32_t *best)
{
    uint32_t x = 0, y = 0;

    for (uint32_t i = 0; i <= gap->count[0]; i++) {
        const uint32_t to = i == gap->count[0] ? gap->count[1] : (uint32_t)best[i];
        const struct gap between = { { gap->items[0] + x, gap->items[1] + y }, { i - x, to - y } };

        if (i < gap->count[0] && best[i] < 0)
            continue;
        if (between.count[0] == between.count[1])
            pair_in_order(aligning, &between, false);
        if (i < gap->count[0])
            pair(aligning, gap->items[0][i], gap->items[1][to]);
        x = i + 1;
        y = to + 1;
    }
}

static tks_status pair_best(const struct aligning *aligning, const struct gap *gap, tks_error *err)
{
    const struct tksi_env *env = &aligning->values->env;
    const int32_t n = (int32_t)gap->count[0], m = (int32_t)gap->count[1];
    uint8_t alike[MOST_CELLS];
    int32_t best[MOST_CELLS];
    tks_status status;

    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < m; j++)
            alike[i * m + j] =
                (uint8_t)likeness(aligning->values, gap->items[0][i], gap->items[1][j]);
    if ((status = tksi_best_pairs(best, alike, n, m, ALIKE, env, err)) == TKS_OK)
        pair_by(aligning, gap, best);
    return status;
}

/* Items of which none is equal to one of the other side in its place. */
static tks_status pair_gap(const struct aligning *aligning, const struct gap *gap, tks_error *err)
{
    const uint64_t cells = (uint64_t)gap->count[0] * gap->count[1];

    if (cells > 1 && cells <= MOST_CELLS)
        return pair_best(aligning, gap, err);
    pair_in_order(aligning, gap, gap->count[0] != gap->count[1]);
    return TKS_OK;
}

/* ----------------------------------------------------------------------- match */

static bool items_near(const void *user, int32_t x, int32_t y)
{
    const struct aligning *aligning = user;

    return tksi_values_near(aligning->values, aligning->gap.items[0][x], aligning->gap.items[1][y]);
}

/* Classes of the items at hand, from 0 on; returns how many. */
static uint32_t number_items(struct aligning *aligning)
{
    const struct tksi_values *values = aligning->values;
    uint32_t *local = values->local, *of = aligning->of, count = 0;

    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < aligning->gap.count[side]; i++) {
            const uint32_t item = aligning->gap.items[side][i], class = values->as[side][item];

            if (local[class] == 0) {
                aligning->classes[count] = class;
                aligning->vague[count] = values->vague[side] != NULL && values->vague[side][item];
                local[class] = ++count;
            }
            *of++ = local[class] - 1;
        }
    for (uint32_t i = 0; i < count; i++)
        local[aligning->classes[i]] = 0;
    return count;
}

/* Pairs what belongs together, and looks at the gaps between. */
static tks_status take_match(struct aligning *aligning, const struct tksi_match *match,
                             tks_error *err)
{
    const struct gap *whole = &aligning->gap;
    uint32_t x = 0, y = 0;
    tks_status status = TKS_OK;

    while ((x < whole->count[0] || y < whole->count[1]) && status == TKS_OK) {
        struct gap gap = { { whole->items[0] + x, whole->items[1] + y }, { 0, 0 } };

        while (x < whole->count[0] && match->changed[0][x])
            x++;
        while (y < whole->count[1] && match->changed[1][y])
            y++;
        gap.count[0] = (uint32_t)(whole->items[0] + x - gap.items[0]);
        gap.count[1] = (uint32_t)(whole->items[1] + y - gap.items[1]);
        if (gap.count[0] > 0 && gap.count[1] > 0)
            status = pair_gap(aligning, &gap, err);
        if (x < whole->count[0] && y < whole->count[1])
            pair(aligning, whole->items[0][x++], whole->items[1][y++]);
    }
    return status;
}

static tks_status match_items(struct aligning *aligning, tks_error *err)
{
    const struct tksi_env *env = &aligning->values->env;
    const uint32_t n = aligning->gap.count[0], m = aligning->gap.count[1];
    struct tksi_match match = { .count = { (int32_t)n, (int32_t)m }, .user = aligning };
    tks_status status;

    aligning->of = tksi_allocate(env, 2 * ((size_t)n + m), sizeof *aligning->of);
    aligning->changed = tksi_allocate(env, (size_t)n + m, 2);
    if (aligning->of == NULL || aligning->changed == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %u items", n + m);
    aligning->classes = aligning->of + n + m;
    aligning->vague = aligning->changed + n + m;
    match.classes = number_items(aligning);
    match.of[0] = aligning->of;
    match.of[1] = aligning->of + n;
    match.changed[0] = aligning->changed;
    match.changed[1] = aligning->changed + n;
    match.vague = aligning->vague;
    match.near = aligning->values->numbers != NULL ? items_near : NULL;
    status = tksi_match(&match, env, err);
    return status != TKS_OK ? status : take_match(aligning, &match, err);
}

/* ------------------------------------------------------------------------- all */

/* Items that are near each other, one by one, are nothing else. Where there is no time left
 * to ask, that is found when they are walked over. */
static bool are_near(struct tksi_values *values, uint32_t x, uint32_t y)
{
    return values->numbers != NULL && values->blanked[0][x] == values->blanked[1][y] &&
           (tksi_values_near(values, x, y) || values->steps > TKSI_MOST_NEAR);
}

tks_status tksi_items_align(struct tksi_values *values, uint32_t *const partner[2], uint32_t x,
                            uint32_t y, tks_error *err)
{
    struct aligning aligning = { .values = values, .partner = partner };
    struct gap *gap = &aligning.gap;
    tks_status status;

    gap->items[0] = tksi_children(&values->trees[0], x);
    gap->items[1] = tksi_children(&values->trees[1], y);
    gap->count[0] = tksi_datum_at(&values->trees[0], x)->count;
    gap->count[1] = tksi_datum_at(&values->trees[1], y)->count;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < gap->count[side]; i++)
            partner[side][gap->items[side][i]] = TKSI_NO_DATUM;
    if (are_near(values, x, y)) {
        pair_in_order(&aligning, gap, false);
        return TKS_OK;
    }
    while (gap->count[0] > 0 && gap->count[1] > 0 &&
           values->as[0][gap->items[0][0]] == values->as[1][gap->items[1][0]]) {
        pair(&aligning, *gap->items[0]++, *gap->items[1]++);
        gap->count[0]--;
        gap->count[1]--;
    }
    while (gap->count[0] > 0 && gap->count[1] > 0 &&
           values->as[0][gap->items[0][gap->count[0] - 1]] ==
               values->as[1][gap->items[1][gap->count[1] - 1]])
        pair(&aligning, gap->items[0][--gap->count[0]], gap->items[1][--gap->count[1]]);
    if (gap->count[0] == 0 || gap->count[1] == 0)
        return TKS_OK;
    status = match_items(&aligning, err);
    tksi_release(&values->env, aligning.changed);
    tksi_release(&values->env, aligning.of);
    return status;
}

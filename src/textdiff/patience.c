/* patience.c - what belongs together, beginning with what is sure
 *
 * A line that occurs once on each side says most: a function's head, a heading. As many
 * of them as go without crossing are anchors (Bram Cohen's patience diff: the longest
 * rising subsequence). Between two anchors other lines are unique, so all begins again
 * there, to a depth that bounds the work. What has no unique line - braces, blank lines,
 * repeated rows - is left to the shortest script (shortest.c), without the elements whose
 * class the other side does not have at all.
 *
 * Every step but the last looks at each element of its box a few times, so it is linear;
 * sorting into piles adds a logarithm where lines changed their order.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/match.h"

#include <string.h>

enum { DEEPEST = 16, NONE = -1 };

struct patience {
    struct tksi_match *match;
    struct tksi_shortest shortest;
    /* by class, within the box at hand; zero between two boxes */
    uint8_t *seen[2]; /* times on each side, counted to two */
    int32_t *where;   /* in actual, the last of them */
    /* by position in expected */
    int32_t *anchor;      /* its partner, NONE */
    int32_t *below;       /* the candidate that it lies on, as a position in expected */
    int32_t *piles;       /* the candidate on top of each pile, as a position in expected */
    int32_t *elements[2]; /* those the other side has too, for the shortest script */
};

int64_t tksi_match_steps(int32_t expected, int32_t actual)
{
    const int64_t all = (int64_t)expected + actual + 1;

    return all * (4 * DEEPEST + 32) + 8 * all * tksi_shortest_most(expected, actual);
}

static void count_box(struct patience *patience, struct tksi_box box)
{
    const struct tksi_match *match = patience->match;

    for (int32_t x = box.x0; x < box.x1; x++) {
        uint8_t *seen = &patience->seen[0][match->of[0][x]];

        *seen = (uint8_t)(*seen + (*seen < 2));
    }
    for (int32_t y = box.y0; y < box.y1; y++) {
        uint8_t *seen = &patience->seen[1][match->of[1][y]];

        *seen = (uint8_t)(*seen + (*seen < 2));
        patience->where[match->of[1][y]] = y;
    }
    patience->match->steps += box.x1 - box.x0 + box.y1 - box.y0;
}

static void forget_box(struct patience *patience, struct tksi_box box)
{
    const struct tksi_match *match = patience->match;

    for (int32_t x = box.x0; x < box.x1; x++)
        patience->seen[0][match->of[0][x]] = 0;
    for (int32_t y = box.y0; y < box.y1; y++)
        patience->seen[1][match->of[1][y]] = 0;
}

static int32_t partner(const struct patience *patience, int32_t x)
{
    return patience->where[patience->match->of[0][x]];
}

/* The pile that a candidate goes on: the first whose top lies behind it. Most lines keep
 * their order, so the place after the last is tried first. */
static int32_t pile_for(struct patience *patience, int32_t piles, int32_t y)
{
    int32_t low = 0, high = piles;

    if (piles == 0 || partner(patience, patience->piles[piles - 1]) < y)
        return piles;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        patience->match->steps++;
        if (partner(patience, patience->piles[middle]) < y)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_vague(const struct tksi_match *match, uint32_t class)
{
    return match->near != NULL && match->vague[class] != 0;
}

/* Sets the anchors of a box that was counted; returns how many there are. */
static int32_t set_anchors(struct patience *patience, struct tksi_box box)
{
    int32_t piles = 0;

    for (int32_t x = box.x0; x < box.x1; x++) {
        const uint32_t class = patience->match->of[0][x];
        int32_t pile;

        patience->anchor[x] = NONE;
        if (patience->seen[0][class] != 1 || patience->seen[1][class] != 1 ||
            is_vague(patience->match, class))
            continue;
        pile = pile_for(patience, piles, patience->where[class]);
        patience->below[x] = pile > 0 ? patience->piles[pile - 1] : NONE;
        patience->piles[pile] = x;
        piles += pile == piles;
    }
    for (int32_t x = piles > 0 ? patience->piles[piles - 1] : NONE; x != NONE;
         x = patience->below[x])
        patience->anchor[x] = partner(patience, x);
    return piles;
}

/* Marks what the other side does not have, in a box that was counted, and lists the rest
 * from the box's first element on. */
static int32_t list_common(struct patience *patience, int side, int32_t from, int32_t to)
{
    const struct tksi_match *match = patience->match;
    int32_t *elements = patience->elements[side], next = from;

    for (int32_t i = from; i < to; i++)
        if (is_vague(match, match->of[side][i]) || patience->seen[1 - side][match->of[side][i]] > 0)
            elements[next++] = i;
        else
            match->changed[side][i] = 1;
    return next;
}

static bool is_equal(const struct patience *patience, int32_t x, int32_t y)
{
    return patience->match->of[0][x] == patience->match->of[1][y];
}

/* Cuts off what is equal at both ends. */
static struct tksi_box trimmed(const struct patience *patience, struct tksi_box box)
{
    while (box.x0 < box.x1 && box.y0 < box.y1 && is_equal(patience, box.x0, box.y0)) {
        box.x0++;
        box.y0++;
    }
    while (box.x0 < box.x1 && box.y0 < box.y1 && is_equal(patience, box.x1 - 1, box.y1 - 1)) {
        box.x1--;
        box.y1--;
    }
    return box;
}

static void solve(struct patience *patience, struct tksi_box box, int depth)
{
    int32_t anchors, x0, y0;

    box = trimmed(patience, box);
    x0 = box.x0;
    y0 = box.y0;
    if (box.x0 == box.x1 || box.y0 == box.y1) {
        memset(patience->match->changed[0] + box.x0, 1, (size_t)(box.x1 - box.x0));
        memset(patience->match->changed[1] + box.y0, 1, (size_t)(box.y1 - box.y0));
        return;
    }
    count_box(patience, box);
    anchors = depth < DEEPEST ? set_anchors(patience, box) : 0;
    if (anchors == 0) {
        const int32_t x1 = list_common(patience, 0, box.x0, box.x1);
        const int32_t y1 = list_common(patience, 1, box.y0, box.y1);

        forget_box(patience, box);
        tksi_shortest(&patience->shortest, (struct tksi_box){ box.x0, x1, box.y0, y1 });
        return;
    }
    forget_box(patience, box);
    for (int32_t x = box.x0; x < box.x1; x++) {
        const int32_t y = patience->anchor[x];

        if (y == NONE)
            continue;
        if (x > x0 || y > y0)
            solve(patience, (struct tksi_box){ x0, x, y0, y }, depth + 1);
        x0 = x + 1;
        y0 = y + 1;
    }
    solve(patience, (struct tksi_box){ x0, box.x1, y0, box.y1 }, depth + 1);
}

static tks_status take_room(struct patience *patience, const struct tksi_env *env, tks_error *err)
{
    const struct tksi_match *match = patience->match;
    const size_t n = (size_t)match->count[0], m = (size_t)match->count[1];
    const int32_t most = tksi_shortest_most(match->count[0], match->count[1]);

    patience->shortest = (struct tksi_shortest){ .match = patience->match, .most = most };
    patience->seen[0] = tksi_allocate_zeroed(env, match->classes, 2);
    patience->where = tksi_allocate(env, match->classes, sizeof(int32_t));
    patience->anchor = tksi_allocate(env, n, 3 * sizeof(int32_t));
    patience->elements[1] = tksi_allocate(env, m, sizeof(int32_t));
    patience->shortest.paths = tksi_allocate(env, tksi_shortest_room(most), sizeof(int32_t));
    if (patience->seen[0] == NULL || patience->where == NULL || patience->anchor == NULL ||
        patience->elements[1] == NULL || patience->shortest.paths == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a comparison");
    patience->seen[1] = patience->seen[0] + match->classes;
    patience->below = patience->anchor + n;
    patience->piles = patience->anchor + 2 * n;
    patience->elements[0] = patience->below; /* a box has either anchors or elements */
    patience->shortest.elements[0] = patience->elements[0];
    patience->shortest.elements[1] = patience->elements[1];
    return TKS_OK;
}

tks_status tksi_match(struct tksi_match *match, const struct tksi_env *env, tks_error *err)
{
    struct patience patience = { .match = match };
    const tks_status status = take_room(&patience, env, err);

    memset(match->changed[0], 0, (size_t)match->count[0]);
    memset(match->changed[1], 0, (size_t)match->count[1]);
    if (status == TKS_OK)
        solve(&patience, (struct tksi_box){ 0, match->count[0], 0, match->count[1] }, 0);
    tksi_release(env, patience.shortest.paths);
    tksi_release(env, patience.elements[1]);
    tksi_release(env, patience.anchor);
    tksi_release(env, patience.where);
    tksi_release(env, patience.seen[0]);
    return status;
}

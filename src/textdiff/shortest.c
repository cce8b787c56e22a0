/* shortest.c - the shortest script in linear space, as long as it costs little
 *
 * E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986),
 * section 4b: paths grow from both ends of a box until they meet; what lies before and
 * after the meeting is solved in the same way. A diagonal k holds the points with
 * x - y = k; forward paths keep the farthest x on each, backward ones the nearest.
 *
 * Two long sequences that have little in common would take the square of their length.
 * So a search gives up after `most` differences, and takes the forward path that came
 * farthest for its beginning; the search for the rest begins anew from there. Each such
 * step costs most * most and comes at least `most` elements further, so all of them cost
 * most * (n + m). `most` is so chosen that this is a fraction of a second, and the
 * script is the shortest wherever fewer differences lie between two places.
 *
 * This is not align/myers.c: rows of pictures that its budget does not reach stay
 * unmatched, and equal is all that rows can be.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/match.h"

#include <string.h>

enum { LEAST_DIFFERENCES = 32 };

/* A second of steps where it is needed whole, for everything together. */
static const int64_t most_steps = (int64_t)1 << 26;

/* The middle of a shortest path: a stretch of `length` pairs from x, y. */
struct middle {
    int32_t x, y, length;
    int32_t differences; /* of the whole box; -1: given up, and the path ends here */
};

int32_t tksi_shortest_most(int32_t expected, int32_t actual)
{
    const int64_t all = (int64_t)expected + actual, fits = most_steps / (all + 1);
    const int64_t most = fits < all + 1 ? fits : all + 1;

    return (int32_t)(most > LEAST_DIFFERENCES ? most : LEAST_DIFFERENCES);
}

size_t tksi_shortest_room(int32_t most)
{
    return 2 * (2 * (size_t)most + 3);
}

static int32_t position(const struct tksi_shortest *shortest, int side, int32_t i)
{
    return shortest->elements[side] != NULL ? shortest->elements[side][i] : i;
}

static bool belong(const struct tksi_shortest *shortest, int32_t x, int32_t y)
{
    const struct tksi_match *match = shortest->match;

    x = position(shortest, 0, x);
    y = position(shortest, 1, y);
    return match->of[0][x] == match->of[1][y] ||
           (match->near != NULL && match->near(match->user, x, y));
}

/* One more difference for the forward paths; true if one met a backward path. */
static bool step_forward(struct tksi_shortest *shortest, const struct tksi_box *box,
                         int32_t *forward, const int32_t *backward, int32_t d,
                         struct middle *middle)
{
    const int32_t n = box->x1 - box->x0, m = box->y1 - box->y0, delta = n - m;

    for (int32_t k = -d; k <= d; k += 2) {
        int32_t x = k == -d || (k != d && forward[k - 1] < forward[k + 1]) ? forward[k + 1]
                                                                           : forward[k - 1] + 1;
        const int32_t begun = x;

        while (x < n && x - k < m && x - k >= 0 && belong(shortest, box->x0 + x, box->y0 + x - k))
            x++;
        shortest->match->steps += 1 + x - begun;
        forward[k] = x;
        if (delta % 2 != 0 && k - delta >= 1 - d && k - delta <= d - 1 &&
            x >= backward[k - delta]) {
            *middle = (struct middle){ begun, begun - k, x - begun, 2 * d - 1 };
            return true;
        }
    }
    return false;
}

/* The same for the backward paths, whose diagonals are counted from the far end. */
static bool step_backward(struct tksi_shortest *shortest, const struct tksi_box *box,
                          const int32_t *forward, int32_t *backward, int32_t d,
                          struct middle *middle)
{
    const int32_t n = box->x1 - box->x0, m = box->y1 - box->y0, delta = n - m;

    for (int32_t k = -d; k <= d; k += 2) {
        int32_t x = k == d || (k != -d && backward[k - 1] < backward[k + 1]) ? backward[k - 1]
                                                                             : backward[k + 1] - 1;
        const int32_t begun = x, to_y = -k - delta;

        while (x > 0 && x + to_y > 0 && x + to_y <= m &&
               belong(shortest, box->x0 + x - 1, box->y0 + x + to_y - 1))
            x--;
        shortest->match->steps += 1 + begun - x;
        backward[k] = x;
        if (delta % 2 == 0 && k + delta >= -d && k + delta <= d && x <= forward[k + delta]) {
            *middle = (struct middle){ x, x + to_y, begun - x, 2 * d };
            return true;
        }
    }
    return false;
}

/* The point that forward paths of d differences came farthest to. */
static struct middle farthest(const struct tksi_box *box, const int32_t *forward, int32_t d)
{
    const int32_t n = box->x1 - box->x0, m = box->y1 - box->y0;
    struct middle best = { .differences = -1 };

    for (int32_t k = -d; k <= d; k += 2) {
        const int32_t x = forward[k], y = x - k;

        if (x <= n && y >= 0 && y <= m && x + y > best.x + best.y)
            best = (struct middle){ x, y, 0, -1 };
    }
    return best;
}

static struct middle find_middle(struct tksi_shortest *shortest, const struct tksi_box *box)
{
    int32_t *forward = shortest->paths + shortest->most + 1;
    int32_t *backward = forward + 2 * shortest->most + 3;
    struct middle middle = { 0 };

    forward[1] = 0;
    backward[-1] = box->x1 - box->x0;
    for (int32_t d = 0; d <= shortest->most; d++)
        if (step_forward(shortest, box, forward, backward, d, &middle) ||
            step_backward(shortest, box, forward, backward, d, &middle))
            return middle;
    return farthest(box, forward, shortest->most);
}

static void mark(struct tksi_shortest *shortest, int side, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to; i++)
        shortest->match->changed[side][position(shortest, side, i)] = 1;
}

/* Cuts off what belongs together at both ends. */
static void trim(struct tksi_shortest *shortest, struct tksi_box *box)
{
    while (box->x0 < box->x1 && box->y0 < box->y1 && belong(shortest, box->x0, box->y0)) {
        box->x0++;
        box->y0++;
    }
    while (box->x0 < box->x1 && box->y0 < box->y1 && belong(shortest, box->x1 - 1, box->y1 - 1)) {
        box->x1--;
        box->y1--;
    }
}

/* Depth is the logarithm of `most`: the box after the middle is the loop's. */
void tksi_shortest(struct tksi_shortest *shortest, struct tksi_box box)
{
    for (;;) {
        struct middle middle;
        struct tksi_box before;

        trim(shortest, &box);
        if (box.x0 == box.x1 || box.y0 == box.y1) {
            mark(shortest, 0, box.x0, box.x1);
            mark(shortest, 1, box.y0, box.y1);
            return;
        }
        middle = find_middle(shortest, &box);
        before = (struct tksi_box){ box.x0, box.x0 + middle.x, box.y0, box.y0 + middle.y };
        tksi_shortest(shortest, before);
        box.x0 += middle.x + middle.length;
        box.y0 += middle.y + middle.length;
    }
}

tks_status tksi_match_shortest(struct tksi_match *match, const struct tksi_env *env, tks_error *err)
{
    struct tksi_shortest shortest = { .match = match };

    memset(match->changed[0], 0, (size_t)match->count[0]);
    memset(match->changed[1], 0, (size_t)match->count[1]);
    shortest.most = tksi_shortest_most(match->count[0], match->count[1]);
    shortest.paths = tksi_allocate(env, tksi_shortest_room(shortest.most), sizeof *shortest.paths);
    if (shortest.paths == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a comparison");
    tksi_shortest(&shortest, (struct tksi_box){ 0, match->count[0], 0, match->count[1] });
    tksi_release(env, shortest.paths);
    return TKS_OK;
}

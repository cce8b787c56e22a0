/* myers.c - the longest common subsequence in linear space
 *
 * E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1
 * (1986), section 4b: paths grow from both ends until they meet; what lies before
 * and after the meeting is solved in the same way. A diagonal k holds the points
 * with x - y = k; the forward paths keep the farthest x on each, the backward ones
 * the nearest.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/myers.h"

/* A part of both sequences: expected x0..x1-1, actual y0..y1-1. */
struct box {
    int32_t x0, x1, y0, y1;
};

/* The middle of a best path: a stretch of equal elements, perhaps empty, after
 * `before` differences of `all`. */
struct snake {
    int32_t x0, y0, x1, y1;
    int32_t all;
};

size_t tksi_myers_room(int32_t expected, int32_t actual)
{
    return 2 * ((size_t)expected + (size_t)actual + 3);
}

/* One more difference for the forward paths. */
static bool step_forward(struct tksi_myers *myers, const struct box *box, int32_t *forward,
                         const int32_t *backward, int32_t d, struct snake *snake)
{
    const int32_t n = box->x1 - box->x0, m = box->y1 - box->y0, delta = n - m;

    for (int32_t k = -d; k <= d; k += 2) {
        int32_t x = k == -d || (k != d && forward[k - 1] < forward[k + 1]) ? forward[k + 1]
                                                                           : forward[k - 1] + 1;
        int32_t y = x - k, begun = x;

        while (x < n && y < m && y >= 0 &&
               myers->expected[box->x0 + x] == myers->actual[box->y0 + y]) {
            x++;
            y++;
        }
        myers->steps_left -= 1 + x - begun;
        forward[k] = x;
        if (delta % 2 != 0 && k - delta >= 1 - d && k - delta <= d - 1 &&
            x >= backward[k - delta]) {
            *snake = (struct snake){ begun, begun - k, x, y, 2 * d - 1 };
            return true;
        }
    }
    return false;
}

/* The same for the backward paths, whose diagonals are counted from the far end. */
static bool step_backward(struct tksi_myers *myers, const struct box *box, const int32_t *forward,
                          int32_t *backward, int32_t d, struct snake *snake)
{
    const int32_t n = box->x1 - box->x0, m = box->y1 - box->y0, delta = n - m;

    for (int32_t k = -d; k <= d; k += 2) {
        int32_t x = k == d || (k != -d && backward[k - 1] < backward[k + 1]) ? backward[k - 1]
                                                                             : backward[k + 1] - 1;
        int32_t y = x - k - delta, ended = x;

        while (x > 0 && y > 0 && y <= m &&
               myers->expected[box->x0 + x - 1] == myers->actual[box->y0 + y - 1]) {
            x--;
            y--;
        }
        myers->steps_left -= 1 + ended - x;
        backward[k] = x;
        if (delta % 2 == 0 && k + delta >= -d && k + delta <= d && x <= forward[k + delta]) {
            *snake = (struct snake){ x, y, ended, ended - k - delta, 2 * d };
            return true;
        }
    }
    return false;
}

/* False when there are no steps left. */
static bool find_middle(struct tksi_myers *myers, const struct box *box, struct snake *snake)
{
    const int32_t n = box->x1 - box->x0, m = box->y1 - box->y0;
    const int32_t most = (n + m + 1) / 2;
    int32_t *forward = myers->paths + most + 1, *backward = forward + 2 * (most + 1) + 1;

    forward[1] = 0;
    backward[-1] = n;
    for (int32_t d = 0; d <= most && myers->steps_left > 0; d++)
        if (step_forward(myers, box, forward, backward, d, snake) ||
            step_backward(myers, box, forward, backward, d, snake))
            return true;
    return false;
}

/* At most one element is without its like: walk along. */
static void walk(struct tksi_myers *myers, const struct box *box)
{
    int32_t x = box->x0, y = box->y0;

    while (x < box->x1 && y < box->y1) {
        if (myers->expected[x] == myers->actual[y])
            myers->found(myers->user, x++, y++);
        else if (box->x1 - x > box->y1 - y)
            x++;
        else
            y++;
    }
}

/* Depth is the logarithm of the number of differences. */
static void solve(struct tksi_myers *myers, struct box box)
{
    struct snake snake;

    if (box.x0 == box.x1 || box.y0 == box.y1 || !find_middle(myers, &box, &snake))
        return;
    if (snake.all <= 1) {
        walk(myers, &box);
        return;
    }
    solve(myers, (struct box){ box.x0, box.x0 + snake.x0, box.y0, box.y0 + snake.y0 });
    for (int32_t i = 0; i < snake.x1 - snake.x0; i++)
        myers->found(myers->user, box.x0 + snake.x0 + i, box.y0 + snake.y0 + i);
    solve(myers, (struct box){ box.x0 + snake.x1, box.x1, box.y0 + snake.y1, box.y1 });
}

void tksi_myers(struct tksi_myers *myers, int32_t n, int32_t m)
{
    solve(myers, (struct box){ 0, n, 0, m });
}

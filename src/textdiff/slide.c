/* slide.c - changes where a reader expects them
 *
 * A function inserted between two others begins and ends with lines that its neighbours
 * have too, so the script may just as well say that the end of the one before, and all
 * but the end of the new one, was inserted:
 *
 *       }            }                      |   A stretch of changed lines slides down
 *     + int b()      }        +   }         v   when the line after it is like its first,
 *     + {            int b()  + int b()         up when the line before it is like its
 *     + }            {        + {               last.
 *       int c()
 *
 * Stretches that touch when they slide become one. One that can lie beside a change of
 * the other side goes there, so that both are read as a replacement. Else the place is
 * chosen by its two edges, where the text should have joints: before a line that is
 * indented little, after a blank line, not between a head and its indented body, and not
 * before a line that closes a block. That indentation tells joints was shown by
 * M. Haggerty's measurements for git (2016); the weights here are our own.
 *
 * A stretch slides at most MOST_SLIDE lines, and all of them together move as many lines
 * as the text has a few times over, so files of equal lines cost no more than others.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/slide.h"

#include <string.h>

enum {
    MOST_SLIDE = 100,
    MOST_TIMES = 16,   /* what may be moved, in times of the text */
    MOST_BLANK = 8,    /* blank lines looked past */
    MOST_INDENT = 200, /* columns that are told apart */
    MOST_BYTES = 1000, /* of a line that may be blank */
    TAB = 8,
    /* what a joint costs: the indentation of the line after it, and these */
    BEFORE_BLANK = 30,   /* a stretch does not begin with a blank line */
    AFTER_BLANK = -40,   /* it may well end with one: paragraphs keep what divides them */
    BEFORE_CLOSING = 25, /* the line after is indented less than the one before */
    BEFORE_BODY = 15     /* or more: a head and its body are cut apart */
};

/* A stretch of changed lines, from .. to - 1. */
struct group {
    int32_t from, to;
};

/* One side, and what is changed on the other. A position on the other side is that of a
 * kept line, or the end: it stands where as many lines are kept before it as before the
 * stretch at hand on this side. */
struct sliding {
    const struct tksi_stretch *stretch;
    const uint32_t *of;
    uint8_t *changed;
    const uint8_t *other;
    int32_t count, other_count;
    int64_t left; /* lines that may still be moved */
};

static bool is_blank(tks_str line)
{
    for (size_t i = 0; i < line.length && i < MOST_BYTES; i++)
        if (strchr(" \t\r\n", line.data[i]) == NULL)
            return false;
    return true;
}

static int indent_of(tks_str line)
{
    int columns = 0;

    for (size_t i = 0; i < line.length && columns < MOST_INDENT; i++) {
        if (line.data[i] == ' ')
            columns++;
        else if (line.data[i] == '\t')
            columns += TAB - columns % TAB;
        else
            break;
    }
    return columns;
}

static tks_str line_at(const struct sliding *sliding, int32_t i)
{
    return tksi_line(sliding->stretch->lines, sliding->stretch->first + i);
}

/* The indentation of the nearest line from i on, in steps of `step`, that is not blank;
 * 0 at the ends of the text. */
static int indent_near(const struct sliding *sliding, int32_t i, int32_t step)
{
    for (int looked = 0; looked <= MOST_BLANK && i >= 0 && i < sliding->count;
         looked++, i += step) {
        const tks_str line = line_at(sliding, i);

        if (!is_blank(line))
            return indent_of(line);
    }
    return 0;
}

/* What it costs a reader that a stretch begins or ends before line i. */
static int joint_cost(const struct sliding *sliding, int32_t i)
{
    const int after = indent_near(sliding, i, 1), before = indent_near(sliding, i - 1, -1);
    const bool blank_after = i < sliding->count && is_blank(line_at(sliding, i));
    const bool blank_before = i == 0 || is_blank(line_at(sliding, i - 1));
    int cost = after;

    if (blank_after)
        cost += BEFORE_BLANK;
    if (blank_before)
        cost += AFTER_BLANK;
    else if (after < before)
        cost += BEFORE_CLOSING;
    else if (after > before)
        cost += BEFORE_BODY;
    return cost;
}

/* How far the stretch slides in one direction before it touches another, or can go no
 * further. */
static int32_t room_above(const struct sliding *sliding, struct group group)
{
    int32_t room = 0;

    while (room < MOST_SLIDE && group.from - room > 0 && !sliding->changed[group.from - room - 1] &&
           sliding->of[group.from - room - 1] == sliding->of[group.to - room - 1])
        room++;
    return room;
}

static int32_t room_below(const struct sliding *sliding, struct group group)
{
    int32_t room = 0;

    while (room < MOST_SLIDE && group.to + room < sliding->count &&
           !sliding->changed[group.to + room] &&
           sliding->of[group.from + room] == sliding->of[group.to + room])
        room++;
    return room;
}

static struct group moved(struct sliding *sliding, struct group group, int32_t by)
{
    memset(sliding->changed + group.from, 0, (size_t)(group.to - group.from));
    group.from += by;
    group.to += by;
    memset(sliding->changed + group.from, 1, (size_t)(group.to - group.from));
    while (group.from > 0 && sliding->changed[group.from - 1])
        group.from--;
    while (group.to < sliding->count && sliding->changed[group.to])
        group.to++;
    return group;
}

/* Whether the other side has changed lines right before one of its positions. */
static bool other_changed(const struct sliding *sliding, int32_t at)
{
    return at > 0 && sliding->other[at - 1];
}

/* Moves a position of the other side by some kept lines, to the kept line there or the
 * end. */
static int32_t other_moved(const struct sliding *sliding, int32_t at, int32_t by)
{
    for (; by > 0; by--)
        for (at++; at < sliding->other_count && sliding->other[at]; at++)
            ;
    for (; by < 0; by++)
        for (at--; at > 0 && sliding->other[at]; at--)
            ;
    return at;
}

/* The best move of a stretch that may go `above` lines up and `below` down. */
static int32_t choose(const struct sliding *sliding, struct group group, int32_t above,
                      int32_t below, int32_t other_at)
{
    int32_t at = other_moved(sliding, other_at, -above), best = 0;
    int least = INT32_MAX;

    for (int32_t by = -above; by <= below; by++) {
        int cost;

        if (other_changed(sliding, at))
            return by;
        cost = joint_cost(sliding, group.from + by) + joint_cost(sliding, group.to + by);
        if (cost <= least) {
            least = cost;
            best = by;
        }
        if (by < below)
            at = other_moved(sliding, at, 1);
    }
    return best;
}

/* Settles the stretch that begins at `from`; returns where it ends. *other_at is the
 * other side's position before it, then after it. */
static int32_t settle(struct sliding *sliding, struct group group, int32_t *other_at)
{
    /* touching another, it becomes one with it and may go further: each time there is one
     * stretch fewer */
    for (;;) {
        const int32_t above = room_above(sliding, group), below = room_below(sliding, group);
        const int32_t lines = group.to - group.from;
        struct group next;
        int32_t by = 0;

        if ((sliding->left -= lines) < 0)
            return group.to;
        if (above > 0 && group.from - above > 0 && sliding->changed[group.from - above - 1])
            by = -above;
        else if (below > 0 && group.to + below < sliding->count &&
                 sliding->changed[group.to + below])
            by = below;
        if (by == 0) {
            by = choose(sliding, group, above, below, *other_at);
            *other_at = other_moved(sliding, *other_at, by);
            return moved(sliding, group, by).to;
        }
        next = moved(sliding, group, by);
        *other_at = other_moved(sliding, *other_at, by); /* it met no kept line beyond */
        if (next.to - next.from == lines)
            return next.to;
        group = next;
    }
}

static void slide_side(struct tksi_match *match, const struct tksi_stretch sides[2], int side)
{
    struct sliding sliding = { &sides[side],
                               match->of[side],
                               match->changed[side],
                               match->changed[1 - side],
                               match->count[side],
                               match->count[1 - side],
                               (int64_t)MOST_TIMES * match->count[side] };
    int32_t other_at = other_moved(&sliding, -1, 1);

    for (int32_t i = 0; i < sliding.count; i++) {
        struct group group = { i, i };

        if (!sliding.changed[i]) {
            other_at = other_moved(&sliding, other_at, 1);
            continue;
        }
        while (group.to < sliding.count && sliding.changed[group.to])
            group.to++;
        i = settle(&sliding, group, &other_at) - 1;
    }
}

void tksi_slide(struct tksi_match *match, const struct tksi_stretch sides[2])
{
    slide_side(match, sides, 0);
    slide_side(match, sides, 1);
}

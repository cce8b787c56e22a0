/* match.h - which elements of two sequences belong together
 *
 * Arithmetic on numbers that stand for lines or words; knows no text.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_MATCH_H
#define TKSI_TEXTDIFF_MATCH_H

#include "base/base.h"

/* Two sequences, and what is known of them. The answer is in `changed`: what is not
 * changed on one side belongs, in order, to what is not changed on the other. */
struct tksi_match {
    const uint32_t *of[2];    /* by side: the class of each element */
    int32_t         count[2];
    uint32_t        classes;  /* all are below this */
    /* Elements of different class that may belong together all the same; NULL: none do.
     * Elements of one class are as near to any third. */
    bool (*near)(const void *user, int32_t expected, int32_t actual);
    const void *user;
    /* By class, with `near`: elements that may be near to others. They are no anchors: equal
     * ones could keep apart what is near. */
    const uint8_t *vague;
    uint8_t    *changed[2];   /* by side, one for each element: 0 or 1 */
    int64_t     steps;        /* of work done, for tests of its bound */
};

/* The most steps that sequences of these lengths take. */
int64_t tksi_match_steps(int32_t expected, int32_t actual);

/* Anchors that are unique on both sides first (patience.c), then the shortest script
 * between them (shortest.c). */
tks_status tksi_match(struct tksi_match *match, const struct tksi_env *env, tks_error *err);

/* The shortest script alone. */
tks_status tksi_match_shortest(struct tksi_match *match, const struct tksi_env *env,
                               tks_error *err);

/* ------------------------------------------------------------------- inside */

/* A part of both sequences: x0 .. x1 - 1 of expected, y0 .. y1 - 1 of actual. */
struct tksi_box {
    int32_t x0, x1, y0, y1;
};

/* One search for shortest scripts. */
struct tksi_shortest {
    struct tksi_match *match;
    const int32_t     *elements[2]; /* positions the box counts; NULL: all of them */
    int32_t           *paths;       /* tksi_shortest_room numbers */
    int32_t            most;        /* differences searched for at once */
};

/* How many differences may be searched for at once, so that the work is bounded. */
int32_t tksi_shortest_most(int32_t expected, int32_t actual);
size_t  tksi_shortest_room(int32_t most);

/* Marks all of the box that does not belong together. */
void tksi_shortest(struct tksi_shortest *shortest, struct tksi_box box);

#endif

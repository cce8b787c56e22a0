/* suggest.c - how far a typed word is from a real one
 *
 * The distance counts letters inserted, dropped, replaced or swapped with their
 * neighbour (optimal string alignment). A third of the typed letters may be wrong,
 * two at least; a name that merely continues what was typed is always near. Names whose
 * length alone is too far off are not looked at: there may be many thousand.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "suggest.h"

#include <string.h>

enum { LONGEST = 128 }; /* longer than any name in the tables and most snapshots' */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][LONGEST + 1];
    size_t *older = rows[0], *old = rows[1], *row = rows[2];

    for (size_t x = 0; x <= b_length; x++)
        old[x] = x;
    for (size_t y = 1; y <= a_length; y++) {
        size_t *spare = older;

        row[0] = y;
        for (size_t x = 1; x <= b_length; x++) {
            row[x] = smaller(smaller(old[x], row[x - 1]) + 1, old[x - 1] + (a[y - 1] != b[x - 1]));
            if (y > 1 && x > 1 && a[y - 1] == b[x - 2] && a[y - 2] == b[x - 1])
                row[x] = smaller(row[x], older[x - 2] + 1);
        }
        older = old;
        old = row;
        row = spare;
    }
    return old[b_length];
}

struct suggestion suggestion_for(const char *typed, size_t length)
{
    const size_t third = length / 3;

    return (struct suggestion){ .typed = typed,
                                .length = length,
                                .distance = (third > 2 ? third : 2) + 1 };
}

/* As far as it matters: at least so far where it is too far anyway. */
static size_t distance_to(const struct suggestion *suggestion, const char *name, size_t length)
{
    const size_t typed = suggestion->length;
    const size_t apart = length > typed ? length - typed : typed - length;

    if (length > typed && memcmp(name, suggestion->typed, typed) == 0)
        return 1;
    if (apart >= suggestion->distance || length > LONGEST)
        return apart;
    return distance(suggestion->typed, typed, name, length);
}

void suggestion_offer_part(struct suggestion *suggestion, const char *name, size_t length)
{
    size_t far;

    if (suggestion->length == 0 || suggestion->length > LONGEST)
        return;
    far = distance_to(suggestion, name, length);
    /* "no" is not near "-j": something of the word must be left */
    if (far < suggestion->distance && far < suggestion->length) {
        suggestion->distance = far;
        suggestion->best = name;
        suggestion->best_length = length;
    }
}

void suggestion_offer(struct suggestion *suggestion, const char *name)
{
    suggestion_offer_part(suggestion, name, strlen(name));
}

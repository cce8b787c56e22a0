/* myers.h - the longest common subsequence, as long as it costs little
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_MYERS_H
#define TKSI_ALIGN_MYERS_H

#include "base/base.h"

/* One run of the algorithm; `paths` has room for tksi_myers_room numbers. */
struct tksi_myers {
    const uint32_t *expected, *actual;
    int32_t        *paths;
    int64_t         steps_left; /* counts down */
    /* Told in rising order: element e of expected equals element a of actual. */
    void (*found)(void *user, int32_t e, int32_t a);
    void *user;
};

size_t tksi_myers_room(int32_t expected, int32_t actual);

/* Finds pairs between the first n and the first m elements. What is left when
 * steps_left comes to its end stays unmatched. */
void tksi_myers(struct tksi_myers *myers, int32_t n, int32_t m);

#endif

/* sequence.h - which elements of two sequences belong together
 *
 * Pure arithmetic on numbers that stand for rows or columns; knows no picture.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_SEQUENCE_H
#define TKSI_ALIGN_SEQUENCE_H

#include "base/base.h"

/* Elements expected .. expected+length-1 equal actual .. actual+length-1. */
struct tksi_match {
    int32_t expected, actual, length;
};

/* Matches in rising order on both sides. */
struct tksi_matches {
    struct tksi_env    env;
    struct tksi_match *items;
    int32_t            count;
    int64_t            steps; /* of work done, for tests of its bound */
};

/* The most steps that sequences of these lengths take. */
int64_t tksi_match_bound(int32_t expected, int32_t actual);

/* Matches two sequences of numbers. A run off its neighbours' diagonal counts from
 * `shortest` elements on. Dispose what comes out, also after failure. */
tks_status tksi_match_sequences(struct tksi_matches *out, const uint64_t *expected, int32_t n,
                                const uint64_t *actual, int32_t m, int32_t shortest,
                                const struct tksi_env *env, tks_error *err);
void       tksi_matches_dispose(struct tksi_matches *matches);

#endif

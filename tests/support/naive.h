/* naive.h - second opinions, slow and as they are described
 *
 * For tests. Pixelmatch's counting on whole pictures: doubles throughout, no shortcuts,
 * nothing of ours. Written after pixelmatch 7.2.0 (ISC licence), whose operations
 * and their order decide what is counted. And the table of common subsequences.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_NAIVE_H
#define TEST_NAIVE_H

#include <stdbool.h>
#include <stdint.h>

enum naive_mark { NAIVE_EQUAL, NAIVE_DIFFERING, NAIVE_ANTIALIASED };

/* Packed RGBA bytes; marks gets one naive_mark a pixel. Returns how many differ. */
int64_t naive_compare(uint8_t *marks, const uint8_t *expected, const uint8_t *actual,
                      int32_t width, int32_t height, double threshold, bool count_antialiased);

enum { NAIVE_LONGEST = 64 };

/* The length of the longest common subsequence of two sequences of at most NAIVE_LONGEST, by
 * the table that everyone knows. */
int32_t naive_longest(const uint32_t *a, int32_t n, const uint32_t *b, int32_t m);

#endif

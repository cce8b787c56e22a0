/* naive.h - pixelmatch's counting, slow and as it is described
 *
 * A second opinion on whole pictures, for tests: doubles throughout, no shortcuts,
 * nothing of ours. Written after pixelmatch 7.2.0 (ISC licence), whose operations
 * and their order decide what is counted.
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

#endif

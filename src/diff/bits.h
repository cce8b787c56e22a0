/* bits.h - rows of pixels as rows of bits
 *
 * Bit x % 64 of word x / 64 stands for pixel x; bits past the width are zero.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_BITS_H
#define TKSI_DIFF_BITS_H

#include "diff/diff.h"

/* Sets the bits from .. to-1 as far as they lie within 0 .. width-1; false if none
 * does. */
bool tksi_bits_set(uint64_t *bits, int64_t from, int64_t to, int32_t width);

/* The runs of one row. `antialiased` and `differing` share no bit. `runs` has room
 * for `width` runs. */
size_t tksi_bits_to_runs(tks_run *runs, const uint64_t *differing, const uint64_t *antialiased,
                         int32_t width);

#endif

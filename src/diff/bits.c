/* bits.c - rows of pixels as rows of bits
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/bits.h"

#include "diff/metric.h"

bool tksi_bits_set(uint64_t *bits, int64_t from, int64_t to, int32_t width)
{
    if (from < 0)
        from = 0;
    if (to > width)
        to = width;
    if (from >= to)
        return false;
    while (from < to && from % 64 != 0) {
        bits[from / 64] |= UINT64_C(1) << from % 64;
        from++;
    }
    for (; to - from >= 64; from += 64)
        bits[from / 64] = UINT64_MAX;
    for (; from < to; from++)
        bits[from / 64] |= UINT64_C(1) << from % 64;
    return true;
}

/* The first x >= from whose bit is `value`, or width. */
static int32_t find(const uint64_t *bits, int32_t from, int32_t width, bool value)
{
    while (from < width) {
        const uint64_t word = (value ? bits[from / 64] : ~bits[from / 64]) >> from % 64;

        if (word != 0) {
            from += __builtin_ctzll(word);
            return from < width ? from : width;
        }
        from += 64 - from % 64;
    }
    return width;
}

size_t tksi_bits_to_runs(tks_run *runs, const uint64_t *differing, const uint64_t *antialiased,
                         int32_t width)
{
    int32_t next_differing = find(differing, 0, width, true);
    int32_t next_antialiased = find(antialiased, 0, width, true);
    size_t count = 0;

    while (next_differing < width || next_antialiased < width) {
        const bool excused = next_antialiased < next_differing;
        const uint64_t *bits = excused ? antialiased : differing;
        int32_t *next = excused ? &next_antialiased : &next_differing;
        const int32_t end = find(bits, *next, width, false);

        runs[count++] =
            (tks_run){ *next, end - *next, excused ? TKS_RUN_ANTIALIASED : TKS_RUN_DIFFERING };
        *next = find(bits, end, width, true);
    }
    return count;
}

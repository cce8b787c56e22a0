/* sort.c - numbers in order, one byte at a time from the lowest
 *
 * Hashes of hostile pictures may collide in any bits one chooses; a hash table would
 * show it, a radix sort does not.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/sort.h"

void tksi_sort_keyed(struct tksi_keyed *items, struct tksi_keyed *other, size_t count)
{
    for (int shift = 0; shift < 64; shift += 8) { /* eight times: the result is in items */
        struct tksi_keyed *const from = shift / 8 % 2 == 0 ? items : other;
        struct tksi_keyed *const to = from == items ? other : items;
        size_t ends[257] = { 0 };

        for (size_t i = 0; i < count; i++)
            ends[(from[i].key >> shift & 255) + 1]++;
        for (int i = 1; i < 256; i++)
            ends[i] += ends[i - 1];
        for (size_t i = 0; i < count; i++)
            to[ends[from[i].key >> shift & 255]++] = from[i];
    }
}

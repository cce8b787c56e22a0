/* sort.h - numbers in order, in a time that no input can stretch
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_SORT_H
#define TKSI_ALIGN_SORT_H

#include <stddef.h>
#include <stdint.h>

struct tksi_keyed {
    uint64_t key;
    uint32_t index;
};

/* Sorts by key; equal keys keep their order. `other` is as large, and is written. */
void tksi_sort_keyed(struct tksi_keyed *items, struct tksi_keyed *other, size_t count);

#endif

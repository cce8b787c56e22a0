/* test_allocator.c - when the n-th allocation of the library fails
 *
 * The environment's allocator fails, for every n until the comparison gets through: the
 * status is OUT_OF_MEMORY, all memory has been given back and no file is left.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "comparisons.h"
#include "counting.h"

#include <stdio.h>

enum { MANY = 2000 /* allocations no comparison needs */ };

static int starve(struct comparisons *comparisons, int index, int way, int style, int threads)
{
    tks_status status = TKS_OUT_OF_MEMORY;
    char name[128];
    long n = 0;

    comparisons_name(comparisons, index, way, style, name);
    while (status != TKS_OK && ++n < MANY) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = threads };

        atomic_store(&counting.fail_at, n);
        status = comparisons_run(comparisons, index, way, style, &env);
        if (status != TKS_OK && status != TKS_OUT_OF_MEMORY) {
            printf("%s, allocation %ld: status %d\n", name, n, (int)status);
            return 1;
        }
        if (atomic_load(&counting.held) != 0) {
            printf("%s, allocation %ld: %ld blocks kept\n", name, n, atomic_load(&counting.held));
            return 1;
        }
    }
    if (status != TKS_OK || n < 2) {
        printf("%s: gets through after %ld allocations\n", name, n);
        return 1;
    }
    return 0;
}

int main(void)
{
    struct comparisons comparisons = comparisons_make();
    int bad = 0, tried = 0;

    for (int index = 0; index < comparisons.count; index++)
        for (int way = 0; way < WAYS; way++)
            for (int style = NOT_DRAWN; style <= TKS_STYLE_SIDE_BY_SIDE; style++)
                for (int threads = 1; threads <= 3; threads += 2) {
                    bad += starve(&comparisons, index, way, style, threads);
                    tried++;
                }
    comparisons_remove(&comparisons);
    printf("%d comparisons starved, %d badly behaved\n", tried, bad);
    return bad == 0 ? 0 : 1;
}

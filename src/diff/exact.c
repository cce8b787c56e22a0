/* exact.c - any visible difference counts
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/metric.h"

#include <string.h>

size_t tksi_unequal16(uint64_t *bits, const uint64_t *a, const uint64_t *b, int32_t pixels)
{
    const struct tksi_deep alpha_only = { 0, 0, 0, 0xFFFF };
    size_t count = 0;
    uint64_t alpha;

    memcpy(&alpha, &alpha_only, sizeof alpha);
    memset(bits, 0, tksi_words(pixels) * sizeof *bits);
    for (int32_t x = 0; x < pixels; x++)
        if (a[x] != b[x] && ((a[x] | b[x]) & alpha) != 0) {
            bits[x / 64] |= UINT64_C(1) << x % 64;
            count++;
        }
    return count;
}

static void judge(void *state, const struct tksi_window *window, int32_t y, uint64_t *differing,
                  uint64_t *antialiased)
{
    const void *expected = window->row(window->pair, TKSI_EXPECTED, y);
    const void *actual = window->row(window->pair, TKSI_ACTUAL, y);

    (void)state;
    if (window->wide)
        tksi_unequal16(differing, expected, actual, window->width);
    else
        window->kernels->unequal(differing, expected, actual, (size_t)window->width);
    memset(antialiased, 0, tksi_words(window->width) * sizeof *antialiased);
}

const struct tksi_metric tksi_metric_exact = { .reach = 0, .judge = judge };

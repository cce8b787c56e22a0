/* ciede2000.c - the CIE colour difference of 2000, as a metric
 *
 * The formula is in image/color.c; here it meets pixels, which are blended on white.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/metric.h"
#include "image/color.h"

#include <string.h>

static struct tksi_lab lab_on_white(double red, double green, double blue, double alpha)
{
    return tksi_lab_of(1 + (red - 1) * alpha, 1 + (green - 1) * alpha, 1 + (blue - 1) * alpha);
}

static struct tksi_lab lab_at(const void *row, int32_t x, bool wide)
{
    if (wide) {
        uint16_t c[4];

        memcpy(c, (const uint64_t *)row + x, sizeof c);
        return lab_on_white(c[0] / 65535.0, c[1] / 65535.0, c[2] / 65535.0, c[3] / 65535.0);
    } else {
        uint8_t c[4];

        memcpy(c, (const uint32_t *)row + x, sizeof c);
        return lab_on_white(c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, c[3] / 255.0);
    }
}

static uint64_t word_at(const void *row, int32_t x, bool wide)
{
    return wide ? ((const uint64_t *)row)[x] : ((const uint32_t *)row)[x];
}

static void judge(void *state, const struct tksi_window *window, int32_t y, uint64_t *differing,
                  uint64_t *antialiased)
{
    const void *expected = window->row(window->pair, TKSI_EXPECTED, y);
    const void *actual = window->row(window->pair, TKSI_ACTUAL, y);
    uint64_t last_expected = 0, last_actual = 0; /* runs of one change are the rule */
    bool last_differs = false;

    (void)state;
    memset(differing, 0, tksi_words(window->width) * sizeof *differing);
    memset(antialiased, 0, tksi_words(window->width) * sizeof *antialiased);
    for (int32_t x = 0; x < window->width; x++) {
        const uint64_t in_expected = word_at(expected, x, window->wide);
        const uint64_t in_actual = word_at(actual, x, window->wide);

        if (in_expected == in_actual)
            continue;
        if (in_expected != last_expected || in_actual != last_actual) {
            const struct tksi_lab first = lab_at(expected, x, window->wide);
            const struct tksi_lab second = lab_at(actual, x, window->wide);

            last_differs = tksi_ciede2000(&first, &second) > window->rules->threshold;
            last_expected = in_expected;
            last_actual = in_actual;
        }
        if (last_differs)
            differing[x / 64] |= UINT64_C(1) << x % 64;
    }
}

const struct tksi_metric tksi_metric_ciede2000 = { .reach = 0, .judge = judge };

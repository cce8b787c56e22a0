/* pixel.c - the pixel metric: pixelmatch 7.2's counts
 *
 * A pixel differs when its squared YIQ distance is above 35215 * threshold^2; 35215
 * is the nominal square of the largest distance (black to white really is 32857).
 * The kernel table finds those; unless anti-aliased pixels are to be counted, each
 * is then asked whether it looks like one (antialias.c).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/antialias.h"
#include "diff/metric.h"
#include "kernel/yiq.h"

#include <string.h>

/* The wide twin of the kernel table's over_yiq. */
static size_t over_yiq16(uint64_t *bits, const uint64_t *a, const uint64_t *b, int32_t pixels,
                         int64_t first, double max_delta)
{
    size_t count = 0;

    memset(bits, 0, tksi_words(pixels) * sizeof *bits);
    for (int32_t x = 0; x < pixels; x++)
        if (a[x] != b[x] && tksi_delta_yiq(tksi_delta_of(tksi_color16(a[x]), tksi_color16(b[x]),
                                                         first + x)) > max_delta) {
            bits[x / 64] |= UINT64_C(1) << x % 64;
            count++;
        }
    return count;
}

static void look_around(struct tksi_neighbourhood *around, const struct tksi_window *window,
                        int32_t y)
{
    *around = (struct tksi_neighbourhood){ .width = window->width, .y = y, .wide = window->wide };
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < 5; i++)
            if (y - 2 + i >= 0 && y - 2 + i < window->height)
                around->rows[side][i] = window->row(window->pair, (enum tksi_side)side, y - 2 + i);
}

/* Moves the bits of anti-aliased pixels from `differing` to `antialiased`. */
static void excuse(uint64_t *differing, uint64_t *antialiased,
                   const struct tksi_neighbourhood *around, const struct tksi_kernels *kernels)
{
    for (size_t i = 0; i < tksi_words(around->width); i++)
        if (differing[i] != 0) {
            antialiased[i] = tksi_antialiased(around, i, differing[i], kernels);
            differing[i] &= ~antialiased[i];
        }
}

static void judge(void *state, const struct tksi_window *window, int32_t y, uint64_t *differing,
                  uint64_t *antialiased)
{
    const void *expected = window->row(window->pair, TKSI_EXPECTED, y);
    const void *actual = window->row(window->pair, TKSI_ACTUAL, y);
    const double max_delta = 35215 * window->rules->threshold * window->rules->threshold;
    const int64_t first = (int64_t)y * window->width;
    size_t count;

    (void)state;
    if (window->wide)
        count = over_yiq16(differing, expected, actual, window->width, first, max_delta);
    else
        count = window->kernels->over_yiq(differing, expected, actual, (size_t)window->width, first,
                                          max_delta);
    memset(antialiased, 0, tksi_words(window->width) * sizeof *antialiased);
    if (count > 0 && !window->rules->count_antialiased) {
        struct tksi_neighbourhood around;

        look_around(&around, window, y);
        excuse(differing, antialiased, &around, window->kernels);
    }
}

const struct tksi_metric tksi_metric_pixel = { .reach = 2, .judge = judge };

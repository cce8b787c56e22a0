/* pixel_c.c - every kernel in plain C: the specification
 *
 * Written to be read and checked against its sources: the PNG specification
 * (section 6, filter algorithms) and pixelmatch 7.2.0, whose arithmetic is followed
 * operation by operation, in the same order and in doubles, because a count of
 * differing pixels is only comparable when the last bit agrees. Channels are read
 * as bytes, so nothing here depends on byte order.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/tables.h"
#include "kernel/yiq.h"

#include <stdlib.h>
#include <string.h>

/* ---- bytes ---- */

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t i = 0;

    while (n - i >= 8 && memcmp(a + i, b + i, 8) == 0)
        i += 8;
    while (i < n && a[i] == b[i])
        i++;
    return i;
}

/* ---- PNG filters ---- */

static void unfilter_sub(uint8_t *row, size_t n, unsigned bpp)
{
    for (size_t i = bpp; i < n; i++)
        row[i] = (uint8_t)(row[i] + row[i - bpp]);
}

static void unfilter_up(uint8_t *row, const uint8_t *prior, size_t n)
{
    for (size_t i = 0; i < n; i++)
        row[i] = (uint8_t)(row[i] + prior[i]);
}

static void unfilter_average(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    for (size_t i = 0; i < bpp; i++)
        row[i] = (uint8_t)(row[i] + prior[i] / 2);
    for (size_t i = bpp; i < n; i++)
        row[i] = (uint8_t)(row[i] + (row[i - bpp] + prior[i]) / 2);
}

/* Of left, above and upper left the one nearest to left + above - upper left; the
 * order of the tests decides ties and is part of the format. */
static int paeth(int left, int above, int corner)
{
    int to_left = abs(above - corner);
    int to_above = abs(left - corner);
    int to_corner = abs(left + above - 2 * corner);

    if (to_left <= to_above && to_left <= to_corner)
        return left;
    return to_above <= to_corner ? above : corner;
}

static void unfilter_paeth(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    for (size_t i = 0; i < bpp; i++) /* left and corner are 0, which leaves above */
        row[i] = (uint8_t)(row[i] + prior[i]);
    for (size_t i = bpp; i < n; i++)
        row[i] = (uint8_t)(row[i] + paeth(row[i - bpp], prior[i], prior[i - bpp]));
}

/* ---- widening ---- */

static uint32_t word(uint8_t red, uint8_t green, uint8_t blue, uint8_t alpha)
{
    uint8_t bytes[4] = { red, green, blue, alpha };
    uint32_t pixel;

    memcpy(&pixel, bytes, 4);
    return pixel;
}

static void rgb_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++)
        to[i] = word(from[3 * i], from[3 * i + 1], from[3 * i + 2], 255);
}

static void gray_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++)
        to[i] = word(from[i], from[i], from[i], 255);
}

static void palette_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels,
                            const uint32_t palette[256])
{
    for (size_t i = 0; i < pixels; i++)
        to[i] = palette[from[i]];
}

/* ---- comparing ---- */

struct channels {
    int red, green, blue, alpha;
};

static struct channels channels(uint32_t pixel)
{
    uint8_t bytes[4];

    memcpy(bytes, &pixel, 4);
    return (struct channels){ bytes[0], bytes[1], bytes[2], bytes[3] };
}

static size_t unequal(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels)
{
    size_t count = 0;

    memset(bits, 0, (pixels + 63) / 64 * 8);
    for (size_t i = 0; i < pixels; i++) {
        if (a[i] != b[i] && (channels(a[i]).alpha != 0 || channels(b[i]).alpha != 0)) {
            bits[i / 64] |= (uint64_t)1 << i % 64;
            count++;
        }
    }
    return count;
}

bool tksi_yiq_is_over(uint32_t a, uint32_t b, int64_t index, double max_delta)
{
    return tksi_delta_yiq(tksi_delta_of(tksi_color8(a), tksi_color8(b), index)) > max_delta;
}

uint64_t tksi_yiq_decide(uint64_t doubtful, const uint32_t *a, const uint32_t *b, int64_t first,
                         double max_delta)
{
    uint64_t over = 0;

    for (; doubtful != 0; doubtful &= doubtful - 1) {
        int i = __builtin_ctzll(doubtful);

        over |= (uint64_t)tksi_yiq_is_over(a[i], b[i], first + i, max_delta) << i;
    }
    return over;
}

static size_t over_yiq(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels,
                       int64_t first, double max_delta)
{
    size_t count = 0;

    memset(bits, 0, (pixels + 63) / 64 * 8);
    for (size_t i = 0; i < pixels; i++) {
        if (a[i] != b[i] && tksi_yiq_is_over(a[i], b[i], first + (int64_t)i, max_delta)) {
            bits[i / 64] |= (uint64_t)1 << i % 64;
            count++;
        }
    }
    return count;
}

static uint64_t settled(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    uint64_t bits = 0;

    for (int i = 0; i < 64; i++) {
        int equal = -1; /* the pixel itself is met among the nine */

        for (int k = i - 1; k <= i + 1; k++)
            equal += (above[k] == row[i]) + (row[k] == row[i]) + (below[k] == row[i]);
        bits |= (uint64_t)(equal > 2) << i;
    }
    return bits;
}

/* ---- drawing ---- */

static void dim(uint8_t *to, const uint32_t *from, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++) {
        struct channels c = channels(from[i]);
        double luma = c.red * 0.29889531 + c.green * 0.58662247 + c.blue * 0.11448223;
        double gray = 255 + (luma - 255) * 0.1 * c.alpha / 255;

        to[i] = (uint8_t)((int)gray - 229); /* a Uint8Array truncates */
    }
}

const struct tksi_kernels tksi_kernels_c = {
    .name = "c",
    .first_difference = first_difference,
    .unfilter_sub = unfilter_sub,
    .unfilter_up = unfilter_up,
    .unfilter_average = unfilter_average,
    .unfilter_paeth = unfilter_paeth,
    .rgb_to_rgba = rgb_to_rgba,
    .gray_to_rgba = gray_to_rgba,
    .palette_to_rgba = palette_to_rgba,
    .unequal = unequal,
    .over_yiq = over_yiq,
    .settled = settled,
    .dim = dim,
};

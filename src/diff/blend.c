/* blend.c - the difference of two colours as pixelmatch 7.2.0 takes it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/blend.h"

#include <string.h>

/* Channels 0..255. */
struct color {
    double red, green, blue, alpha;
};

/* One square of the checkerboard: dark 48 or light 207, a function of the pixel's
 * byte offset k, each channel with another period (1, the golden ratio, and its
 * square), so that no colour equals the background everywhere. k is a multiple of
 * four, so red is always dark. */
static double square(int64_t k, double period)
{
    return 48 + 159 * (double)((int64_t)((double)k / period) % 2);
}

static struct tksi_delta delta_of(const struct color *a, const struct color *b, int64_t index)
{
    struct tksi_delta delta = { a->red - b->red, a->green - b->green, a->blue - b->blue };

    if (a->alpha < 255 || b->alpha < 255) {
        const int64_t k = index * 4;
        const double alpha = a->alpha - b->alpha;

        delta.red = (a->red * a->alpha - b->red * b->alpha - 48 * alpha) / 255;
        delta.green = (a->green * a->alpha - b->green * b->alpha -
                       square(k, 1.618033988749895) * alpha) / 255;
        delta.blue = (a->blue * a->alpha - b->blue * b->alpha -
                      square(k, 2.618033988749895) * alpha) / 255;
    }
    return delta;
}

static struct color color8(uint32_t word)
{
    uint8_t c[4];

    memcpy(c, &word, sizeof c);
    return (struct color){ c[0], c[1], c[2], c[3] };
}

static struct color color16(uint64_t word)
{
    uint16_t c[4];

    memcpy(c, &word, sizeof c);
    return (struct color){ c[0] / 257.0, c[1] / 257.0, c[2] / 257.0, c[3] / 257.0 };
}

struct tksi_delta tksi_delta8(uint32_t first, uint32_t second, int64_t index)
{
    const struct color a = color8(first), b = color8(second);

    return delta_of(&a, &b, index);
}

struct tksi_delta tksi_delta16(uint64_t first, uint64_t second, int64_t index)
{
    const struct color a = color16(first), b = color16(second);

    return delta_of(&a, &b, index);
}

double tksi_delta_y(const struct tksi_delta *delta)
{
    return delta->red * 0.29889531 + delta->green * 0.58662247 + delta->blue * 0.11448223;
}

double tksi_delta_yiq(const struct tksi_delta *delta)
{
    const double y = tksi_delta_y(delta);
    const double i = delta->red * 0.59597799 - delta->green * 0.27417610 - delta->blue * 0.32180189;
    const double q = delta->red * 0.21147017 - delta->green * 0.52261711 + delta->blue * 0.31114694;

    return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
}

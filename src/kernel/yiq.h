/* yiq.h - the difference of two colours as pixelmatch 7.2.0 takes it
 *
 * Opaque colours are subtracted. Where either is translucent, both are first laid
 * over a checkerboard that depends on the pixel's place, so that no one background
 * can hide a difference. The operations and their order are pixelmatch's, since
 * counts are to be equal to the pixel. 16-bit channels are divided by 257 first,
 * which gives the same numbers for widened 8-bit ones.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_KERNEL_YIQ_H
#define TKSI_KERNEL_YIQ_H

#include <stdint.h>
#include <string.h>

/* Channels 0..255. */
struct tksi_color {
    double red, green, blue, alpha;
};

/* The first colour's channels minus the second's, -255..255. */
struct tksi_delta {
    double red, green, blue;
};

static inline struct tksi_color tksi_color8(uint32_t word)
{
    uint8_t c[4];

    memcpy(c, &word, sizeof c);
    return (struct tksi_color){ c[0], c[1], c[2], c[3] };
}

static inline struct tksi_color tksi_color16(uint64_t word)
{
    uint16_t c[4];

    memcpy(c, &word, sizeof c);
    return (struct tksi_color){ c[0] / 257.0, c[1] / 257.0, c[2] / 257.0, c[3] / 257.0 };
}

/* One square of the checkerboard, dark 48 or light 207: a function of the pixel's
 * byte offset, each channel with another period (1, the golden ratio, its square).
 * JavaScript's (quotient | 0) % 2 truncates and wraps to 32 bits. */
static inline double tksi_checker(int64_t offset, double period)
{
    return 48 + 159 * ((int32_t)(uint32_t)(int64_t)((double)offset / period) % 2);
}

/* index: the pixel's place in its picture, y * width + x. The byte offset 4 * index
 * is even, so red's square is always dark. */
static inline struct tksi_delta tksi_delta_of(struct tksi_color a, struct tksi_color b,
                                              int64_t index)
{
    struct tksi_delta delta = { a.red - b.red, a.green - b.green, a.blue - b.blue };

    if (a.alpha < 255 || b.alpha < 255) {
        const double green = tksi_checker(4 * index, 1.618033988749895);
        const double blue = tksi_checker(4 * index, 2.618033988749895);
        const double veil = a.alpha - b.alpha;

        delta.red = (a.red * a.alpha - b.red * b.alpha - 48 * veil) / 255;
        delta.green = (a.green * a.alpha - b.green * b.alpha - green * veil) / 255;
        delta.blue = (a.blue * a.alpha - b.blue * b.alpha - blue * veil) / 255;
    }
    return delta;
}

/* The difference of brightness, Y of YIQ. */
static inline double tksi_delta_y(struct tksi_delta delta)
{
    return delta.red * 0.29889531 + delta.green * 0.58662247 + delta.blue * 0.11448223;
}

/* The squared YIQ distance: Y. Kotsarenko, F. Ramos, "Measuring perceived color
 * difference using YIQ NTSC transmission color space in mobile applications" (2010). */
static inline double tksi_delta_yiq(struct tksi_delta delta)
{
    const double y = tksi_delta_y(delta);
    const double i = delta.red * 0.59597799 - delta.green * 0.27417610 - delta.blue * 0.32180189;
    const double q = delta.red * 0.21147017 - delta.green * 0.52261711 + delta.blue * 0.31114694;

    return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
}

#endif

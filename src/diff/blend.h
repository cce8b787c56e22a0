/* blend.h - the difference of two colours as pixelmatch 7.2.0 takes it
 *
 * Opaque colours are subtracted. Where either is translucent, both are first laid
 * over a checkerboard that depends on the pixel's place, so that no one background
 * can hide a difference. The operations and their order are pixelmatch's, since
 * counts are to be equal to the pixel. 16-bit channels are divided by 257 first,
 * which gives the same numbers for widened 8-bit ones.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_BLEND_H
#define TKSI_DIFF_BLEND_H

#include <stdint.h>

/* Red, green and blue of the first colour minus the second's, -255..255. */
struct tksi_delta {
    double red, green, blue;
};

/* index: the pixel's place in its picture, y * width + x. */
struct tksi_delta tksi_delta8(uint32_t first, uint32_t second, int64_t index);
struct tksi_delta tksi_delta16(uint64_t first, uint64_t second, int64_t index);

/* The difference of brightness, Y of YIQ. */
double tksi_delta_y(const struct tksi_delta *delta);

/* The squared YIQ distance, Kotsarenko and Ramos, "Measuring perceived color
 * difference using YIQ NTSC transmission color space in mobile applications"
 * (2010): 0.5053 dY^2 + 0.299 dI^2 + 0.1957 dQ^2. */
double tksi_delta_yiq(const struct tksi_delta *delta);

#endif

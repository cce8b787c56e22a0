/* antialias.h - does a pixel look like anti-aliasing?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_ANTIALIAS_H
#define TKSI_DIFF_ANTIALIAS_H

#include "diff/metric.h"

/* Five rows of each picture around row y: [2] is y itself, [0] is y - 2; NULL
 * outside the picture. RGBA words, or RGBA16 where the window is wide. */
struct tksi_neighbourhood {
    const void *rows[2][5];
    int32_t     width, y;
    bool        wide;
};

/* Of the 64 pixels from x = 64 * word on, those of `asked` that are anti-aliasing in
 * either picture. */
uint64_t tksi_antialiased(const struct tksi_neighbourhood *around, size_t word, uint64_t asked,
                          const struct tksi_kernels *kernels);

#endif

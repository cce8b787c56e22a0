/* sheet.h - a white page in memory, to draw boxes on
 *
 *     struct sheet page = sheet_make(80, 40);
 *     sheet_fill(&page, (tks_rect){ 10, 10, 20, 10 }, 0xCCCCCC);
 *     ... tks_compare_views(&diff, sheet_view(&page), ...) ...
 *     sheet_free(page);
 *
 * Colours are 0xRRGGBB. What does not lie on the page is not drawn.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_SHEET_H
#define TEST_SHEET_H

#include "chance.h"

#include <tksnap/image.h>

struct sheet {
    int32_t width, height;
    uint8_t *rgba;
};

struct sheet sheet_make(int32_t width, int32_t height);
struct sheet sheet_copy(const struct sheet *sheet);
void sheet_free(struct sheet sheet);

void sheet_fill(struct sheet *sheet, tks_rect rect, uint32_t color);
/* A line of one pixel along the inside of the rectangle. */
void sheet_frame(struct sheet *sheet, tks_rect rect, uint32_t color);
/* Another colour for each pixel, the same for the same seed and size. */
void sheet_noise(struct sheet *sheet, tks_rect rect, uint64_t seed);
/* Pixels of `from` to another place. */
void sheet_put(struct sheet *sheet, const struct sheet *from, tks_rect rect, int32_t x, int32_t y);

tks_view sheet_view(const struct sheet *sheet);

#endif

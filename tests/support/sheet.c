/* sheet.c - a white page in memory, to draw boxes on
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "sheet.h"

#include <stdlib.h>
#include <string.h>

struct sheet sheet_make(int32_t width, int32_t height)
{
    struct sheet sheet = { width, height, malloc((size_t)width * (size_t)height * 4) };

    if (sheet.rgba == NULL)
        abort();
    memset(sheet.rgba, 255, (size_t)width * (size_t)height * 4);
    return sheet;
}

struct sheet sheet_copy(const struct sheet *sheet)
{
    struct sheet copy = sheet_make(sheet->width, sheet->height);

    memcpy(copy.rgba, sheet->rgba, (size_t)sheet->width * (size_t)sheet->height * 4);
    return copy;
}

void sheet_free(struct sheet sheet)
{
    free(sheet.rgba);
}

static uint8_t *pixel_at(const struct sheet *sheet, int32_t x, int32_t y)
{
    if (x < 0 || y < 0 || x >= sheet->width || y >= sheet->height)
        return NULL;
    return sheet->rgba + 4 * ((size_t)y * (size_t)sheet->width + (size_t)x);
}

static void set(struct sheet *sheet, int32_t x, int32_t y, uint32_t color)
{
    uint8_t *pixel = pixel_at(sheet, x, y);

    for (int c = 0; pixel != NULL && c < 3; c++)
        pixel[c] = (uint8_t)(color >> (16 - 8 * c));
}

void sheet_fill(struct sheet *sheet, tks_rect rect, uint32_t color)
{
    for (int32_t y = rect.y; y < rect.y + rect.height; y++)
        for (int32_t x = rect.x; x < rect.x + rect.width; x++)
            set(sheet, x, y, color);
}

void sheet_frame(struct sheet *sheet, tks_rect rect, uint32_t color)
{
    const int32_t right = rect.x + rect.width - 1, bottom = rect.y + rect.height - 1;

    sheet_fill(sheet, (tks_rect){ rect.x, rect.y, rect.width, 1 }, color);
    sheet_fill(sheet, (tks_rect){ rect.x, bottom, rect.width, 1 }, color);
    sheet_fill(sheet, (tks_rect){ rect.x, rect.y, 1, rect.height }, color);
    sheet_fill(sheet, (tks_rect){ right, rect.y, 1, rect.height }, color);
}

void sheet_noise(struct sheet *sheet, tks_rect rect, uint64_t seed)
{
    struct chance chance = { seed };

    for (int32_t y = rect.y; y < rect.y + rect.height; y++)
        for (int32_t x = rect.x; x < rect.x + rect.width; x++)
            set(sheet, x, y, (uint32_t)chance_bits(&chance) & 0xFFFFFF);
}

void sheet_put(struct sheet *sheet, const struct sheet *from, tks_rect rect, int32_t x, int32_t y)
{
    for (int32_t row = 0; row < rect.height; row++)
        for (int32_t column = 0; column < rect.width; column++) {
            const uint8_t *source = pixel_at(from, rect.x + column, rect.y + row);
            uint8_t *target = pixel_at(sheet, x + column, y + row);

            if (source != NULL && target != NULL)
                memcpy(target, source, 4);
        }
}

tks_view sheet_view(const struct sheet *sheet)
{
    return (tks_view){ sheet->rgba, sheet->width, sheet->height, (ptrdiff_t)sheet->width * 4,
                       TKS_RGBA8 };
}

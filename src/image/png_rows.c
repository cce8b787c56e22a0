/* png_rows.c - from filtered rows to RGBA
 *
 * Sources: PNG specification, second edition, sections 9 (filters), 12 and 13
 * (sample depth, transparency). Where the specification leaves a choice the
 * result is libpng's, so that both ways into a PNG give the same pixels.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/png_rows.h"

#include <string.h>

void tksi_png_unfilter(uint8_t *row, const uint8_t *prior, const struct tksi_png_form *form,
                       const struct tksi_kernels *kernels)
{
    uint8_t *bytes = row + 1;

    switch (row[0]) {
    case TKSI_PNG_SUB:
        kernels->unfilter_sub(bytes, form->row_bytes, form->bytes_per_pixel);
        break;
    case TKSI_PNG_UP:
        kernels->unfilter_up(bytes, prior, form->row_bytes);
        break;
    case TKSI_PNG_AVERAGE:
        kernels->unfilter_average(bytes, prior, form->row_bytes, form->bytes_per_pixel);
        break;
    case TKSI_PNG_PAETH:
        kernels->unfilter_paeth(bytes, prior, form->row_bytes, form->bytes_per_pixel);
        break;
    default:
        break;
    }
}

/* ------------------------------------------------------------------- 8 bits */

static uint32_t rgba(unsigned red, unsigned green, unsigned blue, unsigned alpha)
{
    const uint8_t bytes[4] = { (uint8_t)red, (uint8_t)green, (uint8_t)blue, (uint8_t)alpha };
    uint32_t word;

    memcpy(&word, bytes, 4);
    return word;
}

/* Samples of 1, 2 or 4 bits, leftmost in the high bits, looked up in a table. */
static void widen_packed(uint32_t *to, const uint8_t *bytes, int32_t width, int depth,
                         const uint32_t *table)
{
    const unsigned mask = (1U << depth) - 1;

    for (int32_t x = 0; x < width; x++) {
        const int bit = (int)((int64_t)x * depth & 7);

        to[x] = table[bytes[(int64_t)x * depth >> 3] >> (8 - depth - bit) & mask];
    }
}

static void widen_gray(uint32_t *to, const uint8_t *bytes, const struct tksi_png_form *form,
                       const struct tksi_kernels *kernels)
{
    const unsigned top = (1U << form->depth) - 1;
    uint32_t table[256];

    if (form->depth == 8 && !form->keyed) {
        kernels->gray_to_rgba(to, bytes, (size_t)form->width);
        return;
    }
    for (unsigned sample = 0; sample <= top; sample++) {
        const unsigned gray = sample * 255 / top;
        /* only the key's low bits count: libpng, pngrtran.c */
        const bool clear = form->keyed && sample == (form->key[0] & top);

        table[sample] = rgba(gray, gray, gray, clear ? 0 : 255);
    }
    if (form->depth == 8)
        kernels->palette_to_rgba(to, bytes, (size_t)form->width, table);
    else
        widen_packed(to, bytes, form->width, form->depth, table);
}

static void widen_rgb(uint32_t *to, const uint8_t *bytes, const struct tksi_png_form *form,
                      const struct tksi_kernels *kernels)
{
    const uint32_t key = rgba(form->key[0] & 255, form->key[1] & 255, form->key[2] & 255, 255);
    const uint32_t clear = rgba(form->key[0] & 255, form->key[1] & 255, form->key[2] & 255, 0);

    kernels->rgb_to_rgba(to, bytes, (size_t)form->width);
    if (form->keyed)
        for (int32_t x = 0; x < form->width; x++)
            if (to[x] == key)
                to[x] = clear;
}

void tksi_png_widen8(uint32_t *to, const uint8_t *bytes, const struct tksi_png_form *form,
                     const struct tksi_kernels *kernels)
{
    switch (form->color_type) {
    case 0:
        widen_gray(to, bytes, form, kernels);
        break;
    case 2:
        widen_rgb(to, bytes, form, kernels);
        break;
    case 3:
        if (form->depth == 8)
            kernels->palette_to_rgba(to, bytes, (size_t)form->width, form->palette);
        else
            widen_packed(to, bytes, form->width, form->depth, form->palette);
        break;
    case 4:
        for (int32_t x = 0; x < form->width; x++)
            to[x] = rgba(bytes[2 * (size_t)x], bytes[2 * (size_t)x], bytes[2 * (size_t)x],
                         bytes[2 * (size_t)x + 1]);
        break;
    default:
        memcpy(to, bytes, form->row_bytes);
        break;
    }
}

/* ------------------------------------------------------------------ 16 bits */

static uint64_t rgba16(const uint16_t channels[4])
{
    uint64_t word;

    memcpy(&word, channels, 8);
    return word;
}

static unsigned read16(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

/* The 16-bit pixel at `bytes`, whatever its colour type. */
static uint64_t deep_pixel(const uint8_t *bytes, const struct tksi_png_form *form)
{
    const bool colored = (form->color_type & 2) != 0;
    const bool has_alpha = (form->color_type & 4) != 0;
    uint16_t pixel[4] = { 0, 0, 0, 0xFFFF };
    bool key = form->keyed;

    for (int c = 0; c < 3; c++) {
        const int from = colored ? c : 0;

        pixel[c] = (uint16_t)read16(bytes + 2 * from);
        key = key && pixel[c] == form->key[from];
    }
    if (has_alpha)
        pixel[3] = (uint16_t)read16(bytes + (colored ? 6 : 2));
    else if (key)
        pixel[3] = 0;
    return rgba16(pixel);
}

/* Doubles the bytes of one row in place, from the end: v * 257 is v twice. */
static void double_bytes(uint64_t *row, int32_t width)
{
    uint8_t *bytes = (uint8_t *)row;

    for (size_t i = (size_t)width * 4; i-- > 0;)
        bytes[2 * i] = bytes[2 * i + 1] = bytes[i];
}

void tksi_png_widen16(uint64_t *to, const uint8_t *bytes, const struct tksi_png_form *form,
                      const struct tksi_kernels *kernels)
{
    if (form->depth == 16) {
        for (int32_t x = 0; x < form->width; x++)
            to[x] = deep_pixel(bytes + (size_t)x * form->bytes_per_pixel, form);
    } else {
        /* the narrow row fits into the first half of the wide one */
        tksi_png_widen8((uint32_t *)(void *)to, bytes, form, kernels);
        double_bytes(to, form->width);
    }
}

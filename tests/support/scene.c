/* scene.c - random pictures and the many PNGs that show them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void *take(size_t bytes)
{
    void *memory = malloc(bytes > 0 ? bytes : 1);

    if (memory == NULL) {
        fprintf(stderr, "scene: out of memory\n");
        abort();
    }
    return memory;
}

/* -------------------------------------------------------------------- scenes */

static size_t count_of(const struct scene *scene)
{
    return (size_t)scene->width * (size_t)scene->height;
}

static void invent_colors(struct scene *scene, struct chance *chance)
{
    const bool gray = chance_once_in(chance, 2), near = chance_once_in(chance, 3);
    const uint32_t clear = 1 + chance_below(chance, 6); /* 1: opaque */

    for (int i = 0; i < 256; i++) {
        uint8_t *color = scene->colors[i];

        for (int c = 0; c < 3; c++)
            color[c] = (uint8_t)(near ? 100 + chance_below(chance, 40) : chance_below(chance, 256));
        if (gray)
            color[1] = color[2] = color[0];
        color[3] = 255;
        if (clear > 1 && chance_once_in(chance, clear))
            color[3] = (uint8_t)(chance_once_in(chance, 2) ? 0 : chance_below(chance, 256));
        scene->low[i] = (uint8_t)(chance_once_in(chance, 4) ? chance_below(chance, 3) : 0);
    }
}

struct scene scene_make(struct chance *chance, int32_t width, int32_t height)
{
    struct scene scene = { width, height, take((size_t)width * (size_t)height), { { 0 } }, { 0 } };
    const uint32_t colors = chance_once_in(chance, 4) ? 256 : 2 + chance_below(chance, 8);
    const uint32_t noise = 1 + chance_below(chance, 30);
    const int32_t step = chance_between(chance, 1, 9);

    invent_colors(&scene, chance);
    for (size_t i = 0; i < count_of(&scene); i++) {
        const int32_t x = (int32_t)(i % (size_t)width), y = (int32_t)(i / (size_t)width);

        scene.numbers[i] = (uint8_t)((uint32_t)((x + y / 2) / step) % colors);
        if (chance_once_in(chance, noise))
            scene.numbers[i] = (uint8_t)chance_below(chance, colors);
    }
    return scene;
}

void scene_free(struct scene scene)
{
    free(scene.numbers);
}

struct scene scene_resized(const struct scene *scene, struct chance *chance, int32_t width,
                           int32_t height)
{
    struct scene out = *scene;

    out.width = width;
    out.height = height;
    out.numbers = take(count_of(&out));
    for (size_t i = 0; i < count_of(&out); i++)
        out.numbers[i] = (uint8_t)chance_below(chance, 8);
    for (int32_t y = 0; y < height && y < scene->height; y++)
        memcpy(out.numbers + (size_t)y * (size_t)width,
               scene->numbers + (size_t)y * (size_t)scene->width,
               (size_t)(width < scene->width ? width : scene->width));
    return out;
}

/* ------------------------------------------------------------------- changes */

static void change_pixels(struct scene *scene, struct chance *chance, uint32_t times)
{
    while (times-- > 0)
        scene->numbers[chance_below(chance, (uint32_t)count_of(scene))] ^=
            (uint8_t)(1 + chance_below(chance, 7));
}

static void change_rows(struct scene *scene, struct chance *chance, int32_t first, int32_t end)
{
    for (int32_t y = first < 0 ? 0 : first; y < end && y < scene->height; y++)
        for (int32_t x = 0; x < scene->width; x++)
            if (chance_once_in(chance, 2))
                scene->numbers[(size_t)y * (size_t)scene->width + (size_t)x] ^= 1;
}

static void change_block(struct scene *scene, struct chance *chance)
{
    const int32_t left = chance_between(chance, 0, scene->width - 1);
    const int32_t top = chance_between(chance, 0, scene->height - 1);

    for (int32_t y = top; y < scene->height && y < top + 12; y++)
        for (int32_t x = left; x < scene->width && x < left + 12; x++)
            scene->numbers[(size_t)y * (size_t)scene->width + (size_t)x] = 1;
}

static void move_down(struct scene *scene, struct chance *chance)
{
    const size_t width = (size_t)scene->width;
    const size_t from = chance_below(chance, (uint32_t)scene->height);

    memmove(scene->numbers + (from + 1) * width, scene->numbers + from * width,
            ((size_t)scene->height - from - 1) * width);
}

static void change_invisible(struct scene *scene, struct chance *chance)
{
    for (int i = 0; i < 256; i++)
        if (scene->colors[i][3] == 0)
            scene->colors[i][chance_below(chance, 3)] ^= 0x55;
}

void scene_change(struct scene *scene, struct chance *chance, enum scene_change change,
                  int32_t chunk_rows)
{
    const int32_t border = chunk_rows * chance_between(chance, 0, (scene->height - 1) / chunk_rows);

    switch (change) {
    case CHANGED_PIXEL:
        change_pixels(scene, chance, 1);
        break;
    case CHANGED_ROW:
        change_rows(scene, chance, border + 3, border + 4);
        break;
    case CHANGED_PIXELS:
        change_pixels(scene, chance, 20);
        break;
    case CHANGED_HALF:
        change_rows(scene, chance, 0, scene->height);
        break;
    case CHANGED_PLACE:
        move_down(scene, chance);
        break;
    case CHANGED_BLOCK:
        change_block(scene, chance);
        break;
    case CHANGED_COLOR:
        scene->colors[chance_below(chance, 4)][chance_below(chance, 4)] ^= 0x41;
        break;
    case CHANGED_BORDER:
        change_rows(scene, chance, border - chance_between(chance, 0, 3),
                    border + chance_between(chance, 0, 3));
        break;
    case CHANGED_INVISIBLY:
        change_invisible(scene, chance);
        break;
    default:
        break;
    }
}

/* -------------------------------------------------------------------- styles */

static const struct {
    uint8_t depth, color_type, channels;
} forms[STYLE_FORMS] = {
    { 1, 0, 1 }, { 2, 0, 1 },  { 4, 0, 1 },  { 8, 0, 1 }, { 16, 0, 1 },
    { 8, 2, 3 }, { 16, 2, 3 }, { 1, 3, 1 },  { 2, 3, 1 }, { 4, 3, 1 },
    { 8, 3, 1 }, { 8, 4, 2 },  { 16, 4, 2 }, { 8, 6, 4 }, { 16, 6, 4 },
};

struct style style_make(struct chance *chance)
{
    static const int strategies[] = { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE };
    struct style style = { .form = (int)chance_below(chance, STYLE_FORMS) };

    if (chance_once_in(chance, 3)) /* what screenshots are */
        style.form = chance_once_in(chance, 2) ? 13 : 5;
    style.keyed = chance_once_in(chance, 3);
    style.key = (uint8_t)chance_below(chance, 3);
    style.filter = (int)chance_below(chance, 8);
    if (chance_once_in(chance, 2))
        style.filter = chance_between(chance, 5, 7);
    style.filter_seed = chance_bits(chance);
    style.by_libpng = chance_once_in(chance, 5);
    style.zlib.level = chance_between(chance, -1, 9);
    style.zlib.strategy = strategies[chance_below(chance, 4)];
    style.zlib.flush_every = chance_once_in(chance, 3) ? 1 + chance_below(chance, 500) : 0;
    style.zlib.empty_blocks = chance_once_in(chance, 4) ? chance_between(chance, 1, 3) : 0;
    style.idat_bytes = chance_once_in(chance, 3) ? 0 : 6 + chance_below(chance, 300);
    style.idat_seed = chance_once_in(chance, 4) ? chance_bits(chance) : 0;
    return style;
}

int style_pixel_bits(const struct style *style)
{
    return forms[style->form].depth * forms[style->form].channels;
}

static size_t row_bytes_of(const struct scene *scene, const struct style *style)
{
    return ((size_t)scene->width * (size_t)style_pixel_bits(style) + 7) / 8;
}

/* Channel c of a colour in a form, in the form's depth. */
static unsigned channel(const struct scene *scene, int form, unsigned number, int c)
{
    const uint8_t *color = scene->colors[number];
    const int type = forms[form].color_type, depth = forms[form].depth;
    unsigned value;

    if (type == 3)
        return number & ((1U << depth) - 1);
    value = color[type == 4 && c == 1 ? 3 : c];
    if (depth == 16)
        return (value * 257 + scene->low[number]) & 0xFFFF;
    return value >> (8 - depth);
}

static void put_sample(uint8_t *row, size_t index, int depth, unsigned value)
{
    if (depth == 16) {
        row[2 * index] = (uint8_t)(value >> 8);
        row[2 * index + 1] = (uint8_t)value;
    } else if (depth == 8) {
        row[index] = (uint8_t)value;
    } else {
        const size_t per_byte = 8 / (size_t)depth;

        row[index / per_byte] |= (uint8_t)(value << (8 - depth * (int)(1 + index % per_byte)));
    }
}

/* Rows as they stand in the file before filtering. */
static uint8_t *packed_rows(const struct scene *scene, const struct style *style)
{
    const size_t row_bytes = row_bytes_of(scene, style), width = (size_t)scene->width;
    const int channels = forms[style->form].channels;
    uint8_t *rows = take(row_bytes * (size_t)scene->height);

    memset(rows, 0, row_bytes * (size_t)scene->height);
    for (size_t i = 0; i < count_of(scene); i++)
        for (int c = 0; c < channels; c++)
            put_sample(rows + i / width * row_bytes, i % width * (size_t)channels + (size_t)c,
                       forms[style->form].depth, channel(scene, style->form, scene->numbers[i], c));
    return rows;
}

/* A filter type for each row. */
static uint8_t *filters_for(const struct scene *scene, const struct style *style)
{
    uint8_t *filters = take((size_t)scene->height);
    const uint64_t phase = style->filter_seed % 8;
    struct chance chance = { style->filter_seed };

    for (int32_t y = 0; y < scene->height; y++) {
        filters[y] = (uint8_t)style->filter;
        if (style->filter == 7)
            filters[y] = (uint8_t)((uint64_t)y % 8 == phase ? 0 : 2 + chance_below(&chance, 3));
        if (style->filter == 5)
            filters[y] = (uint8_t)chance_below(&chance, 5);
        if (style->filter == 6)
            filters[y] = (uint8_t)(chance_once_in(&chance, 8) ? chance_below(&chance, 2)
                                                              : 2 + chance_below(&chance, 3));
    }
    return filters;
}

struct made_file scene_filtered(const struct scene *scene, const struct style *style)
{
    const int bits = style_pixel_bits(style);
    uint8_t *rows = packed_rows(scene, style), *filters = filters_for(scene, style);
    struct made_file filtered = craft_filter(rows, row_bytes_of(scene, style), scene->height,
                                             (unsigned)(bits + 7) / 8, filters);

    free(rows);
    free(filters);
    return filtered;
}

/* --------------------------------------------------------------------- files */

static void put_palette(struct made_file *file, const struct scene *scene, int depth)
{
    const size_t count = (size_t)1 << depth;
    uint8_t colors[256 * 3], alphas[256];

    for (size_t i = 0; i < count; i++) {
        memcpy(colors + 3 * i, scene->colors[i], 3);
        alphas[i] = scene->colors[i][3];
    }
    craft_chunk(file, "PLTE", colors, count * 3);
    craft_chunk(file, "tRNS", alphas, count);
}

static void put_key(struct made_file *file, const struct scene *scene, const struct style *style)
{
    const int form = style->form;
    uint8_t key[6];

    for (int c = 0; c < 3; c++) {
        const unsigned value = channel(scene, form, style->key, forms[form].channels == 1 ? 0 : c);

        key[2 * c] = (uint8_t)(value >> 8);
        key[2 * c + 1] = (uint8_t)value;
    }
    craft_chunk(file, "tRNS", key, forms[form].channels == 1 ? 2 : 6);
}

struct made_file scene_wrapped(const struct scene *scene, const struct style *style,
                               tks_bytes stream)
{
    const int type = forms[style->form].color_type;
    struct made_file file = craft_signature();
    struct chance chance = { style->idat_seed };

    craft_header(&file, (uint32_t)scene->width, (uint32_t)scene->height, forms[style->form].depth,
                 type, 0);
    if (type == 3)
        put_palette(&file, scene, forms[style->form].depth);
    else if (style->keyed && (type == 0 || type == 2))
        put_key(&file, scene, style);
    craft_data(&file, stream, style->idat_bytes, style->idat_seed != 0 ? &chance : NULL);
    craft_chunk(&file, "IEND", NULL, 0);
    return file;
}

/* libpng's writer wants whole bytes and host-endian words. */
static struct made_file png_by_libpng(const struct scene *scene, const struct style *style)
{
    const int channels = forms[style->form].channels, depth = forms[style->form].depth;
    const png_color_16 key = { .gray = (png_uint_16)channel(scene, style->form, style->key, 0),
                               .red = (png_uint_16)channel(scene, style->form, style->key, 0),
                               .green = (png_uint_16)channel(scene, style->form, style->key, 1),
                               .blue = (png_uint_16)channel(scene, style->form, style->key, 2) };
    const int type = forms[style->form].color_type;
    const struct png_recipe recipe = {
        .width = scene->width,
        .height = scene->height,
        .color_type = type,
        .depth = depth,
        .level = style->zlib.level,
        .idat_bytes = style->idat_bytes,
        .filters = style->filter < 5 ? PNG_FILTER_NONE << style->filter : PNG_ALL_FILTERS,
        .palette = scene->colors,
        .n_palette = type == 3 ? 1 << depth : 0,
        .transparent = style->keyed && (type == 0 || type == 2) ? &key : NULL,
    };
    const size_t samples = count_of(scene) * (size_t)channels;
    uint16_t *rows = take(samples * 2);
    struct made_file file;

    for (size_t i = 0; i < samples; i++) {
        const unsigned value = channel(scene, style->form, scene->numbers[i / (size_t)channels],
                                       (int)(i % (size_t)channels));

        if (depth == 16)
            rows[i] = (uint16_t)value;
        else
            ((uint8_t *)rows)[i] = (uint8_t)value;
    }
    file = make_png(&recipe, rows);
    free(rows);
    return file;
}

struct made_file scene_png(const struct scene *scene, const struct style *style)
{
    struct made_file filtered, stream, file;

    if (style->by_libpng)
        return png_by_libpng(scene, style);
    filtered = scene_filtered(scene, style);
    stream = craft_zlib(made_bytes(filtered), &style->zlib);
    file = scene_wrapped(scene, style, made_bytes(stream));
    made_free(filtered);
    made_free(stream);
    return file;
}

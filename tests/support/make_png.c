/* make_png.c - PNG files made in memory, for tests
 *
 * A thin layer over libpng's own writer with every choice that matters to a
 * reader within reach: filters, compression, interlacing, chunk size.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "make_png.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const char *why)
{
    fprintf(stderr, "make_png: %s\n", why);
    abort();
}

static void complain(png_structp png, png_const_charp message)
{
    (void)png;
    give_up(message);
}

static void append(png_structp png, png_bytep bytes, size_t length)
{
    struct made_file *file = png_get_io_ptr(png);

    if ((file->data = realloc(file->data, file->length + length)) == NULL)
        give_up("out of memory");
    memcpy(file->data + file->length, bytes, length);
    file->length += length;
}

static void flush(png_structp png)
{
    (void)png;
}

static int channels_of(int color_type)
{
    if (color_type == PNG_COLOR_TYPE_PALETTE)
        return 1;
    return (color_type & PNG_COLOR_MASK_COLOR ? 3 : 1) +
           (color_type & PNG_COLOR_MASK_ALPHA ? 1 : 0);
}

static void write_palette(png_structp png, png_infop info, const struct png_recipe *recipe)
{
    png_color colors[256] = { { 0 } };
    png_byte alphas[256] = { 0 };
    bool opaque = true;

    for (int i = 0; i < recipe->n_palette; i++) {
        colors[i] =
            (png_color){ recipe->palette[i][0], recipe->palette[i][1], recipe->palette[i][2] };
        alphas[i] = recipe->palette[i][3];
        opaque = opaque && alphas[i] == 255;
    }
    png_set_PLTE(png, info, colors, recipe->n_palette);
    if (!opaque)
        png_set_tRNS(png, info, alphas, recipe->n_palette, NULL);
}

static void write_header(png_structp png, png_infop info, const struct png_recipe *recipe,
                         int depth)
{
    if (recipe->filters != 0)
        png_set_filter(png, PNG_FILTER_TYPE_BASE, recipe->filters);
    if (recipe->level != 0)
        png_set_compression_level(png, recipe->level < 0 ? 0 : recipe->level);
    if (recipe->idat_bytes != 0)
        png_set_compression_buffer_size(png, recipe->idat_bytes);
    png_set_IHDR(png, info, (png_uint_32)recipe->width, (png_uint_32)recipe->height, depth,
                 recipe->color_type, recipe->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (recipe->n_palette > 0)
        write_palette(png, info, recipe);
    if (recipe->transparent != NULL)
        png_set_tRNS(png, info, NULL, 0, recipe->transparent);
    if (recipe->comment != NULL) {
        char key[] = "Comment", *text = strdup(recipe->comment);

        png_set_text(png, info,
                     &(png_text){ .compression = PNG_TEXT_COMPRESSION_NONE,
                                  .key = key,
                                  .text = text,
                                  .text_length = strlen(text) },
                     1);
        free(text);
    }
    png_write_info(png, info);
}

struct made_file make_png(const struct png_recipe *recipe, const void *rows)
{
    const int depth = recipe->depth != 0 ? recipe->depth : 8;
    const size_t stride =
        (size_t)recipe->width * (size_t)channels_of(recipe->color_type) * (depth == 16 ? 2 : 1);
    struct made_file file = { NULL, 0 };
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, complain, NULL);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    png_bytep copy = malloc(stride > 0 ? stride : 1);
    int passes;

    if (info == NULL || copy == NULL)
        give_up("out of memory");
    png_set_write_fn(png, &file, append, flush);
    write_header(png, info, recipe, depth);
    if (depth < 8)
        png_set_packing(png);
    if (depth == 16 && *(const uint8_t *)&(const uint16_t){ 1 } == 1)
        png_set_swap(png);

    passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (int32_t y = 0; y < recipe->height; y++) {
            memcpy(copy, (const uint8_t *)rows + (size_t)y * stride, stride);
            png_write_row(png, copy);
        }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    free(copy);
    return file;
}

struct made_file make_png_rgba8(const uint8_t *rows, int32_t width, int32_t height)
{
    return make_png(&(struct png_recipe){ .width = width,
                                          .height = height,
                                          .color_type = PNG_COLOR_TYPE_RGB_ALPHA },
                    rows);
}

struct made_file make_png_rgb8(const uint8_t *rows, int32_t width, int32_t height)
{
    return make_png(&(struct png_recipe){ .width = width,
                                          .height = height,
                                          .color_type = PNG_COLOR_TYPE_RGB },
                    rows);
}

struct made_file make_png_rgba16(const uint16_t *rows, int32_t width, int32_t height)
{
    return make_png(&(struct png_recipe){ .width = width,
                                          .height = height,
                                          .depth = 16,
                                          .color_type = PNG_COLOR_TYPE_RGB_ALPHA },
                    rows);
}

struct made_file make_png_palette(const uint8_t *rows, int32_t width, int32_t height,
                                  const uint8_t (*palette)[4], int n_palette)
{
    return make_png(&(struct png_recipe){ .width = width,
                                          .height = height,
                                          .color_type = PNG_COLOR_TYPE_PALETTE,
                                          .palette = palette,
                                          .n_palette = n_palette },
                    rows);
}

struct made_file make_png_plain(int32_t width, int32_t height, uint8_t red, uint8_t green,
                                uint8_t blue, uint8_t alpha)
{
    const uint8_t pixel[4] = { red, green, blue, alpha };
    const size_t count = (size_t)width * (size_t)height;
    uint8_t *rows = malloc(count * 4);
    struct made_file file;

    if (rows == NULL)
        give_up("out of memory");
    for (size_t i = 0; i < count; i++)
        memcpy(rows + i * 4, pixel, 4);
    file = make_png_rgba8(rows, width, height);
    free(rows);
    return file;
}

void made_free(struct made_file file)
{
    free(file.data);
}

/* png_scan.c - finds the picture data of a plain PNG without decoding anything
 *
 * One walk over the chunks. Checksums of every chunk that says something about
 * pixels are verified here, so that everything behind can trust them. The walk
 * does not explain what it dislikes: it answers "not plain", and libpng, which is
 * asked next, finds the words.
 *
 * Source: Portable Network Graphics (PNG) Specification, Second Edition, W3C
 * 2003, sections 5 and 11.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/png_rows.h"

#include "image/image.h"
#include <libdeflate.h>
#include <string.h>

enum {
    GRAY = 0,
    RGB = 2,
    PALETTE = 3,
    GRAY_ALPHA = 4,
    RGB_ALPHA = 6,

    ZLIB_HEADER = 2,
    ZLIB_TRAILER = 4,
    /* deflate cannot expand more than 258 bytes from 2 bits, 1032 to 1 */
    BEST_RATIO = 1032,
    /* libpng refuses ancillary chunks of more than 8 000 000 bytes */
    LONGEST_ANCILLARY = 1 << 20
};

static uint32_t read32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* ------------------------------------------------------------------- chunks */

struct chunk {
    const uint8_t *type; /* four letters, followed by the data */
    const uint8_t *data;
    uint32_t length;
};

/* The chunk at *offset, which is moved past it; false if it does not fit. */
static bool next_chunk(struct chunk *out, tks_bytes file, size_t *offset)
{
    const uint8_t *bytes = (const uint8_t *)file.data + *offset;
    const size_t left = file.length - *offset;
    uint32_t length;

    if (left < 12 || (length = read32(bytes)) > left - 12)
        return false;
    for (int i = 4; i < 8; i++)
        if ((unsigned)((bytes[i] | 0x20) - 'a') >= 26)
            return false;
    *out = (struct chunk){ bytes + 4, bytes + 8, length };
    *offset += (size_t)length + 12;
    return true;
}

static bool is(const struct chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

static bool checksum_right(const struct chunk *chunk)
{
    return libdeflate_crc32(0, chunk->type, (size_t)chunk->length + 4) ==
           read32(chunk->data + chunk->length);
}

/* --------------------------------------------------------------- their words */

static int channels_of(int color_type)
{
    switch (color_type) {
    case RGB:
        return 3;
    case GRAY_ALPHA:
        return 2;
    case RGB_ALPHA:
        return 4;
    default:
        return 1;
    }
}

/* Table 11.1: the depths each colour type may have. */
static bool depth_allowed(int color_type, int depth)
{
    switch (color_type) {
    case GRAY:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case PALETTE:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case RGB:
    case GRAY_ALPHA:
    case RGB_ALPHA:
        return depth == 8 || depth == 16;
    default:
        return false;
    }
}

static bool read_header(struct tksi_png_form *form, const struct chunk *chunk,
                        const struct tksi_env *env)
{
    const uint8_t *data = chunk->data;
    size_t pixel_bits;

    if (!is(chunk, "IHDR") || chunk->length != 13 || !checksum_right(chunk))
        return false;
    if (read32(data) > INT32_MAX || read32(data + 4) > INT32_MAX ||
        !depth_allowed(data[9], data[8]))
        return false;
    if (data[10] != 0 || data[11] != 0 || data[12] != 0) /* deflate, filters, not interlaced */
        return false;
    memset(form, 0, sizeof *form);
    form->width = (int32_t)read32(data);
    form->height = (int32_t)read32(data + 4);
    form->depth = data[8];
    form->color_type = data[9];
    if (tksi_check_size(form->width, form->height, env, NULL) != TKS_OK)
        return false;
    pixel_bits = (size_t)channels_of(form->color_type) * (size_t)form->depth;
    form->bytes_per_pixel = (unsigned)((pixel_bits + 7) / 8);
    form->row_bytes = ((size_t)form->width * pixel_bits + 7) / 8;
    return true;
}

/* *entries is set to how many colours a palette picture has. */
static bool read_palette(struct tksi_png_form *form, const struct chunk *chunk, uint32_t *entries)
{
    const uint32_t count = chunk->length / 3;

    if (form->color_type == GRAY || form->color_type == GRAY_ALPHA)
        return false;
    if (chunk->length % 3 != 0 || count == 0 || count > 256)
        return false;
    if (form->color_type != PALETTE) /* a suggestion for displays of few colours */
        return true;
    if (count > 1U << form->depth)
        return false;
    *entries = count;
    for (uint32_t i = 0; i < 256; i++) {
        uint8_t color[4] = { 0, 0, 0, 255 };

        if (i < count)
            memcpy(color, chunk->data + 3 * (size_t)i, 3);
        memcpy(&form->palette[i], color, 4);
    }
    return true;
}

static bool read_transparency(struct tksi_png_form *form, const struct chunk *chunk,
                              uint32_t entries)
{
    const uint32_t keys = form->color_type == GRAY ? 1 : 3;

    if (form->color_type == PALETTE) {
        if (chunk->length == 0 || chunk->length > entries)
            return false;
        for (uint32_t i = 0; i < chunk->length; i++)
            memcpy((uint8_t *)&form->palette[i] + 3, chunk->data + i, 1);
        return true;
    }
    if ((form->color_type != GRAY && form->color_type != RGB) || chunk->length != 2 * keys)
        return false;
    form->keyed = true;
    for (uint32_t i = 0; i < keys; i++)
        form->key[i] = (uint16_t)(chunk->data[2 * i] << 8 | chunk->data[2 * i + 1]);
    return true;
}

/* ------------------------------------------------------------- picture data */

/* The zlib header and trailer around the deflate stream. A window smaller than
 * 32 KiB is left to libpng: zlib holds streams to the window they declare, and
 * ISA-L does not. */
static bool read_zlib_frame(struct tksi_png *png, const uint8_t *last, uint32_t last_length)
{
    const uint8_t *header = png->data;

    if (png->first < ZLIB_HEADER || last_length < ZLIB_TRAILER ||
        png->compressed < ZLIB_HEADER + ZLIB_TRAILER)
        return false;
    if (header[0] != 0x78 || (header[0] << 8 | header[1]) % 31 != 0 || (header[1] & 0x20) != 0)
        return false;
    png->adler = read32(last + last_length - ZLIB_TRAILER);
    png->data += ZLIB_HEADER;
    png->first -= ZLIB_HEADER;
    png->compressed -= ZLIB_HEADER + ZLIB_TRAILER;
    if (png->first > png->compressed)
        png->first = (size_t)png->compressed;
    return true;
}

static bool enough_data(const struct tksi_png *png)
{
    const uint64_t raw = (uint64_t)png->form.height * (png->form.row_bytes + 1);

    return raw / BEST_RATIO <= png->compressed;
}

struct walk {
    bool palette, transparency, data_ended;
    uint32_t entries;    /* of a palette picture's palette */
    const uint8_t *last; /* data of the last IDAT chunk so far */
    uint32_t last_length;
};

static bool read_data(struct tksi_png *png, struct walk *walk, const struct chunk *chunk)
{
    if (walk->data_ended || (png->form.color_type == PALETTE && !walk->palette))
        return false;
    if (png->data == NULL) {
        png->data = chunk->data;
        png->first = chunk->length;
    }
    png->compressed += chunk->length;
    walk->last = chunk->data;
    walk->last_length = chunk->length;
    return checksum_right(chunk);
}

/* Any chunk between IHDR and IEND. */
static bool read_chunk(struct tksi_png *png, struct walk *walk, const struct chunk *chunk)
{
    const bool before_data = png->data == NULL;

    if (is(chunk, "IDAT"))
        return read_data(png, walk, chunk);
    walk->data_ended = !before_data;
    if (is(chunk, "PLTE")) {
        if (walk->palette || walk->transparency || !before_data || !checksum_right(chunk))
            return false;
        walk->palette = true;
        return read_palette(&png->form, chunk, &walk->entries);
    }
    if (is(chunk, "tRNS")) {
        if (walk->transparency || !before_data || !checksum_right(chunk))
            return false;
        walk->transparency = true;
        return read_transparency(&png->form, chunk, walk->entries);
    }
    /* ancillary chunks, known by their lower-case first letter, do not change pixels */
    return (chunk->type[0] & 0x20) != 0 && chunk->length <= LONGEST_ANCILLARY;
}

bool tksi_png_scan(struct tksi_png *out, tks_bytes file, const struct tksi_env *env)
{
    static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
    struct tksi_png png = { .data = NULL };
    struct walk walk = { .palette = false };
    struct chunk chunk;
    size_t offset = sizeof signature;

    if (file.length < sizeof signature || memcmp(file.data, signature, sizeof signature) != 0)
        return false;
    if (!next_chunk(&chunk, file, &offset) || !read_header(&png.form, &chunk, env))
        return false;
    for (;;) {
        if (!next_chunk(&chunk, file, &offset))
            return false;
        if (is(&chunk, "IEND"))
            break;
        if (!read_chunk(&png, &walk, &chunk))
            return false;
    }
    if (png.data == NULL || chunk.length != 0 || !checksum_right(&chunk) ||
        !read_zlib_frame(&png, walk.last, walk.last_length) || !enough_data(&png))
        return false;
    *out = png;
    return true;
}

bool tksi_png_same_form(const struct tksi_png_form *a, const struct tksi_png_form *b)
{
    return a->width == b->width && a->depth == b->depth && a->color_type == b->color_type &&
           a->keyed == b->keyed && memcmp(a->key, b->key, sizeof a->key) == 0 &&
           memcmp(a->palette, b->palette, sizeof a->palette) == 0;
}

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
    uint8_t type[4];
    uint64_t data; /* where its data begins */
    uint32_t length;
};

/* The chunk at *offset, which is moved past it; false if it does not fit, or is longer
 * than chunks may be. */
static bool next_chunk(struct chunk *out, struct tksi_source *source, uint64_t *offset)
{
    size_t got;
    const uint8_t *bytes = tksi_source_at(source, *offset, 8, &got);
    uint32_t length;

    if (got < 8 || source->length - *offset < 12 ||
        (length = read32(bytes)) > source->length - *offset - 12 || length > INT32_MAX)
        return false;
    for (int i = 4; i < 8; i++)
        if ((unsigned)((bytes[i] | 0x20) - 'a') >= 26)
            return false;
    *out = (struct chunk){ .data = *offset + 8, .length = length };
    memcpy(out->type, bytes + 4, sizeof out->type);
    *offset += (uint64_t)length + 12;
    return true;
}

static bool is(const struct chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

/* The first `length` bytes of a chunk's data, at most TKSI_SOURCE_WHOLE; NULL if they
 * cannot be read. */
static const uint8_t *data_of(const struct chunk *chunk, struct tksi_source *source, size_t length)
{
    size_t got;
    const uint8_t *data = tksi_source_at(source, chunk->data, length, &got);

    return got == length ? data : NULL;
}

static bool checksum_right(const struct chunk *chunk, struct tksi_source *source)
{
    const uint64_t end = chunk->data + chunk->length;
    uint32_t sum = libdeflate_crc32(0, chunk->type, sizeof chunk->type);
    const uint8_t *bytes;
    size_t got;

    for (uint64_t at = chunk->data; at < end; at += got) {
        bytes = tksi_source_at(source, at, (size_t)(end - at), &got);
        if (got == 0)
            return false;
        sum = libdeflate_crc32(sum, bytes, got);
    }
    bytes = tksi_source_at(source, end, 4, &got);
    return got == 4 && read32(bytes) == sum;
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
                        struct tksi_source *source, const struct tksi_env *env)
{
    const uint8_t *data;
    size_t pixel_bits;

    if (!is(chunk, "IHDR") || chunk->length != 13 || !checksum_right(chunk, source) ||
        (data = data_of(chunk, source, 13)) == NULL)
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
static bool read_palette(struct tksi_png_form *form, const struct chunk *chunk,
                         struct tksi_source *source, uint32_t *entries)
{
    const uint32_t count = chunk->length / 3;
    const uint8_t *data;

    if (form->color_type == GRAY || form->color_type == GRAY_ALPHA)
        return false;
    if (chunk->length % 3 != 0 || count == 0 || count > 256)
        return false;
    if (form->color_type != PALETTE) /* a suggestion for displays of few colours */
        return true;
    if (count > 1U << form->depth || (data = data_of(chunk, source, chunk->length)) == NULL)
        return false;
    *entries = count;
    for (uint32_t i = 0; i < 256; i++) {
        uint8_t color[4] = { 0, 0, 0, 255 };

        if (i < count)
            memcpy(color, data + 3 * (size_t)i, 3);
        memcpy(&form->palette[i], color, 4);
    }
    return true;
}

static bool read_transparency(struct tksi_png_form *form, const struct chunk *chunk,
                              struct tksi_source *source, uint32_t entries)
{
    const uint32_t keys = form->color_type == GRAY ? 1 : 3;
    const uint8_t *data;

    if (chunk->length == 0 || chunk->length > 256 ||
        (data = data_of(chunk, source, chunk->length)) == NULL)
        return false;
    if (form->color_type == PALETTE) {
        if (chunk->length > entries)
            return false;
        for (uint32_t i = 0; i < chunk->length; i++)
            memcpy((uint8_t *)&form->palette[i] + 3, data + i, 1);
        return true;
    }
    if ((form->color_type != GRAY && form->color_type != RGB) || chunk->length != 2 * keys)
        return false;
    form->keyed = true;
    for (uint32_t i = 0; i < keys; i++)
        form->key[i] = (uint16_t)(data[2 * i] << 8 | data[2 * i + 1]);
    return true;
}

/* ------------------------------------------------------------- picture data */

/* The zlib header and trailer around the deflate stream. A window smaller than
 * 32 KiB is left to libpng: zlib holds streams to the window they declare, and
 * ISA-L does not. */
static bool read_zlib_frame(struct tksi_png *png, uint64_t end)
{
    uint8_t header[ZLIB_HEADER], trailer[ZLIB_TRAILER];
    const uint8_t *bytes;
    size_t got;

    bytes = tksi_source_at(png->source, png->data, ZLIB_HEADER, &got);
    if (got < ZLIB_HEADER)
        return false;
    memcpy(header, bytes, sizeof header);
    bytes = tksi_source_at(png->source, end - ZLIB_TRAILER, ZLIB_TRAILER, &got);
    if (got < ZLIB_TRAILER)
        return false;
    memcpy(trailer, bytes, sizeof trailer);
    if (header[0] != 0x78 || (header[0] << 8 | header[1]) % 31 != 0 || (header[1] & 0x20) != 0)
        return false;
    png->adler = read32(trailer);
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
    uint32_t entries;  /* of a palette picture's palette */
    bool data;         /* there has been an IDAT chunk */
    struct chunk last; /* the last of them */
};

static bool read_data(struct tksi_png *png, struct walk *walk, const struct chunk *chunk)
{
    if (walk->data_ended || (png->form.color_type == PALETTE && !walk->palette))
        return false;
    if (!walk->data) {
        walk->data = true;
        png->data = chunk->data;
        png->first = chunk->length;
    }
    png->compressed += chunk->length;
    walk->last = *chunk;
    return checksum_right(chunk, png->source);
}

/* Any chunk between IHDR and IEND. */
static bool read_chunk(struct tksi_png *png, struct walk *walk, const struct chunk *chunk)
{
    const bool before_data = !walk->data;

    if (is(chunk, "IDAT"))
        return read_data(png, walk, chunk);
    walk->data_ended = !before_data;
    if (is(chunk, "PLTE")) {
        if (walk->palette || walk->transparency || !before_data ||
            !checksum_right(chunk, png->source))
            return false;
        walk->palette = true;
        return read_palette(&png->form, chunk, png->source, &walk->entries);
    }
    if (is(chunk, "tRNS")) {
        if (walk->transparency || !before_data || !checksum_right(chunk, png->source))
            return false;
        walk->transparency = true;
        return read_transparency(&png->form, chunk, png->source, walk->entries);
    }
    /* ancillary chunks, known by their lower-case first letter, do not change pixels */
    return (chunk->type[0] & 0x20) != 0 && chunk->length <= LONGEST_ANCILLARY;
}

/* The zlib stream's header lies in the first IDAT chunk, its trailer in the last. */
static bool frame_whole(const struct tksi_png *png, const struct walk *walk)
{
    return walk->data && png->first >= ZLIB_HEADER && walk->last.length >= ZLIB_TRAILER &&
           png->compressed >= ZLIB_HEADER + ZLIB_TRAILER;
}

bool tksi_png_scan(struct tksi_png *out, struct tksi_source *source, const struct tksi_env *env)
{
    static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
    struct tksi_png png = { .source = source };
    struct walk walk = { .palette = false };
    struct chunk chunk;
    uint64_t offset = sizeof signature;
    size_t got;
    const uint8_t *begin = tksi_source_at(source, 0, sizeof signature, &got);

    if (got < sizeof signature || memcmp(begin, signature, sizeof signature) != 0)
        return false;
    if (!next_chunk(&chunk, source, &offset) || !read_header(&png.form, &chunk, source, env))
        return false;
    for (;;) {
        if (!next_chunk(&chunk, source, &offset))
            return false;
        if (is(&chunk, "IEND"))
            break;
        if (!read_chunk(&png, &walk, &chunk))
            return false;
    }
    if (chunk.length != 0 || !checksum_right(&chunk, source) || !frame_whole(&png, &walk) ||
        !read_zlib_frame(&png, walk.last.data + walk.last.length) || !enough_data(&png))
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

/* craft_png.c - PNG files put together by hand, right ones and wrong ones
 *
 * Source: Portable Network Graphics (PNG) Specification, Second Edition, sections 5
 * (chunks) and 9 (filters).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "craft_png.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void give_up(const char *why)
{
    fprintf(stderr, "craft_png: %s\n", why);
    abort();
}

/* Files grow by a few bytes many times over. */
static void append(struct made_file *file, const void *bytes, size_t length)
{
    if (file->data == NULL || malloc_usable_size(file->data) - file->length < length) {
        file->data = realloc(file->data, 2 * (file->length + length) + 16);
        if (file->data == NULL)
            give_up("out of memory");
    }
    if (length > 0)
        memcpy(file->data + file->length, bytes, length);
    file->length += length;
}

static void put32(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)(value >> 24);
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
}

static uint32_t read32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* --------------------------------------------------------------------- zlib */

static void run(z_stream *stream, struct made_file *out, int flush)
{
    uint8_t piece[4096];
    int result;

    do {
        stream->next_out = piece;
        stream->avail_out = sizeof piece;
        result = deflate(stream, flush);
        append(out, piece, sizeof piece - stream->avail_out);
    } while (result == Z_OK && stream->avail_out == 0);
    if (result == Z_STREAM_ERROR)
        give_up("deflate");
}

struct made_file craft_zlib(tks_bytes raw, const struct zlib_recipe *recipe)
{
    const int level = recipe->level == 0 ? 6 : recipe->level < 0 ? 0 : recipe->level;
    const int bits = recipe->window_bits != 0 ? recipe->window_bits : 15;
    const size_t step = recipe->flush_every != 0 ? recipe->flush_every : raw.length;
    struct made_file out = { NULL, 0 };
    z_stream stream = { .next_in = NULL };
    bool twice = false;

    if (deflateInit2(&stream, level, Z_DEFLATED, bits, 9, recipe->strategy) != Z_OK)
        give_up("deflateInit2");
    for (size_t at = 0; at < raw.length; at += step) {
        const size_t length = raw.length - at < step ? raw.length - at : step;

        stream.next_in = (Bytef *)(uintptr_t)((const uint8_t *)raw.data + at);
        stream.avail_in = (uInt)length;
        if (recipe->flush_every == 0)
            run(&stream, &out, Z_NO_FLUSH);
        else
            run(&stream, &out, twice ? Z_SYNC_FLUSH : Z_BLOCK);
        twice = !twice;
    }
    for (int i = 0; i < recipe->empty_blocks; i++) {
        run(&stream, &out, Z_PARTIAL_FLUSH); /* zlib adds no second block of one kind */
        run(&stream, &out, Z_FULL_FLUSH);
    }
    run(&stream, &out, Z_FINISH);
    deflateEnd(&stream);
    return out;
}

/* ------------------------------------------------------------------- filters */

static uint8_t paeth(int left, int above, int corner)
{
    const int p = left + above - corner;
    const int to_left = abs(p - left), to_above = abs(p - above), to_corner = abs(p - corner);

    if (to_left <= to_above && to_left <= to_corner)
        return (uint8_t)left;
    return (uint8_t)(to_above <= to_corner ? above : corner);
}

static uint8_t predicted(int filter, uint8_t left, uint8_t above, uint8_t corner)
{
    switch (filter) {
    case 1:
        return left;
    case 2:
        return above;
    case 3:
        return (uint8_t)((left + above) / 2);
    case 4:
        return paeth(left, above, corner);
    default:
        return 0;
    }
}

struct made_file craft_filter(const uint8_t *rows, size_t row_bytes, int32_t height, unsigned bpp,
                              const uint8_t *filters)
{
    struct made_file out = { malloc((row_bytes + 1) * (size_t)height), 0 };
    uint8_t *to = out.data;

    if (to == NULL)
        give_up("out of memory");
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = rows + (size_t)y * row_bytes;
        const uint8_t *above = y > 0 ? row - row_bytes : NULL;

        *to++ = filters[y];
        for (size_t i = 0; i < row_bytes; i++) {
            const bool first = i < bpp;

            *to++ = (uint8_t)(row[i] - predicted(filters[y], first ? 0 : row[i - bpp],
                                                 above != NULL ? above[i] : 0,
                                                 first || above == NULL ? 0 : above[i - bpp]));
        }
    }
    out.length = (size_t)(to - out.data);
    return out;
}

/* -------------------------------------------------------------------- chunks */

struct made_file craft_signature(void)
{
    struct made_file file = { NULL, 0 };

    append(&file, "\x89PNG\r\n\x1A\n", 8);
    return file;
}

void craft_chunk(struct made_file *file, const char *type, const void *data, size_t length)
{
    uint8_t word[4];
    uLong sum;

    put32(word, (uint32_t)length);
    append(file, word, 4);
    append(file, type, 4);
    append(file, data, length);
    sum = crc32(0, file->data + file->length - length - 4, (uInt)length + 4);
    put32(word, (uint32_t)sum);
    append(file, word, 4);
}

void craft_header(struct made_file *file, uint32_t width, uint32_t height, int depth,
                  int color_type, int interlace)
{
    uint8_t data[13];

    put32(data, width);
    put32(data + 4, height);
    data[8] = (uint8_t)depth;
    data[9] = (uint8_t)color_type;
    data[10] = data[11] = 0;
    data[12] = (uint8_t)interlace;
    craft_chunk(file, "IHDR", data, sizeof data);
}

void craft_data(struct made_file *file, tks_bytes stream, size_t most, struct chance *chance)
{
    const uint8_t *from = stream.data;
    size_t left = stream.length;

    if (most == 0)
        most = left;
    do {
        size_t length = left < most ? left : most;

        if (chance != NULL && chance_below(chance, (uint32_t)most + 1) < length)
            length = chance_below(chance, (uint32_t)length + 1);
        craft_chunk(file, "IDAT", from, length);
        from += length;
        left -= length;
    } while (left > 0);
}

void craft_checksums(uint8_t *file, size_t length)
{
    size_t at = 8;

    while (at <= length && length - at >= 12) {
        const uint32_t bytes = read32(file + at);

        if (bytes > length - at - 12)
            break;
        put32(file + at + 8 + bytes, (uint32_t)crc32(0, file + at + 4, bytes + 4));
        at += 12 + (size_t)bytes;
    }
}

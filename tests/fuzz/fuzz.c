/* fuzz.c - what the fuzz targets share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include "image/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void must(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "fuzz: not so: %s\n", what);
        abort();
    }
}

/* --------------------------------------------------------------- environment */

static void *allocate(void *user, size_t size)
{
    void *memory = malloc(size);

    if (memory != NULL)
        memset(memory, *(const uint8_t *)user, size);
    return memory;
}

static void release(void *user, void *memory)
{
    (void)user;
    free(memory);
}

struct tksi_env fuzz_env(const uint8_t *fill, int threads, const char *kernels)
{
    const tks_allocator allocator = { allocate, release, (void *)(uintptr_t)fill };
    const tks_limits limits = { .size = sizeof limits, .side = FUZZ_SIDE, .pixels = FUZZ_PIXELS };
    const tks_env env = { .size = sizeof env,
                          .allocator = &allocator,
                          .limits = &limits,
                          .threads = threads,
                          .kernels = kernels };
    struct tksi_env out;

    must(tksi_env_resolve(&out, &env, NULL) == TKS_OK, "the environment is right");
    return out;
}

/* ------------------------------------------------------------------ checksums */

static uint32_t read32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void append(struct made_file *file, const void *bytes, size_t length)
{
    file->data = realloc(file->data, file->length + length + 1);
    must(file->data != NULL, "there is memory");
    if (length > 0)
        memcpy(file->data + file->length, bytes, length);
    file->length += length;
}

/* The chunk at `at` lies whole within the file. */
static bool chunk_at(tks_bytes file, size_t at, const uint8_t **chunk, size_t *length)
{
    if (at > file.length || file.length - at < 12)
        return false;
    *chunk = (const uint8_t *)file.data + at;
    *length = read32(*chunk);
    return *length <= file.length - at - 12;
}

/* What all IDAT chunks hold together. */
static struct made_file picture_data(tks_bytes file)
{
    struct made_file out = { NULL, 0 };
    const uint8_t *chunk;
    size_t length;

    for (size_t at = 8; chunk_at(file, at, &chunk, &length); at += length + 12)
        if (memcmp(chunk + 4, "IDAT", 4) == 0)
            append(&out, chunk + 8, length);
    return out;
}

/* Where the checksum of a zlib stream stands and what it should be; false if the
 * stream has no end. */
static bool adler_of(struct made_file stream, size_t *at, uint32_t *adler)
{
    enum { MOST = 1 << 22 };
    uint8_t piece[4096];
    z_stream z = { .next_in = NULL };
    int result = Z_OK;

    if (stream.length < 6 || inflateInit2(&z, -15) != Z_OK)
        return false;
    z.next_in = stream.data + 2;
    z.avail_in = (uInt)(stream.length - 2);
    *adler = 1;
    while (result == Z_OK && z.total_out < MOST) {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        result = inflate(&z, Z_NO_FLUSH);
        *adler = (uint32_t)adler32(*adler, piece, (uInt)(sizeof piece - z.avail_out));
        if (result == Z_BUF_ERROR)
            break;
    }
    *at = 2 + (size_t)z.total_in;
    inflateEnd(&z);
    return result == Z_STREAM_END && stream.length - *at >= 4;
}

/* Overwrites byte `index` of the picture data. */
static void put_data_byte(struct made_file *file, size_t index, uint8_t value)
{
    const uint8_t *chunk;
    size_t length;

    for (size_t at = 8; chunk_at(made_bytes(*file), at, &chunk, &length); at += length + 12) {
        if (memcmp(chunk + 4, "IDAT", 4) != 0)
            continue;
        if (index < length) {
            file->data[at + 8 + index] = value;
            return;
        }
        index -= length;
    }
}

static void fix_adler(struct made_file *file)
{
    struct made_file stream = picture_data(made_bytes(*file));
    uint32_t adler;
    size_t at;

    if (adler_of(stream, &at, &adler))
        for (size_t i = 0; i < 4; i++)
            put_data_byte(file, at + i, (uint8_t)(adler >> (24 - 8 * i)));
    made_free(stream);
}

/* All picture data compressed into the first IDAT chunk; what follows the last whole
 * chunk is dropped. */
static struct made_file compressed(tks_bytes file)
{
    struct made_file raw = picture_data(file), out = { NULL, 0 };
    struct made_file stream =
        craft_zlib((tks_bytes){ raw.data, raw.length }, &(struct zlib_recipe){ .level = 1 });
    bool done = false;
    const uint8_t *chunk;
    size_t length;

    append(&out, file.data, 8);
    for (size_t at = 8; chunk_at(file, at, &chunk, &length); at += length + 12) {
        if (memcmp(chunk + 4, "IDAT", 4) != 0) {
            append(&out, chunk, length + 12);
        } else if (!done) {
            craft_data(&out, made_bytes(stream), 0, NULL);
            done = true;
        }
    }
    made_free(raw);
    made_free(stream);
    return out;
}

struct made_file fuzz_fixed_png(tks_bytes file, unsigned fixes)
{
    struct made_file out = { NULL, 0 };

    if (file.length >= 8 && (fixes & FIX_STREAM))
        out = compressed(file);
    else
        append(&out, file.data, file.length);
    if (fixes & FIX_ADLER)
        fix_adler(&out);
    if (fixes & FIX_CHUNKS)
        craft_checksums(out.data, out.length);
    return out;
}

bool fuzz_codes_incomplete(tks_bytes png)
{
    struct made_file stream = picture_data(png);
    uint8_t piece[4096];
    z_stream z = { .next_in = stream.data, .avail_in = (uInt)stream.length };
    bool incomplete = false;

    must(inflateInit(&z) == Z_OK, "there is memory");
    do {
        z.next_out = piece;
        z.avail_out = sizeof piece;
    } while (inflate(&z, Z_NO_FLUSH) == Z_OK);
    if (z.msg != NULL)
        incomplete = strcmp(z.msg, "invalid distances set") == 0 ||
                     strcmp(z.msg, "invalid literal/lengths set") == 0;
    inflateEnd(&z);
    made_free(stream);
    return incomplete;
}

/* ------------------------------------------------------------------- decoding */

static void check_error(tks_status status, const tks_error *err)
{
    must(err->status == status, "the error has the status");
    must(strlen(err->message) > 5, "an error has words");
    must(strpbrk(err->message, "\r\n\t") == NULL, "an error is one line");
    must(status == TKS_BAD_DATA || status == TKS_UNSUPPORTED || status == TKS_OVER_LIMIT ||
             status == TKS_OUT_OF_MEMORY,
         "a decoder's status is one of four");
}

static bool is_one_of(const char *format, const char *formats)
{
    const char *found = strstr(formats, format);
    const size_t length = strlen(format);

    return found != NULL && (found == formats || found[-1] == ' ') &&
           (found[length] == ' ' || found[length] == '\0');
}

static void check_equal(const tks_image *one, const tks_image *two)
{
    const tks_view a = tks_image_view(one), b = tks_image_view(two);

    must(a.width == b.width && a.height == b.height && a.pixels == b.pixels, "twice the same size");
    must(memcmp(a.data, b.data, (size_t)a.stride * (size_t)a.height) == 0, "twice the same pixels");
}

static void check_view(tks_view view, const tks_image_info *info)
{
    must(view.width == info->width && view.height == info->height,
         "inspect and decode tell the same size");
    must((view.pixels == TKS_RGBA16) == (info->depth == 16), "and the same depth");
    must(view.width >= 1 && view.height >= 1 && view.width <= FUZZ_SIDE &&
             view.height <= FUZZ_SIDE && (int64_t)view.width * view.height <= FUZZ_PIXELS,
         "the size is within the limits");
}

void fuzz_decode(tks_bytes file, const char *formats)
{
    static const uint8_t fills[2] = { 0x00, 0xA5 };
    tks_image_info info = { .size = sizeof info };
    tks_image *images[2] = { NULL, NULL };
    tks_error err = { TKS_OK, 0, "" };
    tks_status status[2], inspected;
    struct tksi_env env = fuzz_env(&fills[1], 1, NULL);

    inspected = tksi_image_inspect(&info, file, &env, &err);
    if (inspected != TKS_OK)
        check_error(inspected, &err);
    else if (!is_one_of(info.format, formats))
        return;
    for (int i = 0; i < 2; i++) {
        err = (tks_error){ TKS_OK, 0, "" };
        env = fuzz_env(&fills[i], 1, NULL);
        status[i] = tksi_image_decode(&images[i], file, &env, &err);
        must((images[i] != NULL) == (status[i] == TKS_OK), "an image means success");
        if (status[i] != TKS_OK)
            check_error(status[i], &err);
    }
    must(status[0] == status[1], "twice the same status");
    if (status[0] == TKS_OK) {
        must(inspected == TKS_OK, "what can be decoded can be inspected");
        check_view(tks_image_view(images[0]), &info);
        check_equal(images[0], images[1]);
    }
    tks_image_free(images[0]);
    tks_image_free(images[1]);
}

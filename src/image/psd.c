/* psd.c - Photoshop files, flattened
 *
 * Every PSD saved for compatibility ends in its merged picture: one plane per
 * channel, raw or packed row by row (PackBits). RGB and grey of 8 and 16 bits are
 * read; the channel after the colours is taken for alpha, of others no notice is
 * taken. Where there is alpha, Photoshop has blended the merged colours onto
 * white, which is undone: c = 255 - (255 - c') * 255 / alpha, to the nearest and
 * not below 0; alpha 0 keeps what is stored.
 *
 * Not read through stb_image, which undoes the white in floating point and
 * converts what falls outside 0..255 as it happens: other processors, other
 * pixels.
 *
 * Refused besides what is plainly damaged: other colour modes and depths, PSB,
 * a merged picture compressed with ZIP. Bytes after the merged picture are
 * tolerated.
 *
 * Reference: Adobe Photoshop File Formats Specification (2019).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <string.h>

enum { HEADER = 26, MODE_GREY = 1, MODE_RGB = 3, RAW = 0, PACKED = 1 };

struct psd {
    const uint8_t *data;
    size_t length;
    int64_t width, height;
    int channels, depth, colors; /* colors: planes before alpha */
    size_t body;                 /* where the merged picture begins */
    int compression;
};

static unsigned big_short(const uint8_t *from)
{
    return (unsigned)from[0] << 8 | from[1];
}

static uint32_t big_word(const uint8_t *from)
{
    return (uint32_t)big_short(from) << 16 | big_short(from + 2);
}

static bool probe(tks_bytes file)
{
    return file.length >= 4 && memcmp(file.data, "8BPS", 4) == 0;
}

static tks_status truncated(tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends before the picture data");
}

static tks_status read_header(struct psd *psd, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    const uint8_t *data = file.data;
    unsigned mode;

    if (file.length < HEADER)
        return truncated(err);
    *psd = (struct psd){ .data = data, .length = file.length };
    psd->channels = (int)big_short(data + 12);
    psd->height = big_word(data + 14);
    psd->width = big_word(data + 18);
    psd->depth = (int)big_short(data + 22);
    mode = big_short(data + 24);
    psd->colors = mode == MODE_GREY ? 1 : 3;
    if (big_short(data + 4) != 1)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a Photoshop file of version %u (PSB); only PSD "
                         "is read",
                         big_short(data + 4));
    if (mode != MODE_GREY && mode != MODE_RGB)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a PSD in colour mode %u; save it in RGB or greyscale", mode);
    if (psd->depth != 8 && psd->depth != 16)
        return tksi_fail(err, TKS_UNSUPPORTED, "a PSD of %d bits a channel; save it with 8 or 16",
                         psd->depth);
    if (psd->channels < psd->colors || psd->channels > 56)
        return tksi_fail(err, TKS_BAD_DATA, "a PSD of %d channels", psd->channels);
    return tksi_check_size(psd->width, psd->height, env, err);
}

/* Past the three sections between header and merged picture. */
static tks_status find_body(struct psd *psd, tks_error *err)
{
    size_t at = HEADER;

    for (int section = 0; section < 3; section++) {
        if (psd->length - at < 4 || psd->length - at - 4 < big_word(psd->data + at))
            return truncated(err);
        at += 4 + (size_t)big_word(psd->data + at);
    }
    if (psd->length - at < 2)
        return truncated(err);
    psd->compression = (int)big_short(psd->data + at);
    psd->body = at + 2;
    if (psd->compression != RAW && psd->compression != PACKED)
        return tksi_fail(err, TKS_UNSUPPORTED, "a PSD whose merged picture has compression %d",
                         psd->compression);
    return TKS_OK;
}

/* Undoes PackBits: exactly `length` bytes from exactly `packed` bytes. */
static bool unpack(uint8_t *to, size_t length, const uint8_t *from, size_t packed)
{
    const uint8_t *const from_end = from + packed;
    const uint8_t *const to_end = to + length;

    while (from < from_end) {
        const unsigned code = *from++;
        const size_t count = code < 128 ? code + 1 : 257 - code;

        if (code == 128) /* nothing, by definition */
            continue;
        if (count > (size_t)(to_end - to))
            return false;
        if (code < 128) {
            if (count > (size_t)(from_end - from))
                return false;
            memcpy(to, from, count);
            from += count;
        } else {
            if (from == from_end)
                return false;
            memset(to, *from++, count);
        }
        to += count;
    }
    return to == to_end;
}

/* One row of one plane into channel c of a row of pixels. */
static void spread(void *to, const uint8_t *row, int64_t width, int depth, int c)
{
    uint8_t *narrow = to;
    uint16_t *wide = to;

    for (int64_t x = 0; x < width; x++) {
        if (depth == 8)
            narrow[x * 4 + c] = row[x];
        else
            wide[x * 4 + c] = (uint16_t)big_short(row + x * 2);
    }
}

/* Reads the planes in use; `row` has room for one row of a plane. */
static tks_status read_planes(const struct psd *psd, tks_image *image, uint8_t *row, tks_error *err)
{
    const size_t row_bytes = (size_t)psd->width * (size_t)(psd->depth / 8);
    const int used = psd->channels > psd->colors ? psd->colors + 1 : psd->colors;
    const uint8_t *counts = psd->data + psd->body;
    size_t at = psd->body;

    if (psd->compression == PACKED)
        at += (size_t)psd->height * (size_t)psd->channels * 2;
    for (int64_t i = 0; i < psd->height * used; i++) {
        const size_t packed = psd->compression == PACKED ? big_short(counts + i * 2) : row_bytes;
        const int plane = (int)(i / psd->height);
        const int64_t y = i % psd->height;
        uint8_t *to = (uint8_t *)image->pixels + y * image->view.stride;

        if (at > psd->length || psd->length - at < packed)
            return tksi_fail(err, TKS_BAD_DATA,
                             "truncated: the picture data ends at row %lld of %lld of channel %d",
                             (long long)y, (long long)psd->height, plane + 1);
        if (psd->compression == RAW)
            memcpy(row, psd->data + at, row_bytes);
        else if (!unpack(row, row_bytes, psd->data + at, packed))
            return tksi_fail(err, TKS_BAD_DATA,
                             "the picture data is damaged at row %lld of %lld of channel %d",
                             (long long)y, (long long)psd->height, plane + 1);
        spread(to, row, psd->width, psd->depth, plane == psd->colors ? 3 : plane);
        at += packed;
    }
    return TKS_OK;
}

static unsigned without_white(unsigned c, unsigned alpha, unsigned most)
{
    const uint64_t missing = ((uint64_t)(most - c) * most + alpha / 2) / alpha;

    return missing < most ? most - (unsigned)missing : 0;
}

/* Finishes pixels: grey becomes RGB, no alpha becomes opaque, white comes off. */
static void finish_pixel(unsigned pixel[4], const struct psd *psd, unsigned most)
{
    if (psd->colors == 1)
        pixel[1] = pixel[2] = pixel[0];
    if (psd->channels == psd->colors)
        pixel[3] = most;
    if (pixel[3] != 0 && pixel[3] != most)
        for (int c = 0; c < 3; c++)
            pixel[c] = without_white(pixel[c], pixel[3], most);
}

static void finish(const struct psd *psd, tks_image *image)
{
    const int64_t pixels = psd->width * psd->height;
    uint8_t *narrow = image->pixels;
    uint16_t *wide = image->pixels;

    for (int64_t i = 0; i < pixels; i++) {
        unsigned pixel[4];

        for (int c = 0; c < 4; c++)
            pixel[c] = psd->depth == 8 ? narrow[i * 4 + c] : wide[i * 4 + c];
        finish_pixel(pixel, psd, psd->depth == 8 ? 0xFF : 0xFFFF);
        for (int c = 0; c < 4; c++)
            if (psd->depth == 8)
                narrow[i * 4 + c] = (uint8_t)pixel[c];
            else
                wide[i * 4 + c] = (uint16_t)pixel[c];
    }
}

static tks_status inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                          tks_error *err)
{
    struct psd psd = { .data = file.data };
    tks_status status = read_header(&psd, file, env, err);

    if (status != TKS_OK)
        return status;
    info->format = tksi_codec_psd.format;
    info->width = (int32_t)psd.width;
    info->height = (int32_t)psd.height;
    info->depth = psd.depth;
    info->has_alpha = psd.channels > psd.colors;
    info->profile = NULL;
    return TKS_OK;
}

/* Raw planes have their full length; packed ones a count of two bytes for each
 * row of each channel, and two bytes for every 128. */
static tks_status check_promise(const struct psd *psd, tks_error *err)
{
    const int64_t rows = psd->height * psd->channels, row_bytes = psd->width * (psd->depth / 8);
    const int64_t needed = psd->compression == RAW
                               ? psd->height * psd->colors * row_bytes
                               : rows * 2 + psd->height * psd->colors * (row_bytes / 128) * 2;

    if (needed <= (int64_t)(psd->length - psd->body))
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA, "truncated: %zu bytes cannot hold %lld x %lld pixels",
                     psd->length, (long long)psd->width, (long long)psd->height);
}

static tks_status decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                         tks_error *err)
{
    tks_image *image = NULL;
    uint8_t *row = NULL;
    struct psd psd = { .data = file.data };
    tks_status status;

    if ((status = read_header(&psd, file, env, err)) || (status = find_body(&psd, err)) ||
        (status = check_promise(&psd, err)) ||
        (status = tksi_image_new(&image, (int32_t)psd.width, (int32_t)psd.height,
                                 psd.depth == 8 ? TKS_RGBA8 : TKS_RGBA16, env, err)))
        goto done;
    if ((row = tksi_allocate(env, (size_t)psd.width, (size_t)(psd.depth / 8))) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading a PSD");
        goto done;
    }
    if ((status = read_planes(&psd, image, row, err)))
        goto done;
    finish(&psd, image);
    *out = image;
    image = NULL;
done:
    tksi_release(env, row);
    tks_image_free(image);
    return status;
}

const struct tksi_codec tksi_codec_psd = { "psd", probe, inspect, decode };

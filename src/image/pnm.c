/* pnm.c - the Netpbm formats: PBM, PGM and PPM, as text and as bytes
 *
 * P1 to P6. A sample is scaled from 0..maximum to 0..255, or to 0..65535 where
 * the maximum is above 255, rounded to nearest. Of a file with several pictures
 * the first is read.
 *
 * Not read through stb_image, which knows neither text nor bitmaps, ignores the
 * maximum and the byte order of 16-bit samples.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <string.h>

struct pnm {
    const uint8_t *at, *end; /* what is not read yet */
    char kind;               /* '1'..'6' */
    int64_t width, height;
    int channels;
    unsigned maximum; /* of a sample; 1 for bitmaps */
};

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool probe(tks_bytes file)
{
    const uint8_t *data = file.data;

    return file.length >= 3 && data[0] == 'P' && data[1] >= '1' && data[1] <= '6' &&
           (is_space(data[2]) || data[2] == '#');
}

/* ----------------------------------------------------------------- reading */

static void skip_space(struct pnm *pnm)
{
    while (pnm->at < pnm->end && (is_space(*pnm->at) || *pnm->at == '#')) {
        if (*pnm->at == '#')
            while (pnm->at < pnm->end && *pnm->at != '\n' && *pnm->at != '\r')
                pnm->at++;
        else
            pnm->at++;
    }
}

/* The next decimal number; `what` names it in messages. */
static tks_status read_number(int64_t *out, struct pnm *pnm, const char *what, tks_error *err)
{
    int64_t value = 0;
    bool any = false;

    skip_space(pnm);
    for (; pnm->at < pnm->end && *pnm->at >= '0' && *pnm->at <= '9'; pnm->at++) {
        any = true;
        if (value < INT32_MAX)
            value = value * 10 + (*pnm->at - '0');
    }
    if (!any && pnm->at == pnm->end)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends before its %s", what);
    if (!any)
        return tksi_fail(err, TKS_BAD_DATA, "not a valid PNM: its %s is no number", what);
    *out = value;
    return TKS_OK;
}

static tks_status read_header(struct pnm *pnm, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    const uint8_t *data = file.data;
    int64_t maximum = 1;
    tks_status status;

    *pnm = (struct pnm){ .at = data + 2, .end = data + file.length, .kind = (char)data[1] };
    pnm->channels = pnm->kind == '3' || pnm->kind == '6' ? 3 : 1;
    if ((status = read_number(&pnm->width, pnm, "width", err)) ||
        (status = read_number(&pnm->height, pnm, "height", err)))
        return status;
    if (pnm->kind != '1' && pnm->kind != '4' &&
        (status = read_number(&maximum, pnm, "maximum", err)))
        return status;
    if (maximum < 1 || maximum > 65535)
        return tksi_fail(err, TKS_BAD_DATA, "not a valid PNM: its maximum is %lld",
                         (long long)maximum);
    pnm->maximum = (unsigned)maximum;
    if (pnm->kind >= '4' && pnm->at < pnm->end)
        pnm->at++; /* exactly one byte of space stands before bytes */
    return tksi_check_size(pnm->width, pnm->height, env, err);
}

/* The bytes the picture takes, at the least where it is text: a digit a pixel in
 * P1, a digit and a space between two samples elsewhere. */
static tks_status check_promise(const struct pnm *pnm, tks_error *err)
{
    const int64_t samples = pnm->width * pnm->height * pnm->channels;
    const int64_t needed = pnm->kind == '1'   ? samples
                           : pnm->kind == '4' ? (pnm->width + 7) / 8 * pnm->height
                           : pnm->kind < '4'  ? samples * 2 - 1
                                              : samples * (pnm->maximum > 255 ? 2 : 1);

    if (needed <= pnm->end - pnm->at)
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA, "truncated: %lld of %lld bytes of picture data",
                     (long long)(pnm->end - pnm->at), (long long)needed);
}

/* The next sample of row y. check_promise has seen that bytes suffice. */
static tks_status read_sample(unsigned *out, struct pnm *pnm, int64_t y, tks_error *err)
{
    int64_t value = 0;
    tks_status status;

    if (pnm->kind == '1') { /* digits may touch */
        skip_space(pnm);
        if (pnm->at == pnm->end)
            return tksi_fail(err, TKS_BAD_DATA,
                             "truncated: the picture data ends at row %lld of %lld", (long long)y,
                             (long long)pnm->height);
        value = *pnm->at++ - '0';
        value = value == 0 || value == 1 ? 1 - value : 2; /* 1 is black */
    } else if (pnm->kind < '4') {
        if ((status = read_number(&value, pnm, "last sample", err)))
            return status;
    } else {
        value = *pnm->at++;
        if (pnm->maximum > 255)
            value = value << 8 | *pnm->at++;
    }
    if (value > pnm->maximum)
        return tksi_fail(err, TKS_BAD_DATA, "a sample in row %lld is above the maximum of %u",
                         (long long)y, pnm->maximum);
    *out = (unsigned)value;
    return TKS_OK;
}

/* ------------------------------------------------------------------ pixels */

/* Channels of pixel x, scaled to 0..most. */
static void put(void *row, int64_t x, const unsigned rgb[3], const struct pnm *pnm)
{
    const bool wide = pnm->maximum > 255;
    const unsigned most = wide ? 0xFFFF : 0xFF;
    unsigned pixel[4];

    for (int c = 0; c < 3; c++)
        pixel[c] = (unsigned)(((uint64_t)rgb[c] * most + pnm->maximum / 2) / pnm->maximum);
    pixel[3] = most;
    for (int c = 0; c < 4; c++)
        if (wide)
            ((uint16_t *)row)[x * 4 + c] = (uint16_t)pixel[c];
        else
            ((uint8_t *)row)[x * 4 + c] = (uint8_t)pixel[c];
}

static tks_status read_row(void *row, struct pnm *pnm, int64_t y, tks_error *err)
{
    for (int64_t x = 0; x < pnm->width; x++) {
        unsigned rgb[3] = { 0, 0, 0 };
        tks_status status;

        for (int c = 0; c < pnm->channels; c++)
            if ((status = read_sample(&rgb[c], pnm, y, err)))
                return status;
        if (pnm->channels == 1)
            rgb[1] = rgb[2] = rgb[0];
        put(row, x, rgb, pnm);
    }
    return TKS_OK;
}

/* P4: eight pixels a byte, the first in the highest bit, 1 is black. */
static void read_bits(void *row, struct pnm *pnm)
{
    for (int64_t x = 0; x < pnm->width; x++) {
        const unsigned white = 1 - (pnm->at[x / 8] >> (7 - x % 8) & 1);

        put(row, x, (unsigned[3]){ white, white, white }, pnm);
    }
    pnm->at += (pnm->width + 7) / 8;
}

/* --------------------------------------------------------------- the codec */

static tks_status inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                          tks_error *err)
{
    struct pnm pnm = { .at = file.data };
    tks_status status = read_header(&pnm, file, env, err);

    if (status != TKS_OK)
        return status;
    info->format = tksi_codec_pnm.format;
    info->width = (int32_t)pnm.width;
    info->height = (int32_t)pnm.height;
    info->depth = pnm.maximum > 255 ? 16 : 8;
    info->has_alpha = false;
    info->profile = NULL;
    return TKS_OK;
}

static tks_status decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                         tks_error *err)
{
    tks_image *image = NULL;
    struct pnm pnm = { .at = file.data };
    tks_status status;

    if ((status = read_header(&pnm, file, env, err)) || (status = check_promise(&pnm, err)) ||
        (status = tksi_image_new(&image, (int32_t)pnm.width, (int32_t)pnm.height,
                                 pnm.maximum > 255 ? TKS_RGBA16 : TKS_RGBA8, env, err)))
        return status;
    for (int64_t y = 0; y < pnm.height; y++) {
        uint8_t *row = (uint8_t *)image->pixels + y * image->view.stride;

        if (pnm.kind == '4')
            read_bits(row, &pnm);
        else if ((status = read_row(row, &pnm, y, err)))
            goto done;
    }
    *out = image;
    image = NULL;
done:
    tks_image_free(image);
    return status;
}

const struct tksi_codec tksi_codec_pnm = { "pnm", probe, inspect, decode };

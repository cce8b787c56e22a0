/* plane.c - a picture made comparable, and its rows and columns as numbers
 *
 * The hash multiplies four lanes of eight bytes by odd constants and folds each
 * product's high half into its low half, so that every input bit reaches every
 * output bit; four lanes because a product takes four cycles. It is no secret and
 * keeps no secret: whoever aims at a collision gets a row that is looked at again
 * byte by byte and then found changed (area.c).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/plane.h"

#include <string.h>

/* ------------------------------------------------------------------- pixels */

/* Colours nobody sees are made equal. */
static void clear_hidden8(uint32_t *row, int32_t width)
{
    static const uint8_t opaque[4] = { 0, 0, 0, 255 };
    uint32_t alpha;

    memcpy(&alpha, opaque, sizeof alpha);
    for (int32_t x = 0; x < width; x++)
        if ((row[x] & alpha) == 0)
            row[x] = 0;
}

static void clear_hidden16(uint64_t *row, int32_t width)
{
    static const uint16_t opaque[4] = { 0, 0, 0, 65535 };
    uint64_t alpha;

    memcpy(&alpha, opaque, sizeof alpha);
    for (int32_t x = 0; x < width; x++)
        if ((row[x] & alpha) == 0)
            row[x] = 0;
}

/* Whether the view's bytes are comparable as they lie. */
static bool is_comparable(const tks_view *view, bool wide)
{
    static const uint8_t opaque[4] = { 0, 0, 0, 255 };
    uint32_t alpha, hidden = 0;

    if (wide || view->pixels != TKS_RGBA8)
        return false;
    memcpy(&alpha, opaque, sizeof alpha);
    for (int32_t y = 0; y < view->height; y++) {
        const uint8_t *row = (const uint8_t *)view->data + y * view->stride;

        for (int32_t x = 0; x < view->width; x++) {
            uint32_t word;

            memcpy(&word, row + (size_t)x * 4, sizeof word);
            hidden |= (word & alpha) == 0 ? word : 0;
        }
        if (hidden != 0)
            return false;
    }
    return true;
}

static void fill(struct tksi_plane *plane, const tks_view *view)
{
    const size_t width = (size_t)plane->width;

    for (int32_t y = 0; y < plane->height; y++) {
        if (plane->pixel == 4) {
            uint32_t *row = (uint32_t *)plane->owned + (size_t)y * width;

            tksi_view_row8(row, view, y, &plane->env);
            clear_hidden8(row, plane->width);
        } else {
            uint64_t *row = (uint64_t *)plane->owned + (size_t)y * width;

            tksi_view_row16(row, view, y, &plane->env);
            clear_hidden16(row, plane->width);
        }
    }
}

tks_status tksi_plane_open(struct tksi_plane *out, const tks_view *view, bool wide,
                           const struct tksi_env *env, tks_error *err)
{
    *out = (struct tksi_plane){ .env = *env,
                                .data = view->data,
                                .stride = view->stride,
                                .width = view->width,
                                .height = view->height,
                                .pixel = wide ? 8 : 4 };
    if (is_comparable(view, wide))
        return TKS_OK;
    out->stride = (ptrdiff_t)((size_t)view->width * out->pixel);
    out->owned = tksi_allocate(env, (size_t)view->width * (size_t)view->height, out->pixel);
    out->data = out->owned;
    if (out->owned == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    fill(out, view);
    return TKS_OK;
}

void tksi_plane_close(struct tksi_plane *plane)
{
    if (plane->owned != NULL)
        tksi_release(&plane->env, plane->owned);
    plane->owned = NULL;
}

/* ------------------------------------------------------------------ numbers */

/* Odd, about half of their bits set: the fractions of the square roots of 2, 3, 5
 * and 7 in 64 bits, made odd. */
static const uint64_t lanes[4] = { 0x6A09E667F3BCC909u, 0xBB67AE8584CAA73Bu, 0x3C6EF372FE94F82Bu,
                                   0xA54FF53A5F1D36F1u };

static uint64_t load(const uint8_t *from, size_t bytes)
{
    uint64_t word = 0;

    memcpy(&word, from, bytes);
    return word;
}

static uint64_t mix(uint64_t state, uint64_t word, uint64_t factor)
{
    state = (state ^ word) * factor;
    return state ^ state >> 32;
}

static uint64_t hash_bytes(const uint8_t *from, size_t bytes)
{
    uint64_t state[4] = { lanes[3], lanes[2], lanes[1], lanes[0] };
    uint64_t all = bytes;
    size_t i = 0;

    for (; i + 32 <= bytes; i += 32)
        for (size_t lane = 0; lane < 4; lane++)
            state[lane] = mix(state[lane], load(from + i + lane * 8, 8), lanes[lane]);
    for (size_t lane = 0; i < bytes; lane++) {
        const size_t n = bytes - i < 8 ? bytes - i : 8;

        state[lane] = mix(state[lane], load(from + i, n), lanes[lane]);
        i += n;
    }
    for (size_t lane = 0; lane < 4; lane++)
        all = mix(all, state[lane], lanes[lane]);
    return mix(all, 0, lanes[0]);
}

void tksi_plane_hash_rows(uint64_t *out, const struct tksi_plane *plane, tks_rect rect)
{
    for (int32_t y = 0; y < rect.height; y++)
        out[y] =
            hash_bytes(tksi_plane_at(plane, rect.x, rect.y + y), (size_t)rect.width * plane->pixel);
}

void tksi_plane_hash_columns(uint64_t *out, const struct tksi_plane *plane, tks_rect rect)
{
    for (int32_t x = 0; x < rect.width; x++)
        out[x] = (uint64_t)rect.height;
    for (int32_t y = 0; y < rect.height; y++) {
        const uint8_t *row = tksi_plane_at(plane, rect.x, rect.y + y);

        if (plane->pixel == 4)
            for (int32_t x = 0; x < rect.width; x++)
                out[x] = mix(out[x], load(row + (size_t)x * 4, 4), lanes[0]);
        else
            for (int32_t x = 0; x < rect.width; x++)
                out[x] = mix(out[x], load(row + (size_t)x * 8, 8), lanes[0]);
    }
    for (int32_t x = 0; x < rect.width; x++)
        out[x] = mix(out[x], 0, lanes[1]);
}

/* -------------------------------------------------------------------- sketch */

enum { STRETCHES = 16, STEP = 4 };

/* Rec. 601 lightness over white, 0..255. */
static uint32_t lightness(const uint8_t *pixel, size_t bytes)
{
    uint8_t c[4];
    uint32_t light;

    if (bytes == 4) {
        memcpy(c, pixel, sizeof c);
    } else {
        uint16_t deep[4];

        memcpy(deep, pixel, sizeof deep);
        for (int i = 0; i < 4; i++)
            c[i] = (uint8_t)(deep[i] >> 8);
    }
    light = (77u * c[0] + 150u * c[1] + 29u * c[2]) >> 8;
    return 255 - (255 - light) * c[3] / 255;
}

void tksi_plane_sketch_rows(uint64_t *out, const struct tksi_plane *plane, tks_rect rect)
{
    for (int32_t y = 0; y < rect.height; y++) {
        uint8_t means[STRETCHES] = { 0 };

        for (int32_t i = 0; i < STRETCHES; i++) {
            const int32_t from = (int32_t)((int64_t)rect.width * i / STRETCHES);
            const int32_t to = (int32_t)((int64_t)rect.width * (i + 1) / STRETCHES);
            uint64_t sum = 0;

            for (int32_t x = from; x < to; x++)
                sum += lightness(tksi_plane_at(plane, rect.x + x, rect.y + y), plane->pixel);
            /* rounded, so that white and black lie inside a step and not at its edge */
            if (to > from)
                means[i] = (uint8_t)((sum / (uint64_t)(to - from) + STEP / 2) / STEP);
        }
        out[y] = hash_bytes(means, sizeof means);
    }
}

/* ----------------------------------------------------------------- comparing */

void tksi_plane_mark_busy(uint8_t *busy, const struct tksi_plane *plane, tks_rect rect)
{
    const size_t pixel = plane->pixel;

    for (int32_t y = 0; y < rect.height; y++) {
        const uint8_t *row = tksi_plane_at(plane, rect.x, rect.y + y);

        if (pixel == 4)
            for (size_t x = 1; x < (size_t)rect.width; x++)
                busy[x] |= load(row + x * 4, 4) != load(row + x * 4 - 4, 4);
        else
            for (size_t x = 1; x < (size_t)rect.width; x++)
                busy[x] |= load(row + x * 8, 8) != load(row + x * 8 - 8, 8);
    }
}

bool tksi_plane_equal(const struct tksi_plane *a, tks_rect rect, const struct tksi_plane *b,
                      int32_t x, int32_t y)
{
    for (int32_t i = 0; i < rect.height; i++)
        if (memcmp(tksi_plane_at(a, rect.x, rect.y + i), tksi_plane_at(b, x, y + i),
                   (size_t)rect.width * a->pixel) != 0)
            return false;
    return true;
}

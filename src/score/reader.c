/* reader.c - pictures as rows of brightness or of light
 *
 * Opaque 8-bit rows, nearly all there are, go from their words to the numbers. Translucent
 * and 16-bit ones are first laid on their backdrop in 16 bits, which is fine enough that no
 * score sees the rounding.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/color.h"
#include "score/loops.h"
#include "score/score.h"

#include <string.h>

enum { WHITE = 65535 };

double tksi_sum(const struct tksi_sum *sum)
{
    double total = 0;

    for (int i = 0; i < TKSI_LANES; i++)
        total += sum->lane[i];
    return total;
}

const struct tksi_score_loops *tksi_score_loops_for(const struct tksi_env *env)
{
#if defined(__x86_64__)
    if (strcmp(env->kernels->name, "avx512") == 0)
        return &tksi_score_loops_avx512;
    if (strcmp(env->kernels->name, "avx2") == 0)
        return &tksi_score_loops_avx2;
#else
    (void)env;
#endif
    return &tksi_score_loops_c;
}

/* --------------------------------------------------------------------- light */

tks_status tksi_light_init(struct tksi_light *light, bool wide, const struct tksi_env *env,
                           tks_error *err)
{
    light->wide = NULL;
    for (int i = 0; i < 256; i++)
        light->narrow[i] = (float)tksi_linear(i / 255.0);
    if (!wide)
        return TKS_OK;
    if ((light->wide = tksi_allocate(env, 65536, sizeof *light->wide)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (int i = 0; i < 65536; i++)
        light->wide[i] = (float)tksi_linear(i / 65535.0);
    return TKS_OK;
}

void tksi_light_dispose(struct tksi_light *light, const struct tksi_env *env)
{
    tksi_release(env, light->wide);
    light->wide = NULL;
}

static bool is_opaque(const uint32_t *words, size_t n)
{
    uint32_t common = UINT32_MAX;
    uint8_t bytes[4];

    for (size_t x = 0; x < n; x++)
        common &= words[x];
    memcpy(bytes, &common, sizeof bytes);
    return bytes[3] == 255;
}

/* A pixel of straight alpha on a grey; rounded to nearest. */
static uint64_t laid_on(const uint16_t color[4], uint16_t backdrop)
{
    uint16_t laid[4];
    uint64_t word;

    for (int c = 0; c < 3; c++) {
        const uint64_t sum =
            (uint64_t)color[c] * color[3] + (uint64_t)backdrop * (uint64_t)(65535 - color[3]);

        laid[c] = (uint16_t)((sum + 32767) / 65535);
    }
    laid[3] = 65535;
    memcpy(&word, laid, sizeof word);
    return word;
}

static uint64_t laid8(uint32_t word, uint16_t backdrop)
{
    uint16_t color[4];
    uint8_t bytes[4];

    memcpy(bytes, &word, sizeof bytes);
    for (int c = 0; c < 4; c++)
        color[c] = (uint16_t)(bytes[c] * 257);
    return laid_on(color, backdrop);
}

static uint64_t laid16(uint64_t word, uint16_t backdrop)
{
    uint16_t color[4];

    memcpy(color, &word, sizeof color);
    return laid_on(color, backdrop);
}

static void put_light(float *const to[3], size_t x, uint64_t laid, const float *wide)
{
    uint16_t color[4];

    memcpy(color, &laid, sizeof color);
    for (int c = 0; c < 3; c++)
        to[c][x] = wide[color[c]];
}

void tksi_light_row8(float *const to[3], const uint32_t *words, size_t n, uint16_t backdrop,
                     const struct tksi_light *light)
{
    float *const red = to[0], *const green = to[1], *const blue = to[2];

    if (!is_opaque(words, n)) {
        for (size_t x = 0; x < n; x++)
            put_light(to, x, laid8(words[x], backdrop), light->wide);
        return;
    }
    for (size_t x = 0; x < n; x++) {
        uint8_t bytes[4];

        memcpy(bytes, &words[x], sizeof bytes);
        red[x] = light->narrow[bytes[0]];
        green[x] = light->narrow[bytes[1]];
        blue[x] = light->narrow[bytes[2]];
    }
}

void tksi_light_row16(float *const to[3], const uint64_t *words, size_t n, uint16_t backdrop,
                      const struct tksi_light *light)
{
    for (size_t x = 0; x < n; x++)
        put_light(to, x, laid16(words[x], backdrop), light->wide);
}

/* -------------------------------------------------------------------- reader */

tks_status tksi_reader_open(struct tksi_reader *reader, const struct tksi_part *part, bool light,
                            tks_error *err)
{
    const struct tksi_env *env = part->env;
    const size_t room = (size_t)part->width + TKSI_LANES;

    *reader = (struct tksi_reader){ .part = part };
    reader->words = tksi_allocate_zeroed(env, room, sizeof(uint64_t));
    reader->laid = tksi_allocate_zeroed(env, room, sizeof(uint64_t));
    if (reader->words == NULL || reader->laid == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return light ? tksi_light_init(&reader->light, part->wide || part->translucent, env, err)
                 : TKS_OK;
}

void tksi_reader_close(struct tksi_reader *reader)
{
    const struct tksi_env *env = reader->part->env;

    tksi_light_dispose(&reader->light, env);
    tksi_release(env, reader->laid);
    tksi_release(env, reader->words);
}

/* Rows as their words. */
static const uint32_t *row8(struct tksi_reader *reader, int side, int32_t y)
{
    return tksi_view_words8(reader->words, &reader->part->views[side], y, reader->part->env);
}

static const uint64_t *row16(struct tksi_reader *reader, int side, int32_t y)
{
    tksi_view_row16(reader->words, &reader->part->views[side], y, reader->part->env);
    return reader->words;
}

const uint64_t *tksi_reader_laid(struct tksi_reader *reader, int side, int32_t y)
{
    const size_t n = (size_t)reader->part->width;

    if (reader->part->wide) {
        const uint64_t *words = row16(reader, side, y);

        for (size_t x = 0; x < n; x++)
            reader->laid[x] = laid16(words[x], WHITE);
    } else {
        const uint32_t *words = row8(reader, side, y);

        for (size_t x = 0; x < n; x++)
            reader->laid[x] = laid8(words[x], WHITE);
    }
    return reader->laid;
}

void tksi_reader_add_gray(struct tksi_reader *reader, int side, int32_t y, double *sums)
{
    const struct tksi_part *part = reader->part;
    const size_t n = (size_t)part->width;

    if (part->wide || part->translucent)
        part->loops->add_gray16(sums, tksi_reader_laid(reader, side, y), n);
    else
        part->loops->add_gray8(sums, row8(reader, side, y), n);
}

void tksi_reader_light(struct tksi_reader *reader, int side, int32_t y, uint16_t backdrop,
                       float *const to[3])
{
    const size_t n = (size_t)reader->part->width;

    if (reader->part->wide)
        tksi_light_row16(to, row16(reader, side, y), n, backdrop, &reader->light);
    else
        tksi_light_row8(to, row8(reader, side, y), n, backdrop, &reader->light);
}

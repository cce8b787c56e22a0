/* visual_color.h - the colours of a row as CIELAB
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_COLOR_H
#define TKSI_DIFF_VISUAL_COLOR_H

#include "diff/visual_part.h"

/* How far the ranges around a change look, for which colours must be known. */
enum { RANGE_REACH = 2 };

/* Cube root for 0.008 <= t < 1.1: a third of the exponent from the bits of the float,
 * then Halley's iteration twice, y (y^3 + 2t) / (2y^3 + t), each of which trebles the
 * digits. 3 % off at first, then 1e-5, then a rounding or two. libm's differ by machine. */
static inline float cube_root(float t)
{
    union {
        float value;
        int32_t bits;
    } guess = { .value = t };
    float cube;

    guess.bits = (int32_t)((float)guess.bits * (1.0f / 3.0f)) + 0x2A512CE3;
    cube = guess.value * guess.value * guess.value;
    guess.value = guess.value * (cube + (t + t)) / ((cube + cube) + t);
    cube = guess.value * guess.value * guess.value;
    return guess.value * (cube + (t + t)) / ((cube + cube) + t);
}

static inline float lightness(float t)
{
    const float root = cube_root(mostf(t, 0.008f));

    return t > 216.0f / 24389 ? root : t * (24389.0f / 27 / 116) + 16.0f / 116;
}

/* Linear light of a channel laid on the background; the table is linear in between. */
static inline float light_on(const float *light, float value, float alpha, float background)
{
    const float laid = background + (value - background) * alpha;
    const int32_t index = (int32_t)laid;

    return light[index] + (laid - (float)index) * (light[index + 1] - light[index]);
}

static bool is_opaque(const struct part *part, const void *row, struct tksi_span span)
{
    const uint32_t *RESTRICT narrow = row;
    const uint64_t *RESTRICT wide = row;
    uint64_t all = UINT64_MAX;
    uint8_t bytes[8];

    if (part->patch->wide) {
        for (int32_t x = span.from; x < span.to; x++)
            all &= wide[x];
    } else {
        for (int32_t x = span.from; x < span.to; x++)
            all &= (uint64_t)narrow[x] << 32 | narrow[x];
    }
    memcpy(bytes, &all, sizeof bytes);
    return (bytes[6] & bytes[7]) == UINT8_MAX || (!part->patch->wide && bytes[7] == UINT8_MAX);
}

static void light_of_opaque(const struct part *part, const uint8_t *RESTRICT row,
                            struct tksi_span span)
{
    const float *RESTRICT light = part->visual->light;
    float *RESTRICT red = float_row(part, TKSI_ROW_LINEAR),
                    *RESTRICT green = float_row(part, TKSI_ROW_LINEAR + 1),
                    *RESTRICT blue = float_row(part, TKSI_ROW_LINEAR + 2);

    for (int32_t x = span.from; x < span.to; x++) {
        red[x] = light[row[4 * x]];
        green[x] = light[row[4 * x + 1]];
        blue[x] = light[row[4 * x + 2]];
    }
}

static void light_of_any(const struct part *part, const void *row, struct tksi_span span)
{
    const float *light = part->visual->light, background = (float)part->background;
    float *red = float_row(part, TKSI_ROW_LINEAR), *green = float_row(part, TKSI_ROW_LINEAR + 1),
          *blue = float_row(part, TKSI_ROW_LINEAR + 2);
    const uint8_t *narrow = row;
    uint16_t deep[4];

    for (int32_t x = span.from; x < span.to; x++) {
        float value[4];

        if (part->patch->wide)
            memcpy(deep, (const uint64_t *)row + x, sizeof deep);
        for (int i = 0; i < 4; i++)
            value[i] = part->patch->wide ? (float)deep[i] / 257.0f : (float)narrow[4 * x + i];
        red[x] = light_on(light, value[0], value[3] / 255.0f, background);
        green[x] = light_on(light, value[1], value[3] / 255.0f, background);
        blue[x] = light_on(light, value[2], value[3] / 255.0f, background);
    }
}

/* sRGB's matrix (IEC 61966-2-1), rows divided by the white point D65. */
static void lab_row(const struct part *part, struct tksi_span span, int16_t *RESTRICT l,
                    int16_t *RESTRICT a, int16_t *RESTRICT b)
{
    const float *RESTRICT red = float_row(part, TKSI_ROW_LINEAR);
    const float *RESTRICT green = float_row(part, TKSI_ROW_LINEAR + 1);
    const float *RESTRICT blue = float_row(part, TKSI_ROW_LINEAR + 2);

    INDEPENDENT
    for (int32_t i = span.from; i < span.to; i++) {
        const float x =
            lightness(red[i] * (0.4124564f / 0.95047f) + green[i] * (0.3575761f / 0.95047f) +
                      blue[i] * (0.1804375f / 0.95047f));
        const float y =
            lightness(red[i] * 0.2126729f + green[i] * 0.7151522f + blue[i] * 0.0721750f);
        const float z =
            lightness(red[i] * (0.0193339f / 1.08883f) + green[i] * (0.1191920f / 1.08883f) +
                      blue[i] * (0.9503041f / 1.08883f));

        l[i] = (int16_t)nearest((116.0f * y - 16.0f) * TKSI_LAB_ONE);
        a[i] = (int16_t)nearest(500.0f * TKSI_LAB_ONE * (x - y));
        b[i] = (int16_t)nearest(200.0f * TKSI_LAB_ONE * (y - z));
    }
}

/* Repeats the outermost pixels, so that ranges near a border are those of what is there. */
static void extend(int16_t *row, int32_t width)
{
    row[-2] = row[-1] = row[0];
    row[width] = row[width + 1] = row[width - 1];
}

static void convert_side(const struct part *part, const void *row, struct tksi_span span,
                         enum tksi_plane first, int32_t y)
{
    const bool opaque = is_opaque(part, row, span);

    part->visual->translucent |= !opaque;
    if (opaque && !part->patch->wide)
        light_of_opaque(part, row, span);
    else
        light_of_any(part, row, span);
    lab_row(part, span, plane_row(part, first, y), plane_row(part, first + 1, y),
            plane_row(part, first + 2, y));
    for (int c = 0; c < 3; c++)
        extend(plane_row(part, first + c, y), part->width);
}

/* The pixels of a row that ranges around changes see. */
static void convert_row(const struct part *part, int32_t y)
{
    const struct tksi_patch *patch = part->patch;
    const struct tksi_span around = hull(part, y, RANGE_REACH), changes = changes_of(part, y);
    const ptrdiff_t bytes = patch->wide ? 8 : 4;

    if (y < 0 || y >= part->height || is_empty(around))
        return;
    convert_side(part, (const char *)patch->expected + y * patch->expected_stride * bytes, around,
                 TKSI_EXPECTED_L, y);
    for (int c = 0; c < 3; c++) {
        memcpy(plane_row(part, TKSI_ACTUAL_L + c, y) + around.from,
               plane_row(part, TKSI_EXPECTED_L + c, y) + around.from,
               (size_t)(around.to - around.from) * sizeof(int16_t));
        extend(plane_row(part, TKSI_ACTUAL_L + c, y), part->width);
    }
    if (!is_empty(changes))
        convert_side(part, (const char *)patch->actual + y * patch->actual_stride * bytes, changes,
                     TKSI_ACTUAL_L, y);
}

#endif

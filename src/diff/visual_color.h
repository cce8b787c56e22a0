/* visual_color.h - the colours of a patch as CIELAB
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_COLOR_H
#define TKSI_DIFF_VISUAL_COLOR_H

#include "diff/visual_part.h"

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

static void light_row(const struct part *part, const void *row, int32_t width, bool wide,
                      int background)
{
    const float *light = part->visual->light;
    float *red = float_row(part, TKSI_ROW_LINEAR), *green = float_row(part, TKSI_ROW_LINEAR + 1),
          *blue = float_row(part, TKSI_ROW_LINEAR + 2);
    const uint8_t *narrow = row;
    uint16_t deep[4];

    for (int32_t x = 0; x < width; x++)
        if (!wide && narrow[4 * x + 3] == 255) {
            red[x] = light[narrow[4 * x]];
            green[x] = light[narrow[4 * x + 1]];
            blue[x] = light[narrow[4 * x + 2]];
        } else {
            float value[4];

            if (wide)
                memcpy(deep, (const uint64_t *)row + x, sizeof deep);
            for (int i = 0; i < 4; i++)
                value[i] = wide ? (float)deep[i] / 257.0f : (float)narrow[4 * x + i];
            red[x] = light_on(light, value[0], value[3] / 255.0f, (float)background);
            green[x] = light_on(light, value[1], value[3] / 255.0f, (float)background);
            blue[x] = light_on(light, value[2], value[3] / 255.0f, (float)background);
        }
}

/* sRGB's matrix (IEC 61966-2-1), rows divided by the white point D65. */
static void lab_row(const struct part *part, int32_t width, int16_t *RESTRICT l,
                    int16_t *RESTRICT a, int16_t *RESTRICT b)
{
    const float *RESTRICT red = float_row(part, TKSI_ROW_LINEAR);
    const float *RESTRICT green = float_row(part, TKSI_ROW_LINEAR + 1);
    const float *RESTRICT blue = float_row(part, TKSI_ROW_LINEAR + 2);

    for (int32_t i = 0; i < width; i++) {
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

static void convert(const struct part *part, const struct tksi_patch *patch, int background)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;

    for (int32_t y = 0; y < part->height; y++) {
        const char *expected = (const char *)patch->expected +
                               ((part->top + y) * patch->expected_stride + part->left) * bytes;
        const char *actual = (const char *)patch->actual +
                             ((part->top + y) * patch->actual_stride + part->left) * bytes;
        const bool equal = memcmp(expected, actual, (size_t)(part->width * bytes)) == 0;

        light_row(part, expected, part->width, patch->wide, background);
        lab_row(part, part->width, plane_row(part, TKSI_EXPECTED_L, y),
                plane_row(part, TKSI_EXPECTED_A, y), plane_row(part, TKSI_EXPECTED_B, y));
        if (!equal) {
            light_row(part, actual, part->width, patch->wide, background);
            lab_row(part, part->width, plane_row(part, TKSI_ACTUAL_L, y),
                    plane_row(part, TKSI_ACTUAL_A, y), plane_row(part, TKSI_ACTUAL_B, y));
        } else {
            for (int c = 0; c < 3; c++)
                memcpy(plane_row(part, TKSI_ACTUAL_L + c, y),
                       plane_row(part, TKSI_EXPECTED_L + c, y),
                       (size_t)part->width * sizeof(int16_t));
        }
        for (int c = TKSI_EXPECTED_L; c <= TKSI_ACTUAL_B; c++)
            extend(plane_row(part, c, y), part->width);
    }
}

#endif

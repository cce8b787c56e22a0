/* visual_judge.h - the rule itself, compiled once for each instruction set
 *
 * Included by visual_c.c and visual_avx2.c, which define JUDGE, the name of the one
 * function they export. The loops over x are written so that gcc and clang vectorise
 * them; each is elementwise, or sums integers, so no order of execution changes a bit.
 *
 * The steps, on the part of the patch around its changes:
 *   1. colours to CIELAB, contrast around each pixel, specks taken out
 *   2. how far each pixel goes beyond the range around it, or beyond half of it
 *   3. sums over large windows: noise, incoherence, tint; the allowance for rendering
 *   4. averages over small windows, the score
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/visual_planes.h"

#include <math.h>
#include <string.h>

#define RESTRICT __restrict

/* Before a loop whose rows do not overlap, which compilers cannot see. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed" /* a debug build does as it pleases */
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

/* The constants of docs/design/visual.md; distances are CIELAB's dE. */

/* What a single pixel may change before it counts as changed at all: a level or two. */
#define CHANGED 1.0f
/* A speck: at most 4 pixels (2x2 of a translucent joint) beside an edge of at least 10, no
 * stronger than 15. */
#define SPECK_PIXELS   4
#define SPECK_CHANGE   15.0f
#define SPECK_CONTRAST 10.0f
/* Share of the local contrast that rendering may take a pixel beyond its surroundings:
 * .03 are the 8 of 256 levels by which rasterisers disagree about coverage. Rendering
 * moves ink about: where some changes point one way and some the other, up to twelve times
 * as much is allowed, more than a third of the contrast, as GPUs with four samples per
 * pixel take; where all point the same way (text made lighter), a third of it. The
 * floor is what rounding of colours to 8 bits makes of a change that has one sign. */
#define BEYOND_ALLOWANCE  0.03f
#define COHERENT_SHARE    0.33f
#define INCOHERENT_SHARE  12.0f
#define INCOHERENCE_FLOOR 0.06f
#define INCOHERENCE_SLOPE 20.0f
/* Share of the contrast on top of half of it: GPUs move edges by up to .15 pixels. Where
 * nothing around changes by more than about half of its contrast, geometry did not change either:
 * a line or edge that is elsewhere, a glyph that is another, a corner that is cut has
 * pixels that change from one side to the other. There rendering has .25 more; the gate
 * closes over a tenth of the contrast, so that no level decides alone. */
#define HALF_ALLOWANCE 0.15f
#define WEAK_ALLOWANCE 0.25f
#define WEAK_CHANGE    0.55f
#define WEAK_SLOPE     10.0f
/* Contrasts below this are this, in what is weak: two levels are no geometry. */
#define WEAK_CONTRAST 4.0f
/* Stronger changes count as this in the noise, so that one does not drown others. */
#define NOISE_CAP 8.0f
/* How often the noise is taken off: one sided windows of it reach about thrice its mean. */
#define BEYOND_NOISE 3.0f
#define HALF_NOISE   2.0f
/* The smallest change of a small spot that a person names, on either scale. */
#define BEYOND_LIMIT 1.5f
#define HALF_LIMIT   2.1f
/* The smallest tint of an area seen when two pictures are flipped. Rounding through a
 * colour profile stays below .7, the faintest deliberate tints begin at .84. */
#define TINT_LIMIT 0.77f
/* An area is flat when its 3x3 range is below .3: one grey level is .35; and a change is
 * a tint up to 4. */
#define TINT_FLAT  0.3f
#define TINT_FAINT 4.0f

/* Strengths are stored in steps of this. */
#define STRENGTH_ONE 16384

enum { NOISE_REACH = 10, TINT_REACH = 8, LONG_REACH = 4, HALF_LONG_REACH = 2, MOST_REACH = 12 };

/* The part of a patch that is looked at: the changes and what lies around them. */
struct part {
    struct tksi_visual *visual;
    int32_t left, top, width, height; /* in the patch */
    ptrdiff_t stride;
};

static inline int16_t *plane_row(const struct part *part, enum tksi_plane plane, int32_t y)
{
    const struct tksi_visual *visual = part->visual;

    return visual->planes + ((ptrdiff_t)plane * visual->max_height + y) * visual->stride +
           TKSI_VISUAL_PAD;
}

static inline int32_t *work_row(const struct part *part, int row)
{
    return part->visual->rows + row * part->visual->stride + TKSI_VISUAL_PAD;
}

static inline float *float_row(const struct part *part, int row)
{
    return (float *)(void *)work_row(part, row);
}

static inline int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static inline int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static inline float mostf(float a, float b)
{
    return a > b ? a : b;
}

static inline float leastf(float a, float b)
{
    return a < b ? a : b;
}

static inline int32_t nearest(float value)
{
    return (int32_t)(value + (value < 0 ? -0.5f : 0.5f));
}

/* ------------------------------------------------------------------ colour */

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

/* ------------------------------------------------------------------ ranges */

/* Lowest and highest of three (reach 1) or five rows, then of as many columns. */
static void range_rows(const struct part *part, enum tksi_plane plane, int32_t y, int reach,
                       int16_t *RESTRICT low, int16_t *RESTRICT high)
{
    const int32_t width = part->width;
    int16_t *RESTRICT down_low = part->visual->ranges + 12 * part->stride + TKSI_VISUAL_PAD;
    int16_t *RESTRICT down_high = down_low + part->stride;
    const int16_t *rows[5];

    for (int i = 0; i < 5; i++)
        rows[i] = plane_row(part, plane, most(0, least(part->height - 1, y + i - 2)));
    {
        const int16_t *RESTRICT r1 = rows[1], *RESTRICT r2 = rows[2], *RESTRICT r3 = rows[3];

        INDEPENDENT
        for (int32_t x = -2; x < width + 2; x++) {
            const int16_t below = r1[x] < r2[x] ? r1[x] : r2[x];
            const int16_t above = r1[x] > r2[x] ? r1[x] : r2[x];

            down_low[x] = below < r3[x] ? below : r3[x];
            down_high[x] = above > r3[x] ? above : r3[x];
        }
    }
    if (reach == 2) {
        const int16_t *RESTRICT r0 = rows[0], *RESTRICT r4 = rows[4];

        INDEPENDENT
        for (int32_t x = -2; x < width + 2; x++) {
            const int16_t below = r0[x] < r4[x] ? r0[x] : r4[x];
            const int16_t above = r0[x] > r4[x] ? r0[x] : r4[x];

            down_low[x] = below < down_low[x] ? below : down_low[x];
            down_high[x] = above > down_high[x] ? above : down_high[x];
        }
    }
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        int16_t below = down_low[x], above = down_high[x];

        below = down_low[x - 1] < below ? down_low[x - 1] : below;
        below = down_low[x + 1] < below ? down_low[x + 1] : below;
        above = down_high[x - 1] > above ? down_high[x - 1] : above;
        above = down_high[x + 1] > above ? down_high[x + 1] : above;
        low[x] = below;
        high[x] = above;
    }
    if (reach == 2)
        INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        int16_t below = low[x], above = high[x];

        below = down_low[x - 2] < below ? down_low[x - 2] : below;
        below = down_low[x + 2] < below ? down_low[x + 2] : below;
        above = down_high[x - 2] > above ? down_high[x - 2] : above;
        above = down_high[x + 2] > above ? down_high[x + 2] : above;
        low[x] = below;
        high[x] = above;
    }
}

/* The largest range within 5x5 of either picture and any channel; chroma counts half, as
 * its edges are blurred and seen less. */
static void contrast_row(const struct part *part, int32_t y)
{
    const int32_t width = part->width;
    int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    int16_t *RESTRICT low = part->visual->ranges + TKSI_VISUAL_PAD;
    int16_t *RESTRICT high = low + part->stride;

    memset(contrast, 0, (size_t)width * sizeof *contrast);
    for (int plane = TKSI_EXPECTED_L; plane <= TKSI_ACTUAL_B; plane++) {
        const int shift = plane != TKSI_EXPECTED_L && plane != TKSI_ACTUAL_L;

        range_rows(part, plane, y, 2, low, high);
        INDEPENDENT
        for (int32_t x = 0; x < width; x++) {
            const int16_t range = (int16_t)((int16_t)(high[x] - low[x]) >> shift);

            contrast[x] = contrast[x] > range ? contrast[x] : range;
        }
    }
}

/* ------------------------------------------------------------------ specks */

static inline int32_t squared_change(const struct part *part, int32_t x, int32_t y)
{
    int32_t sum = 0;

    for (int c = 0; c < 3; c++) {
        const int32_t change =
            plane_row(part, TKSI_ACTUAL_L + c, y)[x] - plane_row(part, TKSI_EXPECTED_L + c, y)[x];

        sum += change * change;
    }
    return sum;
}

/* Marks changed pixels; a frame of unchanged ones lies around them. */
static void mark_row(const struct part *part, int32_t y, uint8_t *RESTRICT changed)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    const int32_t limit = (int32_t)(CHANGED * TKSI_LAB_ONE) * (int32_t)(CHANGED * TKSI_LAB_ONE);

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];

        changed[x] = l * l + a * a + b * b > limit;
    }
}

/* The pixels connected with (x, y), up to SPECK_PIXELS + 1; returns how many. */
static int gather(const uint8_t *changed, ptrdiff_t stride, int32_t x, int32_t y,
                  ptrdiff_t places[SPECK_PIXELS + 1])
{
    int found = 1;

    places[0] = y * stride + x;
    for (int next = 0; next < found; next++)
        for (int around = 0; around < 9; around++) {
            const ptrdiff_t place = places[next] + (around / 3 - 1) * stride + around % 3 - 1;
            int known = 0;

            while (known < found && places[known] != place)
                known++;
            if (known < found || !changed[place])
                continue;
            places[found++] = place;
            if (found > SPECK_PIXELS)
                return found;
        }
    return found;
}

/* Takes back the changes that make up a speck. `changed` keeps them: the pixels of one
 * speck ask one after the other, and must find the same. */
static void take_back(const struct part *part, ptrdiff_t stride, const ptrdiff_t *places, int count)
{
    const int32_t limit = (int32_t)(SPECK_CHANGE * TKSI_LAB_ONE);
    int32_t contrast = 0, change = 0;

    for (int i = 0; i < count; i++) {
        const int32_t x = (int32_t)(places[i] % stride), y = (int32_t)(places[i] / stride);

        contrast = most(contrast, plane_row(part, TKSI_CONTRAST, y)[x]);
        change = most(change, squared_change(part, x, y));
    }
    if (contrast < (int32_t)(SPECK_CONTRAST * TKSI_LAB_ONE) || change > limit * limit)
        return;
    for (int i = 0; i < count; i++) {
        const int32_t x = (int32_t)(places[i] % stride), y = (int32_t)(places[i] / stride);

        for (int c = 0; c < 3; c++) {
            plane_row(part, TKSI_ACTUAL_L + c, y)[x] = plane_row(part, TKSI_EXPECTED_L + c, y)[x];
            extend(plane_row(part, TKSI_ACTUAL_L + c, y), part->width);
        }
    }
}

static void remove_specks(const struct part *part)
{
    const ptrdiff_t stride = part->visual->stride;
    uint8_t *changed = part->visual->changed + stride + 1;
    ptrdiff_t places[SPECK_PIXELS + 1];

    memset(changed - stride - 1, 0, (size_t)((part->height + 2) * stride));
    for (int32_t y = 0; y < part->height; y++)
        mark_row(part, y, changed + y * stride);
    for (int32_t y = 0; y < part->height; y++) {
        const uint8_t *row = changed + y * stride;

        for (int32_t x = 0; x < part->width; x++) {
            int count;

            if (!row[x]) {
                const uint8_t *next = memchr(row + x, 1, (size_t)(part->width - x));

                if (next == NULL)
                    break;
                x = (int32_t)(next - row);
            }
            /* the first of a speck in reading order has nothing before it */
            if (row[x - 1] | row[x - stride - 1] | row[x - stride] | row[x - stride + 1])
                continue;
            count = gather(changed, stride, x, y, places);
            if (count <= SPECK_PIXELS)
                take_back(part, stride, places, count);
        }
    }
}

/* ----------------------------------------------------- beyond the surroundings */

/* How far one channel goes beyond the other picture's range around it, in both
 * directions, signed like the change; and the square of how far beyond half of it. */
static void beyond_row(const struct part *part, int channel, int32_t y, float *RESTRICT half,
                       uint8_t *RESTRICT flat)
{
    const int32_t width = part->width;
    const ptrdiff_t stride = part->stride;
    int16_t *RESTRICT low_e = part->visual->ranges + TKSI_VISUAL_PAD;
    int16_t *RESTRICT high_e = low_e + stride, *RESTRICT low_a = high_e + stride,
                      *RESTRICT high_a = low_a + stride;
    const int16_t *RESTRICT expected = plane_row(part, TKSI_EXPECTED_L + channel, y);
    const int16_t *RESTRICT actual = plane_row(part, TKSI_ACTUAL_L + channel, y);
    int16_t *RESTRICT beyond = plane_row(part, TKSI_BEYOND_L + channel, y);
    const int16_t flat_range = (int16_t)(TINT_FLAT * TKSI_LAB_ONE);

    range_rows(part, TKSI_EXPECTED_L + channel, y, 1, low_e, high_e);
    range_rows(part, TKSI_ACTUAL_L + channel, y, 1, low_a, high_a);
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t e = expected[x], a = actual[x];
        const int32_t up = most(a - high_e[x], low_a[x] - e);   /* one is positive at most if */
        const int32_t down = most(low_e[x] - a, e - high_a[x]); /* the other is not */
        const int32_t past = most(0, most(up, down));
        const int32_t half_e = most(2 * a - e - high_e[x], e + low_e[x] - 2 * a);
        const int32_t half_a = most(2 * e - a - high_a[x], a + low_a[x] - 2 * e);
        const float over = (float)most(0, most(half_e, half_a));

        beyond[x] = (int16_t)(a > e ? past : -past);
        half[x] += over * over;
    }
    INDEPENDENT
    for (int32_t x = 0; x < width; x++)
        flat[x] = flat[x] & ((int16_t)(high_e[x] - low_e[x]) <= flat_range) &
                  ((int16_t)(high_a[x] - low_a[x]) <= flat_range);
}

/* The change of each pixel: capped for the noise, and where it is a faint tint. */
static void change_row(const struct part *part, int32_t y, const uint8_t *RESTRICT flat)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    int16_t *RESTRICT cl = plane_row(part, TKSI_CAPPED_L, y),
                      *RESTRICT ca = plane_row(part, TKSI_CAPPED_A, y),
                      *RESTRICT cb = plane_row(part, TKSI_CAPPED_B, y),
                      *RESTRICT cs = plane_row(part, TKSI_CAPPED_SIZE, y);
    int16_t *RESTRICT tl = plane_row(part, TKSI_TINT_L, y),
                      *RESTRICT ta = plane_row(part, TKSI_TINT_A, y),
                      *RESTRICT tb = plane_row(part, TKSI_TINT_B, y),
                      *RESTRICT ts = plane_row(part, TKSI_TINT_SIZE, y);

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];
        const float size = sqrtf((float)(l * l + a * a + b * b));
        const float weight = leastf(1, NOISE_CAP * TKSI_LAB_ONE / mostf(size, 1));
        const int32_t rounded = nearest(size * weight);
        const int32_t tint = -((size <= TINT_FAINT * TKSI_LAB_ONE) & (flat[x] != 0));

        cl[x] = (int16_t)nearest((float)l * weight);
        ca[x] = (int16_t)nearest((float)a * weight);
        cb[x] = (int16_t)nearest((float)b * weight);
        cs[x] = (int16_t)rounded;
        tl[x] = (int16_t)(l & tint);
        ta[x] = (int16_t)(a & tint);
        tb[x] = (int16_t)(b & tint);
        ts[x] = (int16_t)(rounded & tint);
    }
}

/* How strong each change is, as a share of its contrast. */
static void strength_row(const struct part *part, int32_t y)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT el = plane_row(part, TKSI_EXPECTED_L, y),
                            *RESTRICT ea = plane_row(part, TKSI_EXPECTED_A, y),
                            *RESTRICT eb = plane_row(part, TKSI_EXPECTED_B, y),
                            *RESTRICT al = plane_row(part, TKSI_ACTUAL_L, y),
                            *RESTRICT aa = plane_row(part, TKSI_ACTUAL_A, y),
                            *RESTRICT ab = plane_row(part, TKSI_ACTUAL_B, y);
    const int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    int16_t *RESTRICT strength = plane_row(part, TKSI_STRENGTH, y);

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t l = al[x] - el[x], a = aa[x] - ea[x], b = ab[x] - eb[x];
        const int32_t chroma = most(most(a, -a), most(b, -b));
        const float change = (float)most(most(l, -l), chroma);
        const float share = change / mostf((float)contrast[x], WEAK_CONTRAST * TKSI_LAB_ONE);

        strength[x] = (int16_t)nearest(leastf(share, 1) * STRENGTH_ONE);
    }
}

static void surroundings(const struct part *part)
{
    const int32_t width = part->width;
    float *half = float_row(part, TKSI_ROW_SCORE);
    uint8_t *flat = part->visual->changed; /* its specks are gone */

    for (int32_t y = 0; y < part->height; y++) {
        int16_t *RESTRICT out = plane_row(part, TKSI_HALF, y);

        memset(half, 0, (size_t)width * sizeof *half);
        memset(flat, 1, (size_t)width);
        for (int c = 0; c < 3; c++)
            beyond_row(part, c, y, half, flat);
        INDEPENDENT
        for (int32_t x = 0; x < width; x++) {
            out[x] = (int16_t)nearest(leastf(sqrtf(half[x]) * 0.5f, INT16_MAX));
        }
        change_row(part, y, flat);
        strength_row(part, y);
    }
}

/* -------------------------------------------------------------------- sums */

/* Moves the sums over columns one row down: row y + reach enters, y - reach - 1 leaves. */
static void slide(const struct part *part, enum tksi_plane plane, int32_t y, int reach,
                  int32_t *RESTRICT columns)
{
    const int32_t width = part->width;
    if (y + reach < part->height) {
        const int16_t *RESTRICT enters = plane_row(part, plane, y + reach);

        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            columns[x] += enters[x];
    }
    if (y - reach - 1 >= 0) {
        const int16_t *RESTRICT leaves = plane_row(part, plane, y - reach - 1);

        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            columns[x] -= leaves[x];
    }
}

/* Sums over 2 * reach + 1 columns, reach 10, 8 or 4: of four first, then of those. The
 * columns are followed and preceded by TKSI_VISUAL_PAD zeros. */
static void across(const struct part *part, const int32_t *RESTRICT columns, int reach,
                   int32_t *RESTRICT sums)
{
    const int32_t width = part->width;
    int32_t *RESTRICT quads = work_row(part, TKSI_ROW_QUADS);

    INDEPENDENT
    for (int32_t x = -reach; x < width + reach; x++)
        quads[x] = (columns[x] + columns[x + 1]) + (columns[x + 2] + columns[x + 3]);
    if (reach == NOISE_REACH)
        INDEPENDENT
    for (int32_t x = 0; x < width; x++)
        sums[x] = (quads[x - 10] + quads[x - 6]) + (quads[x - 2] + quads[x + 2]) +
                  (quads[x + 6] + columns[x + 10]);
    else if (reach == TINT_REACH) INDEPENDENT for (int32_t x = 0; x < width; x++) sums[x] =
        (quads[x - 8] + quads[x - 4]) + (quads[x] + quads[x + 4]) + columns[x + 8];
    else INDEPENDENT for (int32_t x = 0; x < width; x++) sums[x] =
        (quads[x - 4] + quads[x]) + columns[x + 4];
}

static void clear_columns(const struct part *part)
{
    for (int i = 0; i < 8; i++)
        memset(work_row(part, TKSI_ROW_COLUMNS + i) - TKSI_VISUAL_PAD, 0,
               (size_t)(part->width + 2 * TKSI_VISUAL_PAD) * sizeof(int32_t));
}

/* Four planes' sums of a window around each pixel of a row. */
static void window_sums(const struct part *part, enum tksi_plane first, int32_t y, int reach,
                        int columns)
{
    for (int i = 0; i < 4; i++) {
        slide(part, first + i, y, reach, work_row(part, columns + i));
        across(part, work_row(part, columns + i), reach, work_row(part, TKSI_ROW_SUMS + i));
    }
}

static inline float length(int32_t l, int32_t a, int32_t b)
{
    const float fl = (float)l, fa = (float)a, fb = (float)b;

    return sqrtf(fl * fl + fa * fa + fb * fb);
}

/* The noise around each pixel, and what the incoherence of the changes there lets
 * rendering have: changes both ways are its mark. */
static void noise_row(const struct part *part, float *RESTRICT noise, float *RESTRICT share)
{
    const int32_t width = part->width;
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_SUMS),
                            *RESTRICT a = work_row(part, TKSI_ROW_SUMS + 1),
                            *RESTRICT b = work_row(part, TKSI_ROW_SUMS + 2),
                            *RESTRICT size = work_row(part, TKSI_ROW_SUMS + 3);
    const float mean = 1.0f / ((2 * NOISE_REACH + 1) * (2 * NOISE_REACH + 1));

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float all = (float)size[x];
        const float apart = mostf(all - length(l[x], a[x], b[x]), 0);

        noise[x] = apart * mean;
        share[x] = leastf(INCOHERENT_SHARE,
                          COHERENT_SHARE + INCOHERENCE_SLOPE *
                                               mostf(0, apart / mostf(all, 1) - INCOHERENCE_FLOOR));
    }
}

/* The strongest of the changes in the window around each pixel. */
static void strongest_row(const struct part *part, int32_t y, int16_t *RESTRICT strongest)
{
    const int32_t width = part->width;
    int16_t *RESTRICT down = part->visual->ranges + TKSI_VISUAL_PAD;
    int16_t *RESTRICT triples = down + part->stride, *RESTRICT sevens = triples + part->stride;

    memset(down - TKSI_VISUAL_PAD, 0, (size_t)part->stride * sizeof *down);
    for (int32_t i = most(0, y - NOISE_REACH); i <= least(part->height - 1, y + NOISE_REACH); i++) {
        const int16_t *RESTRICT row = plane_row(part, TKSI_STRENGTH, i);

        INDEPENDENT
        for (int32_t x = 0; x < width; x++)
            down[x] = row[x] > down[x] ? row[x] : down[x];
    }
    INDEPENDENT
    for (int32_t x = -10; x < width + 10; x++) /* three in a row */
        triples[x] = (int16_t)most(down[x], most(down[x + 1], down[x + 2]));
    INDEPENDENT
    for (int32_t x = -10; x < width + 4; x++) /* seven */
        sevens[x] = (int16_t)most(down[x + 6], most(triples[x], triples[x + 3]));
    INDEPENDENT
    for (int32_t x = 0; x < width; x++)
        strongest[x] = (int16_t)most(sevens[x - 10], most(sevens[x - 3], sevens[x + 4]));
}

/* What is beyond the surroundings, or half of them, keeps what is more than the
 * allowance. */
static void allow_row(const struct part *part, int32_t y, const float *RESTRICT share)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT contrast = plane_row(part, TKSI_CONTRAST, y);
    int16_t *RESTRICT strongest = part->visual->ranges + 12 * part->stride + TKSI_VISUAL_PAD;
    int16_t *RESTRICT l = plane_row(part, TKSI_BEYOND_L, y),
                      *RESTRICT a = plane_row(part, TKSI_BEYOND_A, y),
                      *RESTRICT b = plane_row(part, TKSI_BEYOND_B, y),
                      *RESTRICT half = plane_row(part, TKSI_HALF, y);

    strongest_row(part, y, strongest);
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float allowed = BEYOND_ALLOWANCE * share[x] * (float)contrast[x];
        const float kept = mostf(0, 1 - allowed / mostf(length(l[x], a[x], b[x]), 1));
        const float below = WEAK_CHANGE - (float)strongest[x] * (1.0f / STRENGTH_ONE);
        const float weak = leastf(1, mostf(0, below * WEAK_SLOPE));
        const float over = (HALF_ALLOWANCE + WEAK_ALLOWANCE * weak) * (float)contrast[x];

        l[x] = (int16_t)nearest((float)l[x] * kept);
        a[x] = (int16_t)nearest((float)a[x] * kept);
        b[x] = (int16_t)nearest((float)b[x] * kept);
        half[x] = (int16_t)nearest(mostf(0, (float)half[x] - over));
    }
}

/* The tint of the flat pixels around each pixel, less what is incoherent. */
static void tint_row(const struct part *part, float *RESTRICT score)
{
    const int32_t width = part->width;
    const int32_t *RESTRICT l = work_row(part, TKSI_ROW_SUMS),
                            *RESTRICT a = work_row(part, TKSI_ROW_SUMS + 1),
                            *RESTRICT b = work_row(part, TKSI_ROW_SUMS + 2),
                            *RESTRICT size = work_row(part, TKSI_ROW_SUMS + 3);
    const float scale =
        1.0f / (TINT_LIMIT * TKSI_LAB_ONE * (2 * TINT_REACH + 1) * (2 * TINT_REACH + 1));

    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float tint = length(l[x], a[x], b[x]);
        const float apart = mostf((float)size[x] - tint, 0);

        score[x] = mostf(0, tint - BEYOND_NOISE * apart) * scale;
    }
}

/* Sums over large windows; score begins as that of tints. */
static void large_windows(const struct part *part, const struct tksi_patch *patch, float *score)
{
    float *share = float_row(part, TKSI_ROW_SCORE);

    clear_columns(part);
    for (int i = 0; i < 4; i++) {
        for (int32_t y = 0; y < least(NOISE_REACH, part->height); y++)
            slide(part, TKSI_CAPPED_L + i, y - NOISE_REACH, NOISE_REACH,
                  work_row(part, TKSI_ROW_COLUMNS + i));
        for (int32_t y = 0; y < least(TINT_REACH, part->height); y++)
            slide(part, TKSI_TINT_L + i, y - TINT_REACH, TINT_REACH,
                  work_row(part, TKSI_ROW_COLUMNS + 4 + i));
    }
    for (int32_t y = 0; y < part->height; y++) {
        float *noise = part->visual->noise + y * part->visual->stride;

        window_sums(part, TKSI_CAPPED_L, y, NOISE_REACH, TKSI_ROW_COLUMNS);
        noise_row(part, noise, share);
        allow_row(part, y, share);
        window_sums(part, TKSI_TINT_L, y, TINT_REACH, TKSI_ROW_COLUMNS + 4);
        tint_row(part, score + (ptrdiff_t)(part->top + y) * patch->width + part->left);
    }
}

/* --------------------------------------------------------------- the score */

static const int16_t *row_or_none(const struct part *part, enum tksi_plane plane, int32_t y,
                                  const int16_t *none)
{
    return y >= 0 && y < part->height ? plane_row(part, plane, y) : none;
}

/* Squared sums of one channel over 3x3, 9x1 and 1x9 are added to three rows. */
static void small_windows(const struct part *part, int channel, int32_t y,
                          const int16_t *RESTRICT none, float *RESTRICT square,
                          float *RESTRICT flat, float *RESTRICT tall)
{
    const int32_t width = part->width;
    const enum tksi_plane plane = TKSI_BEYOND_L + channel;
    const int16_t *RESTRICT above = row_or_none(part, plane, y - 1, none);
    const int16_t *RESTRICT row = plane_row(part, plane, y);
    const int16_t *RESTRICT below = row_or_none(part, plane, y + 1, none);
    int32_t *RESTRICT columns = work_row(part, TKSI_ROW_COLUMNS + channel);
    int32_t *RESTRICT threes = work_row(part, TKSI_ROW_SUMS),
                      *RESTRICT ones = threes + part->stride;
    int32_t *RESTRICT nines = ones + part->stride;

    slide(part, plane, y, LONG_REACH, columns);
    INDEPENDENT
    for (int32_t x = -TKSI_VISUAL_PAD; x < width + TKSI_VISUAL_PAD; x++)
        ones[x] = row[x];
    across(part, ones, LONG_REACH, nines);
    INDEPENDENT
    for (int32_t x = -1; x < width + 1; x++)
        threes[x] = above[x] + row[x] + below[x];
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float three = (float)(threes[x - 1] + threes[x] + threes[x + 1]);
        const float nine = (float)nines[x], down = (float)columns[x];

        square[x] += three * three;
        flat[x] += nine * nine;
        tall[x] += down * down;
    }
}

/* The largest mean over 3x3, 5x1 and 1x5 of what is beyond half, times 45. */
static void half_windows(const struct part *part, int32_t y, const int16_t *RESTRICT none,
                         int32_t *RESTRICT largest)
{
    const int32_t width = part->width;
    const int16_t *RESTRICT above = row_or_none(part, TKSI_HALF, y - 1, none);
    const int16_t *RESTRICT row = plane_row(part, TKSI_HALF, y);
    const int16_t *RESTRICT below = row_or_none(part, TKSI_HALF, y + 1, none);
    int32_t *RESTRICT columns = work_row(part, TKSI_ROW_COLUMNS + 3);
    int32_t *RESTRICT threes = work_row(part, TKSI_ROW_SUMS);

    slide(part, TKSI_HALF, y, HALF_LONG_REACH, columns);
    INDEPENDENT
    for (int32_t x = -1; x < width + 1; x++)
        threes[x] = above[x] + row[x] + below[x];
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const int32_t wide = row[x - 2] + row[x - 1] + row[x] + row[x + 1] + row[x + 2];
        const int32_t square = threes[x - 1] + threes[x] + threes[x + 1];

        largest[x] = most(5 * square, 9 * most(wide, columns[x]));
    }
}

static void score_row(const struct part *part, int32_t y, const int16_t *none,
                      float *RESTRICT score)
{
    const int32_t width = part->width;
    const float *RESTRICT noise = part->visual->noise + y * part->visual->stride;
    float *RESTRICT square = float_row(part, TKSI_ROW_SCORE),
                    *RESTRICT flat = square + part->stride;
    float *RESTRICT tall = flat + part->stride;
    int32_t *RESTRICT half = work_row(part, TKSI_ROW_LINEAR);
    float *RESTRICT largest = float_row(part, TKSI_ROW_LARGEST); /* of each column */

    memset(square, 0, (size_t)width * sizeof *square);
    memset(flat, 0, (size_t)width * sizeof *flat);
    memset(tall, 0, (size_t)width * sizeof *tall);
    for (int c = 0; c < 3; c++)
        small_windows(part, c, y, none, square, flat, tall);
    half_windows(part, y, none, half);
    INDEPENDENT
    for (int32_t x = 0; x < width; x++) {
        const float sum = sqrtf(mostf(square[x], mostf(flat[x], tall[x])));
        const float beyond =
            (sum * (1.0f / 9) - BEYOND_NOISE * noise[x]) * (1.0f / (BEYOND_LIMIT * TKSI_LAB_ONE));
        const float over = ((float)half[x] * (1.0f / 45) - HALF_NOISE * noise[x]) *
                           (1.0f / (HALF_LIMIT * TKSI_LAB_ONE));

        score[x] = mostf(score[x], mostf(beyond, over));
    }
    INDEPENDENT
    for (int32_t x = 0; x < width; x++)
        largest[x] = mostf(largest[x], score[x]);
}

static float scores(const struct part *part, const struct tksi_patch *patch, float *score)
{
    int16_t *none = part->visual->ranges + TKSI_VISUAL_PAD;
    float *columns = float_row(part, TKSI_ROW_LARGEST), largest = 0;

    memset(none - TKSI_VISUAL_PAD, 0, (size_t)part->stride * sizeof *none);
    memset(columns, 0, (size_t)part->width * sizeof *columns);
    clear_columns(part);
    for (int i = 0; i < 4; i++) {
        const int reach = i == 3 ? HALF_LONG_REACH : LONG_REACH;

        for (int32_t y = 0; y < least(reach, part->height); y++)
            slide(part, TKSI_BEYOND_L + i, y - reach, reach, work_row(part, TKSI_ROW_COLUMNS + i));
    }
    for (int32_t y = 0; y < part->height; y++)
        score_row(part, y, none, score + (ptrdiff_t)(part->top + y) * patch->width + part->left);
    for (int32_t x = 0; x < part->width; x++)
        largest = mostf(largest, columns[x]);
    return largest;
}

/* The changes of the patch with what counts around them; false when there are none. */
static bool find_part(struct part *part, const struct tksi_patch *patch)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;
    int32_t left = patch->width, right = -1, top = -1, bottom = -1;

    for (int32_t y = 0; y < patch->height; y++) {
        const char *a = (const char *)patch->expected + y * patch->expected_stride * bytes;
        const char *b = (const char *)patch->actual + y * patch->actual_stride * bytes;
        int32_t x = 0;

        if (memcmp(a, b, (size_t)(patch->width * bytes)) == 0)
            continue;
        top = top < 0 ? y : top;
        bottom = y;
        while (memcmp(a + x * bytes, b + x * bytes, (size_t)bytes) == 0)
            x++;
        left = least(left, x);
        x = patch->width - 1;
        while (memcmp(a + x * bytes, b + x * bytes, (size_t)bytes) == 0)
            x--;
        right = most(right, x);
    }
    if (right < 0)
        return false;
    part->left = most(0, left - MOST_REACH);
    part->top = most(0, top - MOST_REACH);
    part->width = least(patch->width, right + MOST_REACH + 1) - part->left;
    part->height = least(patch->height, bottom + MOST_REACH + 1) - part->top;
    return true;
}

/* Windows see zeros left and right of the planes that are summed. */
static void clear_margins(const struct part *part)
{
    for (int plane = TKSI_BEYOND_L; plane <= TKSI_HALF; plane++)
        for (int32_t y = 0; y < part->height; y++) {
            int16_t *row = plane_row(part, plane, y);

            memset(row - TKSI_VISUAL_PAD, 0, TKSI_VISUAL_PAD * sizeof *row);
            memset(row + part->width, 0, TKSI_VISUAL_PAD * sizeof *row);
        }
}

float JUDGE(struct tksi_visual *visual, const struct tksi_patch *patch, int background,
            float *score)
{
    struct part part = { .visual = visual, .stride = visual->stride };

    memset(score, 0, (size_t)patch->width * (size_t)patch->height * sizeof *score);
    if (!find_part(&part, patch))
        return 0;
    convert(&part, patch, background);
    for (int32_t y = 0; y < part.height; y++)
        contrast_row(&part, y);
    remove_specks(&part);
    surroundings(&part);
    clear_margins(&part);
    large_windows(&part, patch, score);
    return scores(&part, patch, score);
}

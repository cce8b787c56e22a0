/* naive.c - second opinions, slow and as they are described
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "naive.h"

#include <math.h>
#include <string.h>

struct picture {
    const uint8_t *bytes;
    int32_t width, height;
};

static double color_delta(const struct picture *one, const struct picture *two, int64_t k,
                          int64_t m, bool brightness_only)
{
    const double r1 = one->bytes[k], g1 = one->bytes[k + 1], b1 = one->bytes[k + 2];
    const double a1 = one->bytes[k + 3];
    const double r2 = two->bytes[m], g2 = two->bytes[m + 1], b2 = two->bytes[m + 2];
    const double a2 = two->bytes[m + 3];
    double dr = r1 - r2, dg = g1 - g2, db = b1 - b2, da = a1 - a2, y, i, q;

    if (dr == 0 && dg == 0 && db == 0 && da == 0)
        return 0;
    if (a1 < 255 || a2 < 255) {
        const double rb = 48 + 159 * (double)(k % 2);
        const double gb = 48 + 159 * fmod(trunc((double)k / 1.618033988749895), 2);
        const double bb = 48 + 159 * fmod(trunc((double)k / 2.618033988749895), 2);

        dr = (r1 * a1 - r2 * a2 - rb * da) / 255;
        dg = (g1 * a1 - g2 * a2 - gb * da) / 255;
        db = (b1 * a1 - b2 * a2 - bb * da) / 255;
    }
    y = dr * 0.29889531 + dg * 0.58662247 + db * 0.11448223;
    if (brightness_only)
        return y;
    i = dr * 0.59597799 - dg * 0.27417610 - db * 0.32180189;
    q = dr * 0.21147017 - dg * 0.52261711 + db * 0.31114694;
    return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
}

static int32_t clamp(int32_t value, int32_t most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

static int64_t place(const struct picture *picture, int32_t x, int32_t y)
{
    return ((int64_t)y * picture->width + x) * 4;
}

static bool on_edge(const struct picture *picture, int32_t x, int32_t y)
{
    return x == 0 || y == 0 || x == picture->width - 1 || y == picture->height - 1;
}

static bool many_siblings(const struct picture *picture, int32_t x1, int32_t y1)
{
    int equal = on_edge(picture, x1, y1) ? 1 : 0;

    for (int32_t x = clamp(x1 - 1, picture->width - 1); x <= clamp(x1 + 1, picture->width - 1); x++)
        for (int32_t y = clamp(y1 - 1, picture->height - 1);
             y <= clamp(y1 + 1, picture->height - 1); y++)
            if ((x != x1 || y != y1) && memcmp(picture->bytes + place(picture, x, y),
                                               picture->bytes + place(picture, x1, y1), 4) == 0)
                equal++;
    return equal > 2;
}

static bool antialiased(const struct picture *picture, const struct picture *other, int32_t x1,
                        int32_t y1)
{
    double darkest = 0, brightest = 0;
    int32_t dark_x = 0, dark_y = 0, bright_x = 0, bright_y = 0;
    int equal = on_edge(picture, x1, y1) ? 1 : 0;

    for (int32_t x = clamp(x1 - 1, picture->width - 1); x <= clamp(x1 + 1, picture->width - 1); x++)
        for (int32_t y = clamp(y1 - 1, picture->height - 1);
             y <= clamp(y1 + 1, picture->height - 1); y++) {
            double delta;

            if (x == x1 && y == y1)
                continue;
            delta =
                color_delta(picture, picture, place(picture, x1, y1), place(picture, x, y), true);
            if (delta == 0) {
                if (++equal > 2)
                    return false;
            } else if (delta < darkest) {
                darkest = delta;
                dark_x = x;
                dark_y = y;
            } else if (delta > brightest) {
                brightest = delta;
                bright_x = x;
                bright_y = y;
            }
        }
    if (darkest == 0 || brightest == 0)
        return false;
    return (many_siblings(picture, dark_x, dark_y) && many_siblings(other, dark_x, dark_y)) ||
           (many_siblings(picture, bright_x, bright_y) && many_siblings(other, bright_x, bright_y));
}

int64_t naive_compare(uint8_t *marks, const uint8_t *expected, const uint8_t *actual, int32_t width,
                      int32_t height, double threshold, bool count_antialiased)
{
    const struct picture one = { expected, width, height }, two = { actual, width, height };
    const double most = 35215 * threshold * threshold;
    int64_t count = 0;

    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++) {
            const int64_t at = place(&one, x, y);
            uint8_t *mark = &marks[at / 4];

            *mark = NAIVE_EQUAL;
            if (color_delta(&one, &two, at, at, false) <= most)
                continue;
            if (!count_antialiased &&
                (antialiased(&one, &two, x, y) || antialiased(&two, &one, x, y)))
                *mark = NAIVE_ANTIALIASED;
            else {
                *mark = NAIVE_DIFFERING;
                count++;
            }
        }
    return count;
}

int32_t naive_longest(const uint32_t *a, int32_t n, const uint32_t *b, int32_t m)
{
    int32_t table[NAIVE_LONGEST + 1][NAIVE_LONGEST + 1] = { { 0 } };

    for (int32_t i = 1; i <= n; i++)
        for (int32_t j = 1; j <= m; j++) {
            const int32_t up = table[i - 1][j], left = table[i][j - 1];

            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : up > left ? up : left;
        }
    return table[n][m];
}

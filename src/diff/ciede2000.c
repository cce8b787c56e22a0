/* ciede2000.c - the CIE colour difference of 2000, as a metric
 *
 * Source: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula:
 * Implementation Notes, Supplementary Test Data, and Mathematical Observations",
 * Color Research and Application 30 (2005), whose equation numbers stand beside the
 * lines; its 34 test pairs are in the tests. Pixels are blended on white.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/ciede2000.h"

#include "diff/metric.h"
#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

/* -------------------------------------------------------------------- CIELAB */

/* IEC 61966-2-1 */
static double linear(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double lab_curve(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

struct tksi_lab tksi_lab_of(double red, double green, double blue)
{
    const double r = linear(red), g = linear(green), b = linear(blue);
    const double x = lab_curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    const double y = lab_curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const double z = lab_curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);

    return (struct tksi_lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

/* --------------------------------------------------------------- Delta E 2000 */

static double radians(double degrees)
{
    return degrees * (pi / 180);
}

/* sqrt(c^7 / (c^7 + 25^7)) */
static double chroma_weight(double c)
{
    const double c7 = pow(c, 7);

    return sqrt(c7 / (c7 + 6103515625.0));
}

/* Hue angle in 0..360 degrees; 0 for greys (7) */
static double hue(double a, double b)
{
    double degrees;

    if (a == 0 && b == 0)
        return 0;
    degrees = atan2(b, a) * (180 / pi);
    return degrees < 0 ? degrees + 360 : degrees;
}

/* The signed way from the first hue to the second, -180..180 (10) */
static double hue_difference(double h1, double h2)
{
    const double difference = h2 - h1;

    if (difference > 180)
        return difference - 360;
    return difference < -180 ? difference + 360 : difference;
}

/* (14) */
static double mean_hue(double h1, double h2)
{
    if (fabs(h1 - h2) <= 180)
        return (h1 + h2) / 2;
    return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

double tksi_ciede2000(const struct tksi_lab *first, const struct tksi_lab *second)
{
    const double c_mean =
        (hypot(first->a, first->b) + hypot(second->a, second->b)) / 2; /* (2, 3) */
    const double g = 0.5 * (1 - chroma_weight(c_mean));                /* (4) */
    const double a1 = (1 + g) * first->a, a2 = (1 + g) * second->a;    /* (5) */
    const double c1 = hypot(a1, first->b), c2 = hypot(a2, second->b);  /* (6) */
    const double h1 = hue(a1, first->b), h2 = hue(a2, second->b);
    const bool gray = c1 * c2 == 0;
    const double dl = second->l - first->l, dc = c2 - c1; /* (8, 9) */
    const double turn = gray ? 0 : hue_difference(h1, h2);
    const double dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2));   /* (11) */
    const double l = (first->l + second->l) / 2, c = (c1 + c2) / 2; /* (12, 13) */
    const double h = gray ? h1 + h2 : mean_hue(h1, h2);
    const double t = 1 - 0.17 * cos(radians(h - 30)) + 0.24 * cos(radians(2 * h)) +
                     0.32 * cos(radians(3 * h + 6)) - 0.20 * cos(radians(4 * h - 63));  /* (15) */
    const double theta = 30 * exp(-((h - 275) / 25) * ((h - 275) / 25));                /* (16) */
    const double sl = 1 + 0.015 * (l - 50) * (l - 50) / sqrt(20 + (l - 50) * (l - 50)); /* (18) */
    const double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;           /* (19, 20) */
    const double rt = -sin(radians(2 * theta)) * 2 * chroma_weight(c); /* (17, 21) */
    const double fl = dl / sl, fc = dc / sc, fh = dh / sh;

    return sqrt(fl * fl + fc * fc + fh * fh + rt * fc * fh); /* (22) */
}

/* ----------------------------------------------------------------- the metric */

static struct tksi_lab lab_on_white(double red, double green, double blue, double alpha)
{
    return tksi_lab_of(1 + (red - 1) * alpha, 1 + (green - 1) * alpha, 1 + (blue - 1) * alpha);
}

static struct tksi_lab lab_at(const void *row, int32_t x, bool wide)
{
    if (wide) {
        uint16_t c[4];

        memcpy(c, (const uint64_t *)row + x, sizeof c);
        return lab_on_white(c[0] / 65535.0, c[1] / 65535.0, c[2] / 65535.0, c[3] / 65535.0);
    } else {
        uint8_t c[4];

        memcpy(c, (const uint32_t *)row + x, sizeof c);
        return lab_on_white(c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, c[3] / 255.0);
    }
}

static uint64_t word_at(const void *row, int32_t x, bool wide)
{
    return wide ? ((const uint64_t *)row)[x] : ((const uint32_t *)row)[x];
}

static void judge(const struct tksi_window *window, int32_t y, uint64_t *differing,
                  uint64_t *antialiased)
{
    const void *expected = window->row(window->pair, TKSI_EXPECTED, y);
    const void *actual = window->row(window->pair, TKSI_ACTUAL, y);
    uint64_t last_expected = 0, last_actual = 0; /* runs of one change are the rule */
    bool last_differs = false;

    memset(differing, 0, tksi_words(window->width) * sizeof *differing);
    memset(antialiased, 0, tksi_words(window->width) * sizeof *antialiased);
    for (int32_t x = 0; x < window->width; x++) {
        const uint64_t in_expected = word_at(expected, x, window->wide);
        const uint64_t in_actual = word_at(actual, x, window->wide);

        if (in_expected == in_actual)
            continue;
        if (in_expected != last_expected || in_actual != last_actual) {
            const struct tksi_lab first = lab_at(expected, x, window->wide);
            const struct tksi_lab second = lab_at(actual, x, window->wide);

            last_differs = tksi_ciede2000(&first, &second) > window->rules->threshold;
            last_expected = in_expected;
            last_actual = in_actual;
        }
        if (last_differs)
            differing[x / 64] |= UINT64_C(1) << x % 64;
    }
}

const struct tksi_metric tksi_metric_ciede2000 = { .reach = 0, .judge = judge };

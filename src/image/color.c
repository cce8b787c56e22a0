/* color.c - how far two colours are apart
 *
 * Source: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula:
 * Implementation Notes, Supplementary Test Data, and Mathematical Observations",
 * Color Research and Application 30 (2005), whose equation numbers stand beside the
 * lines; its 34 test pairs are in the tests.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/color.h"

#include "base/base.h"
#include <math.h>

/* -------------------------------------------------------------------- CIELAB */

/* IEC 61966-2-1 */
double tksi_linear(double v)
{
    return v <= 0.04045 ? v / 12.92 : tksi_power((v + 0.055) / 1.055, 2.4);
}

static double lab_curve(double t)
{
    return t > 216.0 / 24389 ? tksi_cube_root(t) : (24389.0 / 27 * t + 16) / 116;
}

struct tksi_lab tksi_lab_of_light(double r, double g, double b)
{
    const double x = lab_curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    const double y = lab_curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const double z = lab_curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);

    return (struct tksi_lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

struct tksi_lab tksi_lab_of(double red, double green, double blue)
{
    return tksi_lab_of_light(tksi_linear(red), tksi_linear(green), tksi_linear(blue));
}

/* --------------------------------------------------------------- Delta E 2000 */

/* sqrt(c^7 / (c^7 + 25^7)) */
static double chroma_weight(double c)
{
    const double c2 = c * c, c7 = c2 * c2 * c2 * c;

    return sqrt(c7 / (c7 + 6103515625.0));
}

static double length(double a, double b)
{
    return sqrt(a * a + b * b);
}

/* Opposite hues are 180 degrees apart whatever the last bits of their angles say: where
 * they are, the mean hue jumps, and the published pairs 10 and 14 are such. */
static const double opposite = 180 + 1e-9;

/* The signed way from the first hue to the second, -180..180 (10) */
static double hue_difference(double h1, double h2)
{
    const double difference = h2 - h1;

    if (difference > opposite)
        return difference - 360;
    return difference < -opposite ? difference + 360 : difference;
}

/* (14) */
static double mean_hue(double h1, double h2)
{
    if (fabs(h1 - h2) <= opposite)
        return (h1 + h2) / 2;
    return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

double tksi_ciede2000(const struct tksi_lab *first, const struct tksi_lab *second)
{
    const double c_mean =
        (length(first->a, first->b) + length(second->a, second->b)) / 2; /* (2, 3) */
    const double g = 0.5 * (1 - chroma_weight(c_mean));                  /* (4) */
    const double a1 = (1 + g) * first->a, a2 = (1 + g) * second->a;      /* (5) */
    const double c1 = length(a1, first->b), c2 = length(a2, second->b);  /* (6) */
    const double h1 = tksi_degrees(first->b, a1), h2 = tksi_degrees(second->b, a2);
    const bool gray = c1 * c2 == 0;
    const double dl = second->l - first->l, dc = c2 - c1; /* (8, 9) */
    const double turn = gray ? 0 : hue_difference(h1, h2);
    const double dh = 2 * sqrt(c1 * c2) * tksi_sine_of_degrees(turn / 2); /* (11) */
    const double l = (first->l + second->l) / 2, c = (c1 + c2) / 2;       /* (12, 13) */
    const double h = gray ? h1 + h2 : mean_hue(h1, h2);
    const double t = 1 - 0.17 * tksi_cosine_of_degrees(h - 30) +
                     0.24 * tksi_cosine_of_degrees(2 * h) +
                     0.32 * tksi_cosine_of_degrees(3 * h + 6) -
                     0.20 * tksi_cosine_of_degrees(4 * h - 63);                         /* (15) */
    const double theta = 30 * tksi_exp(-((h - 275) / 25) * ((h - 275) / 25));           /* (16) */
    const double sl = 1 + 0.015 * (l - 50) * (l - 50) / sqrt(20 + (l - 50) * (l - 50)); /* (18) */
    const double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;                   /* (19, 20) */
    const double rt = -tksi_sine_of_degrees(2 * theta) * 2 * chroma_weight(c); /* (17, 21) */
    const double fl = dl / sl, fc = dc / sc, fh = dh / sh;

    return sqrt(fl * fl + fc * fc + fh * fh + rt * fc * fh); /* (22) */
}

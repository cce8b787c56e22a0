/* lab.c - sRGB to CIELAB with the same bits on every machine
 *
 * The C library's pow and cbrt may differ in the last bit from one machine to the
 * next, and a region's class must not. So linear light comes from a table and the cube
 * root from Halley's iteration, which is nothing but IEEE sums, products and quotients.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/lab.h"

/* round(65535 * linear(v / 255)), linear as in IEC 61966-2-1:
 * v / 12.92 up to 0.04045, ((v + 0.055) / 1.055)^2.4 above. */
static const uint16_t linear[256] = {
    0,     20,    40,    60,    80,    99,    119,   139,   159,   179,   199,   219,   241,
    264,   288,   313,   340,   367,   396,   427,   458,   491,   526,   562,   599,   637,
    677,   718,   761,   805,   851,   898,   947,   997,   1048,  1101,  1156,  1212,  1270,
    1330,  1391,  1453,  1517,  1583,  1651,  1720,  1790,  1863,  1937,  2013,  2090,  2170,
    2250,  2333,  2418,  2504,  2592,  2681,  2773,  2866,  2961,  3058,  3157,  3258,  3360,
    3464,  3570,  3678,  3788,  3900,  4014,  4129,  4247,  4366,  4488,  4611,  4736,  4864,
    4993,  5124,  5257,  5392,  5530,  5669,  5810,  5953,  6099,  6246,  6395,  6547,  6700,
    6856,  7014,  7174,  7335,  7500,  7666,  7834,  8004,  8177,  8352,  8528,  8708,  8889,
    9072,  9258,  9445,  9635,  9828,  10022, 10219, 10417, 10619, 10822, 11028, 11235, 11446,
    11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909, 14146, 14387,
    14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727,
    18001, 18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481,
    21787, 22096, 22407, 22721, 23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662,
    26001, 26344, 26688, 27036, 27386, 27739, 28094, 28452, 28813, 29176, 29542, 29911, 30282,
    30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143, 34544, 34948, 35355,
    35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
    41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903,
    47385, 47871, 48359, 48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401,
    53921, 54445, 54971, 55500, 56032, 56567, 57105, 57646, 58190, 58737, 59287, 59840, 60396,
    60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
};

/* The cube root of t in 0.008..1.2. The first guess is the chord over that range, off by
 * a third at most; each step of Halley's y (y^3 + 2 t) / (2 y^3 + t) triples the digits. */
static double cube_root(double t)
{
    double y = 0.3 + 0.7 * t;

    for (int i = 0; i < 3; i++) {
        const double cube = y * y * y;

        y = y * (cube + 2 * t) / (2 * cube + t);
    }
    return y;
}

static double curve(double t)
{
    return t > 216.0 / 24389 ? cube_root(t) : (24389.0 / 27 * t + 16) / 116;
}

struct tksi_color_lab tksi_color_to_lab(tks_color color)
{
    const double r = linear[color.red] / 65535.0;
    const double g = linear[color.green] / 65535.0;
    const double b = linear[color.blue] / 65535.0;
    const double x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);

    return (struct tksi_color_lab){ (float)(116 * y - 16), (float)(500 * (x - y)),
                                    (float)(200 * (y - z)) };
}

/* WCAG 2.1, "relative luminance" */
static double luminance(tks_color color)
{
    return (0.2126 * linear[color.red] + 0.7152 * linear[color.green] +
            0.0722 * linear[color.blue]) /
           65535.0;
}

double tksi_contrast(tks_color first, tks_color second)
{
    const double a = luminance(first), b = luminance(second);

    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

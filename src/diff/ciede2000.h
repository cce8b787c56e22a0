/* ciede2000.h - the CIE colour difference of 2000
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_CIEDE2000_H
#define TKSI_DIFF_CIEDE2000_H

#include <stdint.h>

struct tksi_lab {
    double l, a, b;
};

/* sRGB channels 0..1 to CIELAB under D65. */
struct tksi_lab tksi_lab_of(double red, double green, double blue);

/* Delta E 2000 with kL = kC = kH = 1. */
double tksi_ciede2000(const struct tksi_lab *first, const struct tksi_lab *second);

#endif

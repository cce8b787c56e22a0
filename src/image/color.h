/* color.h - how far two colours are apart
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_IMAGE_COLOR_H
#define TKSI_IMAGE_COLOR_H

struct tksi_lab {
    double l, a, b;
};

/* An sRGB channel, 0..1, as light (IEC 61966-2-1). */
double tksi_linear(double v);

/* sRGB channels 0..1 to CIELAB under D65. */
struct tksi_lab tksi_lab_of(double red, double green, double blue);
struct tksi_lab tksi_lab_of_light(double r, double g, double b);

/* Delta E 2000 with kL = kC = kH = 1. */
double tksi_ciede2000(const struct tksi_lab *first, const struct tksi_lab *second);

#endif

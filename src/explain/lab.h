/* lab.h - colours as an eye tells them apart
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_EXPLAIN_LAB_H
#define TKSI_EXPLAIN_LAB_H

#include <tksnap/types.h>

/* CIELAB under D65: lightness 0..100, green to red, blue to yellow. */
struct tksi_color_lab {
    float l, a, b;
};

/* The light of the 256 values a channel has, to be made once for many colours. */
void tksi_fill_light(double light[256]);

struct tksi_color_lab tksi_color_to_lab(tks_color color, const double light[256]);

/* The WCAG 2.1 contrast ratio of two colours, 1..21, whichever comes first. */
double tksi_contrast(tks_color first, tks_color second);

#endif

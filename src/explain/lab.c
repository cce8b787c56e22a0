/* lab.c - colours as an eye tells them apart
 *
 * One formula for the metric ciede2000 and for explanations; here its values are kept as
 * floats, which is what the evidence of half a million pixels has room for.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/lab.h"

#include "image/color.h"

void tksi_fill_light(double light[256])
{
    for (int i = 0; i < 256; i++)
        light[i] = tksi_linear(i / 255.0);
}

struct tksi_color_lab tksi_color_to_lab(tks_color color, const double light[256])
{
    const struct tksi_lab lab =
        tksi_lab_of_light(light[color.red], light[color.green], light[color.blue]);

    return (struct tksi_color_lab){ (float)lab.l, (float)lab.a, (float)lab.b };
}

/* WCAG 2.1, "relative luminance" */
static double luminance(tks_color color)
{
    return 0.2126 * tksi_linear(color.red / 255.0) + 0.7152 * tksi_linear(color.green / 255.0) +
           0.0722 * tksi_linear(color.blue / 255.0);
}

double tksi_contrast(tks_color first, tks_color second)
{
    const double a = luminance(first), b = luminance(second);

    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

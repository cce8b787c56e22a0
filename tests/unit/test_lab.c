/* test_lab.c - colours as an eye tells them apart
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <math.h>

#include "explain/lab.h"

static void assert_near(double got, double wanted, double slack)
{
    if (!(fabs(got - wanted) <= slack))
        fail_msg("%.5f, not %.5f", got, wanted);
}

static struct tksi_color_lab lab_of(uint8_t red, uint8_t green, uint8_t blue)
{
    double light[256];

    tksi_fill_light(light);
    return tksi_color_to_lab((tks_color){ red, green, blue }, light);
}

static void a_published_colour_has_its_lab_value(void **state)
{
    const struct tksi_color_lab lab = lab_of(123, 81, 252);

    (void)state;
    assert_near(lab.l, 48.4160, 0.005);
    assert_near(lab.a, 57.7128, 0.02);
    assert_near(lab.b, -79.2999, 0.02);
}

static void black_and_white_end_the_scale(void **state)
{
    (void)state;
    assert_near(lab_of(0, 0, 0).l, 0, 1e-6);
    assert_near(lab_of(255, 255, 255).l, 100, 1e-4);
}

/* Values of the WCAG's own examples and calculators built on it. */
static void contrasts_are_those_of_wcag(void **state)
{
    const tks_color white = { 255, 255, 255 }, black = { 0, 0, 0 };

    (void)state;
    assert_near(tksi_contrast(white, black), 21, 1e-9);
    assert_near(tksi_contrast(black, white), 21, 1e-9);
    assert_near(tksi_contrast(white, white), 1, 1e-9);
    assert_near(tksi_contrast((tks_color){ 118, 118, 118 }, white), 4.54, 0.005);
    assert_near(tksi_contrast((tks_color){ 255, 0, 0 }, white), 4.00, 0.005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_published_colour_has_its_lab_value),
        cmocka_unit_test(black_and_white_end_the_scale),
        cmocka_unit_test(contrasts_are_those_of_wcag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

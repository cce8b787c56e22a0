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
#include "image/color.h"

static void assert_near(double got, double wanted, double slack)
{
    if (!(fabs(got - wanted) <= slack))
        fail_msg("%.5f, not %.5f", got, wanted);
}

static void a_published_colour_has_its_lab_value(void **state)
{
    const struct tksi_color_lab lab = tksi_color_to_lab((tks_color){ 123, 81, 252 });

    (void)state;
    assert_near(lab.l, 48.4160, 0.005);
    assert_near(lab.a, 57.7128, 0.02);
    assert_near(lab.b, -79.2999, 0.02);
}

static void black_and_white_end_the_scale(void **state)
{
    (void)state;
    assert_near(tksi_color_to_lab((tks_color){ 0, 0, 0 }).l, 0, 1e-6);
    assert_near(tksi_color_to_lab((tks_color){ 255, 255, 255 }).l, 100, 1e-4);
}

/* The library's own conversion uses pow and cbrt. Rounding linear light to 16 bits is worth
 * 0.02 at most, in the dark. */
static void all_over_the_cube_it_agrees_with_the_metric(void **state)
{
    (void)state;
    for (int r = 0; r < 256; r += 5)
        for (int g = 0; g < 256; g += 5)
            for (int b = 0; b < 256; b += 5) {
                const struct tksi_lab wanted = tksi_lab_of(r / 255.0, g / 255.0, b / 255.0);
                const struct tksi_color_lab got =
                    tksi_color_to_lab((tks_color){ (uint8_t)r, (uint8_t)g, (uint8_t)b });

                assert_near(got.l, wanted.l, 0.03);
                assert_near(got.a, wanted.a, 0.06);
                assert_near(got.b, wanted.b, 0.06);
            }
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
        cmocka_unit_test(all_over_the_cube_it_agrees_with_the_metric),
        cmocka_unit_test(contrasts_are_those_of_wcag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

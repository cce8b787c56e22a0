/* test_elementary.c - are the elementary functions right to a few units in the last place?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "chance.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static void check(const char *what, double argument, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%s of %.17g is %.17g, not %.17g", what, argument, got, wanted);
}

/* 0..1 */
static double part(struct chance *chance)
{
    return (double)(chance_bits(chance) >> 11) / 9007199254740992.0;
}

static void powers_and_logarithms_are_libms(void **state)
{
    struct chance chance = { 1 };

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const double x = exp2(part(&chance) * 60 - 30), y = part(&chance) * 80 - 40;

        check("log2", x, tksi_log2(x), log2(x), 1e-15 + 4e-16 * fabs(log2(x)));
        check("exp2", y, tksi_exp2(y), exp2(y), 4e-16 * exp2(y));
        check("exp", y / 2, tksi_exp(y / 2), exp(y / 2), 1e-14 * exp(y / 2));
        check("cube root", x, tksi_cube_root(x), cbrt(x), 1e-15 * cbrt(x));
        check("cube root", -x, tksi_cube_root(-x), -cbrt(x), 1e-15 * cbrt(x));
        check("power 2.4", x, tksi_power(x, 2.4), pow(x, 2.4), 1e-13 * pow(x, 2.4));
    }
}

static void angles_are_libms(void **state)
{
    struct chance chance = { 2 };

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const double degrees = part(&chance) * 3000 - 1500;
        const double x = part(&chance) * 2 - 1, y = part(&chance) * 2 - 1;
        double angle = atan2(y, x) * (180 / pi);

        angle = angle < 0 ? angle + 360 : angle;
        check("sine", degrees, tksi_sine_of_degrees(degrees), sin(degrees * pi / 180), 1e-14);
        check("cosine", degrees, tksi_cosine_of_degrees(degrees), cos(degrees * pi / 180), 1e-14);
        check("angle", y / x, tksi_degrees(y, x), angle, 2e-13);
    }
}

static void round_values_are_exact(void **state)
{
    (void)state;
    assert_true(tksi_exp2(0) == 1 && tksi_exp2(10) == 1024 && tksi_exp2(-3) == 0.125);
    assert_true(tksi_log2(1) == 0 && tksi_log2(4096) == 12 && tksi_log2(0.25) == -2);
    assert_true(tksi_cube_root(0) == 0 && tksi_cube_root(1) == 1);
    assert_true(tksi_power(0, 2.4) == 0 && tksi_power(-1, 2) == 0 && tksi_power(1, 0.7) == 1);
    assert_true(tksi_sine_of_degrees(90) == 1 && tksi_sine_of_degrees(180) == 0);
    assert_true(tksi_cosine_of_degrees(0) == 1 && tksi_cosine_of_degrees(-180) == -1);
    assert_true(tksi_degrees(0, 0) == 0 && tksi_degrees(0, 1) == 0 && tksi_degrees(0, -1) == 180);
    assert_true(tksi_degrees(1, 0) == 90 && tksi_degrees(-1, 0) == 270);
    assert_true(tksi_exp2(-5000) == 0 && isfinite(tksi_exp2(5000)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_and_logarithms_are_libms),
        cmocka_unit_test(angles_are_libms),
        cmocka_unit_test(round_values_are_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

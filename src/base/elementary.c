/* elementary.c - logarithms, powers and angles with the same bits on every machine
 *
 * A C library may round the last bit of these as it likes, and does, differently from
 * version to version. Here they are made of additions, multiplications, divisions and
 * square roots alone, which IEEE 754 fixes to the bit. Series are cut where the next
 * term is below 2^-53 of the sum, so results are right to a few units in the last place.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <math.h>
#include <string.h>

static const double ln2 = 0.6931471805599453, pi = 3.14159265358979323846;

static uint64_t bits_of(double number)
{
    uint64_t bits;

    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

/* 1 / k!; an even 16 terms for powers of e, every other one for sine and cosine */
static const double inverse_factorial[] = {
    1.0,
    1.0,
    1.0 / 2,
    1.0 / 6,
    1.0 / 24,
    1.0 / 120,
    1.0 / 720,
    1.0 / 5040,
    1.0 / 40320,
    1.0 / 362880,
    1.0 / 3628800,
    1.0 / 39916800,
    1.0 / 479001600,
    1.0 / 6227020800.0,
    1.0 / 87178291200.0,
    1.0 / 1307674368000.0,
    1.0 / 20922789888000.0,
    1.0 / 355687428096000.0,
    1.0 / 6402373705728000.0,
};

/* 1 / (2 k + 1), for logarithms and arc tangents */
static const double inverse_odd[] = {
    1.0,      1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11,
    1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23,
};

/* ln((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 ...), with s at most 0.172 */
double tksi_log2(double number)
{
    const uint64_t bits = bits_of(number);
    int exponent = (int)(bits >> 52) - 1023;
    double mantissa = from_bits((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
    double s, square, sum = 0;

    if (mantissa > 1.4142135623730951) {
        mantissa /= 2;
        exponent++;
    }
    s = (mantissa - 1) / (mantissa + 1);
    square = s * s;
    for (int k = 10; k >= 0; k--)
        sum = sum * square + inverse_odd[k];
    return exponent + 2 / ln2 * s * sum;
}

/* e^t = 1 + t + t^2/2! ..., with t at most 0.347 */
double tksi_exp2(double number)
{
    double whole, t, sum = 0;

    if (number < -1022)
        return 0;
    if (number > 1023)
        number = 1023;
    whole = floor(number + 0.5);
    t = (number - whole) * ln2;
    for (int k = 15; k >= 0; k--)
        sum = sum * t + inverse_factorial[k];
    return sum * from_bits((uint64_t)((int64_t)whole + 1023) << 52);
}

double tksi_exp(double number)
{
    return tksi_exp2(number / ln2);
}

double tksi_power(double base, double exponent)
{
    return base <= 0 ? 0 : tksi_exp2(exponent * tksi_log2(base));
}

/* A third of the exponent is a first guess, 6 % off at most; each of Halley's steps cubes
 * the error. */
double tksi_cube_root(double number)
{
    const double size = fabs(number);
    double root = from_bits(bits_of(size) / 3 + UINT64_C(0x2A9F789300000000));

    if (number == 0)
        return 0;
    for (int step = 0; step < 3; step++) {
        const double cube = root * root * root;

        root = root * ((cube + 2 * size) / (2 * cube + size));
    }
    return number < 0 ? -root : root;
}

/* Both series, with the angle at most pi / 4. */
static void sine_and_cosine(double *sine, double *cosine, double angle)
{
    const double square = angle * angle;

    *sine = *cosine = 0;
    for (int k = 17; k >= 1; k -= 2) {
        *sine = inverse_factorial[k] - *sine * square;
        *cosine = inverse_factorial[k + 1] - *cosine * square;
    }
    *sine *= angle;
    *cosine = 1 - *cosine * square;
}

double tksi_sine_of_degrees(double degrees)
{
    const double quarters = floor(degrees / 90 + 0.5);
    double sine, cosine;

    sine_and_cosine(&sine, &cosine, (degrees - quarters * 90) * (pi / 180));
    switch ((int64_t)quarters & 3) {
    case 0:
        return sine;
    case 1:
        return cosine;
    case 2:
        return -sine;
    default:
        return -cosine;
    }
}

double tksi_cosine_of_degrees(double degrees)
{
    return tksi_sine_of_degrees(degrees + 90);
}

/* atan t = 2 atan(t / (1 + sqrt(1 + t^2))), twice, leaves t at most 0.199 */
static double arc_tangent(double t)
{
    double square, sum = 0;

    t /= 1 + sqrt(1 + t * t);
    t /= 1 + sqrt(1 + t * t);
    square = t * t;
    for (int k = 11; k >= 0; k--)
        sum = inverse_odd[k] - sum * square;
    return 4 * t * sum;
}

double tksi_degrees(double y, double x)
{
    const double across = fabs(x), up = fabs(y);
    double degrees;

    if (across == 0 && up == 0)
        return 0;
    degrees = up > across ? 90 - arc_tangent(across / up) * (180 / pi)
                          : arc_tangent(up / across) * (180 / pi);
    if (x < 0)
        degrees = 180 - degrees;
    return y < 0 ? 360 - degrees : degrees;
}

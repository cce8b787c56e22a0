/* number.c - numbers as they are typed
 *
 * strtod alone takes too much (" 0x1p4", "nan", "1,5" under some locales), so the
 * shape is checked first. tksnap never calls setlocale, so what strtod then sees
 * is read with a point.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "number.h"

#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";

bool number_digits(int64_t *out, const char **text)
{
    const size_t length = strspn(*text, digits);
    int64_t value = 0;

    for (size_t i = 0; i < length; i++) {
        const int digit = (*text)[i] - '0';

        if (value > (INT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (length == 0)
        return false;
    *text += length;
    *out = value;
    return true;
}

bool number_whole(int64_t *out, const char *text)
{
    int64_t value;

    if (!number_digits(&value, &text) || *text != '\0')
        return false;
    *out = value;
    return true;
}

bool number_real(double *out, const char *text)
{
    const char *end = text;
    size_t mantissa = strspn(end, digits);

    end += mantissa;
    if (*end == '.') {
        const size_t fraction = strspn(++end, digits);

        mantissa += fraction;
        end += fraction;
    }
    if (mantissa == 0)
        return false;
    if (*end == 'e' || *end == 'E') {
        const char *exponent = end + 1;

        exponent += *exponent == '+' || *exponent == '-';
        if (strspn(exponent, digits) == 0)
            return false;
        end = exponent + strspn(exponent, digits);
    }
    if (*end != '\0')
        return false;
    *out = strtod(text, NULL);
    return true;
}

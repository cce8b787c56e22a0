/* number.c - numbers within lines: where they are, and how far apart
 *
 * A number is decimal digits, perhaps a sign before, a fraction and an exponent behind.
 * It stands alone: in "v1.2.3", "a7" and "2026-11-21" there is none, nor, unless units
 * are asked for, in "1.2ms" and "40%". A minus right behind a word or a closing bracket
 * joins or subtracts and is no sign.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

#include <float.h>
#include <math.h>

/* What stands for a number in a blanked text: two bytes that UTF-8 never has. */
static const char blank[2] = { '\xFF', '\xC0' };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a number cannot be part of: ASCII words, and everything beyond ASCII. */
static bool is_word(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_unit(char c)
{
    return (is_word(c) && !is_digit(c) && c != '_') || c == '%';
}

static size_t digits(tks_str text, size_t at)
{
    const size_t begun = at;

    while (at < text.length && is_digit(text.data[at]))
        at++;
    return at - begun;
}

/* Where the exponent that may stand at `at` ends; `at` where there is none. */
static size_t past_exponent(tks_str text, size_t at)
{
    size_t next = at, length;

    if (at >= text.length || (text.data[at] | 0x20) != 'e')
        return at;
    next++;
    if (next < text.length && (text.data[next] == '+' || text.data[next] == '-'))
        next++;
    length = digits(text, next);
    return length > 0 ? next + length : at;
}

/* Whether what follows a number lets it be one. */
static bool ends_well(tks_str text, size_t at, const struct tksi_number_rule *rule)
{
    const size_t number_end = at;

    if (at >= text.length)
        return true;
    if (text.data[at] == '.' || text.data[at] == '-' || text.data[at] == ':' ||
        text.data[at] == '/') /* a version, a date, a time */
        return at + 1 >= text.length || !is_word(text.data[at + 1]);
    while (at < text.length && is_unit(text.data[at]))
        at++;
    return (at == number_end || rule->units) && (at >= text.length || !is_word(text.data[at]));
}

/* The length of the number at `at`, sign included; 0 if there is none. What is before
 * `at` is looked at too. */
static size_t number_at(tks_str text, size_t at, const struct tksi_number_rule *rule)
{
    const char before = at > 0 ? text.data[at - 1] : ' ';
    size_t next = at, whole;

    if (is_word(before) || ((before == '.' || before == '-' || before == ':' || before == '/') &&
                            at > 1 && is_word(text.data[at - 2])))
        return 0;
    if (text.data[next] == '-' || text.data[next] == '+') {
        if (before == ')' || before == ']')
            return 0;
        next++;
    }
    whole = digits(text, next);
    next += whole;
    if (next < text.length && text.data[next] == '.' && digits(text, next + 1) > 0)
        next += 1 + digits(text, next + 1);
    else if (whole == 0)
        return 0;
    next = past_exponent(text, next);
    return ends_well(text, next, rule) ? next - at : 0;
}

/* Where a number may begin. */
static bool may_begin(char c)
{
    return is_digit(c) || c == '-' || c == '+' || c == '.';
}

/* The next number at or after `at`; false, *begin the end of the text, if there is none. */
static bool next_number(tks_str text, size_t at, const struct tksi_number_rule *rule, size_t *begin,
                        size_t *length)
{
    while (at < text.length) {
        if (may_begin(text.data[at]) && (*length = number_at(text, at, rule)) > 0) {
            *begin = at;
            return true;
        }
        /* the rest of a row of digits that is no number cannot be one either */
        if (is_digit(text.data[at]))
            at += digits(text, at);
        else
            at++;
    }
    *begin = text.length;
    *length = 0;
    return false;
}

tks_status tksi_numbers_blank(struct tksi_buffer *out, tks_str text,
                              const struct tksi_number_rule *rule, tks_error *err)
{
    tks_status status = TKS_OK;
    bool more = true;

    for (size_t at = 0, begin, length; more && status == TKS_OK; at = begin + length) {
        more = next_number(text, at, rule, &begin, &length);
        if ((status = tksi_buffer_append(out, text.data + at, begin - at, err)) == TKS_OK && more)
            status = tksi_buffer_append(out, blank, sizeof blank, err);
    }
    return status;
}

/* ---------------------------------------------------------------- comparing */

enum { MOST_EXPONENT = 400 };

/* 10 to the exponent's size, multiplied in or divided by: exact up to 10^22. */
static double scaled(double number, int exponent)
{
    static const double powers[] = { 1e0, 1e1, 1e2, 1e4, 1e8, 1e16, 1e32, 1e64, 1e128, 1e256 };
    const bool up = exponent > 0;
    int left = up ? exponent : -exponent;

    if (left <= 22) {
        double power = 1;

        for (int i = 0; i < left; i++)
            power *= 10;
        return up ? number * power : number / power;
    }
    for (int bit = 256, i = 9; i > 0; bit /= 2, i--)
        for (; left >= bit; left -= bit)
            number = up ? number * powers[i] : number / powers[i];
    return number;
}

/* Its value, right to a few units in the last place; the locale has no say. */
static double value_of(const char *text, size_t length)
{
    const bool negative = *text == '-';
    uint64_t mantissa = 0;
    int exponent = 0, sign = 1, given = 0;
    bool fraction = false;
    size_t i = *text == '-' || *text == '+';

    for (; i < length && (text[i] | 0x20) != 'e'; i++) {
        if (text[i] == '.') {
            fraction = true;
        } else if (mantissa < UINT64_C(1000000000000000000)) {
            mantissa = mantissa * 10 + (uint64_t)(text[i] - '0');
            exponent -= fraction;
        } else if (exponent < MOST_EXPONENT) { /* digits beyond what a double holds */
            exponent += !fraction;
        }
    }
    if (i++ < length && i < length) {
        sign = text[i] == '-' ? -1 : 1;
        i += text[i] == '-' || text[i] == '+';
        for (; i < length && given < 100000; i++)
            given = given * 10 + (text[i] - '0');
        exponent += sign * given;
    }
    exponent = exponent > MOST_EXPONENT ? MOST_EXPONENT : exponent;
    exponent = exponent < -MOST_EXPONENT ? -MOST_EXPONENT : exponent;
    return (negative ? -1 : 1) * (mantissa == 0 ? 0 : scaled((double)mantissa, exponent));
}

/* What rounding to binary does to two decimal numbers is not held against them: 1.01 and
 * 1.00 are 0.01 apart. */
static bool is_near(double a, double b, const struct tksi_number_rule *rule)
{
    const double size = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    const double allowed =
        rule->absolute > rule->relative * size ? rule->absolute : rule->relative * size;

    return a == b || fabs(a - b) <= allowed + 4 * DBL_EPSILON * size;
}

bool tksi_numbers_near(tks_str a, tks_str b, const struct tksi_number_rule *rule)
{
    size_t in_a = 0, in_b = 0;

    for (;;) {
        size_t begin_a, begin_b, length_a, length_b;
        const bool more = next_number(a, in_a, rule, &begin_a, &length_a);

        if (next_number(b, in_b, rule, &begin_b, &length_b) != more ||
            begin_a - in_a != begin_b - in_b)
            return false;
        for (size_t i = 0; i < begin_a - in_a; i++)
            if (a.data[in_a + i] != b.data[in_b + i])
                return false;
        if (!more)
            return true;
        if (!is_near(value_of(a.data + begin_a, length_a), value_of(b.data + begin_b, length_b),
                     rule))
            return false;
        in_a = begin_a + length_a;
        in_b = begin_b + length_b;
    }
}

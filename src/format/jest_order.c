/* jest_order.c - the order in which Jest and Vitest write entries
 *
 * Both sort names by the package natural-compare: "row 2" before "row 10", and among ASCII
 * characters, from the least, controls to ',' - './' - ':;<=>?@' - '[\\]^_`' - '{|}~' - '-' -
 * digits - capitals - small letters; others by their UTF-16 code units. Two numbers are
 * compared as such where both begin with another digit than 0.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

/* Where an ASCII character stands in that order. */
static uint32_t rank_of(uint32_t c)
{
    static const char order[] = "./:;<=>?@[\\]^_`{|}~\x7F-0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *at = c >= '-' && c <= 0x7F ? strchr(order, (int)c) : NULL;

    return at != NULL ? '-' + (uint32_t)(at - order) : c;
}

/* The next character of a name as a number that orders as its UTF-16 code units do. At the
 * end 0; what is not UTF-8 counts byte by byte. */
static uint32_t next_key(tks_bytes name, size_t *at)
{
    const uint8_t *text = (const uint8_t *)name.data + *at;
    size_t length;
    uint32_t code;
    bool valid;

    if (*at >= name.length)
        return 0;
    length = tksi_utf8_character((const char *)text, name.length - *at, &valid);
    if (!valid || length == 1) {
        ++*at;
        return rank_of(text[0]) << 16;
    }
    *at += length;
    code = text[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (text[i] & 0x3Fu);
    if (code < 0x10000)
        return code << 16;
    code -= 0x10000;
    return (0xD800 + (code >> 10)) << 16 | (0xDC00 + (code & 0x3FF));
}

/* The digits at `at`, of a number that does not begin with 0; 0 if there is none. */
static size_t digits_at(tks_bytes name, size_t at)
{
    const char *text = name.data;
    size_t end = at;

    if (at >= name.length || text[at] < '1' || text[at] > '9')
        return 0;
    while (end < name.length && text[end] >= '0' && text[end] <= '9')
        end++;
    return end - at;
}

int tksi_jest_compare(tks_bytes a, tks_bytes b)
{
    size_t in_a = 0, in_b = 0;

    for (;;) {
        const size_t digits_a = digits_at(a, in_a), digits_b = digits_at(b, in_b);
        uint32_t key_a, key_b;

        if (digits_a > 0 && digits_b > 0) {
            const int order = digits_a == digits_b  ? memcmp((const char *)a.data + in_a,
                                                             (const char *)b.data + in_b, digits_a)
                              : digits_a < digits_b ? -1
                                                    : 1;

            if (order != 0)
                return order;
            in_a += digits_a;
            in_b += digits_b;
            continue;
        }
        key_a = next_key(a, &in_a);
        key_b = next_key(b, &in_b);
        if (key_a != key_b)
            return key_a < key_b ? -1 : 1;
        if (key_b == 0)
            return 0;
    }
}

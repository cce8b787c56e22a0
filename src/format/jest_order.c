/* jest_order.c - the order in which Jest and Vitest write entries
 *
 * Both sort names by the package natural-compare: "row 2" before "row 10", and among ASCII
 * characters, from the least, controls to ',' - './' - ':;<=>?@' - '[\\]^_`' - '{|}~' - '-' -
 * digits - capitals - small letters; others by their UTF-16 code units. Two numbers are
 * compared as such where both begin with another digit than 0, and as JavaScript knows them:
 * "row 9223372036854775807" and "row 9223372036854775808" are one double, and equal.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

enum {
    EXACT_DIGITS = 15, /* every whole number of so many is a double of its own */
    MOST_DIGITS = 309  /* the greatest double has so many */
};

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

/* Of a whole number, the least bit first. */
struct whole {
    uint32_t limbs[(MOST_DIGITS * 10 / 3 + 31) / 32]; /* a digit is less than 10/3 bits */
    size_t used;
};

static void read_whole(struct whole *out, const char *digits, size_t count)
{
    out->used = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t carry = (uint64_t)(digits[i] - '0');

        for (size_t k = 0; k < out->used; k++) {
            carry += (uint64_t)out->limbs[k] * 10;
            out->limbs[k] = (uint32_t)carry;
            carry >>= 32;
        }
        if (carry > 0)
            out->limbs[out->used++] = (uint32_t)carry;
    }
}

/* Bits below the last are zeros. */
static unsigned bit_of(const struct whole *number, ptrdiff_t index)
{
    return index >= 0 ? number->limbs[index / 32] >> index % 32 & 1 : 0;
}

/* The double nearest to a number, of two the even one, as bits that are ordered as doubles
 * are. strtod would ask the locale. */
static uint64_t double_of(const char *digits, size_t count)
{
    static const uint64_t infinity = (uint64_t)1025 << 52; /* 2^1024 is the first of 1025 bits */
    struct whole number;
    ptrdiff_t length, last;
    uint64_t key;

    if (count > MOST_DIGITS)
        return infinity;
    read_whole(&number, digits, count);
    length = (ptrdiff_t)number.used * 32;
    while (length > 0 && bit_of(&number, length - 1) == 0)
        length--;
    last = length - 53; /* the last bit of those that a double has */
    key = (uint64_t)length;
    for (ptrdiff_t i = length - 2; i >= last; i--)
        key = key << 1 | bit_of(&number, i);
    if (bit_of(&number, last - 1)) {
        unsigned more = bit_of(&number, last);

        for (ptrdiff_t i = last - 2; i >= 0; i--)
            more |= bit_of(&number, i);
        key += more;
    }
    return key < infinity ? key : infinity;
}

/* Two runs of digits as the numbers they are. */
static int compare_numbers(const char *a, size_t digits_a, const char *b, size_t digits_b)
{
    if (digits_a > EXACT_DIGITS && digits_b > EXACT_DIGITS) {
        const uint64_t key_a = double_of(a, digits_a), key_b = double_of(b, digits_b);

        return (key_a > key_b) - (key_a < key_b);
    }
    if (digits_a != digits_b)
        return digits_a < digits_b ? -1 : 1;
    return memcmp(a, b, digits_a);
}

int tksi_jest_compare(tks_bytes a, tks_bytes b)
{
    size_t in_a = 0, in_b = 0;

    for (;;) {
        const size_t digits_a = digits_at(a, in_a), digits_b = digits_at(b, in_b);
        uint32_t key_a, key_b;

        if (digits_a > 0 && digits_b > 0) {
            const int order = compare_numbers((const char *)a.data + in_a, digits_a,
                                              (const char *)b.data + in_b, digits_b);

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

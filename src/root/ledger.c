/* ledger.c - records of a line each, in words
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/ledger.h"

#include <inttypes.h>
#include <string.h>

/* -------------------------------------------------------------------- writing */

tks_status tksi_ledger_put(struct tksi_buffer *out, const char *text, tks_error *err)
{
    tks_status status =
        tksi_buffer_append(out, *text != '\0' ? " " : " %", *text != '\0' ? 1 : 2, err);

    for (const unsigned char *c = (const unsigned char *)text; *c != '\0' && status == TKS_OK; c++)
        if (*c <= 0x20 || *c == 0x7F || *c == '%')
            status = tksi_buffer_printf(out, err, "%%%02X", *c);
        else
            status = tksi_buffer_append(out, c, 1, err);
    return status;
}

tks_status tksi_ledger_put_fingerprint(struct tksi_buffer *out, struct tksi_fingerprint print,
                                       tks_error *err)
{
    if (!print.there)
        return tksi_buffer_append(out, " -", 2, err);
    return tksi_buffer_printf(out, err, " %" PRIu64 ":%016" PRIx64, print.length, print.hash);
}

/* -------------------------------------------------------------------- reading */

tks_str tksi_ledger_next(struct tksi_ledger *words)
{
    const char *start = words->next;
    const char *space = memchr(start, ' ', (size_t)(words->end - start));
    const char *end = space != NULL ? space : words->end;

    words->good = words->good && end > start;
    words->next = space != NULL ? space + 1 : words->end;
    return (tks_str){ start, (size_t)(end - start) };
}

bool tksi_ledger_is(tks_str word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.data, text, word.length) == 0;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static uint64_t number_in(tks_str word, unsigned base, bool *good)
{
    uint64_t number = 0;

    *good = *good && word.length > 0;
    for (size_t i = 0; i < word.length; i++) {
        const unsigned digit = (unsigned)digit_of(word.data[i]);

        if (digit >= base || number > (UINT64_MAX - digit) / base)
            *good = false;
        else
            number = number * base + digit;
    }
    return number;
}

uint64_t tksi_ledger_number(struct tksi_ledger *words, unsigned base)
{
    return number_in(tksi_ledger_next(words), base, &words->good);
}

struct tksi_fingerprint tksi_ledger_fingerprint(struct tksi_ledger *words)
{
    const tks_str word = tksi_ledger_next(words);
    const char *colon = memchr(word.data, ':', word.length);
    struct tksi_fingerprint print = { .there = !tksi_ledger_is(word, "-") };
    tks_str length, hash;

    if (!print.there)
        return print;
    if (colon == NULL) {
        words->good = false;
        return print;
    }
    length = (tks_str){ word.data, (size_t)(colon - word.data) };
    hash = (tks_str){ colon + 1, word.length - length.length - 1 };
    print.length = number_in(length, 10, &words->good);
    print.hash = number_in(hash, 16, &words->good);
    return print;
}

tks_status tksi_ledger_text(struct tksi_buffer *out, struct tksi_ledger *words, tks_error *err)
{
    const tks_str word = tksi_ledger_next(words);
    tks_status status = TKS_OK;

    out->length = 0;
    if (tksi_ledger_is(word, "%"))
        return tksi_buffer_append(out, "", 1, err);
    for (size_t i = 0; i < word.length && status == TKS_OK; i++) {
        char c = word.data[i];

        if (c == '%' && word.length - i > 2) {
            c = (char)number_in((tks_str){ word.data + i + 1, 2 }, 16, &words->good);
            i += 2;
        }
        words->good = words->good && c != '\0';
        status = tksi_buffer_append(out, &c, 1, err);
    }
    return status ? status : tksi_buffer_append(out, "", 1, err);
}

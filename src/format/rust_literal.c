/* rust_literal.c - a string literal of Rust and what it says
 *
 * Raw ones say what they hold; in others a backslash begins an escape, and one at the end
 * of a line takes the line break and the blanks behind it away. The compiler reads CR LF
 * as LF, so neither form ever says CR LF.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/rust.h"

static tks_status fail_escape(tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "an escape that Rust does not have");
}

/* "{1F600}", underscores within; *at goes behind. */
static tks_status put_unicode(struct tksi_buffer *out, const char **at, const char *end,
                              tks_error *err)
{
    uint32_t code = 0;
    int digits = 0;
    const char *c = *at;

    if (c == end || *c++ != '{')
        return fail_escape(err);
    for (; c < end && *c != '}'; c++) {
        if (*c == '_' && digits > 0)
            continue;
        if (tksi_hexadecimal(*c) < 0 || ++digits > 6)
            return fail_escape(err);
        code = code << 4 | (uint32_t)tksi_hexadecimal(*c);
    }
    if (c == end || digits == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return fail_escape(err);
    *at = c + 1;
    return tksi_put_character(out, code, err);
}

/* What stands behind a backslash; *at goes behind. */
static tks_status put_escape(struct tksi_buffer *out, const char **at, const char *end,
                             tks_error *err)
{
    static const char letters[] = "n\nr\rt\t\\\\\"\"''"; /* how it is written, what it is */
    const char letter = *at < end ? *(*at)++ : '\0';
    uint32_t code;

    if (letter == 'u')
        return put_unicode(out, at, end, err);
    if (letter == '0')
        return tksi_buffer_append(out, "", 1, err);
    if (letter == 'x') {
        if (!tksi_read_hexadecimal(&code, *at, end, 2) || code > 0x7F)
            return fail_escape(err);
        *at += 2;
        return tksi_put_character(out, code, err);
    }
    if (letter == '\n' || letter == '\r') {
        while (*at < end && tksi_is_one_of(**at, " \t\r\n"))
            ++*at;
        return TKS_OK;
    }
    for (const char *pair = letters; *pair != '\0'; pair += 2)
        if (*pair == letter)
            return tksi_buffer_append(out, pair + 1, 1, err);
    return fail_escape(err);
}

static tks_status put_cooked(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    const char *at = text.data, *end = at + text.length;
    tks_status status = TKS_OK;

    while (at < end && status == TKS_OK) {
        const char *slash = memchr(at, '\\', (size_t)(end - at));
        const char *stop = slash != NULL ? slash : end;

        status = tksi_put_line_feeds(out, (tks_bytes){ at, (size_t)(stop - at) }, false, err);
        at = stop;
        if (status == TKS_OK && at < end) {
            at++;
            status = put_escape(out, &at, end, err);
        }
    }
    return status;
}

tks_status tksi_rust_value(struct tksi_buffer *out, tks_bytes literal, tks_error *err)
{
    const char *text = literal.data;
    const bool raw = literal.length > 0 && *text == 'r';
    size_t hashes = 0;

    if (raw)
        while (1 + hashes < literal.length && text[1 + hashes] == '#')
            hashes++;
    if (literal.length < (size_t)raw + 2 * hashes + 2 || text[(size_t)raw + hashes] != '"')
        return tksi_fail(err, TKS_BAD_DATA, "no string of Rust's");
    literal = (tks_bytes){ text + (size_t)raw + hashes + 1,
                           literal.length - (size_t)raw - 2 * hashes - 2 };
    return raw ? tksi_put_line_feeds(out, literal, false, err) : put_cooked(out, literal, err);
}

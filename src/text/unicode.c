/* unicode.c - characters, graphemes, widths and composition, by utf8proc
 *
 * The one file that speaks to utf8proc. Plain ASCII, which is most of every text, never
 * gets there.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

#include <utf8proc.h>

/* A grapheme of more characters is cut: a base and hundreds of accents is no text. */
enum { LONGEST_GRAPHEME = 64 };

size_t tksi_character(int32_t *code, const char *text, size_t length)
{
    utf8proc_int32_t found = -1;
    utf8proc_ssize_t got;

    if (length > 0 && (unsigned char)*text < 0x80) {
        *code = (unsigned char)*text;
        return 1;
    }
    got = utf8proc_iterate((const utf8proc_uint8_t *)text,
                           (utf8proc_ssize_t)(length < 4 ? length : 4), &found);
    if (got <= 0) {
        *code = -1;
        return 0;
    }
    *code = found;
    return (size_t)got;
}

size_t tksi_grapheme(const char *text, size_t length)
{
    utf8proc_int32_t state = 0;
    int32_t before, code;
    size_t at = tksi_character(&before, text, length);

    if (at == 0)
        return 1;
    for (int i = 1; i < LONGEST_GRAPHEME && at < length; i++) {
        const size_t next = tksi_character(&code, text + at, length - at);

        if (next == 0 || (before < 0x80 && code < 0x80) ||
            utf8proc_grapheme_break_stateful(before, code, &state))
            break;
        at += next;
        before = code;
    }
    return at;
}

int tksi_columns(int32_t code)
{
    if (code < 0x7F)
        return code >= 0x20;
    return utf8proc_charwidth(code);
}

bool tksi_is_invisible(int32_t code)
{
    if (code < 0x80)
        return code < 0x20 || code == 0x7F;
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return false;
    }
}

bool tksi_is_word(int32_t code)
{
    if (code < 0)
        return false;
    if (code < 0x80)
        return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
               (code >= 'a' && code <= 'z') || code == '_';
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return true;
    default: /* LO too: scripts without spaces would make a line one word */
        return false;
    }
}

static bool is_ascii(tks_str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* In memory of ours; utf8proc's own functions that allocate are left alone. */
static tks_status put_mapped(struct tksi_buffer *out, tks_str text, int wanted, tks_error *err)
{
    const utf8proc_option_t options = UTF8PROC_COMPOSE | UTF8PROC_STABLE | wanted;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.data;
    const utf8proc_ssize_t length = (utf8proc_ssize_t)text.length;
    utf8proc_ssize_t codes;
    utf8proc_int32_t *room = NULL;
    tks_status status;

    codes = utf8proc_decompose(bytes, length, NULL, 0, options);
    if (codes < 0)
        return tksi_buffer_append(out, text.data, text.length, err);
    /* re-encoding needs up to four bytes a character, and one more */
    if ((room = tksi_allocate(out->env, (size_t)codes + 1, sizeof *room)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a line of %zu bytes",
                         text.length);
    utf8proc_decompose(bytes, length, room, codes, options);
    codes = utf8proc_reencode(room, codes, options);
    status = tksi_buffer_append(out, room, (size_t)codes, err);
    tksi_release(out->env, room);
    return status;
}

tks_status tksi_compose(struct tksi_buffer *out, tks_str text, tks_error *err)
{
    if (is_ascii(text))
        return tksi_buffer_append(out, text.data, text.length, err);
    return put_mapped(out, text, 0, err);
}

tks_status tksi_fold(struct tksi_buffer *out, tks_str text, tks_error *err)
{
    tks_status status = TKS_OK;

    if (!is_ascii(text))
        return put_mapped(out, text, UTF8PROC_CASEFOLD, err);
    if ((status = tksi_buffer_reserve(out, text.length, err)))
        return status;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];

        out->data[out->length++] = (uint8_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return TKS_OK;
}

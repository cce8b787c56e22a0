/* json.c - JSON strings, whatever bytes a path holds
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "json.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* How many bytes the well-formed UTF-8 character at `text` has; 0 if it is none
 * (Unicode 15, table 3-7). The terminating zero ends a character early, as it is
 * no continuation byte. */
static size_t character_length(const unsigned char *text)
{
    const unsigned char lead = text[0];
    unsigned char low = 0x80, high = 0xBF;
    size_t length;

    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead == 0xE0)
        low = 0xA0; /* shorter forms exist below */
    else if (lead == 0xED)
        high = 0x9F; /* surrogates above */
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F; /* past U+10FFFF above */
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (text[i] < 0x80 || text[i] > 0xBF)
            return 0;
    return length;
}

static void put_inside(FILE *out, const char *text)
{
    static const char letters[] = "\bb\ff\nn\rr\tt"; /* what it is, how it is written */
    const unsigned char *at = (const unsigned char *)text;

    while (*at != '\0') {
        const size_t length = character_length(at);

        if (length == 0)
            fputs("\xEF\xBF\xBD", out);
        else if (*at == '"' || *at == '\\')
            fprintf(out, "\\%c", *at);
        else if (*at < 0x20 && strchr(letters, *at) != NULL)
            fprintf(out, "\\%c", strchr(letters, *at)[1]);
        else if (*at < 0x20)
            fprintf(out, "\\u%04x", *at);
        else
            fwrite(at, 1, length, out);
        at += length != 0 ? length : 1;
    }
}

void json_put_string(FILE *out, const char *text)
{
    if (text == NULL) {
        fputs("null", out);
        return;
    }
    putc('"', out);
    put_inside(out, text);
    putc('"', out);
}

void json_put_text(FILE *out, tks_str text)
{
    putc('"', out);
    for (size_t at = 0;; at++) {
        put_inside(out, text.data + at);
        at += strlen(text.data + at);
        if (at >= text.length)
            break;
        fputs("\\u0000", out);
    }
    putc('"', out);
}

void json_put_joined(FILE *out, const char *folder, const char *name)
{
    putc('"', out);
    put_inside(out, folder);
    if (*folder != '\0' && folder[strlen(folder) - 1] != '/')
        putc('/', out);
    put_inside(out, name);
    putc('"', out);
}

void json_put_member(FILE *out, const char *name, const char *text)
{
    fprintf(out, ",\"%s\":", name);
    json_put_string(out, text);
}

void json_put_transaction(FILE *out, uint32_t number)
{
    if (number != 0)
        fprintf(out, "%" PRIu32, number);
    else
        fputs("null", out);
}

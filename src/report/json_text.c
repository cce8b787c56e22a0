/* json_text.c - strings and numbers as JSON
 *
 * Strings come from file systems and may hold anything, so everything that is not
 * well-formed UTF-8 is replaced as the WHATWG decoder does it: one U+FFFD for each
 * longest piece that could have begun a character. Numbers are laid out from
 * their digits, because printf's decimal point belongs to the locale.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tksi_json_begin(struct tksi_json *json, const tks_sink *sink, tks_error *err)
{
    json->sink = sink;
    json->err = err;
    json->status = TKS_OK;
    json->length = 0;
}

static void flush(struct tksi_json *json)
{
    if (json->status == TKS_OK && json->length > 0)
        json->status =
            json->sink->write(json->sink->user, (tks_bytes){ json->room, json->length }, json->err);
    json->length = 0;
}

tks_status tksi_json_end(struct tksi_json *json)
{
    flush(json);
    return json->status;
}

tks_status tksi_json_count_bytes(void *user, tks_bytes bytes, tks_error *err)
{
    (void)err;
    *(size_t *)user += bytes.length;
    return TKS_OK;
}

static void put(struct tksi_json *json, const char *bytes, size_t length)
{
    while (length > 0) {
        const size_t room = sizeof json->room - json->length;
        const size_t n = length < room ? length : room;

        memcpy(json->room + json->length, bytes, n);
        json->length += n;
        bytes += n;
        length -= n;
        if (json->length == sizeof json->room)
            flush(json);
    }
}

void tksi_json_raw(struct tksi_json *json, const char *text)
{
    put(json, text, strlen(text));
}

/* ----------------------------------------------------------------- strings */

void tksi_json_put_text(struct tksi_json *json, tks_str text)
{
    tksi_json_raw(json, "\"");
    tksi_json_put_piece(json, text);
    tksi_json_raw(json, "\"");
}

void tksi_json_put_piece(struct tksi_json *json, tks_str text)
{
    for (size_t at = 0, length; at < text.length; at += length) {
        char escaped[8];
        bool valid;

        length = tksi_utf8_character(text.data + at, text.length - at, &valid);
        if (!valid)
            tksi_json_raw(json, "\xEF\xBF\xBD");
        else if (tksi_json_escape(escaped, (unsigned char)text.data[at]))
            tksi_json_raw(json, escaped);
        else
            put(json, text.data + at, length);
    }
}

void tksi_json_string(struct tksi_json *json, const char *text)
{
    if (text == NULL)
        tksi_json_raw(json, "null");
    else
        tksi_json_put_text(json, (tks_str){ text, strlen(text) });
}

void tksi_json_key_string(struct tksi_json *json, const char *key, const char *text)
{
    tksi_json_raw(json, key);
    tksi_json_string(json, text);
}

/* ----------------------------------------------------------------- numbers */

static void put_integer(struct tksi_json *json, int64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, number);
    tksi_json_raw(json, text);
}

void tksi_json_key_integer(struct tksi_json *json, const char *key, int64_t number)
{
    tksi_json_raw(json, key);
    put_integer(json, number);
}

enum { MOST_DIGITS = 17 }; /* enough for every double */

/* The digits d of |number| = d[0].d[1]d[2]... * 10^exponent, as few as read back.
 * The locale's point, whatever its bytes are, is all that stands between digits
 * before the e, and strtod reads the same locale as printf wrote. */
static int shortest(char digits[MOST_DIGITS + 1], int *exponent, double number)
{
    char text[64];
    int count = 0;

    for (int precision = 0; precision < MOST_DIGITS; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, number);
        if (strtod(text, NULL) == number)
            break;
    }
    for (const char *c = text; *c != 'e'; c++)
        if (*c >= '0' && *c <= '9')
            digits[count++] = *c;
    *exponent = atoi(strchr(text, 'e') + 1);
    return count;
}

void tksi_json_number(struct tksi_json *json, double number)
{
    char digits[MOST_DIGITS + 1];
    int count, exponent;

    if (!isfinite(number)) {
        tksi_json_raw(json, "null");
        return;
    }
    if (number == 0) { /* -0 too: no reader expects a sign */
        tksi_json_raw(json, "0");
        return;
    }
    if (number < 0)
        tksi_json_raw(json, "-");
    count = shortest(digits, &exponent, fabs(number));

    if (exponent < -7 || exponent >= MOST_DIGITS) { /* 1.5e-9 */
        put(json, digits, 1);
        if (count > 1)
            tksi_json_raw(json, ".");
        put(json, digits + 1, (size_t)(count - 1));
        tksi_json_raw(json, "e");
        put_integer(json, exponent);
    } else if (exponent < 0) { /* 0.0015 */
        tksi_json_raw(json, "0.");
        for (int i = -1; i > exponent; i--)
            tksi_json_raw(json, "0");
        put(json, digits, (size_t)count);
    } else { /* 15, 1500, 1.5 */
        for (int i = 0; i < count || i <= exponent; i++) {
            if (i == exponent + 1)
                tksi_json_raw(json, ".");
            put(json, i < count ? &digits[i] : "0", 1);
        }
    }
}

/* json_scan.c - finding things in JSON without making anything of it
 *
 * A walk over the bytes (RFC 8259) that answers where a value ends. Nothing is built;
 * nesting is bounded, and so is the stack.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/json_scan.h"

enum { MOST_NESTED = 64 };

struct json {
    const char *text;
    size_t at, length;
    int nested;
};

static bool skip_value(struct json *json);

static void skip_space(struct json *json)
{
    while (json->at < json->length && tksi_is_one_of(json->text[json->at], " \t\r\n"))
        json->at++;
}

static bool take(struct json *json, char wanted)
{
    if (json->at == json->length || json->text[json->at] != wanted)
        return false;
    json->at++;
    return true;
}

static bool skip_word(struct json *json, const char *word)
{
    if (!tksi_begins(json->text + json->at, json->length - json->at, word))
        return false;
    json->at += strlen(word);
    return true;
}

static bool skip_string(struct json *json)
{
    uint32_t code;

    if (!take(json, '"'))
        return false;
    while (json->at < json->length) {
        const char c = json->text[json->at++];

        if (c == '"')
            return true;
        if ((unsigned char)c < 0x20)
            return false;
        if (c != '\\')
            continue;
        if (json->at == json->length)
            return false;
        if (json->text[json->at] == 'u') {
            if (!tksi_read_hexadecimal(&code, json->text + json->at + 1, json->text + json->length,
                                       4))
                return false;
        } else if (!tksi_is_one_of(json->text[json->at], "\"\\/bfnrt")) {
            return false;
        }
        json->at++;
    }
    return false;
}

static bool skip_one(const char **at, const char *end, const char *set)
{
    if (*at == end || !tksi_is_one_of(**at, set))
        return false;
    ++*at;
    return true;
}

static bool skip_digits(const char **at, const char *end)
{
    const char *begin = *at;

    while (*at < end && **at >= '0' && **at <= '9')
        ++*at;
    return *at > begin;
}

bool tksi_json_skip_number(const char **at, const char *end)
{
    skip_one(at, end, "-");
    if (!skip_one(at, end, "0") && !skip_digits(at, end))
        return false;
    if (skip_one(at, end, ".") && !skip_digits(at, end))
        return false;
    if (!skip_one(at, end, "eE"))
        return true;
    skip_one(at, end, "+-");
    return skip_digits(at, end);
}

static bool skip_number(struct json *json)
{
    const char *at = json->text + json->at;
    const bool good = tksi_json_skip_number(&at, json->text + json->length);

    json->at = (size_t)(at - json->text);
    return good;
}

/* The members of an object or the elements of a list, behind its bracket. */
static bool skip_members(struct json *json, bool named, char end)
{
    skip_space(json);
    if (take(json, end))
        return true;
    do {
        skip_space(json);
        if (named) {
            if (!skip_string(json))
                return false;
            skip_space(json);
            if (!take(json, ':'))
                return false;
        }
        if (!skip_value(json))
            return false;
        skip_space(json);
    } while (take(json, ','));
    return take(json, end);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as MOST_NESTED */
static bool skip_value(struct json *json)
{
    bool well;

    skip_space(json);
    if (json->at == json->length)
        return false;
    switch (json->text[json->at]) {
    case '"':
        return skip_string(json);
    case 't':
        return skip_word(json, "true");
    case 'f':
        return skip_word(json, "false");
    case 'n':
        return skip_word(json, "null");
    case '{':
    case '[':
        if (json->nested == MOST_NESTED)
            return false;
        json->nested++;
        well = json->text[json->at++] == '{' ? skip_members(json, true, '}')
                                             : skip_members(json, false, ']');
        json->nested--;
        return well;
    default:
        return skip_number(json);
    }
}

struct tksi_span tksi_json_value(tks_bytes text, size_t at)
{
    struct json json = { .text = text.data, .at = at, .length = text.length };
    size_t begin;

    skip_space(&json);
    begin = json.at;
    if (!skip_value(&json))
        return (struct tksi_span){ begin, 0 };
    return tksi_span_between(begin, json.at);
}

bool tksi_json_is_valid(tks_bytes text)
{
    struct json json = { .text = text.data, .length = text.length };

    if (!skip_value(&json))
        return false;
    skip_space(&json);
    return json.at == json.length;
}

struct tksi_span tksi_json_member(tks_bytes text, struct tksi_span object, const char *name)
{
    struct json json = { .text = text.data, .at = object.at, .length = object.at + object.length };
    struct tksi_span found = { 0, 0 };

    if (object.length == 0 || !take(&json, '{'))
        return found;
    do {
        size_t begin;
        bool wanted;

        skip_space(&json);
        begin = json.at + 1;
        if (!skip_string(&json))
            break;
        wanted = tksi_is((tks_bytes){ json.text + begin, json.at - 1 - begin }, name);
        skip_space(&json);
        if (!take(&json, ':'))
            break;
        skip_space(&json);
        begin = json.at;
        if (!skip_value(&json))
            break;
        if (wanted)
            found = tksi_span_between(begin, json.at);
        skip_space(&json);
    } while (take(&json, ','));
    return found;
}

/* "uXXXX", or two of them for a character beyond 16 bits; *at goes behind. */
static tks_status put_unicode(struct tksi_buffer *out, const char **at, const char *end,
                              tks_error *err)
{
    uint32_t code, low;

    if (!tksi_read_hexadecimal(&code, *at + 1, end, 4))
        return tksi_fail(err, TKS_BAD_DATA, "an escape that JSON does not have");
    *at += 5;
    if (code >= 0xD800 && code <= 0xDFFF) {
        if (code > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' ||
            !tksi_read_hexadecimal(&low, *at + 2, end, 4) || low < 0xDC00 || low > 0xDFFF)
            return tksi_fail(err, TKS_BAD_DATA, "half of a character in JSON");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        *at += 6;
    }
    return tksi_put_character(out, code, err);
}

tks_status tksi_json_text(struct tksi_buffer *out, tks_bytes string, tks_error *err)
{
    static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t"; /* how it is written, what it is */
    const char *at = string.data, *end = at + string.length;
    tks_status status = TKS_OK;

    while (at < end && status == TKS_OK) {
        const char *slash = memchr(at, '\\', (size_t)(end - at)), *pair = letters;

        if (slash == NULL)
            return tksi_buffer_append(out, at, (size_t)(end - at), err);
        if ((status = tksi_buffer_append(out, at, (size_t)(slash - at), err)))
            break;
        if ((at = slash + 1) == end)
            return tksi_fail(err, TKS_BAD_DATA, "an escape that JSON does not have");
        if (*at == 'u') {
            status = put_unicode(out, &at, end, err);
            continue;
        }
        while (*pair != '\0' && *pair != *at)
            pair += 2;
        if (*pair == '\0')
            return tksi_fail(err, TKS_BAD_DATA, "an escape that JSON does not have");
        status = tksi_buffer_append(out, pair + 1, 1, err);
        at++;
    }
    return status;
}

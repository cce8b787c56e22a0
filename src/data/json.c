/* json.c - JSON (RFC 8259) read strictly, into a tree
 *
 * Several values may follow one another, with white space between them: JSON Lines. Keys
 * may stand twice; who compares tells. Not taken: what only some readers take, such as
 * comments, NaN, a comma at the end, bytes that are no UTF-8 and lone surrogates.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "data/data.h"
#include "format/json_scan.h"

#include <string.h>

struct json {
    const char *begin, *at, *end;
    const char *line_begin;
    uint32_t line;
    struct tksi_building *building;
    tks_error *err;
};

static tks_status read_value(struct json *json);

static tks_status fail_here(const struct json *json, const char *what)
{
    return tksi_fail(json->err, TKS_BAD_DATA, "line %u, column %zu: %s", json->line + 1,
                     (size_t)(json->at - json->line_begin) + 1, what);
}

static void skip_space(struct json *json)
{
    for (; json->at < json->end; json->at++) {
        if (*json->at == '\n') {
            json->line++;
            json->line_begin = json->at + 1;
        } else if (*json->at != ' ' && *json->at != '\t' && *json->at != '\r') {
            break;
        }
    }
}

static bool take(struct json *json, char wanted)
{
    if (json->at == json->end || *json->at != wanted)
        return false;
    json->at++;
    return true;
}

static bool take_word(struct json *json, const char *word)
{
    const size_t length = strlen(word);

    if ((size_t)(json->end - json->at) < length || memcmp(json->at, word, length) != 0)
        return false;
    json->at += length;
    return true;
}

/* Goes behind a string's text, to its closing quote. */
static tks_status find_quote(struct json *json)
{
    while (json->at < json->end && *json->at != '"') {
        bool valid;
        size_t length = tksi_utf8_character(json->at, (size_t)(json->end - json->at), &valid);

        if (!valid)
            return fail_here(json, "a byte that is no UTF-8");
        if ((unsigned char)*json->at < 0x20)
            return fail_here(json, "a control character in a string");
        if (*json->at == '\\') /* whatever it escapes is looked at by who reads the text */
            length = json->end - json->at > 1 ? 2 : 1;
        json->at += length;
    }
    return json->at < json->end ? TKS_OK : fail_here(json, "a string without an end");
}

/* A string behind its quote, unescaped. */
static tks_status read_string(struct tksi_extent *out, struct json *json)
{
    struct tksi_buffer *texts = &json->building->tree->texts;
    const char *begin = json->at;
    const size_t from = texts->length;
    tks_error why = { TKS_OK, 0, "" };
    tks_status status = find_quote(json);

    if (status)
        return status;
    status = tksi_json_text(texts, (tks_bytes){ begin, (size_t)(json->at - begin) }, &why);
    if (status == TKS_BAD_DATA)
        return fail_here(json, why.message);
    if (status)
        return tksi_fail(json->err, status, "%s", why.message);
    *out = tksi_building_text(json->building, from);
    json->at++;
    return TKS_OK;
}

static tks_status read_scalar(struct json *json)
{
    struct tksi_buffer *texts = &json->building->tree->texts;
    struct tksi_datum value = { .kind = TKSI_STRING, .line = json->line };
    const char *begin = json->at;
    const size_t from = texts->length;
    tks_status status;

    if (take(json, '"')) {
        if ((status = read_string(&value.text, json)))
            return status;
        return tksi_building_scalar(json->building, value, json->err);
    }
    if (take_word(json, "null"))
        value.kind = TKSI_NULL;
    else if (take_word(json, "true") || take_word(json, "false"))
        value.kind = TKSI_BOOLEAN;
    else if (tksi_json_skip_number(&json->at, json->end))
        value.kind = TKSI_NUMBER;
    else
        return fail_here(json, json->at == json->end ? "a value is missing" : "this is no value");
    if ((status = tksi_buffer_append(texts, begin, (size_t)(json->at - begin), json->err)))
        return status;
    value.text = tksi_building_text(json->building, from);
    return tksi_building_scalar(json->building, value, json->err);
}

static tks_status read_key(struct json *json)
{
    tks_status status;

    if (!take(json, '"'))
        return fail_here(json, "a key in quotes is missing");
    if ((status = read_string(&json->building->next.key, json)))
        return status;
    json->building->next.key_kind = TKSI_STRING;
    skip_space(json);
    return take(json, ':') ? TKS_OK : fail_here(json, "a colon is missing");
}

/* The rest of a list or mapping, behind its bracket. */
static tks_status read_children(struct json *json, bool keyed, char end)
{
    tks_status status;
    uint32_t ignored;

    skip_space(json);
    if (!take(json, end)) {
        do {
            skip_space(json);
            if ((keyed && (status = read_key(json))) || (status = read_value(json)))
                return status;
            skip_space(json);
        } while (take(json, ','));
        if (!take(json, end))
            return fail_here(json,
                             end == ']' ? "a comma or ] is missing" : "a comma or } is missing");
    }
    return tksi_building_close(json->building, &ignored, json->err);
}

/* As deep as TKSI_DATA_NESTED, which the building sees to. */
static tks_status read_value(struct json *json)
{
    tks_status status;
    bool keyed;

    skip_space(json);
    if (json->at == json->end || (*json->at != '{' && *json->at != '['))
        return read_scalar(json);
    keyed = *json->at++ == '{';
    if ((status = tksi_building_open(json->building, keyed ? TKSI_MAPPING : TKSI_LIST, json->line,
                                     json->err)))
        return status;
    return read_children(json, keyed, keyed ? '}' : ']');
}

/* One value and the space behind it, which must not be missing before another. */
static tks_status read_document(struct json *json)
{
    const tks_status status = read_value(json);
    const char *value_end = json->at;

    if (status)
        return status;
    skip_space(json);
    return json->at > value_end || json->at == json->end
               ? TKS_OK
               : fail_here(json, "something stands right behind a value");
}

tks_status tksi_data_read_json(struct tksi_data *out, tks_bytes text, const struct tksi_env *env,
                               tks_error *err)
{
    struct tksi_building building;
    struct json json = { .begin = text.data, .building = &building, .err = err };
    tks_status status = tksi_building_begin(&building, out, text, env, err);

    if (status)
        goto done;
    json.at = json.line_begin = json.begin;
    json.end = json.begin + text.length;
    take_word(&json, "\xEF\xBB\xBF"); /* a byte order mark, which RFC 8259 lets readers ignore */
    do {
        status = read_document(&json);
    } while (status == TKS_OK && json.at < json.end);
    if (status == TKS_OK)
        status = tksi_building_end(&building, err);
done:
    tksi_building_dispose(&building);
    return status;
}

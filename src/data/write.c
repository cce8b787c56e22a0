/* write.c - values, and where they stand, as text
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "data/data.h"

#include <stdio.h>
#include <string.h>

/* Text on its way; after `left` bytes, or a failure, the rest is dropped. */
struct writing {
    const struct tksi_data *tree;
    const tks_sink *sink;
    tks_error *err;
    tks_status status;
    size_t left, used;
    bool cut;
    char room[512];
};

static void flush(struct writing *writing)
{
    if (writing->status == TKS_OK && writing->used > 0)
        writing->status =
            writing->sink->write(writing->sink->user, (tks_bytes){ writing->room, writing->used },
                                 writing->err);
    writing->used = 0;
}

static bool is_over(const struct writing *writing)
{
    return writing->cut || writing->status != TKS_OK;
}

/* What belongs together, a character or a sign: all of it or none. */
static void put(struct writing *writing, const char *text, size_t length)
{
    if (is_over(writing))
        return;
    if (length > writing->left) {
        writing->cut = true;
        return;
    }
    writing->left -= length;
    if (writing->used + length > sizeof writing->room)
        flush(writing);
    memcpy(writing->room + writing->used, text, length);
    writing->used += length;
}

static void put_words(struct writing *writing, const char *words)
{
    put(writing, words, strlen(words));
}

/* Character by character, so that it is cut between two of them. */
static void put_text(struct writing *writing, tks_str text, bool quoted)
{
    for (size_t at = 0, length; at < text.length && !is_over(writing); at += length) {
        char escaped[8];
        bool valid;

        length = tksi_utf8_character(text.data + at, text.length - at, &valid);
        if (!quoted || !tksi_json_escape(escaped, (unsigned char)text.data[at]))
            put(writing, text.data + at, length);
        else
            put_words(writing, escaped);
    }
}

static void put_quoted(struct writing *writing, tks_str text)
{
    put_words(writing, "\"");
    put_text(writing, text, true);
    put_words(writing, "\"");
}

/* ----------------------------------------------------------------------- values */

static void put_value(struct writing *writing, uint32_t number);

static void put_scalar(struct writing *writing, tks_str text, enum tksi_kind kind)
{
    if (kind == TKSI_STRING)
        put_quoted(writing, text);
    else
        put_text(writing, text, true); /* escapes: a tag lets YAML call anything a number */
}

static void put_children(struct writing *writing, const struct tksi_datum *node, uint32_t number)
{
    const uint32_t *children = tksi_children(writing->tree, number);
    const bool keyed = node->kind == TKSI_MAPPING;

    put_words(writing, keyed ? "{" : "[");
    for (uint32_t i = 0; i < node->count && !is_over(writing); i++) {
        const struct tksi_datum *child = tksi_datum_at(writing->tree, children[i]);

        if (i > 0)
            put_words(writing, ",");
        if (keyed) {
            put_scalar(writing, tksi_extent_of(writing->tree, child->key),
                       (enum tksi_kind)child->key_kind);
            /* YAML takes 1:2 for one word */
            put_words(writing, child->key_kind == TKSI_STRING ? ":" : ": ");
        }
        put_value(writing, children[i]);
    }
    put_words(writing, keyed ? "}" : "]");
}

/* As deep as TKSI_DATA_NESTED. */
static void put_value(struct writing *writing, uint32_t number)
{
    const struct tksi_datum *node = tksi_datum_at(writing->tree, number);
    const tks_str text = tksi_extent_of(writing->tree, node->text);

    if (node->tag.length > 0) {
        put_text(writing, tksi_extent_of(writing->tree, node->tag), true);
        put_words(writing, " ");
    }
    if (node->alias) {
        put_words(writing, "*");
        put_text(writing, text, true);
    } else if (node->kind >= TKSI_LIST) {
        put_children(writing, node, number);
    } else {
        put_scalar(writing, text, (enum tksi_kind)node->kind);
    }
}

static tks_status finish(struct writing *writing)
{
    if (writing->cut) {
        writing->cut = false;
        writing->left = 4;
        put_words(writing, "\xE2\x80\xA6");
    }
    flush(writing);
    return writing->status;
}

tks_status tksi_data_write(const struct tksi_data *tree, uint32_t node, size_t most,
                           const tks_sink *sink, tks_error *err)
{
    struct writing writing = {
        .tree = tree, .sink = sink, .err = err, .left = most > 0 ? most : SIZE_MAX
    };

    put_value(&writing, node);
    return finish(&writing);
}

/* ------------------------------------------------------------------------ paths */

/* A member's name that RFC 9535 takes without quotes. */
static bool is_plain_name(tks_str name)
{
    for (size_t i = 0; i < name.length; i++) {
        const char c = name.data[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
              (unsigned char)c >= 0x80 || (i > 0 && c >= '0' && c <= '9')))
            return false;
    }
    return name.length > 0;
}

static void put_step(struct writing *writing, const struct tksi_datum *parent,
                     const struct tksi_datum *node)
{
    const tks_str key = tksi_extent_of(writing->tree, node->key);
    char place[16];

    if (parent->kind == TKSI_LIST) {
        snprintf(place, sizeof place, "[%u]", node->place);
        put_words(writing, place);
    } else if (node->key_kind == TKSI_STRING && is_plain_name(key)) {
        put_words(writing, ".");
        put_text(writing, key, false);
    } else {
        put_words(writing, "[");
        put_scalar(writing, key, (enum tksi_kind)node->key_kind);
        put_words(writing, "]");
    }
}

tks_status tksi_data_write_path(const struct tksi_data *tree, uint32_t node, const tks_sink *sink,
                                tks_error *err)
{
    struct writing writing = { .tree = tree, .sink = sink, .err = err, .left = SIZE_MAX };
    /* a value, what holds it, the list of documents */
    uint32_t way[TKSI_DATA_NESTED + 2], steps = 0, top = tree->root;

    if (tksi_datum_at(tree, top)->count == 1) /* one document: it is the outermost value */
        top = tksi_children(tree, top)[0];
    for (; node != top; node = tksi_datum_at(tree, node)->parent)
        way[steps++] = node;
    put_words(&writing, "$");
    while (steps-- > 0) {
        put_step(&writing, tksi_datum_at(tree, top), tksi_datum_at(tree, way[steps]));
        top = way[steps];
    }
    return finish(&writing);
}

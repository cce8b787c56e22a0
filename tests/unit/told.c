/* told.c - what a reader says of a file, as text to compare with
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    unsigned condition;
    const char *word;
} words[] = {
    { TKSI_LEGACY, "legacy" },
    { TKSI_TAINTED, "tainted" },
    { TKSI_CONFLICT, "conflict" },
    { TKSI_BROKEN, "broken" },
    { TKSI_STRAY, "stray" },
    { TKSI_UNTERMINATED, "unterminated" },
    { TKSI_UNSEEN, "unseen" },
    { TKSI_LIKE_ID, "like-id" },
    { TKSI_BOM, "bom" },
    { TKSI_CRLF, "crlf" },
    { TKSI_LF, "lf" },
    { TKSI_ASIDE, "aside" },
    { TKSI_STALE, "stale" },
    { TKSI_TOMBSTONE, "tombstone" },
    { TKSI_SHADOWED, "shadowed" },
};

static char page[1 << 16];
static size_t used;

static void put(const char *text)
{
    used += (size_t)snprintf(page + used, sizeof page - used, "%s", text);
}

/* Control characters as in C. */
static void put_visible(const void *bytes, size_t length)
{
    static const char names[] = "\nn\rr\tt\\\\";
    const char *text = bytes;

    for (size_t i = 0; i < length; i++) {
        const char *pair = names;

        while (*pair != '\0' && *pair != text[i])
            pair += 2;
        if (*pair != '\0')
            used += (size_t)snprintf(page + used, sizeof page - used, "\\%c", pair[1]);
        else if ((unsigned char)text[i] < 0x20)
            used += (size_t)snprintf(page + used, sizeof page - used, "\\x%02x",
                                     (unsigned)(unsigned char)text[i]);
        else
            used += (size_t)snprintf(page + used, sizeof page - used, "%c", text[i]);
    }
}

static void put_conditions(unsigned conditions, const char *before, const char *after)
{
    if (conditions == 0)
        return;
    put(before);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (conditions & words[i].condition) {
            conditions &= ~words[i].condition;
            put(words[i].word);
            put(conditions != 0 ? " " : "");
        }
    put(after);
}

const struct tksi_env *told_env(void)
{
    static struct tksi_env env;

    if (tksi_env_defaults(&env, NULL, NULL))
        abort();
    return &env;
}

static void init(struct tksi_buffer *buffer)
{
    tksi_buffer_init(buffer, 1 << 20, told_env());
}

static tks_bytes bytes_of(const struct tksi_buffer *buffer)
{
    return (tks_bytes){ buffer->data, buffer->length };
}

/* Takes the buffer. */
static const char *tell(struct tksi_buffer *buffer, tks_status status, const tks_error *err)
{
    used = 0;
    page[0] = '\0';
    if (status) {
        put("error: ");
        put(err->message);
    } else {
        put_visible(buffer->data, buffer->length);
    }
    tksi_buffer_dispose(buffer);
    return page;
}

const char *told_text(struct tksi_buffer *buffer, tks_status status, const tks_error *err)
{
    snprintf(page, sizeof page, "%.*s", status ? (int)sizeof err->message : (int)buffer->length,
             status ? err->message : (const char *)tksi_bytes_of(buffer).data);
    tksi_buffer_dispose(buffer);
    return page;
}

static void tell_entry(const struct tksi_piece *piece, const struct tksi_format *format,
                       tks_bytes file)
{
    const tks_bytes name = tksi_span_of(file, piece->name);
    struct tksi_buffer value;

    init(&value);
    put_visible(name.data, name.length);
    put(name.length > 0 ? " = " : "= ");
    if (tksi_decode(&value, format, tksi_span_of(file, piece->payload), NULL))
        put("?");
    else
        put_visible(value.data, value.length);
    tksi_buffer_dispose(&value);
}

/* In memory of just its length, so that sanitizers see a byte too far. */
static tks_bytes copy_of(const char *text, size_t length)
{
    char *copy = malloc(length);

    if (copy == NULL && length > 0)
        abort();
    if (length > 0)
        memcpy(copy, text, length);
    return (tks_bytes){ copy, length };
}

static void free_copy(tks_bytes copy)
{
    free((void *)(uintptr_t)copy.data);
}

const char *told(const char *format_name, const char *text, size_t length)
{
    const struct tksi_format *format = tksi_format_named(format_name);
    const tks_bytes file = copy_of(text, length);
    struct tksi_listing listing;
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t at = 0, entry = 0;

    used = 0;
    page[0] = '\0';
    if (tksi_listing_make(&listing, format, file, told_env(), NULL))
        abort();
    tksi_reader_start(&reader, format, file);
    while (tksi_reader_next(&piece, &reader)) {
        if (piece.whole.at != at)
            abort();
        at += piece.whole.length;
        if (piece.kind == TKSI_ENTRY) {
            piece = listing.entries[entry++].piece;
            tell_entry(&piece, format, file);
        } else {
            put("gap");
        }
        put_conditions(piece.conditions, " [", "]");
        put("; ");
    }
    if (at != length || entry != listing.document.entries)
        abort();
    put("file");
    put_conditions(reader.conditions, " ", "");
    tksi_listing_dispose(&listing);
    free_copy(file);
    return page;
}

static const char *tell_made(tks_status (*make)(struct tksi_buffer *out,
                                                const struct tksi_format *format, tks_bytes from,
                                                tks_error *err),
                             const char *format, const char *from, size_t length)
{
    const tks_bytes bytes = copy_of(from, length);
    struct tksi_buffer out;
    tks_error err = { 0 };
    tks_status status;

    init(&out);
    status = make(&out, tksi_format_named(format), bytes, &err);
    free_copy(bytes);
    return tell(&out, status, &err);
}

const char *told_value(const char *format, const char *payload, size_t length)
{
    return tell_made(tksi_decode, format, payload, length);
}

const char *told_normal(const char *format, const char *value, size_t length)
{
    return tell_made(tksi_normalize, format, value, length);
}

const char *told_name(const char *format, const char *written, size_t length)
{
    return tell_made(tksi_decode_name, format, written, length);
}

const char *told_payload(const char *format, const char *value, size_t length, const char *end)
{
    const tks_bytes bytes = copy_of(value, length);
    struct tksi_buffer out;
    tks_error err = { 0 };
    tks_status status;

    init(&out);
    status = tksi_encode(&out, tksi_format_named(format), bytes, end, &err);
    free_copy(bytes);
    return tell(&out, status, &err);
}

/* -------------------------------------------------------------------- changes */

enum change { REPLACE, INSERT, REMOVE };

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

static bool find(struct tksi_piece *out, const struct tksi_document *document, const char *name,
                 int occurrence)
{
    struct tksi_reader reader;

    tksi_reader_start(&reader, document->format, document->bytes);
    while (tksi_reader_next(out, &reader))
        if (out->kind == TKSI_ENTRY && out->name.length == strlen(name) &&
            strncmp((const char *)document->bytes.data + out->name.at, name, strlen(name)) == 0 &&
            occurrence-- == 0)
            return true;
    return false;
}

static const char *change(enum change change, const char *format, const char *file,
                          const char *name, int occurrence, const char *value)
{
    struct tksi_buffer room, out;
    struct tksi_document document;
    struct tksi_piece piece = { .kind = TKSI_GAP };
    struct tksi_patch patch;
    tks_error err = { 0 };
    tks_status status;

    init(&room);
    init(&out);
    tksi_document_scan(&document, tksi_format_named(format), text_of(file));
    if (change != INSERT && !find(&piece, &document, name, occurrence))
        abort();
    if (change == INSERT)
        status = tksi_patch_insert(&patch, &room, &document, text_of(name), text_of(value), &err);
    else if (change == REMOVE)
        status = tksi_patch_remove(&patch, &document, &piece, &err);
    else
        status = tksi_patch_replace(&patch, &room, &document, &piece, text_of(value), &err);
    if (status == TKS_OK &&
        (status = tksi_patch_apply(&out, text_of(file), &patch, &err)) == TKS_OK)
        status = tksi_patch_check(&document, bytes_of(&out), &patch, &err);
    tksi_buffer_dispose(&room);
    return tell(&out, status, &err);
}

const char *told_replaced(const char *format, const char *file, const char *name, int occurrence,
                          const char *value)
{
    return change(REPLACE, format, file, name, occurrence, value);
}

const char *told_inserted(const char *format, const char *file, const char *name, const char *value)
{
    return change(INSERT, format, file, name, 0, value);
}

const char *told_removed(const char *format, const char *file, const char *name, int occurrence)
{
    return change(REMOVE, format, file, name, occurrence, "");
}

const char *told_format(const char *text, const char *path)
{
    return tksi_format_of(text_of(text), (tks_str){ path, strlen(path) })->name;
}

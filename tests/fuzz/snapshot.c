/* snapshot.c - what the fuzz targets of snapshot files share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

#include <string.h>

enum { CHOICES = 4, MOST = 1 << 22 };

struct work {
    struct tksi_env env;
    struct tksi_document document;
    struct tksi_buffer room, after, again, value;
};

static tks_bytes bytes_of(const struct tksi_buffer *buffer)
{
    return (tks_bytes){ buffer->data, buffer->length };
}

static bool equal(tks_bytes a, tks_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static void check_status(tks_status status)
{
    must(status == TKS_OK || status == TKS_BAD_DATA || status == TKS_UNSUPPORTED ||
             status == TKS_CONFLICT,
         "a format's status is one of four");
}

static bool is_within(struct tksi_span inner, struct tksi_span outer)
{
    return inner.length == 0 || (inner.at >= outer.at && inner.length <= outer.length &&
                                 inner.at - outer.at <= outer.length - inner.length);
}

static void check_pieces(const struct work *work)
{
    const tks_bytes file = work->document.bytes;
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t at = 0, entries = 0;

    tksi_reader_start(&reader, work->document.format, file);
    while (tksi_reader_next(&piece, &reader)) {
        must(piece.whole.at == at && (piece.whole.length > 0 || file.length == 0), "pieces touch");
        at += piece.whole.length;
        must(at <= file.length, "pieces are of the file");
        if (piece.kind == TKSI_ENTRY) {
            must(is_within(piece.name, piece.whole), "a name is within its piece");
            must(is_within(piece.payload, piece.whole), "a payload is within its piece");
            must(piece.payload.at <= at, "an empty payload too");
            entries++;
        }
    }
    must(at == file.length, "pieces are all of the file");
    must(entries == work->document.entries, "twice the same entries");
    must(reader.conditions == work->document.conditions, "twice the same conditions");
}

/* ------------------------------------------------------------------- changes */

static void clear(struct work *work)
{
    work->room.length = work->after.length = work->again.length = work->value.length = 0;
}

/* The file after the patch, which must be good, and back again. */
static void check_patch(struct work *work, const struct tksi_patch *patch)
{
    const tks_bytes before = work->document.bytes;
    const struct tksi_patch back = { { patch->span.at, patch->bytes.length },
                                     tksi_span_of(before, patch->span),
                                     -patch->change };

    must(tksi_patch_apply(&work->after, before, patch, NULL) == TKS_OK, "a patch is applied");
    must(tksi_patch_check(&work->document, bytes_of(&work->after), patch, NULL) == TKS_OK,
         "a patch is good");
    must(tksi_patch_apply(&work->again, bytes_of(&work->after), &back, NULL) == TKS_OK,
         "and taken back");
    must(equal(bytes_of(&work->again), before), "nothing of it stays");
}

/* The payload that the patched file holds where the patch is. */
static tks_bytes patched_payload(const struct work *work, const struct tksi_patch *patch)
{
    const tks_bytes file = bytes_of(&work->after);
    const struct tksi_span patched = { patch->span.at, patch->bytes.length };
    struct tksi_reader reader;
    struct tksi_piece piece;

    tksi_reader_start(&reader, work->document.format, file);
    while (tksi_reader_next(&piece, &reader))
        if (piece.kind == TKSI_ENTRY && is_within(patched, piece.whole))
            return tksi_span_of(file, piece.payload);
    must(false, "there is an entry where one was replaced");
    return file;
}

static void check_value(struct work *work, const struct tksi_patch *patch, tks_bytes value)
{
    const struct tksi_format *format = work->document.format;
    struct tksi_buffer expected, actual;

    tksi_buffer_init(&expected, MOST, &work->env);
    tksi_buffer_init(&actual, MOST, &work->env);
    must(tksi_decode(&work->value, format, patched_payload(work, patch), NULL) == TKS_OK,
         "it is read back");
    must(tksi_normalize(&expected, format, value, NULL) == TKS_OK &&
             tksi_normalize(&actual, format, bytes_of(&work->value), NULL) == TKS_OK,
         "values have a form to compare");
    must(equal(bytes_of(&expected), bytes_of(&actual)), "and is the same");
    tksi_buffer_dispose(&expected);
    tksi_buffer_dispose(&actual);
}

static void change_entry(struct work *work, const struct tksi_piece *piece, tks_bytes value)
{
    struct tksi_patch patch;
    tks_status status;

    clear(work);
    check_status(status =
                     tksi_patch_replace(&patch, &work->room, &work->document, piece, value, NULL));
    if (status == TKS_OK) {
        check_patch(work, &patch);
        check_value(work, &patch, value);
    }
    clear(work);
    check_status(status = tksi_patch_remove(&patch, &work->document, piece, NULL));
    if (status == TKS_OK)
        check_patch(work, &patch);
}

static void insert(struct work *work, tks_bytes name, tks_bytes value)
{
    struct tksi_patch patch;
    tks_status status;

    clear(work);
    check_status(status =
                     tksi_patch_insert(&patch, &work->room, &work->document, name, value, NULL));
    if (status == TKS_OK)
        check_patch(work, &patch);
}

static void visit_entries(struct work *work, size_t chosen, tks_bytes value)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t entry = 0;

    tksi_reader_start(&reader, work->document.format, work->document.bytes);
    while (tksi_reader_next(&piece, &reader)) {
        if (piece.kind != TKSI_ENTRY)
            continue;
        clear(work);
        check_status(tksi_decode(&work->value, work->document.format,
                                 tksi_span_of(work->document.bytes, piece.payload), NULL));
        clear(work);
        check_status(tksi_decode_name(&work->value, work->document.format,
                                      tksi_span_of(work->document.bytes, piece.name), NULL));
        if (entry++ == chosen)
            change_entry(work, &piece, value);
    }
}

/* --------------------------------------------------------------------- insta */

static void check_header(struct work *work)
{
    const tks_bytes file = work->document.bytes;
    const struct tksi_span all = { 0, file.length };
    struct tksi_field field;
    size_t at = 0, before = 0;

    while (tksi_insta_field(&field, file, &at)) {
        must(at > before && at <= file.length, "fields go on");
        before = at;
        must(is_within(field.whole, all) && is_within(field.key, field.whole) &&
                 is_within(field.value, field.whole),
             "a field is within the file");
        clear(work);
        check_status(tksi_insta_text(&work->value, file, &field, NULL));
    }
    clear(work);
    if (tksi_insta_accepted(&work->after, file, NULL) == TKS_OK) {
        must(tksi_insta_accepted(&work->again, bytes_of(&work->after), NULL) == TKS_OK,
             "what was accepted is accepted");
    }
    clear(work);
    check_status(tksi_insta_aside(&work->value, (tks_str){ "a.snap", 6 }, file, NULL));
}

void fuzz_snapshot(const char *format, const uint8_t *data, size_t size)
{
    static const uint8_t fill = 0xA5;
    const size_t length = size < CHOICES ? 0 : size - CHOICES;
    const uint8_t *choice = data + length;
    const tks_bytes file = { data, length };
    struct tksi_listing listing;
    struct work work = { .env = fuzz_env(&fill, 1, "c") };
    tks_bytes value, name;

    if (size < CHOICES)
        return;
    value = (tks_bytes){ data + length * choice[1] / 256, length - length * choice[1] / 256 };
    name = (tks_bytes){ data + length * choice[2] / 256, choice[3] % 64 };
    if (name.length > length - length * choice[2] / 256)
        name.length = length - length * choice[2] / 256;
    tksi_buffer_init(&work.room, MOST, &work.env);
    tksi_buffer_init(&work.after, MOST, &work.env);
    tksi_buffer_init(&work.again, MOST, &work.env);
    tksi_buffer_init(&work.value, MOST, &work.env);
    must(tksi_format_of(file, (tks_str){ NULL, 0 }) != NULL, "every file has a format");
    must(tksi_listing_make(&listing, tksi_format_named(format), file, &work.env, NULL) == TKS_OK,
         "every file has a listing");
    work.document = listing.document;
    check_pieces(&work);
    if (strcmp(format, "insta") == 0)
        check_header(&work);
    visit_entries(&work, listing.document.entries > 0 ? choice[0] % listing.document.entries : 0,
                  value);
    insert(&work, name, value);
    tksi_listing_dispose(&listing);
    tksi_buffer_dispose(&work.room);
    tksi_buffer_dispose(&work.after);
    tksi_buffer_dispose(&work.again);
    tksi_buffer_dispose(&work.value);
}

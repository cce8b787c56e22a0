/* insta_inline.c - insta's snapshots within Rust sources: .lib.rs.pending-snap
 *
 * What waits is a line of that file, and what it is about is looked for in the source at
 * once: who reads a listing sees which ones can be accepted. insta_splice.c does it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/insta_inline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ending[] = ".pending-snap";

static bool claims(const char *name)
{
    const size_t length = strlen(name), last = sizeof ending - 1;

    return name[0] == '.' && length > last + 1 && strcmp(name + length - last, ending) == 0;
}

/* --------------------------------------------------------------------- records */

/* Whether its texts can be read: half a character in JSON is none. */
static tks_status check_texts(tks_bytes file, const struct tksi_pending_record *record,
                              struct tksi_buffer *room, tks_error *err)
{
    const struct tksi_format *format = tksi_format_named("insta-inline");
    const struct tksi_span spans[] = { record->new_text, record->old_text, record->expression };
    tks_status status = TKS_OK;

    room->length = 0;
    for (size_t i = 0; i < sizeof spans / sizeof *spans && status == TKS_OK; i++)
        status = tksi_decode(room, format, tksi_span_of(file, spans[i]), err);
    return status;
}

static tks_status take_piece(struct tksi_buffer *out, tks_bytes file,
                             const struct tksi_piece *piece, struct tksi_buffer *room,
                             tks_error *err)
{
    struct tksi_inline_record record = { .whole = piece->whole };
    tks_status status;

    if (piece->kind != TKSI_ENTRY || (piece->conditions & TKSI_UNTERMINATED))
        return TKS_OK;
    if ((piece->conditions & (TKSI_BROKEN | TKSI_CONFLICT)) ||
        !tksi_pending_record(&record.told, file, piece->whole))
        return tksi_fail(err, TKS_BAD_DATA,
                         "has a line that is no record of insta's; run the "
                         "tests again");
    if ((piece->conditions & (TKSI_STALE | TKSI_TOMBSTONE)) || !record.told.has_new)
        return TKS_OK;
    if ((status = check_texts(file, &record.told, room, err)))
        return status;
    record.fresh = tksi_span_of(file, record.told.new_text);
    return tksi_buffer_append(out, &record, sizeof record, err);
}

tks_status tksi_inline_records(struct tksi_buffer *out, tks_bytes file, tks_error *err)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    struct tksi_buffer room;
    tks_status status = TKS_OK;

    tksi_buffer_init(&room, SIZE_MAX / 2, out->env);
    tksi_reader_start(&reader, tksi_format_named("insta-inline"), file);
    while (status == TKS_OK && tksi_reader_next(&piece, &reader))
        status = take_piece(out, file, &piece, &room, err);
    tksi_buffer_dispose(&room);
    return status;
}

int tksi_inline_order(const void *a, const void *b)
{
    const struct tksi_inline_record *left = a, *right = b;

    if (left->told.line != right->told.line)
        return left->told.line < right->told.line ? -1 : 1;
    if (left->fresh.length != right->fresh.length)
        return left->fresh.length < right->fresh.length ? -1 : 1;
    return memcmp(left->fresh.data, right->fresh.data, left->fresh.length);
}

/* Equal ones in the order of the file. */
static int by_order_and_place(const void *a, const void *b)
{
    const struct tksi_inline_record *left = a, *right = b;
    const int order = tksi_inline_order(a, b);

    return order != 0 ? order
                      : (left->whole.at > right->whole.at) - (left->whole.at < right->whole.at);
}

/* ---------------------------------------------------------------------- source */

tks_status tksi_inline_source_read(struct tksi_inline_source *out, const struct tksi_root *root,
                                   const char *path, tks_error *err)
{
    bool there;
    tks_status status;

    tksi_buffer_init(&out->real, SIZE_MAX / 2, &root->env);
    tksi_step_room(&out->bytes, root);
    tksi_buffer_init(&out->rust.sites, 0, &root->env);
    if ((status = tksi_root_real(&out->real, root, path, err)) ||
        (status =
             tksi_root_read(&out->bytes, &there, NULL, root, (const char *)out->real.data, err)))
        return status;
    if (!there)
        return tksi_fail(err, TKS_NOT_FOUND, "%s: is not there any more; run the tests again",
                         path);
    out->print = tksi_fingerprint_of(tksi_bytes_of(&out->bytes));
    if ((status = tksi_rust_read(&out->rust, tksi_bytes_of(&out->bytes), &root->env, err)))
        return tksi_fail_at(err, status, path);
    return TKS_OK;
}

void tksi_inline_source_dispose(struct tksi_inline_source *source)
{
    tksi_rust_dispose(&source->rust);
    tksi_buffer_dispose(&source->bytes);
    tksi_buffer_dispose(&source->real);
}

tks_status tksi_inline_find(size_t *site, const struct tksi_inline_source *source, tks_bytes file,
                            const struct tksi_inline_record *record, tks_error *err)
{
    struct tksi_buffer old;
    tks_bytes seen = { NULL, 0 };
    tks_status status = TKS_OK;

    tksi_buffer_init(&old, SIZE_MAX / 2, source->bytes.env);
    if (record->told.has_old) {
        status = tksi_decode(&old, tksi_format_named("insta-inline"),
                             tksi_span_of(file, record->told.old_text), err);
        seen = tksi_bytes_of(&old);
    }
    if (status == TKS_OK)
        status = tksi_rust_find(site, &source->rust, record->told.line, seen, err);
    tksi_buffer_dispose(&old);
    return status;
}

/* --------------------------------------------------------------------- looking */

/* dir/.lib.rs.pending-snap -> dir/lib.rs */
static tks_status find_source(size_t *at, struct tksi_finds *finds, const struct tksi_root *root,
                              const char *file, tks_error *err)
{
    const char *slash = strrchr(file, '/');
    const size_t folder = slash != NULL ? (size_t)(slash + 1 - file) : 0;
    const char *name = file + folder + 1;
    tks_status status;

    *at = finds->text.length;
    if ((status = tksi_root_home(&finds->text, root, file, folder, err)) ||
        (status = tksi_buffer_append(&finds->text, name, strlen(name) - strlen(ending), err)))
        return status;
    return tksi_buffer_append(&finds->text, "", 1, err);
}

/* `length` may be NULL. */
static tks_status add_text(size_t *at, size_t *length, struct tksi_finds *finds, tks_bytes file,
                           struct tksi_span span, tks_error *err)
{
    tks_status status;

    *at = finds->text.length;
    if ((status = tksi_decode(&finds->text, tksi_format_named("insta-inline"),
                              tksi_span_of(file, span), err)))
        return status;
    if (length != NULL)
        *length = finds->text.length - *at;
    return tksi_buffer_append(&finds->text, "", 1, err);
}

static tks_status add_words(size_t *at, struct tksi_finds *finds, const char *words, tks_error *err)
{
    return tksi_finds_text(at, finds, (tks_bytes){ words, strlen(words) }, err);
}

/* A pending file and its source, looked into. */
struct looking {
    struct tksi_finds *finds;
    struct tksi_found found; /* what all of its items have in common */
    tks_bytes file;
    struct tksi_inline_source source;
    tks_error why_no_source; /* TKS_OK: there is one */
};

/* What is in the way of accepting it; a failure is one of memory. */
static tks_status add_problem(struct tksi_found *found, const struct looking *looking,
                              const struct tksi_inline_record *record, tks_error *err)
{
    const char *path = (const char *)looking->finds->text.data + looking->found.path;
    tks_error why = looking->why_no_source;
    size_t site;

    if (why.status == TKS_OK &&
        tksi_inline_find(&site, &looking->source, looking->file, record, &why) != TKS_OK)
        tksi_fail_at(&why, why.status, path);
    if (why.status == TKS_OK)
        return TKS_OK;
    if (why.status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, why.status, "out of memory");
    return add_words(&found->problem, looking->finds, why.message, err);
}

/* One record that waits. */
static tks_status add_record(const struct looking *looking, const struct tksi_inline_record *record,
                             tks_error *err)
{
    const struct tksi_pending_record *told = &record->told;
    struct tksi_finds *finds = looking->finds;
    struct tksi_found found = looking->found;
    char entry[24];
    tks_status status;

    snprintf(entry, sizeof entry, "%" PRIu64, told->line);
    found.line = (uint32_t)told->line;
    found.place = record->whole.at;
    found.state = told->old_text.length > 0 ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
    if ((status = add_problem(&found, looking, record, err)) ||
        (status = add_words(&found.entry, finds, entry, err)) ||
        (told->has_old && (status = add_text(&found.expected, &found.expected_length, finds,
                                             looking->file, told->old_text, err))) ||
        (status = add_text(&found.actual, &found.actual_length, finds, looking->file,
                           told->new_text, err)) ||
        (told->expression.at > 0 &&
         (status = add_text(&found.expression, NULL, finds, looking->file, told->expression, err))))
        return status;
    return tksi_finds_add(finds, &found, err);
}

static tks_status add_broken(struct looking *looking, const tks_error *why, tks_error *err)
{
    struct tksi_found found = looking->found;
    tks_status status;

    if (why->status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, why->status, "out of memory");
    found.state = TKS_PENDING_UNREADABLE;
    if ((status = add_words(&found.problem, looking->finds, why->message, err)))
        return status;
    return tksi_finds_add(looking->finds, &found, err);
}

static tks_status add_records(struct looking *looking, struct tksi_buffer *records, tks_error *err)
{
    struct tksi_inline_record *record = (struct tksi_inline_record *)(void *)records->data;
    const size_t count = records->length / sizeof *record;
    tks_status status = TKS_OK;

    if (count > 0)
        qsort(record, count, sizeof *record, by_order_and_place);
    for (size_t i = 0; i < count && status == TKS_OK; i++)
        if (i == 0 || tksi_inline_order(&record[i - 1], &record[i]) != 0)
            status = add_record(looking, &record[i], err);
    return status;
}

/* Insta reads all of it or nothing, and so is it told. */
static tks_status look_inside(struct looking *looking, const struct tksi_root *root,
                              const char *file, tks_error *err)
{
    struct tksi_buffer bytes, records;
    tks_error why = { .status = TKS_OK };
    bool there;
    tks_status status;

    tksi_step_room(&bytes, root);
    tksi_buffer_init(&records, SIZE_MAX / 2, &root->env);
    if (tksi_root_read(&bytes, &there, NULL, root, file, &why) == TKS_OK) {
        looking->file = tksi_bytes_of(&bytes);
        looking->found.seen = tksi_fingerprint_of(looking->file);
        if (tksi_inline_records(&records, looking->file, &why) != TKS_OK)
            tksi_fail_at(&why, why.status, file);
    }
    if (why.status != TKS_OK) {
        status = add_broken(looking, &why, err);
    } else {
        if (records.length > 0)
            (void)tksi_inline_source_read(&looking->source, root,
                                          (const char *)looking->finds->text.data +
                                              looking->found.path,
                                          &looking->why_no_source);
        status = add_records(looking, &records, err);
        if (records.length > 0)
            tksi_inline_source_dispose(&looking->source);
    }
    tksi_buffer_dispose(&records);
    tksi_buffer_dispose(&bytes);
    return status;
}

static tks_status look(struct tksi_finds *finds, const struct tksi_root *root, const char *file,
                       tks_error *err)
{
    struct looking looking = { .finds = finds,
                               .found = tksi_found_nothing(&tksi_store_insta_inline) };
    tks_status status;

    looking.found.kind = "inline";
    if ((status = add_words(&looking.found.file, finds, file, err)) ||
        (status = find_source(&looking.found.path, finds, root, file, err)))
        return status;
    return look_inside(&looking, root, file, err);
}

static tks_status read_text(struct tksi_buffer *out, bool *there, const char *text, size_t length,
                            tks_error *err)
{
    *there = text != NULL;
    if (text == NULL)
        return TKS_OK;
    return tksi_normalize(out, tksi_format_named("insta"), (tks_bytes){ text, length }, err);
}

static tks_status read(struct tksi_values *out, const struct tksi_root *root,
                       const struct tksi_waiting *waiting, tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    const char *expected = pending->state == TKS_PENDING_NEW ? NULL : pending->expected;
    const char *expression = pending->expression;
    tks_status status;

    (void)root;
    if ((status = read_text(&out->expected, &out->has_expected, expected, pending->expected_length,
                            err)) ||
        (status = read_text(&out->actual, &out->has_actual, pending->actual, pending->actual_length,
                            err)) ||
        (status =
             tksi_buffer_append(&out->source, pending->path, strlen(pending->path) + 1, err)) ||
        expression == NULL)
        return status;
    return tksi_buffer_append(&out->expression, expression, strlen(expression) + 1, err);
}

const struct tksi_store tksi_store_insta_inline = {
    .name = "insta",
    .claims = claims,
    .elsewhere = true,
    .look = look,
    .accept = tksi_inline_accept,
    .reject = tksi_inline_reject,
    .read = read,
};

/* insta_inline.c - insta's snapshots within Rust sources: .lib.rs.pending-snap
 *
 * They are listed, so that nobody takes a project for settled that is not; accepting one
 * means changing Rust, which this version leaves to cargo insta.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char ending[] = ".pending-snap";

static bool claims(const char *name)
{
    const size_t length = strlen(name), last = sizeof ending - 1;

    return name[0] == '.' && length > last + 1 && strcmp(name + length - last, ending) == 0;
}

/* dir/.lib.rs.pending-snap -> dir/lib.rs */
static tks_status find_source(size_t *at, struct tksi_finds *finds, const char *file,
                              tks_error *err)
{
    const char *slash = strrchr(file, '/');
    const size_t folder = slash != NULL ? (size_t)(slash + 1 - file) : 0;
    const char *name = file + folder + 1;
    tks_status status;

    *at = finds->text.length;
    if ((status = tksi_buffer_append(&finds->text, file, folder, err)) ||
        (status = tksi_buffer_append(&finds->text, name, strlen(name) - strlen(ending), err)))
        return status;
    return tksi_buffer_append(&finds->text, "", 1, err);
}

static tks_status add_text(size_t *at, struct tksi_finds *finds, tks_bytes file,
                           struct tksi_span span, bool there, tks_error *err)
{
    tks_status status;

    *at = TKSI_NO_TEXT;
    if (!there)
        return TKS_OK;
    *at = finds->text.length;
    if ((status = tksi_decode(&finds->text, tksi_format_named("insta-inline"),
                              tksi_span_of(file, span), err)))
        return status;
    return tksi_buffer_append(&finds->text, "", 1, err);
}

static tks_status add_words(size_t *at, struct tksi_finds *finds, const char *words, tks_error *err)
{
    return tksi_finds_text(at, finds, (tks_bytes){ words, strlen(words) }, err);
}

/* One record that waits. */
static tks_status add_record(struct tksi_finds *finds, struct tksi_found found, tks_bytes file,
                             const struct tksi_pending_record *record, tks_error *err)
{
    char entry[24], problem[248];
    tks_status status;

    snprintf(entry, sizeof entry, "%" PRIu64, record->line);
    snprintf(problem, sizeof problem,
             "%.120s:%s: is an inline snapshot; this version leaves those to cargo insta",
             (const char *)finds->text.data + found.path, entry);
    found.kind = "inline";
    found.line = (uint32_t)record->line;
    found.state = record->old_text.length > 0 ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
    if ((status = add_words(&found.entry, finds, entry, err)) ||
        (status = add_words(&found.problem, finds, problem, err)) ||
        (status = add_text(&found.expected, finds, file, record->old_text, record->has_old, err)) ||
        (status = add_text(&found.actual, finds, file, record->new_text, true, err)) ||
        (status = add_text(&found.expression, finds, file, record->expression,
                           record->expression.at > 0, err)))
        return status;
    return tksi_finds_add(finds, &found, err);
}

static tks_status add_broken(struct tksi_finds *finds, struct tksi_found found, const char *why,
                             tks_error *err)
{
    tks_status status;

    found.kind = "inline";
    found.state = TKS_PENDING_UNREADABLE;
    if ((status = add_words(&found.problem, finds, why, err)))
        return status;
    return tksi_finds_add(finds, &found, err);
}

/* Insta reads all of it or nothing, and so is it told. */
static tks_status add_records(struct tksi_finds *finds, const struct tksi_found *found,
                              const char *file, tks_bytes bytes, tks_error *err)
{
    const struct tksi_format *format = tksi_format_named("insta-inline");
    struct tksi_pending_record record;
    struct tksi_document document;
    struct tksi_reader reader;
    struct tksi_piece piece;
    tks_status status = TKS_OK;

    tksi_document_scan(&document, format, bytes);
    if (document.conditions & (TKSI_BROKEN | TKSI_CONFLICT)) {
        char why[248];

        snprintf(why, sizeof why,
                 "%.160s: has a line that is no record of insta's; run the "
                 "tests again",
                 file);
        return add_broken(finds, *found, why, err);
    }
    tksi_reader_start(&reader, format, bytes);
    while (status == TKS_OK && tksi_reader_next(&piece, &reader))
        if (piece.kind == TKSI_ENTRY &&
            (piece.conditions & (TKSI_STALE | TKSI_TOMBSTONE | TKSI_UNTERMINATED)) == 0 &&
            tksi_pending_record(&record, bytes, piece.whole) && record.has_new)
            status = add_record(finds, *found, bytes, &record, err);
    return status;
}

static tks_status look(struct tksi_finds *finds, const struct tksi_root *root, const char *file,
                       tks_error *err)
{
    struct tksi_found found = tksi_found_nothing(&tksi_store_insta_inline);
    tks_error why = { .status = TKS_OK };
    struct tksi_buffer bytes;
    bool there;
    tks_status status;

    tksi_buffer_init(&bytes, (size_t)root->env.limits.file_bytes + 1, &root->env);
    if ((status = add_words(&found.file, finds, file, err)) ||
        (status = find_source(&found.path, finds, file, err)))
        goto done;
    status = tksi_root_read(&bytes, &there, NULL, root, file, &why);
    if (status == TKS_OUT_OF_MEMORY)
        tksi_fail(err, status, "%s", why.message);
    else if (status != TKS_OK)
        status = add_broken(finds, found, why.message, err);
    else if (bytes.length > 0)
        status = add_records(finds, &found, file, (tks_bytes){ bytes.data, bytes.length }, err);
done:
    tksi_buffer_dispose(&bytes);
    return status;
}

static tks_status refuse(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    (void)transaction;
    (void)err;
    for (size_t i = 0; i < group->count; i++)
        tksi_fail(group->outcomes[i], TKS_UNSUPPORTED, "%s", group->items[i]->pending.problem);
    return TKS_OK;
}

static tks_status read_text(struct tksi_buffer *out, bool *there, const char *text, tks_error *err)
{
    *there = text != NULL;
    if (text == NULL)
        return TKS_OK;
    return tksi_normalize(out, tksi_format_named("insta"), (tks_bytes){ text, strlen(text) }, err);
}

static tks_status read(struct tksi_values *out, const struct tksi_root *root,
                       const struct tksi_waiting *waiting, tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    const char *expected = pending->state == TKS_PENDING_NEW ? NULL : pending->expected;
    const char *expression = pending->expression;
    tks_status status;

    (void)root;
    if ((status = read_text(&out->expected, &out->has_expected, expected, err)) ||
        (status = read_text(&out->actual, &out->has_actual, pending->actual, err)) ||
        (status =
             tksi_buffer_append(&out->source, pending->path, strlen(pending->path) + 1, err)) ||
        expression == NULL)
        return status;
    return tksi_buffer_append(&out->expression, expression, strlen(expression) + 1, err);
}

const struct tksi_store tksi_store_insta_inline = {
    .name = "insta",
    .claims = claims,
    .look = look,
    .accept = refuse,
    .reject = refuse,
    .read = read,
};

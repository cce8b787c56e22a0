/* changes.c - several entries of one file changed at once, and nothing else
 *
 * One walk replaces and removes what is there; what is not is put in afterwards, one after
 * the other, where the format wants it. Then both files are walked over side by side: an
 * entry that nobody named has to be the same in both.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

#include <stdlib.h>

static int compare_names(tks_bytes a, tks_bytes b)
{
    const size_t length = a.length < b.length ? a.length : b.length;
    const int order = length > 0 ? memcmp(a.data, b.data, length) : 0;

    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int by_name(const void *a, const void *b)
{
    return compare_names(((const struct tksi_change *)a)->name,
                         ((const struct tksi_change *)b)->name);
}

static int by_order(const void *a, const void *b)
{
    const struct tksi_change *left = *(struct tksi_change *const *)a;
    const struct tksi_change *right = *(struct tksi_change *const *)b;

    if (left->order != right->order)
        return left->order < right->order ? -1 : 1;
    return by_name(left, right);
}

/* The changes, and room for what is needed on the way. */
struct making {
    const struct tksi_format *format;
    struct tksi_change *changes; /* sorted by name */
    size_t count;
    struct tksi_buffer name, room;
};

/* The change of the entry of this written name, or NULL. */
static tks_status find_change(struct tksi_change **out, struct making *making, tks_bytes written,
                              tks_error *err)
{
    struct tksi_change key = { .removed = false };
    tks_status status;

    making->name.length = 0;
    if ((status = tksi_decode_name(&making->name, making->format, written, err)))
        return status;
    key.name = tksi_buffer_since(&making->name, 0);
    *out = bsearch(&key, making->changes, making->count, sizeof key, by_name);
    return TKS_OK;
}

/* What comes of a change: a patch, or why there is none. False where the work has to stop. */
static bool is_outcome(const struct tksi_change *change, tks_status status, const tks_error *why)
{
    if (status != TKS_OK)
        *change->outcome = *why;
    return status != TKS_OUT_OF_MEMORY;
}

/* ------------------------------------------------------------------- what is there */

/* Bytes up to the entry, and what takes its place. */
static tks_status put_changed(struct tksi_buffer *out, size_t *kept, struct making *making,
                              const struct tksi_document *document, const struct tksi_entry *entry,
                              struct tksi_change *change, tks_error *err)
{
    tks_error why = { .status = TKS_OK };
    struct tksi_patch patch;
    tks_status status;

    making->room.length = 0;
    status = change->removed ? tksi_patch_remove(&patch, document, &entry->piece, &why)
                             : tksi_patch_replace(&patch, &making->room, document, &entry->piece,
                                                  change->value, &why);
    if (!is_outcome(change, status, &why))
        return tksi_fail(err, status, "out of memory");
    if (status != TKS_OK)
        return TKS_OK;
    if ((status = tksi_put_bytes(
             out, tksi_span_of(document->bytes, tksi_span_between(*kept, patch.span.at)), err)) ||
        (status = tksi_put_bytes(out, patch.bytes, err)))
        return status;
    *kept = patch.span.at + patch.span.length;
    return TKS_OK;
}

/* Of several entries of a name the one that the library reads is replaced; all are removed. */
static tks_status change_what_is_there(struct tksi_buffer *out, struct making *making,
                                       tks_bytes before, const struct tksi_env *env, tks_error *err)
{
    struct tksi_listing listing;
    size_t kept = 0;
    tks_status status = tksi_listing_make(&listing, making->format, before, env, err);

    for (size_t i = 0; status == TKS_OK && i < listing.document.entries; i++) {
        const struct tksi_entry *entry = &listing.entries[i];
        struct tksi_change *change;

        status = find_change(&change, making, tksi_span_of(before, entry->piece.name), err);
        if (status != TKS_OK || change == NULL)
            continue;
        change->met = true;
        if (change->outcome->status == TKS_OK &&
            (change->removed || (entry->piece.conditions & TKSI_SHADOWED) == 0))
            status = put_changed(out, &kept, making, &listing.document, entry, change, err);
    }
    tksi_listing_dispose(&listing);
    if (status != TKS_OK)
        return status;
    return tksi_put_bytes(out, tksi_span_of(before, tksi_span_between(kept, before.length)), err);
}

/* ---------------------------------------------------------------- what is not there */

static tks_status put_in(struct tksi_buffer *file, struct making *making,
                         struct tksi_change *change, tks_error *err)
{
    tks_error why = { .status = TKS_OK };
    struct tksi_document document;
    struct tksi_buffer next;
    struct tksi_patch patch;
    tks_status status;

    making->room.length = 0;
    tksi_document_scan(&document, making->format, tksi_buffer_since(file, 0));
    status = tksi_patch_insert(&patch, &making->room, &document, change->name, change->value, &why);
    if (!is_outcome(change, status, &why))
        return tksi_fail(err, status, "out of memory");
    if (status != TKS_OK)
        return TKS_OK;
    tksi_buffer_init(&next, file->maximum, file->env);
    if ((status = tksi_patch_apply(&next, document.bytes, &patch, err)) != TKS_OK) {
        tksi_buffer_dispose(&next);
        return status;
    }
    tksi_buffer_dispose(file);
    *file = next;
    return TKS_OK;
}

static tks_status put_in_what_is_not(struct tksi_buffer *file, struct making *making,
                                     const struct tksi_env *env, tks_error *err)
{
    struct tksi_change **fresh = tksi_allocate(env, making->count, sizeof *fresh);
    size_t count = 0;
    tks_status status = TKS_OK;

    if (fresh == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < making->count; i++)
        if (!making->changes[i].met && !making->changes[i].removed &&
            making->changes[i].outcome->status == TKS_OK)
            fresh[count++] = &making->changes[i];
    qsort(fresh, count, sizeof(struct tksi_change *), by_order);
    for (size_t i = 0; i < count && status == TKS_OK; i++)
        status = put_in(file, making, fresh[i], err);
    tksi_release(env, fresh);
    return status;
}

/* ------------------------------------------------------------------------ checking */

/* The next entry that no change was made to; false at the end. Counts the others. */
static tks_status next_untouched(bool *more, struct tksi_piece *out, struct tksi_reader *reader,
                                 struct making *making, size_t *entries, tks_error *err)
{
    struct tksi_change *change;
    tks_status status = TKS_OK;

    while ((*more = tksi_reader_next(out, reader))) {
        if (out->kind != TKSI_ENTRY)
            continue;
        ++*entries;
        status = find_change(&change, making, tksi_span_of(reader->file, out->name), err);
        if (status != TKS_OK || change == NULL || change->outcome->status != TKS_OK)
            break;
    }
    return status;
}

static tks_status check(size_t *entries, struct making *making, tks_bytes before, tks_bytes after,
                        tks_error *err)
{
    struct tksi_reader readers[2];
    struct tksi_piece old, fresh;
    size_t had = 0;
    bool more[2];
    tks_status status;

    *entries = 0;
    tksi_reader_start(&readers[0], making->format, before);
    tksi_reader_start(&readers[1], making->format, after);
    do {
        if ((status = next_untouched(&more[0], &old, &readers[0], making, &had, err)) ||
            (status = next_untouched(&more[1], &fresh, &readers[1], making, entries, err)))
            return status;
        if (more[0] != more[1] ||
            (more[0] &&
             (!tksi_equal(tksi_span_of(before, old.name), tksi_span_of(after, fresh.name)) ||
              !tksi_equal(tksi_span_of(before, old.payload), tksi_span_of(after, fresh.payload)))))
            return tksi_fail(err, TKS_BAD_DATA, "other entries than those meant would change");
    } while (more[0]);
    return TKS_OK;
}

/* --------------------------------------------------------------------------- all */

tks_status tksi_changes_make(struct tksi_buffer *out, size_t *entries,
                             const struct tksi_format *format, tks_bytes before,
                             struct tksi_change *changes, size_t count, tks_error *err)
{
    const struct tksi_env *env = out->env;
    struct making making = { .format = format, .changes = changes, .count = count };
    struct tksi_buffer file;
    tks_status status;

    before = tksi_bytes(before);
    qsort(changes, count, sizeof *changes, by_name);
    for (size_t i = 1; i < count; i++)
        if (by_name(&changes[i - 1], &changes[i]) == 0)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "two changes of one entry");
    tksi_buffer_init(&making.name, out->maximum, env);
    tksi_buffer_init(&making.room, out->maximum, env);
    tksi_buffer_init(&file, out->maximum, env);
    if ((status = change_what_is_there(&file, &making, before, env, err)) == TKS_OK &&
        (status = put_in_what_is_not(&file, &making, env, err)) == TKS_OK &&
        (status = check(entries, &making, before, tksi_buffer_since(&file, 0), err)) == TKS_OK)
        status = tksi_put_bytes(out, tksi_buffer_since(&file, 0), err);
    tksi_buffer_dispose(&file);
    tksi_buffer_dispose(&making.room);
    tksi_buffer_dispose(&making.name);
    return status;
}

/* changes.c - several entries of one file changed at once, and nothing else
 *
 * One walk replaces and removes what is there; what is not is put in afterwards, all of it
 * where the format wants it. Then both files are walked over side by side: an
 * entry that nobody named has to be the same in both.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return tksi_bytes_compare(((const struct tksi_change *)a)->name,
                              ((const struct tksi_change *)b)->name);
}

/* What is known of a change's entry: of several of its name, the one the library reads. */
struct target {
    size_t at;
    bool found;
};

/* An entry that a change is of. */
struct match {
    struct tksi_piece piece;
    struct tksi_change *change;
};

/* The changes, and room for what is needed on the way. */
struct making {
    const struct tksi_format *format;
    struct tksi_change *changes; /* sorted by name */
    struct target *targets;      /* theirs */
    size_t count;
    struct tksi_buffer name, room;
    struct tksi_buffer matches; /* struct match, in the file's order */
    struct tksi_buffer patches; /* struct tksi_patch, in this order too */
    const struct tksi_forge *forge;
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

static void read_stuff(struct tksi_reader *reader, const struct making *making,
                       const struct tksi_stuff *file)
{
    tksi_reader_start(reader, making->format, file->bytes);
    reader->passing = file->passing;
}

static tks_status take_match(struct making *making, const struct tksi_piece *piece,
                             struct tksi_change *change, tks_error *err)
{
    const unsigned absent = TKSI_UNSEEN | TKSI_UNTERMINATED;
    struct target *target = &making->targets[change - making->changes];
    const struct match match = { *piece, change };

    change->met = true;
    if ((piece->conditions & absent) == 0 && (!target->found || !making->format->first_wins))
        *target = (struct target){ piece->whole.at, true };
    return tksi_buffer_append(&making->matches, &match, sizeof match, err);
}

/* One walk: the document, and the entries that there are for the changes. */
static tks_status find_matches(struct tksi_document *document, struct making *making,
                               const struct tksi_stuff *file, tks_error *err)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t entries = 0;
    tks_status status = TKS_OK;

    read_stuff(&reader, making, file);
    while (status == TKS_OK && tksi_reader_next(&piece, &reader)) {
        struct tksi_change *change = NULL;

        if (piece.kind != TKSI_ENTRY)
            continue;
        entries++;
        status = find_change(&change, making, tksi_span_of(file->bytes, piece.name), err);
        if (status == TKS_OK && change != NULL)
            status = take_match(making, &piece, change, err);
    }
    tksi_document_read_to_end(document, &reader, entries);
    return status;
}

/* What takes the entry's place, after the patches there are. Its bytes are a place in the
 * room until that does not move any more. */
static tks_status add_patch(struct making *making, const struct tksi_document *document,
                            const struct tksi_piece *entry, struct tksi_change *change,
                            tks_error *err)
{
    const size_t begin = making->room.length;
    tks_error why = { .status = TKS_OK };
    struct tksi_patch patch;
    const tks_status status = change->removed ? tksi_patch_remove(&patch, document, entry, &why)
                                              : tksi_patch_replace(&patch, &making->room, document,
                                                                   entry, change->value, &why);

    if (!is_outcome(change, status, &why))
        return tksi_fail(err, status, "out of memory");
    if (status != TKS_OK) {
        making->room.length = begin;
        return TKS_OK;
    }
    patch.bytes = (tks_bytes){ NULL, making->room.length - begin };
    return tksi_buffer_append(&making->patches, &patch, sizeof patch, err);
}

/* Of several entries of a name the one that the library reads is replaced; all are removed. */
static tks_status add_patches(struct making *making, const struct tksi_document *document,
                              tks_error *err)
{
    const struct match *matches = (const struct match *)(const void *)making->matches.data;
    const size_t count = making->matches.length / sizeof *matches;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        struct tksi_change *change = matches[i].change;
        const struct target *target = &making->targets[change - making->changes];

        if (change->outcome->status == TKS_OK &&
            (change->removed || !target->found || target->at == matches[i].piece.whole.at))
            status = add_patch(making, document, &matches[i].piece, change, err);
    }
    return status;
}

/* The next file, in place of *file. */
static tks_status make_next(struct tksi_stuff *file, struct making *making,
                            const struct tksi_patch *patches, size_t count, tks_error *err)
{
    struct tksi_stuff next;
    const tks_status status =
        making->forge->make(making->forge->user, &next, file, patches, count, err);

    if (status == TKS_OK)
        *file = next;
    return status;
}

/* The patches get their bytes, now that the room does not move any more. */
static tks_status make_patched(struct tksi_stuff *file, struct making *making, tks_error *err)
{
    struct tksi_patch *patches = (struct tksi_patch *)(void *)making->patches.data;
    const size_t count = making->patches.length / sizeof *patches;
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        patches[i].bytes.data =
            patches[i].bytes.length > 0 ? making->room.data + at : (const uint8_t *)"";
        at += patches[i].bytes.length;
    }
    return count > 0 ? make_next(file, making, patches, count, err) : TKS_OK;
}

static tks_status change_what_is_there(struct tksi_stuff *file, struct making *making,
                                       tks_error *err)
{
    struct tksi_document document;
    tks_status status;

    if ((status = find_matches(&document, making, file, err)) ||
        (status = add_patches(making, &document, err)))
        return status;
    return make_patched(file, making, err);
}

/* ---------------------------------------------------------------- what is not there */

/* Those of one place are one patch; *earlier is how many are in it already. */
static tks_status put_in(size_t *earlier, struct making *making,
                         const struct tksi_document *document, const struct tksi_fresh *fresh,
                         tks_error *err)
{
    const size_t begin = making->room.length, had = making->patches.length;
    struct tksi_change *change = fresh->user;
    tks_error why = { .status = TKS_OK };
    struct tksi_patch patch, *last = NULL;
    tks_status status;

    if (had > 0)
        last = (struct tksi_patch *)(void *)(making->patches.data + had - sizeof *last);
    if (last == NULL || last->span.at != fresh->at)
        *earlier = 0;
    status = tksi_patch_insert_at(&patch, &making->room, document,
                                  (struct tksi_slot){ fresh->at, *earlier }, change->name,
                                  change->value, &why);
    if (!is_outcome(change, status, &why))
        return tksi_fail(err, status, "out of memory");
    if (status != TKS_OK) {
        making->room.length = begin;
        return TKS_OK;
    }
    patch.bytes = (tks_bytes){ NULL, making->room.length - begin };
    if ((*earlier)++ == 0)
        return tksi_buffer_append(&making->patches, &patch, sizeof patch, err);
    last->bytes.length += patch.bytes.length;
    return TKS_OK;
}

static tks_status put_in_all(struct tksi_stuff *file, struct making *making,
                             struct tksi_fresh *fresh, size_t count, const struct tksi_env *env,
                             tks_error *err)
{
    struct tksi_document document;
    size_t earlier = 0;
    tks_status status;

    making->room.length = making->patches.length = 0;
    tksi_document_scan_passing(&document, making->format, file->bytes, file->passing);
    status = tksi_fresh_place(fresh, count, &document, env, err);
    for (size_t i = 0; i < count && status == TKS_OK; i++)
        status = put_in(&earlier, making, &document, &fresh[i], err);
    return status ? status : make_patched(file, making, err);
}

static tks_status put_in_what_is_not(struct tksi_stuff *file, struct making *making,
                                     const struct tksi_env *env, tks_error *err)
{
    struct tksi_fresh *fresh = tksi_allocate(env, making->count, sizeof *fresh);
    size_t count = 0;
    tks_status status = TKS_OK;

    if (fresh == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < making->count; i++) {
        struct tksi_change *change = &making->changes[i];

        if (!change->met && !change->removed && change->outcome->status == TKS_OK)
            fresh[count++] =
                (struct tksi_fresh){ .name = change->name, .order = change->order, .user = change };
    }
    if (count > 0)
        status = put_in_all(file, making, fresh, count, env, err);
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

static tks_status check(size_t *entries, struct making *making, const struct tksi_stuff *before,
                        const struct tksi_stuff *after, tks_error *err)
{
    struct tksi_reader readers[2];
    struct tksi_piece old, fresh;
    size_t had = 0;
    bool more[2];
    tks_status status;

    *entries = 0;
    read_stuff(&readers[0], making, before);
    read_stuff(&readers[1], making, after);
    do {
        if ((status = next_untouched(&more[0], &old, &readers[0], making, &had, err)) ||
            (status = next_untouched(&more[1], &fresh, &readers[1], making, entries, err)))
            return status;
        if (more[0] != more[1] ||
            (more[0] && (!tksi_bytes_equal(tksi_span_of(before->bytes, old.name),
                                           tksi_span_of(after->bytes, fresh.name)) ||
                         !tksi_bytes_equal(tksi_span_of(before->bytes, old.payload),
                                           tksi_span_of(after->bytes, fresh.payload)))))
            return tksi_fail(err, TKS_BAD_DATA, "other entries than those meant would change");
    } while (more[0]);
    return TKS_OK;
}

/* --------------------------------------------------------------------------- all */

static tks_status make_all(struct tksi_stuff *after, size_t *entries, struct making *making,
                           const struct tksi_stuff *before, const struct tksi_env *env,
                           tks_error *err)
{
    tks_status status;

    *after = *before;
    if ((making->targets = tksi_allocate_zeroed(env, making->count, sizeof *making->targets)) ==
        NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    if ((status = change_what_is_there(after, making, err)) == TKS_OK &&
        (status = put_in_what_is_not(after, making, env, err)) == TKS_OK)
        status = check(entries, making, before, after, err);
    tksi_release(env, making->targets);
    return status;
}

tks_status tksi_changes_forge(struct tksi_stuff *after, size_t *entries,
                              const struct tksi_format *format, const struct tksi_stuff *before,
                              struct tksi_change *changes, size_t count,
                              const struct tksi_forge *forge, const struct tksi_env *env,
                              tks_error *err)
{
    struct making making = { .format = format, .changes = changes, .count = count, .forge = forge };
    const struct tksi_stuff file = { tksi_bytes(before->bytes), before->passing };
    tks_status status;

    qsort(changes, count, sizeof *changes, by_name);
    for (size_t i = 1; i < count; i++)
        if (by_name(&changes[i - 1], &changes[i]) == 0)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "two changes of one entry");
    tksi_buffer_init(&making.name, SIZE_MAX / 2, env);
    tksi_buffer_init(&making.room, SIZE_MAX / 2, env);
    tksi_buffer_init(&making.matches, SIZE_MAX / 2, env);
    tksi_buffer_init(&making.patches, SIZE_MAX / 2, env);
    status = make_all(after, entries, &making, &file, env, err);
    tksi_buffer_dispose(&making.patches);
    tksi_buffer_dispose(&making.matches);
    tksi_buffer_dispose(&making.room);
    tksi_buffer_dispose(&making.name);
    return status;
}

/* ----------------------------------------------------------------------- in memory */

/* The file that was made last, and room for the next one. */
struct sheets {
    struct tksi_buffer last, next;
};

static tks_status make_in_memory(void *user, struct tksi_stuff *out, const struct tksi_stuff *from,
                                 const struct tksi_patch *patches, size_t count, tks_error *err)
{
    struct sheets *sheets = user;
    struct tksi_buffer *const next = &sheets->next, swap = sheets->last;
    size_t at = 0;
    tks_status status = TKS_OK;

    next->length = 0;
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        const struct tksi_span span = patches[i].span;

        if ((status =
                 tksi_put_bytes(next, tksi_span_of(from->bytes, tksi_span_between(at, span.at)),
                                err)) == TKS_OK)
            status = tksi_put_bytes(next, patches[i].bytes, err);
        at = span.at + span.length;
    }
    if (status != TKS_OK ||
        (status = tksi_put_bytes(
             next, tksi_span_of(from->bytes, tksi_span_between(at, from->bytes.length)), err)))
        return status;
    *out = (struct tksi_stuff){ tksi_buffer_since(next, 0), NULL };
    sheets->last = *next;
    *next = swap;
    return TKS_OK;
}

tks_status tksi_changes_make(struct tksi_buffer *out, size_t *entries,
                             const struct tksi_format *format, tks_bytes before,
                             struct tksi_change *changes, size_t count, tks_error *err)
{
    const struct tksi_stuff file = { before, NULL };
    struct sheets sheets;
    const struct tksi_forge forge = { make_in_memory, &sheets };
    struct tksi_stuff after;
    tks_status status;

    tksi_buffer_init(&sheets.last, out->maximum, out->env);
    tksi_buffer_init(&sheets.next, out->maximum, out->env);
    status =
        tksi_changes_forge(&after, entries, format, &file, changes, count, &forge, out->env, err);
    if (status == TKS_OK)
        status = tksi_put_bytes(out, after.bytes, err);
    tksi_buffer_dispose(&sheets.next);
    tksi_buffer_dispose(&sheets.last);
    return status;
}

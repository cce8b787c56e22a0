/* patch.c - one entry changed, and nothing else
 *
 * A patch is refused where the library would not see what was written: in an entry whose
 * end is missing, between the markers of a merge, in a file that the library fails on or
 * would make anew. Whoever writes a patched file down checks it first.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

static tks_status check_document(const struct tksi_document *document, unsigned ability,
                                 tks_error *err)
{
    if ((document->format->abilities & ability) == 0)
        return tksi_fail(err, TKS_UNSUPPORTED, "a %s file, in which that is not done",
                         document->format->name);
    if (document->conditions & TKSI_CONFLICT)
        return tksi_fail(err, TKS_CONFLICT, "a merge left its conflict markers; resolve it first");
    if (document->conditions & TKSI_BROKEN)
        return tksi_fail(err, TKS_BAD_DATA,
                         "malformed, its own library would refuse it; "
                         "have the tests write it anew");
    if ((document->conditions & TKSI_TAINTED) && document->bytes.length > 0)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "written by another version of its library, which "
                         "would reject it; have the tests write it anew");
    return TKS_OK;
}

static tks_status no_end(tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "an entry without its end; have the tests write it anew");
}

static tks_status check_entry(const struct tksi_piece *entry, tks_error *err)
{
    if (entry->kind == TKSI_ENTRY &&
        (entry->conditions & (TKSI_UNTERMINATED | TKSI_TOMBSTONE)) == 0)
        return TKS_OK;
    return no_end(err);
}

/* Whether what stands before the payload is a line that the file ends in the middle of. */
static bool ends_a_line(const struct tksi_document *document, const struct tksi_piece *entry)
{
    const size_t at = entry->payload.at;

    return (document->format->abilities & TKSI_OWN_LINE) != 0 && at > 0 &&
           at == document->bytes.length && ((const char *)document->bytes.data)[at - 1] != '\n';
}

tks_status tksi_patch_replace(struct tksi_patch *out, struct tksi_buffer *room,
                              const struct tksi_document *document, const struct tksi_piece *entry,
                              tks_bytes value, tks_error *err)
{
    const size_t begin = room->length;
    tks_status status;

    if ((status = check_document(document, TKSI_REPLACE, err)) ||
        (status = check_entry(entry, err)))
        return status;
    if (entry->conditions & TKSI_ASIDE)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a binary snapshot, whose bytes are in a file beside it");
    if ((ends_a_line(document, entry) && (status = tksi_put_text(room, document->line_end, err))) ||
        (status = tksi_encode(room, document->format, value, document->line_end, err)))
        return status;
    out->span = entry->payload;
    out->bytes = tksi_buffer_since(room, begin);
    out->change = 0;
    return TKS_OK;
}

tks_status tksi_patch_insert_at(struct tksi_patch *out, struct tksi_buffer *room,
                                const struct tksi_document *document, struct tksi_slot slot,
                                tks_bytes name, tks_bytes value, tks_error *err)
{
    const size_t begin = room->length;
    tks_status status;

    if ((status = check_document(document, TKSI_INSERT, err)))
        return status;
    if (document->conditions & TKSI_UNTERMINATED)
        return tksi_fail(err, TKS_BAD_DATA,
                         "the last entry is without its end; have the tests write it anew");
    if ((status = document->format->put_entry(room, document, slot, name, value, err)))
        return status;
    out->span = (struct tksi_span){ slot.at, 0 };
    out->bytes = tksi_buffer_since(room, begin);
    out->change = 1;
    return TKS_OK;
}

static tks_status check_absent(struct tksi_buffer *room, const struct tksi_document *document,
                               tks_bytes name, tks_error *err)
{
    const size_t begin = room->length;
    struct tksi_reader reader;
    struct tksi_piece piece;
    tks_status status = TKS_OK;

    tksi_document_read(&reader, document);
    while (status == TKS_OK && tksi_reader_next(&piece, &reader)) {
        room->length = begin;
        if (piece.kind == TKSI_ENTRY &&
            (status = tksi_decode_name(room, document->format,
                                       tksi_span_of(document->bytes, piece.name), err)) == TKS_OK &&
            tksi_bytes_equal(tksi_buffer_since(room, begin), name))
            status = tksi_fail(err, TKS_CONFLICT, "there is already an entry of that name");
    }
    room->length = begin;
    return status;
}

tks_status tksi_patch_insert(struct tksi_patch *out, struct tksi_buffer *room,
                             const struct tksi_document *document, tks_bytes name, tks_bytes value,
                             tks_error *err)
{
    struct tksi_fresh fresh = { .name = name };
    tks_status status;

    if ((status = check_document(document, TKSI_INSERT, err)) ||
        (status = check_absent(room, document, name, err)) ||
        (status = tksi_fresh_place(&fresh, 1, document, room->env, err)))
        return status;
    return tksi_patch_insert_at(out, room, document, (struct tksi_slot){ fresh.at, 0 }, name, value,
                                err);
}

tks_status tksi_patch_remove(struct tksi_patch *out, const struct tksi_document *document,
                             const struct tksi_piece *entry, tks_error *err)
{
    tks_status status = check_document(document, TKSI_REMOVE, err);

    if (status)
        return status;
    if (entry->kind != TKSI_ENTRY)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "what stands between entries is not removed");
    if (entry->conditions & TKSI_UNTERMINATED)
        return no_end(err);
    *out = (struct tksi_patch){ .span = entry->whole, .bytes = { "", 0 }, .change = -1 };
    return TKS_OK;
}

tks_status tksi_patch_apply(struct tksi_buffer *out, tks_bytes before,
                            const struct tksi_patch *patch, tks_error *err)
{
    const size_t end = patch->span.at + patch->span.length;
    tks_status status;

    if (patch->span.at > before.length || patch->span.length > before.length - patch->span.at)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "the patch is of another file");
    if ((status = tksi_buffer_reserve(out, before.length - patch->span.length + patch->bytes.length,
                                      err)) ||
        (status = tksi_buffer_append(out, before.data, patch->span.at, err)) ||
        (status = tksi_put_bytes(out, patch->bytes, err)))
        return status;
    return tksi_put_bytes(out, tksi_span_of(before, tksi_span_between(end, before.length)), err);
}

/* ------------------------------------------------------------------ checking */

/* Entries on one side of the patch: those that touch it, and those that do not, in order. */
struct side {
    struct tksi_reader reader;
    struct tksi_span span; /* the patched bytes */
    bool within;           /* the span is part of an entry */
    bool lost;             /* the library would not read an entry that touches it */
    int touched;
};

/* An entry put in or taken out is where its name is: the line break that ends the entry
 * before it may be the patch's, where the file had none at its end. */
static bool touches(const struct side *side, const struct tksi_piece *piece)
{
    const size_t at = side->span.at, end = at + side->span.length;
    const size_t mark = piece->name.length > 0 ? piece->name.at : piece->payload.at;

    if (side->within)
        return piece->whole.at <= at && end <= piece->whole.at + piece->whole.length;
    return at <= mark && mark < end;
}

/* The next entry that the patch leaves alone; false at the end. */
static bool next_other(struct tksi_piece *out, struct side *side)
{
    while (tksi_reader_next(out, &side->reader)) {
        if (out->kind != TKSI_ENTRY)
            continue;
        if (!touches(side, out))
            return true;
        side->touched++;
        side->lost |= (out->conditions & (TKSI_UNTERMINATED | TKSI_BROKEN)) != 0;
    }
    return false;
}

static bool is_same_entry(const struct side *before, const struct tksi_piece *old,
                          const struct side *after, const struct tksi_piece *fresh)
{
    const size_t moved = old->whole.at >= before->span.at + before->span.length
                             ? after->span.length - before->span.length
                             : 0;

    /* an empty line before an entry may come to be its own, so `whole` may grow */
    return (fresh->name.length == 0 || fresh->name.at == old->name.at + moved) &&
           fresh->payload.at == old->payload.at + moved &&
           fresh->payload.length == old->payload.length && fresh->name.length == old->name.length &&
           ((fresh->conditions ^ old->conditions) & ~(unsigned)TKSI_STALE) == 0;
}

/* All bytes but the patched ones, and those are what was meant. */
static bool are_bytes_same(tks_bytes before, tks_bytes after, const struct tksi_patch *patch)
{
    const size_t end = patch->span.at + patch->span.length;
    const size_t new_end = patch->span.at + patch->bytes.length;
    const tks_bytes parts[3][2] = {
        { { before.data, patch->span.at }, { after.data, patch->span.at } },
        { patch->bytes, tksi_span_of(after, tksi_span_between(patch->span.at, new_end)) },
        { tksi_span_of(before, tksi_span_between(end, before.length)),
          tksi_span_of(after, tksi_span_between(new_end, after.length)) },
    };

    return tksi_bytes_equal(parts[0][0], parts[0][1]) &&
           tksi_bytes_equal(parts[1][0], parts[1][1]) && tksi_bytes_equal(parts[2][0], parts[2][1]);
}

static bool is_well_patched(struct side *before, struct side *after, int change)
{
    struct tksi_piece old, fresh;
    bool more, more_after;

    do {
        more = next_other(&old, before);
        more_after = next_other(&fresh, after);
        if (more != more_after || (more && !is_same_entry(before, &old, after, &fresh)))
            return false;
    } while (more);
    return before->touched == (change <= 0) && after->touched == (change >= 0);
}

tks_status tksi_patch_check(const struct tksi_document *before, tks_bytes after,
                            const struct tksi_patch *patch, tks_error *err)
{
    struct side old = { .span = patch->span, .within = patch->change == 0 };
    struct side now = { .span = { patch->span.at, patch->bytes.length }, .within = old.within };
    const size_t length = before->bytes.length;

    if (patch->span.at > length || patch->span.length > length - patch->span.at ||
        after.length != length - patch->span.length + patch->bytes.length ||
        !are_bytes_same(before->bytes, after, patch))
        return tksi_fail(err, TKS_BAD_DATA, "other bytes than those meant would change");
    tksi_reader_start(&old.reader, before->format, before->bytes);
    tksi_reader_start(&now.reader, before->format, after);
    if (!is_well_patched(&old, &now, patch->change))
        return tksi_fail(err, TKS_BAD_DATA, "other entries than the one meant would change");
    if (now.lost && !old.lost)
        return tksi_fail(err, TKS_BAD_DATA, "the entry could not be read any more");
    return TKS_OK;
}

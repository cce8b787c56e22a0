/* listing.c - all entries of a file, and which of them have one name
 *
 * Names are compared after sorting, so a file made to collide costs no more than another.
 * Most files are in order already, or have each name once in any order.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

static tks_bytes name_of(const struct tksi_listing *listing, uint32_t index)
{
    return tksi_span_of(listing->document.bytes, listing->entries[index].piece.name);
}

/* By name, entries of one name in file order. */
static int compare(const struct tksi_listing *listing, uint32_t one, uint32_t other)
{
    return tksi_bytes_compare(name_of(listing, one), name_of(listing, other));
}

/* Merges the runs from..middle-1 and middle..to-1. */
static void merge(const struct tksi_listing *listing, uint32_t *to, const uint32_t *from,
                  size_t begin, size_t middle, size_t end)
{
    size_t left = begin, right = middle;

    for (size_t i = begin; i < end; i++) {
        const bool take_left =
            right == end || (left < middle && compare(listing, from[left], from[right]) <= 0);

        to[i] = take_left ? from[left++] : from[right++];
    }
}

/* Indices by name, stable: bottom up, between two halves of `room`. Returns where. */
static const uint32_t *sort(const struct tksi_listing *listing, uint32_t *room, size_t count)
{
    uint32_t *from = room, *to = room + count;

    for (size_t i = 0; i < count; i++)
        from[i] = (uint32_t)i;
    for (size_t run = 1; run < count; run *= 2) {
        uint32_t *const swap = from;

        for (size_t at = 0; at < count; at += 2 * run) {
            const size_t middle = at + run < count ? at + run : count;
            const size_t end = at + 2 * run < count ? at + 2 * run : count;

            merge(listing, to, from, at, middle, end);
        }
        from = to;
        to = swap;
    }
    return from;
}

static bool is_in_order(const struct tksi_listing *listing)
{
    for (size_t i = 1; i < listing->document.entries; i++)
        if (compare(listing, (uint32_t)i - 1, (uint32_t)i) >= 0)
            return false;
    return true;
}

/* Entries of one name, `count` from `same` on. An entry that its library does not see
 * shadows none. */
static void number(struct tksi_listing *listing, const uint32_t *same, size_t count)
{
    const bool first_wins = listing->document.format->first_wins;
    const unsigned absent = TKSI_UNSEEN | TKSI_UNTERMINATED;
    struct tksi_entry *winner = NULL;

    for (size_t i = 0; i < count; i++) {
        struct tksi_entry *entry = &listing->entries[same[i]];

        entry->occurrence = (uint32_t)i;
        if ((entry->piece.conditions & absent) == 0 && (winner == NULL || !first_wins))
            winner = entry;
    }
    for (size_t i = 0; i < count && winner != NULL; i++)
        if (&listing->entries[same[i]] != winner)
            listing->entries[same[i]].piece.conditions |= TKSI_SHADOWED;
}

static tks_status find_same(struct tksi_listing *listing, tks_error *err)
{
    const size_t count = listing->document.entries;
    const uint32_t *sorted;
    uint32_t *room;
    size_t end;

    if ((listing->document.format->abilities & TKSI_NAMED) == 0 || is_in_order(listing))
        return TKS_OK;
    if ((room = tksi_allocate(&listing->env, count, 2 * sizeof *room)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu entries", count);
    sorted = sort(listing, room, count);
    for (size_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count && compare(listing, sorted[i], sorted[end]) == 0; end++)
            ;
        if (end - i > 1)
            number(listing, sorted + i, end - i);
    }
    tksi_release(&listing->env, room);
    return TKS_OK;
}

tks_status tksi_listing_make(struct tksi_listing *out, const struct tksi_format *format,
                             tks_bytes bytes, const struct tksi_env *env, tks_error *err)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t count = 0;

    *out = (struct tksi_listing){ .env = *env };
    if (bytes.length > (size_t)env->limits.file_bytes)
        return tksi_fail(err, TKS_OVER_LIMIT, "%zu bytes, the limit is %lld", bytes.length,
                         (long long)env->limits.file_bytes);
    tksi_document_scan(&out->document, format, bytes);
    if (out->document.entries > TKSI_MOST_ENTRIES)
        return tksi_fail(err, TKS_OVER_LIMIT, "%zu entries, the limit is %d", out->document.entries,
                         (int)TKSI_MOST_ENTRIES);
    out->entries = tksi_allocate_zeroed(env, out->document.entries, sizeof *out->entries);
    if (out->entries == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu entries",
                         out->document.entries);
    tksi_reader_start(&reader, format, bytes);
    while (tksi_reader_next(&piece, &reader))
        if (piece.kind == TKSI_ENTRY)
            out->entries[count++].piece = piece;
    return find_same(out, err);
}

void tksi_listing_dispose(struct tksi_listing *listing)
{
    if (listing->entries != NULL)
        tksi_release(&listing->env, listing->entries);
    listing->entries = NULL;
    listing->document.entries = 0;
}

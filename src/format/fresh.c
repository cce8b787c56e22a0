/* fresh.c - where entries go that a file does not have yet
 *
 * Libraries that sort their files put a new entry before the first that comes after it. Of a
 * file in that order each such place is found in one walk, by names that are sorted so too.
 * A file in another order was not written by its library alone, and is gone on with at its
 * end.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

#include <stdlib.h>

/* As they come at the end. */
static int by_order(const void *a, const void *b)
{
    const struct tksi_fresh *left = a, *right = b;

    if (left->order != right->order)
        return left->order < right->order ? -1 : 1;
    return tksi_bytes_compare(left->name, right->name);
}

/* As their library sorts them. */
static int by_name(const void *a, const void *b, void *user)
{
    tksi_order_fn *const *order = user;

    return (*order)(((const struct tksi_fresh *)a)->name, ((const struct tksi_fresh *)b)->name);
}

/* *sorted: the file is in this order, and so are those that are new; each has its place. */
static tks_status find_places(bool *sorted, struct tksi_fresh *fresh, size_t count,
                              tksi_order_fn *order, const struct tksi_document *document,
                              const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer names[2]; /* of this entry and of the one before */
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t entries = 0, next = 0;
    tks_status status = TKS_OK;

    *sorted = true;
    tksi_buffer_init(&names[0], SIZE_MAX / 2, env);
    tksi_buffer_init(&names[1], SIZE_MAX / 2, env);
    tksi_document_read(&reader, document);
    while (status == TKS_OK && *sorted && tksi_reader_next(&piece, &reader)) {
        struct tksi_buffer *here = &names[entries % 2], *before = &names[(entries + 1) % 2];

        if (piece.kind != TKSI_ENTRY)
            continue;
        here->length = 0;
        if ((status = tksi_decode_name(here, document->format,
                                       tksi_span_of(document->bytes, piece.name), err)))
            break;
        *sorted =
            entries++ == 0 || order(tksi_buffer_since(before, 0), tksi_buffer_since(here, 0)) <= 0;
        while (next < count && order(fresh[next].name, tksi_buffer_since(here, 0)) < 0)
            fresh[next++].at = piece.whole.at;
    }
    tksi_buffer_dispose(&names[1]);
    tksi_buffer_dispose(&names[0]);
    return status;
}

tks_status tksi_fresh_place(struct tksi_fresh *fresh, size_t count,
                            const struct tksi_document *document, const struct tksi_env *env,
                            tks_error *err)
{
    tksi_order_fn *order =
        document->format->order != NULL ? document->format->order(document) : NULL;
    bool sorted = false;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count; i++)
        fresh[i].at = document->bytes.length;
    if (order != NULL) {
        qsort_r(fresh, count, sizeof *fresh, by_name, &order);
        status = find_places(&sorted, fresh, count, order, document, env, err);
    }
    if (status != TKS_OK || sorted)
        return status;
    for (size_t i = 0; i < count; i++)
        fresh[i].at = document->bytes.length;
    qsort(fresh, count, sizeof *fresh, by_order);
    return TKS_OK;
}

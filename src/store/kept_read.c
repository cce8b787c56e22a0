/* kept_read.c - the two values of a change that is kept here
 *
 * What is kept is a value already, where a file holds several; where all of the file is kept
 * its value is found in it as in the baseline. Entries of a baseline come from the listing's
 * shelf: it is not read for each of them.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/shelf.h"
#include "store/steps.h"

#include <string.h>

/* A payload's value as the library compares it. */
static tks_status put_value(struct tksi_buffer *out, const struct tksi_format *format,
                            tks_bytes payload, tks_error *err)
{
    struct tksi_buffer value;
    tks_status status;

    tksi_buffer_init(&value, out->maximum, out->env);
    if ((status = tksi_decode(&value, format, payload, err)) == TKS_OK)
        status = tksi_normalize(out, format, tksi_bytes_of(&value), err);
    tksi_buffer_dispose(&value);
    return status;
}

/* A file that is one change. Where it would hold several snapshots it is shown as it is;
 * where it is one and there is nothing that its format takes for one, in an empty file, its
 * value is nothing. */
static tks_status put_file(struct tksi_buffer *out, const struct tksi_format *format,
                           tks_bytes file, tks_error *err)
{
    struct tksi_span payload = { 0, 0 };
    struct tksi_reader reader;
    struct tksi_piece piece;

    if ((format->abilities & TKSI_SEVERAL) != 0)
        return tksi_buffer_append(out, file.data, file.length, err);
    tksi_reader_start(&reader, format, file);
    while (tksi_reader_next(&piece, &reader))
        if (piece.kind == TKSI_ENTRY && (piece.conditions & (TKSI_UNSEEN | TKSI_UNTERMINATED)) == 0)
            payload = piece.payload;
    return put_value(out, format, tksi_span_of(file, payload), err);
}

/* The entry that the library reads of the baseline. */
static tks_status read_entry(struct tksi_values *out, const struct tksi_format *format,
                             const struct tksi_root *root, const struct tksi_waiting *waiting,
                             tks_error *err)
{
    struct tksi_buffer payload;
    tks_status status;

    tksi_step_room(&payload, root);
    status = tksi_shelf_payload(&payload, &out->has_expected, root, waiting, err);
    if (status == TKS_OK && out->has_expected &&
        (status = put_value(&out->expected, format, tksi_bytes_of(&payload), err)))
        tksi_fail_at(err, status, waiting->pending.path);
    tksi_buffer_dispose(&payload);
    return status;
}

static tks_status read_whole(struct tksi_values *out, const struct tksi_format *format,
                             const struct tksi_root *root, const char *path, tks_error *err)
{
    struct tksi_buffer baseline;
    tks_status status;

    tksi_step_room(&baseline, root);
    status = tksi_step_read_real(&baseline, &out->has_expected, root, path, err);
    if (status == TKS_OK && out->has_expected &&
        (status = put_file(&out->expected, format, tksi_bytes_of(&baseline), err)))
        tksi_fail_at(err, status, path);
    tksi_buffer_dispose(&baseline);
    return status;
}

static tks_status read_actual(struct tksi_values *out, const struct tksi_kept *kept, tks_error *err)
{
    if (kept->state == TKS_PENDING_REMOVED)
        return TKS_OK;
    out->has_actual = true;
    if (kept->entry == NULL)
        return put_file(&out->actual, kept->format, kept->value, err);
    return tksi_normalize(&out->actual, kept->format, kept->value, err);
}

static tks_status read_values(struct tksi_values *out, const struct tksi_kept *kept,
                              const struct tksi_root *root, const struct tksi_waiting *waiting,
                              tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    tks_status status = kept->entry != NULL
                            ? read_entry(out, kept->format, root, waiting, err)
                            : read_whole(out, kept->format, root, pending->path, err);

    if (status != TKS_OK)
        return status;
    if (pending->state == TKS_PENDING_REMOVED && !out->has_expected)
        return tksi_fail(err, TKS_CONFLICT, "%s: what was to be removed is gone; reject it",
                         pending->path);
    if (out->has_expected != (pending->state != TKS_PENDING_NEW))
        return tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at",
                         pending->path);
    status = read_actual(out, kept, err);
    return status ? tksi_fail_at(err, status, pending->file) : TKS_OK;
}

tks_status tksi_kept_values(struct tksi_values *out, const struct tksi_root *root,
                            const struct tksi_waiting *waiting, tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    struct tksi_buffer file;
    struct tksi_kept kept;
    tks_status status;

    tksi_step_room(&file, root);
    tksi_buffer_init(&kept.text, 0, &root->env);
    if ((status = tksi_step_read(&file, root, pending->file, &waiting->found.seen, err)))
        goto done;
    if ((status = tksi_kept_read(&kept, tksi_bytes_of(&file), &root->env, err))) {
        status = tksi_fail_at(err, status, pending->file);
        goto done;
    }
    if ((status = read_values(out, &kept, root, waiting, err)) == TKS_OK && pending->source != NULL)
        status =
            tksi_buffer_append(&out->source, pending->source, strlen(pending->source) + 1, err);
done:
    tksi_kept_dispose(&kept);
    tksi_buffer_dispose(&file);
    return status;
}

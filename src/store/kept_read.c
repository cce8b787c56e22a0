/* kept_read.c - the two values of a change that is kept here
 *
 * What is kept is a value already, where a file holds several; where it is one snapshot it
 * is the file, and its value is found in it as in the baseline.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/steps.h"

#include <string.h>

/* An item's files. */
struct files {
    struct tksi_buffer pending, baseline;
    struct tksi_kept kept;
    bool there; /* the baseline */
};

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

/* A file without anything that its format takes for an entry, an empty one, has the value of
 * nothing where it is one snapshot, and no value where it would hold several. */
static tks_status put_from_file(struct tksi_buffer *out, bool *there,
                                const struct tksi_format *format, tks_bytes file, const char *entry,
                                tks_error *err)
{
    struct tksi_span payload = { 0, 0 };
    tks_status status = tksi_kept_find(&payload, there, format, file, entry, out->env, err);

    if (status != TKS_OK || (!*there && entry != NULL))
        return status;
    *there = true;
    return put_value(out, format, tksi_span_of(file, payload), err);
}

static tks_status read_actual(struct tksi_values *out, const struct tksi_kept *kept, tks_error *err)
{
    if (kept->state == TKS_PENDING_REMOVED)
        return TKS_OK;
    if (kept->entry == NULL)
        return put_from_file(&out->actual, &out->has_actual, kept->format, kept->value, NULL, err);
    out->has_actual = true;
    return tksi_normalize(&out->actual, kept->format, kept->value, err);
}

static tks_status read_values(struct tksi_values *out, struct files *files,
                              const struct tksi_root *root, const tks_pending *pending,
                              tks_error *err)
{
    const struct tksi_kept *kept = &files->kept;
    tks_status status;

    if ((status = tksi_step_read_real(&files->baseline, &files->there, root, pending->path, err)))
        return status;
    if (files->there && (status = put_from_file(&out->expected, &out->has_expected, kept->format,
                                                tksi_bytes_of(&files->baseline), kept->entry, err)))
        return tksi_fail_at(err, status, pending->path);
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
    struct files files = { .there = false };
    tks_status status;

    tksi_step_room(&files.pending, root);
    tksi_step_room(&files.baseline, root);
    tksi_buffer_init(&files.kept.text, 0, &root->env);
    if ((status = tksi_step_read(&files.pending, root, pending->file, &waiting->found.seen, err)))
        goto done;
    if ((status = tksi_kept_read(&files.kept, tksi_bytes_of(&files.pending), &root->env, err))) {
        status = tksi_fail_at(err, status, pending->file);
        goto done;
    }
    if ((status = read_values(out, &files, root, pending, err)) == TKS_OK &&
        pending->source != NULL)
        status =
            tksi_buffer_append(&out->source, pending->source, strlen(pending->source) + 1, err);
done:
    tksi_kept_dispose(&files.kept);
    tksi_buffer_dispose(&files.baseline);
    tksi_buffer_dispose(&files.pending);
    return status;
}

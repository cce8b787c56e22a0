/* insta_read.c - the two values of an insta snapshot in files of its own
 *
 * Contents are compared without their headers, so what else differs is put into a note: a
 * snapshot that waits for its expression alone would look as if nothing waited.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "store/steps.h"
#include "store/store.h"

#include <string.h>

/* An item's files, and what they are. */
struct files {
    struct tksi_buffer pending, baseline, aside;
    bool there; /* the baseline */
};

static tks_status note(struct tksi_values *out, const char *words, tks_error *err)
{
    return tksi_buffer_append(&out->note, words, strlen(words) + 1, err);
}

/* ---------------------------------------------------------------------- values */

static tks_status put_text(struct tksi_buffer *out, tks_bytes file, const char *path,
                           tks_error *err)
{
    const struct tksi_format *format = tksi_format_named("insta");
    struct tksi_buffer value;
    tks_status status;

    tksi_buffer_init(&value, out->maximum, out->env);
    status = tksi_decode(&value, format, tksi_span_of(file, tksi_insta_piece(file).payload), err);
    if (status == TKS_OK)
        status = tksi_normalize(out, format, tksi_bytes_of(&value), err);
    tksi_buffer_dispose(&value);
    return status != TKS_OK ? tksi_fail_at(err, status, path) : TKS_OK;
}

/* The baseline's bytes, where its header says they are. Without them there is nothing to
 * compare, and still something to accept. */
static tks_status put_aside(struct tksi_values *out, struct files *files,
                            const struct tksi_root *root, const char *path, tks_error *err)
{
    bool aside;
    tks_status status =
        tksi_insta_sidecar(&files->aside, &aside, path, tksi_bytes_of(&files->baseline), NULL);

    out->has_expected = false;
    if (status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, status, "out of memory");
    if (status == TKS_OK)
        status = tksi_root_read(&out->expected, &out->has_expected, NULL, root,
                                (const char *)files->aside.data, err);
    else
        status = TKS_OK; /* an old header that does not say where they are */
    if (status == TKS_OK && !out->has_expected)
        status = note(out, "the bytes of the baseline are missing", err);
    return status;
}

/* Insta cannot read it, and accepting replaces all of it: all of it is what is seen. */
static tks_status put_whole(struct tksi_values *out, tks_bytes baseline, tks_error *err)
{
    tks_status status = tksi_buffer_append(&out->expected, baseline.data, baseline.length, err);

    return status ? status : note(out, "the baseline cannot be read by insta", err);
}

static tks_status read_expected(struct tksi_values *out, struct files *files,
                                const struct tksi_root *root, const char *path, tks_error *err)
{
    const tks_bytes baseline = tksi_bytes_of(&files->baseline);
    const unsigned conditions = tksi_insta_piece(baseline).conditions;
    tks_status status = tksi_insta_check(baseline, path, err);

    if (status != TKS_OK)
        return status;
    out->has_expected = true;
    if (conditions & (TKSI_BROKEN | TKSI_CONFLICT | TKSI_UNTERMINATED))
        return put_whole(out, baseline, err);
    if (conditions & TKSI_ASIDE)
        return put_aside(out, files, root, path, err);
    return put_text(&out->expected, baseline, path, err);
}

/* ----------------------------------------------------------------------- words */

/* A text of the header, where there is one that can be read. */
static tks_status put_field(struct tksi_buffer *out, tks_bytes file, const char *key,
                            tks_error *err)
{
    struct tksi_field field;
    tks_status status;

    if (!tksi_insta_find(&field, file, key) || field.type != TKSI_FIELD_TEXT)
        return TKS_OK;
    status = tksi_insta_text(out, file, &field, NULL);
    if (status == TKS_OK)
        return tksi_buffer_append(out, "", 1, err);
    out->length = 0;
    return status == TKS_OUT_OF_MEMORY ? tksi_fail(err, status, "out of memory") : TKS_OK;
}

static tks_status note_header(struct tksi_values *out, const struct files *files, tks_error *err)
{
    static const char words[] = "changed in the header: ";
    const tks_bytes baseline = tksi_bytes_of(&files->baseline),
                    pending = tksi_bytes_of(&files->pending);
    tks_status status;

    if (out->note.length > 0 || (tksi_insta_piece(baseline).conditions & TKSI_LEGACY))
        return TKS_OK;
    if ((status = tksi_buffer_append(&out->note, words, sizeof words - 1, err)) ||
        (status = tksi_insta_changes(&out->note, baseline, pending, err)))
        return status;
    if (out->note.length == sizeof words - 1)
        out->note.length = 0;
    else
        status = tksi_buffer_append(&out->note, "", 1, err);
    return status;
}

/* Files of older versions are equal to insta though they look different. */
static tks_status settle_legacy(struct tksi_values *out, tks_error *err)
{
    const tks_bytes expected = tksi_bytes_of(&out->expected), actual = tksi_bytes_of(&out->actual);

    if ((expected.length == actual.length &&
         memcmp(expected.data, actual.data, actual.length) == 0) ||
        !tksi_insta_equal_legacy(expected, actual))
        return TKS_OK;
    out->expected.length = 0;
    return tksi_buffer_append(&out->expected, actual.data, actual.length, err);
}

/* ------------------------------------------------------------------------- all */

static tks_status read_files(struct files *files, const struct tksi_root *root,
                             const struct tksi_waiting *waiting, tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    tks_status status;

    if ((status =
             tksi_step_read(&files->pending, root, pending->file, &waiting->found.seen, err)) ||
        (status = tksi_step_read_real(&files->baseline, &files->there, root, pending->path, err)))
        return status;
    if (files->there != (pending->state == TKS_PENDING_CHANGED))
        return tksi_fail(err, TKS_CONFLICT, "%s: has %s since it was looked at", pending->path,
                         files->there ? "come" : "gone");
    return TKS_OK;
}

static tks_status read_values(struct tksi_values *out, struct files *files,
                              const struct tksi_root *root, const struct tksi_waiting *waiting,
                              tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    tks_status status;

    out->has_actual = true;
    if (pending->sidecar != NULL)
        status =
            tksi_step_read(&out->actual, root, pending->sidecar, &waiting->found.seen_aside, err);
    else
        status = put_text(&out->actual, tksi_bytes_of(&files->pending), pending->file, err);
    if (status != TKS_OK || !files->there)
        return status;
    if ((status = read_expected(out, files, root, pending->path, err)) ||
        (pending->sidecar == NULL && (status = settle_legacy(out, err))))
        return status;
    return note_header(out, files, err);
}

tks_status tksi_insta_read(struct tksi_values *out, const struct tksi_root *root,
                           const struct tksi_waiting *waiting, tks_error *err)
{
    struct files files = { .there = false };
    tks_status status;

    tksi_step_room(&files.pending, root);
    tksi_step_room(&files.baseline, root);
    tksi_buffer_init(&files.aside, SIZE_MAX / 2, &root->env);
    if ((status = read_files(&files, root, waiting, err)) ||
        (status = read_values(out, &files, root, waiting, err)) ||
        (status = put_field(&out->source, tksi_bytes_of(&files.pending), "source", err)))
        goto done;
    status = put_field(&out->expression, tksi_bytes_of(&files.pending), "expression", err);
done:
    tksi_buffer_dispose(&files.aside);
    tksi_buffer_dispose(&files.baseline);
    tksi_buffer_dispose(&files.pending);
    return status;
}

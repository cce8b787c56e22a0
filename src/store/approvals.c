/* approvals.c - the approval libraries' snapshots: x.approved.txt, pending as x.received.txt
 *
 * The received file is a review's subject by itself: it has the bytes that the approved one
 * will have, whatever they are, and stays where it is until somebody decides or the test
 * passes. The libraries' own way to approve is to move it.
 *
 * Verify, which has x.verified.txt, calls its files the same; where one of those is there
 * the received file is not taken for an approval library's.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "store/steps.h"
#include "store/store.h"
#include "text/text.h"

#include <string.h>

static tks_str text_of(const char *text)
{
    return (tks_str){ text, strlen(text) };
}

static bool claims(const char *name)
{
    return tksi_approvals_received(text_of(name));
}

/* --------------------------------------------------------------------- looking */

/* Whether x.verified.txt is beside x.received.txt, in place of x.approved.txt. */
static tks_status is_of_verify(bool *out, const struct tksi_root *root, const char *approved,
                               tks_error *err)
{
    /* the words are of one length, and the last of them is the one that was exchanged */
    static const char from[] = ".approved.", to[] = ".verified.";
    const size_t length = strlen(approved);
    struct tksi_buffer other;
    tks_status status;

    *out = false;
    if (tksi_root_has(root, approved))
        return TKS_OK;
    tksi_buffer_init(&other, SIZE_MAX / 2, &root->env);
    if ((status = tksi_buffer_append(&other, approved, length + 1, err)) == TKS_OK)
        for (size_t at = length - (sizeof from - 1);; at--)
            if (memcmp(approved + at, from, sizeof from - 1) == 0) {
                memcpy(other.data + at, to, sizeof to - 1);
                *out = tksi_root_has(root, (const char *)other.data);
                break;
            }
    tksi_buffer_dispose(&other);
    return status;
}

/* What is in the received file; a failure is what is wrong with it. */
static tks_status look_inside(struct tksi_found *found, bool *there, const struct tksi_root *root,
                              const char *file, tks_error *err)
{
    struct tksi_buffer bytes;
    tks_status status;

    tksi_step_room(&bytes, root);
    if ((status = tksi_root_read(&bytes, there, NULL, root, file, err)) == TKS_OK) {
        found->seen = tksi_fingerprint_of(tksi_bytes_of(&bytes));
        found->kind = tksi_kind_of(tksi_bytes_of(&bytes), &root->env);
    }
    tksi_buffer_dispose(&bytes);
    return status;
}

/* The approved file's name, with its NUL, as a text of the finds. */
static tks_status find_approved(size_t *at, struct tksi_finds *finds, const char *file,
                                tks_error *err)
{
    struct tksi_buffer approved;
    tks_status status;

    tksi_buffer_init(&approved, SIZE_MAX / 2, finds->text.env);
    if ((status = tksi_approvals_other(&approved, text_of(file), err)) == TKS_OK)
        status = tksi_finds_text(at, finds, tksi_bytes_of(&approved), err);
    tksi_buffer_dispose(&approved);
    return status;
}

static tks_status look(struct tksi_finds *finds, const struct tksi_root *root, const char *file,
                       tks_error *err)
{
    struct tksi_found found = tksi_found_nothing(&tksi_store_approvals);
    tks_error why = { .status = TKS_OK };
    bool verify, there = true;
    tks_status status;

    found.kind = "text";
    if ((status = find_approved(&found.path, finds, file, err)) ||
        (status = is_of_verify(&verify, root, (const char *)finds->text.data + found.path, err)) ||
        verify ||
        (status = tksi_finds_text(&found.file, finds, (tks_bytes){ file, strlen(file) }, err)))
        return status;
    status = look_inside(&found, &there, root, file, &why);
    if (status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, status, "out of memory");
    if (status == TKS_OK && !there) /* its test passed meanwhile */
        return TKS_OK;
    if (status != TKS_OK) {
        found.state = TKS_PENDING_UNREADABLE;
        if ((status = tksi_finds_text(&found.problem, finds,
                                      (tks_bytes){ why.message, strlen(why.message) }, err)))
            return status;
    } else {
        const char *path = (const char *)finds->text.data + found.path;

        found.state = tksi_root_has(root, path) ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
    }
    return tksi_finds_add(finds, &found, err);
}

/* --------------------------------------------------------------------- reading */

/* A value as the libraries compare it: of a text, line ends are LF. */
static tks_status put_value(struct tksi_buffer *out, tks_bytes file, tks_error *err)
{
    const char *at = file.data, *const end = at + file.length;
    tks_status status = TKS_OK;

    if (!tksi_is_text(file))
        return tksi_buffer_append(out, file.data, file.length, err);
    while (at < end && status == TKS_OK) {
        const char *line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
        const char *to = line_end != NULL ? line_end : end;

        status = tksi_buffer_append(out, at, (size_t)(to - at), err);
        at = line_end != NULL ? line_end + 1 : end;
    }
    return status;
}

static tks_status read_values(struct tksi_values *out, const struct tksi_root *root,
                              const struct tksi_waiting *waiting, tks_error *err)
{
    const tks_pending *pending = &waiting->pending;
    struct tksi_buffer received, approved;
    tks_status status;

    tksi_step_room(&received, root);
    tksi_step_room(&approved, root);
    if ((status = tksi_step_read(&received, root, pending->file, &waiting->found.seen, err)) ||
        (status = tksi_step_read_real(&approved, &out->has_expected, root, pending->path, err)))
        goto done;
    if (out->has_expected != (pending->state != TKS_PENDING_NEW)) {
        status =
            tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at", pending->path);
        goto done;
    }
    out->has_actual = true;
    if ((status = put_value(&out->expected, tksi_bytes_of(&approved), err)) == TKS_OK)
        status = put_value(&out->actual, tksi_bytes_of(&received), err);
done:
    tksi_buffer_dispose(&approved);
    tksi_buffer_dispose(&received);
    return status;
}

/* ------------------------------------------------------------------- deciding */

/* A received file is one snapshot, so a group is, too. The approved file comes first: no
 * moment is without the bytes. */
static tks_status accept(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    const tks_pending *pending = &group->items[0]->pending;
    const struct tksi_found *found = &group->items[0]->found;
    struct tksi_buffer bytes;
    tks_status status;

    if (pending->state == TKS_PENDING_UNREADABLE)
        return tksi_fail(err, TKS_BAD_DATA, "%s", pending->problem);
    tksi_step_room(&bytes, transaction->root);
    if ((status = tksi_step_read(&bytes, transaction->root, pending->file, &found->seen, err)) ==
            TKS_OK &&
        (status = tksi_step_put(transaction, pending->path, tksi_bytes_of(&bytes), NULL, err)) ==
            TKS_OK)
        status = tksi_transaction_remove(transaction, pending->file, &found->seen, err);
    tksi_buffer_dispose(&bytes);
    return status;
}

static tks_status reject(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    const struct tksi_waiting *item = group->items[0];

    return tksi_transaction_remove(transaction, item->pending.file, &item->found.seen, err);
}

const struct tksi_store tksi_store_approvals = {
    .name = "approvals",
    .claims = claims,
    .look = look,
    .accept = accept,
    .reject = reject,
    .read = read_values,
};

/* insta.c - insta's snapshots in files of their own: x.snap, pending as x.snap.new
 *
 * A binary snapshot has its bytes beside it: x.snap.png, pending as x.snap.new.png. Its
 * steps come in an order in which no moment leaves a pending header without its bytes, at
 * which cargo-insta panics: bytes, baseline, then the pending file, then its bytes, then
 * what the old baseline had under another ending.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "store/steps.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char ending[] = ".snap.new";

static bool claims(const char *name)
{
    const size_t length = strlen(name), last = sizeof ending - 1;

    return length > last && strcmp(name + length - last, ending) == 0;
}

/* --------------------------------------------------------------------- looking */

/* The binary's bytes: where they are, and what. */
static tks_status look_aside(struct tksi_found *found, struct tksi_finds *finds,
                             const struct tksi_root *root, const char *name, tks_error *err)
{
    struct tksi_buffer bytes;
    bool there = false;
    tks_status status;

    tksi_step_room(&bytes, root);
    if ((status = tksi_root_read(&bytes, &there, NULL, root, name, err)) == TKS_OK && !there)
        status = tksi_fail(err, TKS_NOT_FOUND,
                           "%s: the snapshot's bytes are missing; run its "
                           "test again",
                           name);
    if (status == TKS_OK) {
        found->seen_aside = tksi_fingerprint_of(tksi_bytes_of(&bytes));
        found->kind = "binary";
        status = tksi_finds_text(&found->sidecar, finds, (tks_bytes){ name, strlen(name) }, err);
    }
    tksi_buffer_dispose(&bytes);
    return status;
}

/* What is in the pending file; a failure is what is wrong with it. */
static tks_status look_inside(struct tksi_found *found, struct tksi_finds *finds,
                              const struct tksi_root *root, const char *file, tks_error *err)
{
    struct tksi_buffer bytes, accepted, aside;
    bool there, is_aside;
    tks_status status;

    tksi_step_room(&bytes, root);
    tksi_step_room(&accepted, root);
    tksi_step_room(&aside, root);
    if ((status = tksi_root_read(&bytes, &there, NULL, root, file, err)))
        goto done;
    found->seen = tksi_fingerprint_of(tksi_bytes_of(&bytes));
    found->seen.there = there;
    if (!there)
        goto done;
    if ((status = tksi_insta_accepted(&accepted, tksi_bytes_of(&bytes), err))) {
        status = tksi_fail_at(err, status, file);
        goto done;
    }
    if ((status = tksi_insta_sidecar(&aside, &is_aside, file, tksi_bytes_of(&bytes), err)) ==
            TKS_OK &&
        is_aside)
        status = look_aside(found, finds, root, (const char *)aside.data, err);
done:
    tksi_buffer_dispose(&aside);
    tksi_buffer_dispose(&accepted);
    tksi_buffer_dispose(&bytes);
    return status;
}

static tks_status look(struct tksi_finds *finds, const struct tksi_root *root, const char *file,
                       tks_error *err)
{
    const size_t length = strlen(file) - strlen(".new");
    struct tksi_found found = tksi_found_nothing(&tksi_store_insta);
    tks_error why = { .status = TKS_OK };
    tks_status status;

    found.kind = "text";
    if ((status = tksi_finds_text(&found.file, finds, (tks_bytes){ file, strlen(file) }, err)))
        return status;
    found.path = finds->text.length;
    if ((status = tksi_root_home(&finds->text, root, file, length, err)) ||
        (status = tksi_buffer_append(&finds->text, "", 1, err)))
        return status;
    status = look_inside(&found, finds, root, file, &why);
    if (status == TKS_OUT_OF_MEMORY) {
        if (err != NULL)
            *err = why;
        return status;
    }
    if (status == TKS_OK && !found.seen.there) /* decided on meanwhile */
        return TKS_OK;
    if (status != TKS_OK) {
        found.state = TKS_PENDING_UNREADABLE;
        status = tksi_finds_text(&found.problem, finds,
                                 (tks_bytes){ why.message, strlen(why.message) }, err);
    } else if (!found.seen.there) { /* decided on meanwhile */
        return TKS_OK;
    } else {
        const char *path = (const char *)finds->text.data + found.path;

        found.state = tksi_root_has(root, path) ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
    }
    return status ? status : tksi_finds_add(finds, &found, err);
}

/* ------------------------------------------------------------------- accepting */

/* The bytes of a binary snapshot become the baseline's. */
static tks_status accept_aside(struct tksi_transaction *transaction, const tks_pending *pending,
                               const struct tksi_found *found, const char *target, tks_error *err)
{
    struct tksi_buffer bytes;
    tks_status status;

    tksi_step_room(&bytes, transaction->root);
    if ((status = tksi_step_read(&bytes, transaction->root, pending->sidecar, &found->seen_aside,
                                 err)) == TKS_OK)
        status = tksi_step_put(transaction, target, tksi_bytes_of(&bytes), NULL, err);
    tksi_buffer_dispose(&bytes);
    return status;
}

/* Everything that an accept reads before it writes. */
struct reading {
    struct tksi_buffer pending, baseline, merged;
    struct tksi_fingerprint seen;        /* the baseline */
    struct tksi_buffer aside, old_aside; /* names, empty where there are none */
};

static void init_reading(struct reading *reading, const struct tksi_root *root)
{
    tksi_step_room(&reading->pending, root);
    tksi_step_room(&reading->baseline, root);
    tksi_step_room(&reading->merged, root);
    tksi_step_room(&reading->aside, root);
    tksi_step_room(&reading->old_aside, root);
}

static void dispose_reading(struct reading *reading)
{
    tksi_buffer_dispose(&reading->pending);
    tksi_buffer_dispose(&reading->baseline);
    tksi_buffer_dispose(&reading->merged);
    tksi_buffer_dispose(&reading->aside);
    tksi_buffer_dispose(&reading->old_aside);
}

static tks_status read_all(struct reading *reading, const struct tksi_root *root,
                           const tks_pending *pending, const struct tksi_found *found,
                           tks_error *err)
{
    struct tksi_buffer real;
    tks_bytes baseline = { NULL, 0 };
    bool there, aside;
    tks_status status;

    tksi_buffer_init(&real, SIZE_MAX / 2, &root->env);
    if ((status = tksi_step_read(&reading->pending, root, pending->file, &found->seen, err)) ||
        (status = tksi_root_real(&real, root, pending->path, err)) ||
        (status =
             tksi_root_read(&reading->baseline, &there, NULL, root, (const char *)real.data, err)))
        goto done;
    if (there)
        baseline = tksi_bytes_of(&reading->baseline);
    reading->seen = tksi_fingerprint_of(tksi_bytes_of(&reading->baseline));
    reading->seen.there = there;
    if ((status = tksi_insta_merge(&reading->merged, baseline, tksi_bytes_of(&reading->pending),
                                   pending->path, err)) ||
        (status = tksi_insta_sidecar(&reading->aside, &aside, pending->path,
                                     tksi_bytes_of(&reading->pending), err)))
        goto done;
    /* an old header that does not say where its bytes are has none to be removed */
    if (there &&
        tksi_insta_sidecar(&reading->old_aside, &aside, pending->path, baseline, NULL) != TKS_OK)
        reading->old_aside.length = 0;
done:
    tksi_buffer_dispose(&real);
    return status;
}

/* The bytes of the old baseline, where the new one has them elsewhere. */
static tks_status remove_old_aside(struct tksi_transaction *transaction,
                                   const struct reading *reading, tks_error *err)
{
    const struct tksi_buffer *old = &reading->old_aside, *now = &reading->aside;

    if (old->length == 0 ||
        (old->length == now->length && memcmp(old->data, now->data, old->length) == 0))
        return TKS_OK;
    return tksi_transaction_remove(transaction, (const char *)old->data, NULL, err);
}

/* A pending file is one snapshot, so a group is, too. */
static tks_status accept(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    const tks_pending *pending = &group->items[0]->pending;
    const struct tksi_found *found = &group->items[0]->found;
    struct reading reading;
    tks_status status;

    if (pending->state == TKS_PENDING_UNREADABLE)
        return tksi_fail(err, TKS_BAD_DATA, "%s", pending->problem);
    init_reading(&reading, transaction->root);
    if ((status = read_all(&reading, transaction->root, pending, found, err)) ||
        (pending->sidecar != NULL &&
         (status =
              accept_aside(transaction, pending, found, (const char *)reading.aside.data, err))) ||
        (status = tksi_step_put(transaction, pending->path, tksi_bytes_of(&reading.merged),
                                &reading.seen, err)) ||
        (status = tksi_transaction_remove(transaction, pending->file, &found->seen, err)) ||
        (pending->sidecar != NULL &&
         (status =
              tksi_transaction_remove(transaction, pending->sidecar, &found->seen_aside, err))))
        goto done;
    status = remove_old_aside(transaction, &reading, err);
done:
    dispose_reading(&reading);
    return status;
}

static tks_status reject(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    const tks_pending *pending = &group->items[0]->pending;
    const struct tksi_found *found = &group->items[0]->found;
    tks_status status = tksi_transaction_remove(transaction, pending->file, &found->seen, err);

    if (status == TKS_OK && pending->sidecar != NULL)
        status = tksi_transaction_remove(transaction, pending->sidecar, &found->seen_aside, err);
    return status;
}

const struct tksi_store tksi_store_insta = {
    .name = "insta",
    .claims = claims,
    .elsewhere = true,
    .look = look,
    .accept = accept,
    .reject = reject,
    .read = tksi_insta_read,
};

/* insta.c - insta's snapshots in files of their own: x.snap, pending as x.snap.new
 *
 * A binary snapshot has its bytes beside it: x.snap.png, pending as x.snap.new.png. Its
 * steps come in an order in which no moment leaves a pending header without its bytes, at
 * which cargo-insta panics: bytes, baseline, then the pending file, then its bytes, then
 * what the old baseline had under another ending.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
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

static tks_bytes bytes_of(const struct tksi_buffer *buffer)
{
    return (tks_bytes){ buffer->length > 0 ? (const void *)buffer->data : "", buffer->length };
}

static void init_file(struct tksi_buffer *buffer, const struct tksi_root *root)
{
    tksi_buffer_init(buffer, (size_t)root->env.limits.file_bytes + 1, &root->env);
}

/* --------------------------------------------------------------------- looking */

static bool is_there(const struct tksi_root *root, const char *name)
{
    const int file = tksi_root_open(root, name, O_PATH);

    if (file >= 0)
        close(file);
    return file >= 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* The binary's bytes: where they are, and what. */
static tks_status look_aside(struct tksi_found *found, struct tksi_finds *finds,
                             const struct tksi_root *root, const char *name, tks_error *err)
{
    struct tksi_buffer bytes;
    bool there = false;
    tks_status status;

    init_file(&bytes, root);
    if ((status = tksi_root_read(&bytes, &there, NULL, root, name, err)) == TKS_OK && !there)
        status = tksi_fail(err, TKS_NOT_FOUND,
                           "%s: the snapshot's bytes are missing; run its "
                           "test again",
                           name);
    if (status == TKS_OK) {
        found->seen_aside = tksi_fingerprint_of(bytes_of(&bytes));
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

    init_file(&bytes, root);
    init_file(&accepted, root);
    init_file(&aside, root);
    if ((status = tksi_root_read(&bytes, &there, NULL, root, file, err)))
        goto done;
    found->seen = tksi_fingerprint_of(bytes_of(&bytes));
    found->seen.there = there;
    if ((status = tksi_insta_accepted(&accepted, bytes_of(&bytes), err))) {
        status = tksi_fail_at(err, status, file);
        goto done;
    }
    if ((status = tksi_insta_sidecar(&aside, &is_aside, file, bytes_of(&bytes), err)) == TKS_OK &&
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
    struct tksi_found found = { .store = &tksi_store_insta,
                                .kind = "text",
                                .entry = TKSI_NO_TEXT,
                                .sidecar = TKSI_NO_TEXT,
                                .problem = TKSI_NO_TEXT,
                                .expected = TKSI_NO_TEXT,
                                .actual = TKSI_NO_TEXT,
                                .expression = TKSI_NO_TEXT };
    tks_error why = { .status = TKS_OK };
    tks_status status;

    if ((status = tksi_finds_text(&found.file, finds, (tks_bytes){ file, strlen(file) }, err)) ||
        (status = tksi_finds_text(&found.path, finds, (tks_bytes){ file, length }, err)))
        return status;
    status = look_inside(&found, finds, root, file, &why);
    if (status == TKS_OUT_OF_MEMORY) {
        if (err != NULL)
            *err = why;
        return status;
    }
    if (status != TKS_OK) {
        found.state = TKS_PENDING_UNREADABLE;
        status = tksi_finds_text(&found.problem, finds,
                                 (tks_bytes){ why.message, strlen(why.message) }, err);
    } else {
        const char *path = (const char *)finds->text.data + found.path;

        found.state = is_there(root, path) ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
    }
    return status ? status : tksi_finds_add(finds, &found, err);
}

/* ------------------------------------------------------------------- accepting */

/* A file that was listed, as it is now: CONFLICT if it is another. */
static tks_status read_again(struct tksi_buffer *out, const struct tksi_root *root,
                             const char *name, const struct tksi_fingerprint *seen, tks_error *err)
{
    struct tksi_fingerprint now;
    bool there;
    tks_status status = tksi_root_read(out, &there, NULL, root, name, err);

    if (status != TKS_OK)
        return status;
    now = tksi_fingerprint_of(bytes_of(out));
    now.there = there;
    if (!tksi_fingerprint_equal(now, *seen))
        return tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at", name);
    return TKS_OK;
}

/* Replaces what is really at this path, unless it has these bytes already. */
static tks_status put_file(struct tksi_transaction *transaction, const char *path, tks_bytes bytes,
                           tks_error *err)
{
    const struct tksi_fingerprint after = tksi_fingerprint_of(bytes);
    struct tksi_fingerprint before;
    struct tksi_buffer real, old;
    bool there;
    tks_status status;

    tksi_buffer_init(&real, SIZE_MAX / 2, &transaction->root->env);
    init_file(&old, transaction->root);
    if ((status = tksi_root_real(&real, transaction->root, path, err)) ||
        (status =
             tksi_root_read(&old, &there, NULL, transaction->root, (const char *)real.data, err)))
        goto done;
    before = tksi_fingerprint_of(bytes_of(&old));
    before.there = there;
    if (!tksi_fingerprint_equal(before, after))
        status =
            tksi_transaction_replace(transaction, (const char *)real.data, bytes, &before, 0, err);
done:
    tksi_buffer_dispose(&old);
    tksi_buffer_dispose(&real);
    return status;
}

/* The bytes of a binary snapshot become the baseline's. */
static tks_status accept_aside(struct tksi_transaction *transaction, const tks_pending *pending,
                               const struct tksi_found *found, const char *target, tks_error *err)
{
    struct tksi_buffer bytes;
    tks_status status;

    init_file(&bytes, transaction->root);
    if ((status = read_again(&bytes, transaction->root, pending->sidecar, &found->seen_aside,
                             err)) == TKS_OK)
        status = put_file(transaction, target, bytes_of(&bytes), err);
    tksi_buffer_dispose(&bytes);
    return status;
}

/* Everything that an accept reads before it writes. */
struct reading {
    struct tksi_buffer pending, baseline, merged;
    struct tksi_buffer aside, old_aside; /* names, empty where there are none */
};

static void init_reading(struct reading *reading, const struct tksi_root *root)
{
    init_file(&reading->pending, root);
    init_file(&reading->baseline, root);
    init_file(&reading->merged, root);
    init_file(&reading->aside, root);
    init_file(&reading->old_aside, root);
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
    if ((status = read_again(&reading->pending, root, pending->file, &found->seen, err)) ||
        (status = tksi_root_real(&real, root, pending->path, err)) ||
        (status =
             tksi_root_read(&reading->baseline, &there, NULL, root, (const char *)real.data, err)))
        goto done;
    if (there)
        baseline = bytes_of(&reading->baseline);
    if ((status = tksi_insta_merge(&reading->merged, baseline, bytes_of(&reading->pending),
                                   pending->path, err)) ||
        (status = tksi_insta_sidecar(&reading->aside, &aside, pending->path,
                                     bytes_of(&reading->pending), err)))
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
        (status = put_file(transaction, pending->path, bytes_of(&reading.merged), err)) ||
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
    .look = look,
    .accept = accept,
    .reject = reject,
};

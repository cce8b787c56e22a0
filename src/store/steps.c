/* steps.c - what the stores do to files in common
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/steps.h"

#include "image/image.h"
#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void tksi_step_room(struct tksi_buffer *buffer, const struct tksi_root *root)
{
    tksi_buffer_init(buffer, (size_t)root->env.limits.file_bytes + 1, &root->env);
}

const char *tksi_kind_of(tks_bytes value, const struct tksi_env *env)
{
    tks_image_info info;

    if (tksi_image_inspect(&info, value, env, NULL) == TKS_OK)
        return "image";
    return tksi_is_text(value) && !tksi_image_is_known(value) ? "text" : "binary";
}

bool tksi_root_has(const struct tksi_root *root, const char *name)
{
    const int file = tksi_root_open(root, name, O_PATH);

    if (file >= 0)
        close(file);
    return file >= 0 || (errno != ENOENT && errno != ENOTDIR);
}

tks_status tksi_step_read(struct tksi_buffer *out, const struct tksi_root *root, const char *name,
                          const struct tksi_fingerprint *seen, tks_error *err)
{
    struct tksi_fingerprint now;
    bool there;
    tks_status status = tksi_root_read(out, &there, NULL, root, name, err);

    if (status != TKS_OK)
        return status;
    now = tksi_fingerprint_of(tksi_bytes_of(out));
    now.there = there;
    if (!tksi_fingerprint_equal(now, *seen))
        return tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at", name);
    return TKS_OK;
}

tks_status tksi_step_read_real(struct tksi_buffer *out, bool *there, const struct tksi_root *root,
                               const char *path, tks_error *err)
{
    struct tksi_buffer real;
    tks_status status;

    tksi_buffer_init(&real, SIZE_MAX / 2, &root->env);
    if ((status = tksi_root_real(&real, root, path, err)) == TKS_OK)
        status = tksi_root_read(out, there, NULL, root, (const char *)real.data, err);
    tksi_buffer_dispose(&real);
    return status;
}

tks_status tksi_step_put(struct tksi_transaction *transaction, const char *path, tks_bytes bytes,
                         const struct tksi_fingerprint *seen, tks_error *err)
{
    const struct tksi_fingerprint after = tksi_fingerprint_of(bytes);
    struct tksi_fingerprint before;
    struct tksi_buffer real, old;
    bool there;
    tks_status status;

    tksi_buffer_init(&real, SIZE_MAX / 2, &transaction->root->env);
    tksi_step_room(&old, transaction->root);
    if ((status = tksi_root_real(&real, transaction->root, path, err)) ||
        (status =
             tksi_root_read(&old, &there, NULL, transaction->root, (const char *)real.data, err)))
        goto done;
    before = tksi_fingerprint_of(tksi_bytes_of(&old));
    before.there = there;
    if (seen != NULL && !tksi_fingerprint_equal(before, *seen))
        status = tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at", path);
    else if (!tksi_fingerprint_equal(before, after))
        status =
            tksi_transaction_replace(transaction, (const char *)real.data, bytes, &before, 0, err);
done:
    tksi_buffer_dispose(&old);
    tksi_buffer_dispose(&real);
    return status;
}

tks_status tksi_step_entries(struct tksi_transaction *transaction, const struct tksi_group *group,
                             tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < group->count && status == TKS_OK; i++)
        if (group->outcomes[i]->status == TKS_OK && group->items[i]->pending.entry != NULL)
            status = tksi_transaction_entry(transaction, group->items[i]->pending.entry, err);
    return status;
}

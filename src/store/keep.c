/* keep.c - keeping a change that waits, and forgetting it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/project.h"
#include "store/steps.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The baseline as it is, and what it is written in. */
static tks_status look_at_baseline(struct tksi_kept *kept, struct tksi_buffer *baseline,
                                   const struct tksi_root *root, const tks_keep *what,
                                   tks_error *err)
{
    const tks_str path = { what->path, strlen(what->path) };
    bool there;
    tks_status status = tksi_step_read_real(baseline, &there, root, what->path, err);

    if (status != TKS_OK)
        return status;
    kept->baseline = tksi_fingerprint_of(tksi_bytes_of(baseline));
    kept->baseline.there = there;
    if (what->format != NULL)
        kept->format = tksi_format_named(what->format);
    else
        kept->format = tksi_format_of(there ? tksi_bytes_of(baseline) : what->actual, path);
    if (kept->format == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no format '%s'", what->format);
    if (what->entry != NULL && (kept->format->abilities & TKSI_SEVERAL) == 0)
        return tksi_fail(err, TKS_UNSUPPORTED, "%s: is of format %s, which has no entries",
                         what->path, kept->format->name);
    return TKS_OK;
}

static tks_status find_state(struct tksi_kept *kept, const struct tksi_buffer *baseline,
                             const tks_keep *what, const struct tksi_env *env, tks_error *err)
{
    bool there;
    tks_status status = tksi_kept_is_there(&there, kept->format, tksi_bytes_of(baseline),
                                           kept->baseline.there, what->entry, env, err);

    kept->state = what->removed ? TKS_PENDING_REMOVED
                  : there       ? TKS_PENDING_CHANGED
                                : TKS_PENDING_NEW;
    return status ? tksi_fail_at(err, status, what->path) : TKS_OK;
}

tks_status tks_project_keep(tks_project *project, const tks_keep *what, tks_error *err)
{
    const struct tksi_root *root = &project->root;
    struct tksi_buffer baseline, name, bytes;
    struct tksi_kept kept;
    tks_status status;

    if (what->size < sizeof *what)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_keep.size is not set");
    kept = (struct tksi_kept){ .path = what->path,
                               .entry = what->entry,
                               .source = what->source,
                               .finding = what->finding,
                               .order = what->order,
                               .value = what->removed ? (tks_bytes){ "", 0 } : what->actual };
    tksi_step_room(&baseline, root);
    tksi_buffer_init(&name, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&bytes, SIZE_MAX / 2, &root->env);
    if ((status = tksi_kept_name(&name, what->path, what->entry, err)) ||
        (status = look_at_baseline(&kept, &baseline, root, what, err)) ||
        (status = find_state(&kept, &baseline, what, &root->env, err)) ||
        (status = tksi_kept_put(&bytes, &kept, err)) || (status = tksi_own_make(root, err)))
        goto done;
    status = tksi_own_write(root, (const char *)name.data, tksi_bytes_of(&bytes), err);
done:
    tksi_buffer_dispose(&bytes);
    tksi_buffer_dispose(&name);
    tksi_buffer_dispose(&baseline);
    return status;
}

tks_status tks_project_forget(tks_project *project, const char *path, const char *entry,
                              tks_error *err)
{
    const struct tksi_root *root = &project->root;
    struct tksi_buffer name;
    const char *last;
    int folder;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &root->env);
    if ((status = tksi_kept_name(&name, path, entry, err)))
        goto done;
    status = tksi_root_parent(&folder, &last, root, (const char *)name.data, false, err);
    if (status == TKS_NOT_FOUND) {
        status = TKS_OK;
        goto done;
    }
    if (status != TKS_OK)
        goto done;
    if (tksi_disk_remove(root, folder, last, 0) != 0 && errno != ENOENT)
        status = tksi_fail_errno(err, errno, "%s: cannot be removed", (const char *)name.data);
    close(folder);
    if (status == TKS_OK)
        tksi_kept_tidy(root, (const char *)name.data);
done:
    tksi_buffer_dispose(&name);
    return status;
}

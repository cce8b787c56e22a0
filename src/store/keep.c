/* keep.c - keeping a change that waits, and forgetting it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/project.h"
#include "store/steps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

tks_status tksi_kept_write(const struct tksi_root *root, const struct tksi_kept *kept,
                           tks_error *err)
{
    struct tksi_buffer name, bytes;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&bytes, SIZE_MAX / 2, &root->env);
    if ((status = tksi_kept_name(&name, kept->path, kept->entry, err)) == TKS_OK &&
        (status = tksi_kept_put(&bytes, kept, err)) == TKS_OK)
        status = tksi_own_write(root, (const char *)name.data, tksi_bytes_of(&bytes), err);
    tksi_buffer_dispose(&bytes);
    tksi_buffer_dispose(&name);
    return status;
}

tks_status tksi_kept_is_known(bool *out, const struct tksi_root *root, const struct tksi_kept *kept,
                              tks_error *err)
{
    struct tksi_buffer name, bytes;
    struct tksi_fingerprint print;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&bytes, SIZE_MAX / 2, &root->env);
    if ((status = tksi_kept_name(&name, kept->path, kept->entry, err)) == TKS_OK &&
        (status = tksi_kept_put(&bytes, kept, err)) == TKS_OK &&
        (status = tksi_root_print(&print, NULL, root, (const char *)name.data, -1, err)) == TKS_OK)
        *out = tksi_fingerprint_equal(print, tksi_fingerprint_of(tksi_bytes_of(&bytes)));
    tksi_buffer_dispose(&bytes);
    tksi_buffer_dispose(&name);
    return status;
}

tks_status tks_project_keep(tks_project *project, const tks_keep *what, tks_error *err)
{
    const struct tksi_root *root = &project->root;
    struct tksi_buffer baseline;
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
    if ((status = tksi_name_check(what->path, err)) ||
        (status = look_at_baseline(&kept, &baseline, root, what, err)) ||
        (status = find_state(&kept, &baseline, what, &root->env, err)) ||
        (status = tksi_own_make(root, err)))
        goto done;
    status = tksi_kept_write(root, &kept, err);
done:
    tksi_buffer_dispose(&baseline);
    return status;
}

tks_status tksi_kept_forget(const struct tksi_root *root, const char *path, const char *entry,
                            tks_error *err)
{
    struct tksi_buffer name;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &root->env);
    if ((status = tksi_kept_name(&name, path, entry, err)) == TKS_OK &&
        (status = tksi_root_remove(root, (const char *)name.data, 0, err)) == TKS_OK)
        tksi_kept_tidy(root, (const char *)name.data);
    tksi_buffer_dispose(&name);
    return status;
}

/* The other way of keeping what is kept of a file: the whole of it, or entries. */
tks_status tksi_kept_forget_others(const struct tksi_root *root, const char *path, bool whole,
                                   tks_error *err)
{
    struct tksi_buffer folder;
    const struct dirent *entry;
    DIR *list = NULL;
    int descriptor = -1;
    tks_status status;

    if (!whole)
        return tksi_kept_forget(root, path, NULL, err);
    tksi_buffer_init(&folder, SIZE_MAX / 2, &root->env);
    if ((status = tksi_buffer_printf(&folder, err, TKSI_KEPT "/%s", path)) ||
        (status = tksi_buffer_append(&folder, "", 1, err)))
        goto done;
    descriptor = tksi_root_open(root, (const char *)folder.data, O_RDONLY | O_DIRECTORY);
    if (descriptor < 0 || (list = fdopendir(descriptor)) == NULL) {
        status = errno == ENOENT
                     ? TKS_OK
                     : tksi_fail_errno(err, errno, "%s: cannot be read", (const char *)folder.data);
        goto done;
    }
    while (status == TKS_OK && (errno = 0, entry = readdir(list)) != NULL)
        if (tksi_kept_is_entry(entry->d_name) &&
            tksi_disk_remove(root, descriptor, entry->d_name, 0) != 0)
            status = tksi_fail_errno(err, errno, "%s: what is kept of it cannot be removed", path);
done:
    if (list != NULL)
        closedir(list);
    else if (descriptor >= 0)
        close(descriptor);
    tksi_buffer_dispose(&folder);
    return status;
}

tks_status tks_project_forget(tks_project *project, const char *path, const char *entry,
                              tks_error *err)
{
    return tksi_kept_forget(&project->root, path, entry, err);
}

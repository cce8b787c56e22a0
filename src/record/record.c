/* record.c - a command's changes of snapshots become pending, and the files come back
 *
 *     .tksnap/record/manifest.new    copying; nothing has run
 *     .tksnap/record/manifest        whole: the command runs, or ran
 *     .tksnap/record/copies          the files, end to end
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "record/record.h"

#include "root/lock.h"
#include "store/project.h"
#include "store/steps.h"

#include <unistd.h>

#define LOCK TKSI_OWN "/record.lock"

struct tks_recording {
    const struct tksi_root *root;
    struct tksi_manifest manifest;
    int lock;
    struct timespec made; /* when the manifest was whole, by the clock of its file system */
    struct tksi_laid laid;
};

/* --------------------------------------------------------------------- beginning */

/* Everything is on the disk, then the manifest stands. */
static tks_status make_stand(tks_recording *recording, tks_error *err)
{
    const struct tksi_root *root = recording->root;
    struct tksi_buffer text;
    const char *last;
    struct stat about = { .st_size = 0 };
    int folder, file = -1;
    tks_status status;

    if ((status = tksi_root_parent(&folder, &last, root, TKSI_MANIFEST, false, err)))
        return status;
    tksi_buffer_init(&text, SIZE_MAX / 2, &root->env);
    if ((status = tksi_manifest_put(&text, &recording->manifest, err)))
        goto done;
    if ((file = tksi_disk_make(root, folder, "manifest.new", 0)) < 0 ||
        tksi_disk_write(root, file, text.data, text.length) != 0 ||
        tksi_disk_sync(root, file) != 0 || fstat(file, &about) != 0 ||
        tksi_disk_rename(root, folder, "manifest.new", last) != 0 ||
        tksi_disk_sync_folder(root, folder) != 0)
        status = tksi_record_fail(err);
    else /* and that the folder itself is there */
        status = tksi_root_sync_parent(root, TKSI_RECORD, err);
    recording->made = about.st_mtim;
done:
    if (file >= 0)
        close(file);
    tksi_buffer_dispose(&text);
    close(folder);
    return status;
}

static tks_status prepare(tks_recording *recording, const tks_record_rules *rules, tks_error *err)
{
    const struct tksi_aside aside = { rules->progress, rules->warn, rules->user };
    tks_status status = TKS_OK;

    for (size_t i = 0; i < rules->n_include && status == TKS_OK; i++)
        status = tksi_manifest_add_glob(&recording->manifest, rules->include[i], err);
    if (status != TKS_OK ||
        (status = tksi_manifest_gather(&recording->manifest, recording->root, rules->warn,
                                       rules->user, err)) ||
        (status = tksi_aside_copy(&recording->manifest, recording->root, &aside, err)))
        return status;
    return make_stand(recording, err);
}

/* ------------------------------------------------------------------ interrupted ones */

static tks_status read_manifest(struct tksi_manifest *manifest, const struct tksi_root *root,
                                tks_error *err)
{
    struct tksi_buffer text;
    bool there;
    tks_status status;

    tksi_buffer_init(&text, SIZE_MAX / 2, &root->env);
    if ((status = tksi_root_read(&text, &there, NULL, root, TKSI_MANIFEST, err)) == TKS_OK) {
        status = tksi_manifest_read(manifest, tksi_bytes_of(&text), err);
        if (status == TKS_BAD_DATA)
            status =
                tksi_fail(err, status,
                          TKSI_MANIFEST ": is damaged; the files as they were are in " TKSI_COPIES
                                        ", end to end; move that folder away to go on without it");
    }
    tksi_buffer_dispose(&text);
    return status;
}

/* Whatever an interrupted record left; its lock is held. */
static tks_status go_on(tks_record_result *result, const struct tksi_root *root,
                        tks_recorded_fn *told, void *user, tks_error *err)
{
    struct tksi_manifest manifest;
    struct tksi_finishing finishing = {
        .root = root, .manifest = &manifest, .result = result, .told = told, .user = user
    };
    tks_status status;

    if (!tksi_root_has(root, TKSI_MANIFEST))
        return tksi_record_clean(root, err);
    tksi_manifest_init(&manifest, &root->env);
    if ((status = read_manifest(&manifest, root, err)) == TKS_OK)
        status = tksi_record_finish(&finishing, err);
    tksi_manifest_dispose(&manifest);
    return status;
}

static tks_status take_lock(int *lock, const struct tksi_root *root, tks_error *err)
{
    const tks_status status = tksi_lock_try(lock, root, LOCK, err);

    if (status == TKS_OK && *lock < 0)
        return tksi_fail(err, TKS_CONFLICT,
                         "'tksnap record' is running in this project; try again when it is done");
    return status;
}

tks_status tksi_record_recover(const struct tksi_root *root, tks_error *err)
{
    tks_record_result result = { .size = sizeof result };
    int lock;
    tks_status status;

    if (!tksi_root_has(root, LOCK))
        return TKS_OK;
    if ((status = take_lock(&lock, root, err)))
        return status;
    status = go_on(&result, root, NULL, NULL, err);
    close(lock);
    return status;
}

/* -------------------------------------------------------------------------- public */

/* The lock of records, with everything that was begun before finished. The project's lock is
 * held meanwhile: nobody decides, and nobody begins to. */
static tks_status enter(int *lock, tks_record_result *result, const struct tksi_root *root,
                        tks_recorded_fn *told, void *user, tks_error *err)
{
    uint32_t last;
    int project;
    tks_status status;

    *lock = -1;
    if ((status = tksi_lock_project(&project, root, err)) == TKS_OK &&
        (status = tksi_journal_recover(&last, root, err)) == TKS_OK &&
        (status = take_lock(lock, root, err)) == TKS_OK)
        status = go_on(result, root, told, user, err);
    if (project >= 0)
        close(project);
    return status;
}

tks_status tks_project_record(tks_recording **out, tks_project *project,
                              const tks_record_rules *rules, tks_error *err)
{
    const struct tksi_root *root = &project->root;
    const tks_record_rules defaults = { .size = sizeof defaults };
    tks_record_result result = { .size = sizeof result };
    tks_recording *recording;
    tks_status status;

    if (rules != NULL && rules->size < sizeof *rules)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_record_rules.size is not set");
    if ((recording = tksi_allocate_zeroed(&root->env, 1, sizeof *recording)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    recording->root = root;
    recording->lock = -1;
    tksi_manifest_init(&recording->manifest, &root->env);
    tksi_laid_init(&recording->laid, &root->env);
    if ((status = enter(&recording->lock, &result, root, NULL, NULL, err)))
        goto done;
    if ((status = prepare(recording, rules != NULL ? rules : &defaults, err))) {
        /* what cannot be cleaned away now is when the next one begins */
        if (tksi_root_remove(root, TKSI_MANIFEST, 0, NULL) == TKS_OK)
            (void)tksi_record_clean(root, NULL);
        goto done;
    }
    tksi_lay(&recording->laid, &recording->manifest, root);
    if (recording->laid.list.length > 0) /* a file that is torn would be a change */
        (void)tksi_record_sync(root, NULL);
    *out = recording;
    recording = NULL;
done:
    tks_recording_free(recording);
    return status;
}

tks_status tks_recording_finish(tks_record_result *result, tks_recording *recording,
                                tks_recorded_fn *told, void *user, tks_error *err)
{
    struct tksi_finishing finishing = { .root = recording->root,
                                        .manifest = &recording->manifest,
                                        .made = &recording->made,
                                        .laid = &recording->laid,
                                        .result = result,
                                        .told = told,
                                        .user = user };

    *result = (tks_record_result){ .size = sizeof *result };
    return tksi_record_finish(&finishing, err);
}

void tks_recording_free(tks_recording *recording)
{
    struct tksi_env env;

    if (recording == NULL)
        return;
    env = recording->root->env;
    if (recording->lock >= 0)
        close(recording->lock);
    tksi_laid_dispose(&recording->laid);
    tksi_manifest_dispose(&recording->manifest);
    tksi_release(&env, recording);
}

tks_record_state tks_project_record_state(const tks_project *project)
{
    const struct tksi_root *root = &project->root;

    if (!tksi_root_has(root, TKSI_RECORD))
        return TKS_RECORD_NONE;
    if (tksi_lock_is_held(root, LOCK))
        return TKS_RECORD_RUNNING;
    return tksi_root_has(root, TKSI_MANIFEST) ? TKS_RECORD_INTERRUPTED : TKS_RECORD_NONE;
}

tks_status tks_project_record_resume(tks_record_result *result, tks_project *project,
                                     tks_recorded_fn *told, void *user, tks_error *err)
{
    int lock;
    tks_status status;

    *result = (tks_record_result){ .size = sizeof *result };
    if (!tksi_root_has(&project->root, TKSI_RECORD))
        return TKS_OK;
    status = enter(&lock, result, &project->root, told, user, err);
    if (lock >= 0)
        close(lock);
    return status;
}

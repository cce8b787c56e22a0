/* finish.c - what a recorded command did is kept, and the files come back
 *
 * One walk over the manifest and over what is new: a file that is not as it was is kept, then
 * put back. A file that was put back is as it was, so whoever begins anew passes it over;
 * there is no list of what was done, and none that could be wrong.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "record/record.h"

#include "store/project.h"
#include "store/steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- cleaning */

tks_status tksi_record_fail(tks_error *err)
{
    return tksi_fail_errno(err, errno, TKSI_RECORD ": cannot be written");
}

/* Everything but a manifest, which must be gone before. */
tks_status tksi_record_clean(const struct tksi_root *root, tks_error *err)
{
    tks_status status;

    if ((status = tksi_root_remove(root, TKSI_MANIFEST ".new", 0, err)) ||
        (status = tksi_root_remove(root, TKSI_LAYER, 0, err)) ||
        (status = tksi_root_remove(root, TKSI_COPIES, 0, err)))
        return status;
    return tksi_root_remove(root, TKSI_RECORD, AT_REMOVEDIR, err);
}

/* ------------------------------------------------------------------------ looking */

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Whether nobody can have touched a file that looks like this. One that was changed right
 * before it was copied could be changed again in the same tick of the clock, which some file
 * systems let last two seconds. */
static bool is_untouched(const struct tksi_finishing *finishing,
                         const struct tksi_original *original, const struct stat *about)
{
    return finishing->made != NULL && about->st_ino == original->inode &&
           (uint64_t)about->st_size == original->print.length &&
           is_same_time(about->st_ctim, original->touched) &&
           original->touched.tv_sec + 2 < finishing->made->tv_sec;
}

/* A file as it is now. */
struct now {
    bool there, same; /* same: the bytes of the original */
    bool dressed;     /* and its mode and time */
    struct stat about;
};

static tks_status print_of(struct tksi_fingerprint *print, int file, const char *path,
                           const struct tksi_env *env, tks_error *err)
{
    enum { PIECE = 1 << 16 };
    uint8_t *room = tksi_allocate(env, PIECE, 1);
    struct tksi_fingerprinter printer;
    tks_status status = TKS_OK;
    ssize_t got = 1;

    if (room == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading");
    tksi_fingerprint_begin(&printer);
    while (got != 0 && status == TKS_OK) {
        got = read(file, room, PIECE);
        if (got > 0)
            tksi_fingerprint_add(&printer, (tks_bytes){ room, (size_t)got });
        else if (got < 0 && errno != EINTR)
            status = tksi_fail_errno(err, errno, "%s: cannot be read", path);
    }
    *print = tksi_fingerprint_end(&printer);
    tksi_release(env, room);
    return status;
}

static tks_status look(struct now *now, const struct tksi_finishing *finishing,
                       const struct tksi_original *original, const char *path, tks_error *err)
{
    const int file =
        tksi_root_open(finishing->root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    struct tksi_fingerprint print;
    tks_status status = TKS_OK;

    *now = (struct now){ .there = file >= 0 };
    if (file < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? TKS_OK
                   : tksi_root_fail(err, errno, path, "cannot be read");
    if (fstat(file, &now->about) != 0 || !S_ISREG(now->about.st_mode))
        status = tksi_fail(err, TKS_IO_FAILED, "%s: is not a file any more", path);
    else if (is_untouched(finishing, original, &now->about))
        now->same = true;
    else if ((status = print_of(&print, file, path, &finishing->root->env, err)) == TKS_OK)
        now->same = tksi_fingerprint_equal(print, original->print);
    now->dressed = (now->about.st_mode & 07777) == original->mode &&
                   is_same_time(now->about.st_mtim, original->written);
    close(file);
    return status;
}

/* Whether the file is as it was when it was looked at. */
static bool is_still(const struct now *now, const struct tksi_root *root, const char *path)
{
    const int file = tksi_root_open(root, path, O_PATH | O_NOFOLLOW);
    struct stat about;
    bool still;

    if (file < 0)
        return !now->there;
    still = now->there && fstat(file, &about) == 0 && about.st_ino == now->about.st_ino &&
            about.st_size == now->about.st_size &&
            is_same_time(about.st_mtim, now->about.st_mtim) &&
            is_same_time(about.st_ctim, now->about.st_ctim);
    close(file);
    return still;
}

/* ------------------------------------------------------------------------- taking */

/* A file of the manifest, or a new one. */
struct place {
    const char *path;
    const struct tksi_original *original;
    size_t index; /* SIZE_MAX: it was not there */
};

/* One whose changes are kept, as it was when they were taken. */
struct taken {
    struct place place;
    struct now now;
};

static bool is_new(const struct place *place)
{
    return place->index == SIZE_MAX;
}

static tks_status keep(void *user, const struct tksi_kept *kept, tks_error *err)
{
    struct tksi_finishing *finishing = user;
    const tks_error good = { .status = TKS_OK };
    bool known = false;
    tks_status status = TKS_OK;

    if (finishing->laid != NULL)
        status = tksi_kept_is_known(&known, finishing->root, kept, err);
    if (status == TKS_OK && !known)
        status = tksi_kept_write(finishing->root, kept, err);
    if (status == TKS_OK &&
        (status = tksi_kept_forget_others(finishing->root, kept->path, kept->entry == NULL, err)) ==
            TKS_OK) {
        if (finishing->laid != NULL)
            tksi_laid_again(finishing->laid, kept);
        finishing->result->changes++;
        finishing->result->again += known;
        if (finishing->told != NULL)
            status = finishing->told(finishing->user, kept->path, kept->entry, &good, err);
    }
    finishing->broken = status != TKS_OK;
    return status;
}

/* Reads the file as it was and as it is, and keeps what has changed. */
static tks_status keep_changes(struct tksi_finishing *finishing, const struct place *place,
                               tks_error *err)
{
    const struct tksi_root *root = finishing->root;
    struct tksi_taking taking = { .path = place->path, .print = place->original->print };
    struct tksi_buffer before, after;
    tks_status status;

    taking.was_there = !is_new(place);
    tksi_step_room(&before, root);
    tksi_step_room(&after, root);
    if ((taking.was_there &&
         (status = tksi_aside_read(&before, finishing->manifest, place->index, root, err))) ||
        (status = tksi_root_read(&after, &taking.is_there, NULL, root, place->path, err)))
        goto done;
    taking.before = tksi_bytes_of(&before);
    taking.after = tksi_bytes_of(&after);
    status = tksi_take(&taking, &root->env, keep, finishing, err);
done:
    tksi_buffer_dispose(&after);
    tksi_buffer_dispose(&before);
    return status;
}

static bool is_settled(const struct place *place, const struct now *now)
{
    return is_new(place) ? !now->there : now->same && now->dressed;
}

static tks_status take(struct tksi_finishing *finishing, const struct place *place, tks_error *err)
{
    struct taken taken = { .place = *place };
    tks_status status = look(&taken.now, finishing, place->original, place->path, err);

    if (status != TKS_OK)
        return status;
    if (is_settled(place, &taken.now)) {
        if (finishing->made == NULL && !is_new(place)) /* somebody else began to put it back */
            tksi_aside_tidy(finishing->manifest, place->index, finishing->root);
        return TKS_OK;
    }
    if (!taken.now.same && (status = keep_changes(finishing, place, err)))
        return status;
    finishing->broken = true; /* if this fails it is for want of memory */
    if ((status = tksi_buffer_append(&finishing->taken, &taken, sizeof taken, err)) == TKS_OK)
        finishing->broken = false;
    return status;
}

/* ------------------------------------------------------------------- putting back */

/* Removes the folders above a path, as far as they were not there and are empty. */
static void remove_folders(const struct tksi_finishing *finishing, const char *path)
{
    char folder[PATH_MAX];
    char *slash;

    if (snprintf(folder, sizeof folder, "%s", path) >= (int)sizeof folder)
        return;
    while ((slash = strrchr(folder, '/')) != NULL) {
        *slash = '\0';
        if (tksi_manifest_has_folder(finishing->manifest, folder) ||
            tksi_root_remove(finishing->root, folder, AT_REMOVEDIR, NULL) != TKS_OK)
            return;
    }
}

static tks_status remove_new(const struct tksi_finishing *finishing, const char *path,
                             tks_error *err)
{
    const tks_status status = tksi_root_remove(finishing->root, path, 0, err);

    if (status == TKS_OK)
        remove_folders(finishing, path);
    return status;
}

static tks_status put_back(struct tksi_finishing *finishing, const struct taken *taken,
                           tks_error *err)
{
    const struct place *place = &taken->place;

    if (!is_still(&taken->now, finishing->root, place->path))
        return tksi_fail(err, TKS_CONFLICT,
                         "%s: is still being written; end what writes it and run tksnap again",
                         place->path);
    return is_new(place)
               ? remove_new(finishing, place->path, err)
               : tksi_aside_put_back(finishing->manifest, place->index, finishing->root, err);
}

/* What a crash right after the last file of a new folder was removed has left: folders at
 * whose place snapshots lie. Those below come after those above. */
static void remove_new_folders(const struct tksi_finishing *finishing,
                               const struct tksi_manifest *now)
{
    for (size_t i = tksi_manifest_folders(now); i > 0; i--) {
        const char *folder = tksi_manifest_folder(now, i - 1);
        char path[PATH_MAX];

        if (!tksi_manifest_has_folder(finishing->manifest, folder) &&
            snprintf(path, sizeof path, "%s/x", folder) < (int)sizeof path &&
            tksi_manifest_wants(now, path))
            remove_folders(finishing, path);
    }
}

/* ----------------------------------------------------------------------- finishing */

/* One file that cannot be taken or put back stays, is told, and stops no other. */
static tks_status tell(struct tksi_finishing *finishing, const struct place *place,
                       const tks_error *why, tks_error *err)
{
    if (why->status == TKS_OK)
        return TKS_OK;
    if (why->status == TKS_OUT_OF_MEMORY || finishing->broken) {
        if (err != NULL)
            *err = *why;
        return why->status;
    }
    if (finishing->result->left++ == 0)
        finishing->first = *why;
    return finishing->told != NULL ? finishing->told(finishing->user, place->path, NULL, why, err)
                                   : TKS_OK;
}

static tks_status take_or_tell(struct tksi_finishing *finishing, const struct place *place,
                               tks_error *err)
{
    tks_error why = { .status = TKS_OK };

    if (take(finishing, place, &why) == TKS_OK && finishing->laid != NULL)
        tksi_laid_taken(finishing->laid, place->path);
    return tell(finishing, place, &why, err);
}

static tks_status take_all(struct tksi_finishing *finishing, const struct tksi_manifest *now,
                           tks_error *err)
{
    static const struct tksi_original nothing = { .path = 0 };
    const struct tksi_manifest *manifest = finishing->manifest;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < tksi_manifest_files(manifest) && status == TKS_OK; i++) {
        const struct place place = { tksi_manifest_path(manifest, i),
                                     tksi_manifest_file(manifest, i), i };

        if (place.original->print.there)
            status = take_or_tell(finishing, &place, err);
    }
    for (size_t i = 0; i < tksi_manifest_files(now) && status == TKS_OK; i++) {
        const struct place place = { tksi_manifest_path(now, i), &nothing, SIZE_MAX };

        if (tksi_manifest_find(manifest, place.path) == SIZE_MAX)
            status = take_or_tell(finishing, &place, err);
    }
    return status;
}

static tks_status put_back_all(struct tksi_finishing *finishing, tks_error *err)
{
    const struct taken *taken = (const struct taken *)(const void *)finishing->taken.data;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < finishing->taken.length / sizeof *taken && status == TKS_OK; i++) {
        tks_error why = { .status = TKS_OK };

        (void)put_back(finishing, &taken[i], &why);
        status = tell(finishing, &taken[i].place, &why, err);
    }
    return status;
}

tks_status tksi_record_sync(const struct tksi_root *root, tks_error *err)
{
    const int folder = tksi_root_open(root, TKSI_RECORD, O_RDONLY | O_DIRECTORY);
    tks_status status = TKS_OK;

    if (folder < 0 || tksi_disk_sync_all(root, folder) != 0)
        status = tksi_record_fail(err);
    if (folder >= 0)
        close(folder);
    return status;
}

/* All that is kept is on the disk before anything is put back, and all that was put back
 * before the manifest goes. */
static tks_status settle(struct tksi_finishing *finishing, tks_error *err)
{
    struct tksi_manifest now;
    const char *glob;
    tks_status status = TKS_OK;

    tksi_manifest_init(&now, &finishing->root->env);
    tksi_buffer_init(&finishing->taken, SIZE_MAX / 2, &finishing->root->env);
    for (size_t i = 0;
         status == TKS_OK && (glob = tksi_manifest_glob(finishing->manifest, i)) != NULL; i++)
        status = tksi_manifest_add_glob(&now, glob, err);
    if (status != TKS_OK ||
        (status = tksi_manifest_gather(&now, finishing->root, NULL, NULL, err)) ||
        (status = take_all(finishing, &now, err)) ||
        (finishing->laid != NULL &&
         (status = tksi_laid_forget(&finishing->result->settled, finishing->laid, finishing->root,
                                    err))))
        goto done;
    if (finishing->taken.length > 0 && ((status = tksi_record_sync(finishing->root, err)) ||
                                        (status = put_back_all(finishing, err))))
        goto done;
    remove_new_folders(finishing, &now);
    status = tksi_record_sync(finishing->root, err);
done:
    tksi_buffer_dispose(&finishing->taken);
    tksi_manifest_dispose(&now);
    return status;
}

static tks_status say_that_it_goes_on(tks_error *err, const tks_error *first)
{
    const tks_status status =
        tksi_fail(err, first->status, "%.150s; the record goes on when tksnap is run again",
                  first->message);

    if (err != NULL)
        err->sys_errno = first->sys_errno;
    return status;
}

tks_status tksi_record_finish(struct tksi_finishing *finishing, tks_error *err)
{
    const struct tksi_root *root = finishing->root;
    tks_error why = { .status = TKS_OK };
    tks_status status;

    finishing->result->files = tksi_manifest_files(finishing->manifest);
    if (settle(finishing, &why) != TKS_OK)
        return say_that_it_goes_on(err, &why);
    if (finishing->result->left > 0)
        return say_that_it_goes_on(err, &finishing->first);
    if ((status = tksi_root_remove(root, TKSI_MANIFEST, 0, err)) ||
        (status = tksi_root_sync_parent(root, TKSI_MANIFEST, err)))
        return status;
    return tksi_record_clean(root, err);
}

/* apply.c - doing a plan, from the start or from where somebody was interrupted
 *
 * One function for both, so that the way back from a crash is walked on every day. Each
 * step looks at its file first:
 *
 *     the file is     and the temporary file is     then the step
 *     as before       there                         is done now
 *     as after        there or not                  was done already
 *     anything else                                 is left, with the rest of its item
 *
 * Somebody else's change is never overwritten, and a pending snapshot is removed only
 * after its baseline stands on the disk.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- reaching */

static bool is_outside(const struct tksi_plan *plan, const struct tksi_step *step)
{
    return tksi_plan_text(plan, step->name)[0] == '/';
}

/* The same folder, and not one above or in it: that is another wish. */
static bool is_named(const struct tksi_plan *plan, const struct tksi_root *root)
{
    return plan->elsewhere != SIZE_MAX && root->outside != NULL &&
           strcmp(tksi_plan_text(plan, plan->elsewhere), root->outside) == 0;
}

bool tksi_plan_reaches(const struct tksi_plan *plan, const struct tksi_root *root)
{
    bool outside = false;

    for (size_t i = 0; i < tksi_plan_steps(plan); i++)
        outside = outside || is_outside(plan, tksi_plan_step(plan, i));
    return !outside || is_named(plan, root);
}

/* -------------------------------------------------------------- temporary files */

static tks_status remove_temporary(const struct tksi_plan *plan, const struct tksi_step *step,
                                   const struct tksi_root *root, tks_error *err)
{
    const char *name = tksi_plan_text(plan, step->name), *last;
    int folder;
    tks_status status = tksi_root_parent(&folder, &last, root, name, false, err);

    if (status != TKS_OK)
        return status == TKS_NOT_FOUND ? TKS_OK : status;
    if (tksi_disk_remove(root, folder, tksi_plan_text(plan, step->temporary), 0) != 0 &&
        errno != ENOENT)
        status =
            tksi_fail_errno(err, errno, "%s: a temporary file beside it cannot be removed", name);
    close(folder);
    return status;
}

tks_status tksi_plan_clean(const struct tksi_plan *plan, size_t item, const struct tksi_root *root,
                           tks_error *err)
{
    const bool named = is_named(plan, root);
    tks_status status = TKS_OK;

    for (size_t i = 0; i < tksi_plan_steps(plan) && status == TKS_OK; i++) {
        const struct tksi_step *step = tksi_plan_step(plan, i);

        if (step->kind == TKSI_STEP_REPLACE && (item == SIZE_MAX || step->item == item) &&
            (named || !is_outside(plan, step)))
            status = remove_temporary(plan, step, root, err);
    }
    return status;
}

/* ------------------------------------------------------------------------ syncing */

enum {
    FEW = 32, /* files that are synced one by one */
    MOST_SYSTEMS = 8
};

/* File systems of which all was written. */
struct flush {
    const struct tksi_root *root;
    bool many;
    dev_t systems[MOST_SYSTEMS];
    int count;
};

static struct flush flush_begin(const struct tksi_root *root, size_t files)
{
    return (struct flush){ .root = root, .many = files > FEW };
}

/* Those whose syncfs ends when everything is on the disk. Of others - of the network, or
 * made by a program - not everyone's does. */
static bool is_flushed_whole(int file)
{
    static const unsigned long kinds[] = { EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
                                           F2FS_SUPER_MAGIC, TMPFS_MAGIC };
    struct statfs about;

    if (fstatfs(file, &about) != 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((unsigned long)about.f_type == kinds[i])
            return true;
    return false;
}

/* Whether the file's system was or is flushed; -1: that failed. */
static int flush_system(struct flush *flush, int file)
{
    struct stat about;

    if (!flush->many || fstat(file, &about) != 0)
        return 0;
    for (int i = 0; i < flush->count; i++)
        if (flush->systems[i] == about.st_dev)
            return 1;
    if (flush->count == MOST_SYSTEMS || !is_flushed_whole(file))
        return 0;
    if (tksi_disk_sync_all(flush->root, file) != 0)
        return -1;
    flush->systems[flush->count++] = about.st_dev;
    return 1;
}

static int flush_file(struct flush *flush, int file)
{
    const int flushed = flush_system(flush, file);

    if (flushed == 0)
        return tksi_disk_sync(flush->root, file);
    return flushed > 0 ? tksi_disk_sync_rest(flush->root, file) : -1;
}

static int flush_folder(struct flush *flush, int folder)
{
    const int flushed = flush_system(flush, folder);

    if (flushed == 0)
        return tksi_disk_sync_folder(flush->root, folder);
    return flushed > 0 ? 0 : -1;
}

static size_t count_steps(const struct tksi_plan *plan, enum tksi_step_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < tksi_plan_steps(plan); i++)
        count += tksi_plan_step(plan, i)->kind == kind;
    return count;
}

static tks_status sync_temporary(struct flush *flush, const struct tksi_plan *plan,
                                 const struct tksi_step *step, tks_error *err)
{
    const char *name = tksi_plan_text(plan, step->name), *last;
    int folder = -1, file;
    tks_status status = tksi_root_parent(&folder, &last, flush->root, name, false, err);

    if (status != TKS_OK)
        return status;
    file = openat(folder, tksi_plan_text(plan, step->temporary), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 || flush_file(flush, file) != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be written", name);
    if (file >= 0)
        close(file);
    close(folder);
    return status;
}

/* All of them at the end: a file system's log then carries the first and finds the others
 * in it. Many are one call for each file system, which ends when all of it - these files,
 * their sizes, their names - is on the disk; 2000 one by one took 10 s, so they take SYNCFS.
 * Before Linux 5.8 syncfs does not say what could not be written, so each file is asked. */
tks_status tksi_plan_sync_temporary(const struct tksi_plan *plan, const struct tksi_root *root,
                                    tks_error *err)
{
    struct flush flush = flush_begin(root, count_steps(plan, TKSI_STEP_REPLACE));
    tks_status status = TKS_OK;

    for (size_t i = 0; i < tksi_plan_steps(plan) && status == TKS_OK; i++)
        if (tksi_plan_step(plan, i)->kind == TKSI_STEP_REPLACE)
            status = sync_temporary(&flush, plan, tksi_plan_step(plan, i), err);
    return status;
}

/* ---------------------------------------------------------------------- folders */

static bool is_same_folder(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/'), *end_b = strrchr(b, '/');
    const size_t length = end_a != NULL ? (size_t)(end_a - a) : 0;

    return length == (end_b != NULL ? (size_t)(end_b - b) : 0) && memcmp(a, b, length) == 0;
}

static tks_status sync_folder(struct flush *flush, const char *name, tks_error *err)
{
    const char *last;
    int folder = -1;
    tks_status status = tksi_root_parent(&folder, &last, flush->root, name, false, err);

    if (status != TKS_OK)
        return status == TKS_NOT_FOUND ? TKS_OK : status;
    if (flush_folder(flush, folder) != 0)
        status = tksi_fail_errno(err, errno, "%s: its folder cannot be written", name);
    close(folder);
    return status;
}

tks_status tksi_plan_sync(const struct tksi_plan *plan, enum tksi_step_kind kind,
                          const struct tksi_root *root, tks_error *err)
{
    struct flush flush = flush_begin(root, count_steps(plan, kind));
    const char *last = NULL;
    tks_status status = TKS_OK;

    /* items are sorted by path, so equal folders stand together */
    for (size_t i = 0; i < tksi_plan_steps(plan) && status == TKS_OK; i++) {
        const struct tksi_step *step = tksi_plan_step(plan, i);
        const char *name = tksi_plan_text(plan, step->name);

        if (step->kind != kind || tksi_plan_item(plan, step->item)->left ||
            (last != NULL && is_same_folder(last, name)))
            continue;
        status = sync_folder(&flush, name, err);
        last = name;
    }
    return status;
}

/* ------------------------------------------------------------------------ steps */

/* What the file of a step is now. One that grows is as it was before as long as it begins so:
 * what was added is brought over. */
static tks_status fingerprint_now(struct tksi_fingerprint *out, const struct tksi_step *step,
                                  const struct tksi_root *root, const char *name, tks_error *err)
{
    struct tksi_buffer bytes;
    bool there;
    tks_status status;

    if (!step->grows)
        return tksi_root_print(out, NULL, root, name, -1, err);
    tksi_buffer_init(&bytes, (size_t)root->env.limits.file_bytes + 1, &root->env);
    if ((status = tksi_root_read(&bytes, &there, NULL, root, name, err)) == TKS_OK) {
        const size_t known =
            bytes.length > step->before.length ? (size_t)step->before.length : bytes.length;

        *out = tksi_fingerprint_of((tks_bytes){ bytes.data, known });
        out->there = there;
        if (!tksi_fingerprint_equal(*out, step->before)) {
            *out = tksi_fingerprint_of((tks_bytes){ bytes.data, bytes.length });
            out->there = there;
        }
    }
    tksi_buffer_dispose(&bytes);
    return status;
}

static tks_status fail_changed(const char *name, tks_error *err)
{
    return tksi_fail(err, TKS_CONFLICT, "%s: was changed meanwhile, and stays as it is", name);
}

static tks_status put_in_place(const struct tksi_plan *plan, const struct tksi_step *step,
                               const struct tksi_root *root, tks_error *err)
{
    const char *name = tksi_plan_text(plan, step->name);
    const char *temporary = tksi_plan_text(plan, step->temporary), *last;
    struct tksi_fingerprint now;
    struct stat about;
    int folder;
    tks_status status;

    if ((status = fingerprint_now(&now, step, root, name, err)) ||
        (status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status;
    if (tksi_fingerprint_equal(now, step->before) &&
        fstatat(folder, temporary, &about, AT_SYMLINK_NOFOLLOW) == 0) {
        if (tksi_disk_rename(root, folder, temporary, last) != 0)
            status = tksi_fail_errno(err, errno, "%s: cannot be replaced", name);
    } else if (!tksi_fingerprint_equal(now, step->after)) {
        status = fail_changed(name, err);
    }
    close(folder);
    return status;
}

/* What is not there any more is removed; what is there anew stays. */
static tks_status take_away(const struct tksi_plan *plan, const struct tksi_step *step,
                            const struct tksi_root *root, tks_error *err)
{
    const char *name = tksi_plan_text(plan, step->name);
    struct tksi_fingerprint now;
    const tks_status status = fingerprint_now(&now, step, root, name, err);

    if (status != TKS_OK || !now.there || !tksi_fingerprint_equal(now, step->before))
        return status;
    return tksi_root_remove(root, name, 0, err);
}

/* -------------------------------------------------------------- what tests append */

/* The bytes from `from` on of a file that has lost its name, unless it still has it. */
static void read_late(struct tksi_buffer *out, int held, uint64_t from, int folder,
                      const char *last)
{
    struct stat was, is;
    ssize_t length = 0;

    if (fstat(held, &was) != 0 || (uint64_t)was.st_size <= from ||
        (fstatat(folder, last, &is, AT_SYMLINK_NOFOLLOW) == 0 && is.st_ino == was.st_ino &&
         is.st_dev == was.st_dev) ||
        tksi_buffer_reserve(out, (size_t)was.st_size - (size_t)from, NULL) != TKS_OK)
        return;
    while (out->length < (size_t)was.st_size - (size_t)from &&
           (length = pread(held, out->data + out->length,
                           (size_t)was.st_size - (size_t)from - out->length,
                           (off_t)(from + out->length))) > 0)
        out->length += (size_t)length;
}

/* What a test has appended since the step was planned, or appends to what has lost its name
 * because it had opened it before, goes to where tests append now. Who has opened it and
 * not written yet is given a moment. What cannot be brought over would have been lost
 * anyway. */
static void bring_late(const struct tksi_step *step, const struct tksi_root *root, const char *name,
                       int held)
{
    const struct timespec moment = { .tv_nsec = 2 * 1000 * 1000 };
    struct tksi_buffer late;
    const char *last;
    int folder, file = -1;

    if (tksi_root_parent(&folder, &last, root, name, false, NULL) != TKS_OK)
        return;
    nanosleep(&moment, NULL);
    tksi_buffer_init(&late, (size_t)root->env.limits.file_bytes + 1, &root->env);
    read_late(&late, held, step->before.length, folder, last);
    if (late.length > 0 && (file = tksi_disk_append(root, folder, last)) >= 0)
        (void)tksi_disk_write(root, file, late.data, late.length);
    if (file >= 0)
        close(file);
    tksi_buffer_dispose(&late);
    close(folder);
}

static tks_status do_step(const struct tksi_plan *plan, const struct tksi_step *step,
                          const struct tksi_root *root, tks_error *err)
{
    const char *name = tksi_plan_text(plan, step->name);
    const int held = step->grows ? tksi_root_open(root, name, O_RDONLY | O_NOFOLLOW) : -1;
    const tks_status status = step->kind == TKSI_STEP_REPLACE ? put_in_place(plan, step, root, err)
                                                              : take_away(plan, step, root, err);

    if (held >= 0) {
        bring_late(step, root, name, held);
        close(held);
    }
    return status;
}

/* ------------------------------------------------------------------------ items */

/* The item stays as it is. */
static tks_status leave(struct tksi_plan *plan, size_t index, const struct tksi_root *root,
                        const tks_error *why, tks_error *err)
{
    tksi_plan_item(plan, index)->left = true;
    tksi_plan_item(plan, index)->why = *why;
    return tksi_plan_clean(plan, index, root, err);
}

/* CONFLICT, before anything is done, where one of an item's files can not be replaced any
 * more. Of an item with a single one that is seen in time. */
static tks_status look_ahead(const struct tksi_plan *plan, const struct tksi_item *item,
                             const struct tksi_root *root, tks_error *err)
{
    size_t replaced = 0;
    tks_status status = TKS_OK;

    for (size_t i = item->first_step; i < item->first_step + item->steps; i++)
        replaced += tksi_plan_step(plan, i)->kind == TKSI_STEP_REPLACE;
    for (size_t i = item->first_step; replaced > 1 && i < item->first_step + item->steps; i++) {
        const struct tksi_step *step = tksi_plan_step(plan, i);
        const char *name = tksi_plan_text(plan, step->name);
        struct tksi_fingerprint now;

        if (step->kind != TKSI_STEP_REPLACE)
            continue;
        if ((status = fingerprint_now(&now, step, root, name, err)))
            return status;
        if (!tksi_fingerprint_equal(now, step->before) && !tksi_fingerprint_equal(now, step->after))
            return fail_changed(name, err);
    }
    return TKS_OK;
}

/* The steps of one kind of one item. Where the first cannot be done the item is left; in
 * the middle of one the only way is forward, now or when tksnap is run again. */
static tks_status do_item(struct tksi_plan *plan, size_t index, enum tksi_step_kind kind,
                          const struct tksi_root *root, tks_error *err)
{
    const struct tksi_item *item = tksi_plan_item(plan, index);
    tks_error why = { .status = TKS_OK };

    if (kind == TKSI_STEP_REPLACE && look_ahead(plan, item, root, &why) == TKS_CONFLICT)
        return leave(plan, index, root, &why, err);
    for (size_t i = item->first_step; i < item->first_step + item->steps; i++) {
        const struct tksi_step *step = tksi_plan_step(plan, i);
        tks_status status;

        if (step->kind != kind)
            continue;
        if ((status = do_step(plan, step, root, &why)) == TKS_OK)
            continue;
        if (i == item->first_step || status == TKS_CONFLICT)
            return leave(plan, index, root, &why, err);
        if (err != NULL)
            *err = why;
        return status;
    }
    return TKS_OK;
}

static tks_status do_all(struct tksi_plan *plan, enum tksi_step_kind kind,
                         const struct tksi_root *root, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < tksi_plan_items(plan) && status == TKS_OK; i++)
        if (!tksi_plan_item(plan, i)->left)
            status = do_item(plan, i, kind, root, err);
    return status ? status : tksi_plan_sync(plan, kind, root, err);
}

tks_status tksi_plan_apply(struct tksi_plan *plan, const struct tksi_root *root, tks_error *err)
{
    tks_status status = do_all(plan, TKSI_STEP_REPLACE, root, err);

    return status ? status : do_all(plan, TKSI_STEP_REMOVE, root, err);
}

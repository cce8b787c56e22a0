/* aside.c - copies of the snapshots there are, and putting them back
 *
 * The copies stand in one file, end to end: 20 000 files of their own would have to be made,
 * and taken away again, which is what a slow disk is slowest at. Large ones begin at a block,
 * where file systems can share what they hold instead of copying it.
 *
 * What is put back gets the owner, mode and time it had, so that build tools see no change.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    PIECE = 1 << 16,
    BLOCK = 1 << 12, /* of the file systems that share */
    LARGE = 1 << 20  /* below this sharing saves nothing worth asking for */
};

/* ----------------------------------------------------------------------- copying */

/* A file being copied to the end of the copies. */
struct copying {
    const struct tksi_root *root;
    struct tksi_original *original;
    const char *path;
    int from, to;
    uint64_t end;  /* of the copies */
    uint8_t *room; /* PIECE bytes */
};

/* Reads to the end for the hash; with `writes` copies too. *theirs: it is the file that fails,
 * and not our copy. */
static tks_status read_through(bool *theirs, struct copying *copying, bool writes, tks_error *err)
{
    struct tksi_fingerprinter printer;
    ssize_t got;

    tksi_fingerprint_begin(&printer);
    do {
        got = read(copying->from, copying->room, PIECE);
        if (got < 0 && errno == EINTR)
            continue;
        *theirs = got < 0;
        if (got < 0)
            return tksi_fail_errno(err, errno, "%s: cannot be read", copying->path);
        tksi_fingerprint_add(&printer, (tks_bytes){ copying->room, (size_t)got });
        if (writes && got > 0 &&
            tksi_disk_write(copying->root, copying->to, copying->room, (size_t)got) != 0)
            return tksi_fail_errno(err, errno, "%s: cannot be copied", copying->path);
    } while (got != 0);
    copying->original->print = tksi_fingerprint_end(&printer);
    return TKS_OK;
}

/* Bytes may have been written by one that failed: each begins where it has to. */
static tks_status go_to(const struct copying *copying, uint64_t offset, tks_error *err)
{
    if (lseek(copying->to, (off_t)offset, SEEK_SET) < 0)
        return tksi_fail_errno(err, errno, "%s: cannot be copied", copying->path);
    return TKS_OK;
}

static tks_status copy_large(bool *theirs, struct copying *copying, tks_error *err)
{
    const uint64_t offset = (copying->end + BLOCK - 1) / BLOCK * BLOCK;
    tks_status status;

    copying->original->offset = offset;
    if ((status = read_through(theirs, copying, false, err)) ||
        (status = go_to(copying, offset, err)))
        return status;
    if (lseek(copying->from, 0, SEEK_SET) == 0 &&
        tksi_disk_copy(copying->root, copying->to, copying->from,
                       copying->original->print.length) == 0)
        return TKS_OK;
    if (lseek(copying->from, 0, SEEK_SET) != 0)
        return tksi_fail_errno(err, errno, "%s: cannot be copied", copying->path);
    status = go_to(copying, offset, err);
    return status ? status : read_through(theirs, copying, true, err);
}

static tks_status copy_open(bool *theirs, struct copying *copying, tks_error *err)
{
    struct tksi_original *original = copying->original;
    struct stat about;
    tks_status status;

    *theirs = fstat(copying->from, &about) != 0 || !S_ISREG(about.st_mode);
    if (*theirs)
        return tksi_fail(err, TKS_IO_FAILED, "%s: is not a file", copying->path);
    original->mode = about.st_mode & 07777;
    original->owner = about.st_uid;
    original->group = about.st_gid;
    original->written = about.st_mtim;
    original->touched = about.st_ctim;
    original->inode = about.st_ino;
    original->offset = copying->end;
    if (about.st_size >= LARGE)
        status = copy_large(theirs, copying, err);
    else if ((status = go_to(copying, copying->end, err)) == TKS_OK)
        status = read_through(theirs, copying, true, err);
    if (status == TKS_OK)
        copying->end = original->offset + original->print.length;
    else
        original->print.there = false;
    return status;
}

static tks_status copy_file(bool *theirs, struct copying *copying, tks_error *err)
{
    tks_status status;

    copying->from =
        tksi_root_open(copying->root, copying->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    *theirs = copying->from < 0;
    if (*theirs)
        return tksi_root_fail(err, errno, copying->path, "cannot be read");
    status = copy_open(theirs, copying, err);
    close(copying->from);
    return status;
}

static tks_status copy_all(struct tksi_manifest *manifest, struct copying *copying,
                           const struct tksi_aside *aside, tks_error *err)
{
    const size_t count = tksi_manifest_files(manifest);
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        tks_error why = { .status = TKS_OK };
        bool theirs;

        copying->original = tksi_manifest_file(manifest, i);
        copying->path = tksi_manifest_path(manifest, i);
        status = copy_file(&theirs, copying, &why);
        if (theirs) {
            status = TKS_OK;
            if (aside->warn != NULL)
                aside->warn(aside->user, &why);
        } else if (status != TKS_OK && err != NULL) {
            *err = why;
        }
        if (status == TKS_OK && aside->progress != NULL)
            status = aside->progress(aside->user, i + 1, count, err);
    }
    return status;
}

tks_status tksi_aside_copy(struct tksi_manifest *manifest, const struct tksi_root *root,
                           const struct tksi_aside *aside, tks_error *err)
{
    struct copying copying = { .root = root, .to = -1 };
    const char *last;
    int folder;
    tks_status status;

    if ((status = tksi_root_parent(&folder, &last, root, TKSI_COPIES, true, err)))
        return status;
    copying.room = tksi_allocate(&root->env, PIECE, 1);
    if (copying.room == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for copying");
    else if ((copying.to = tksi_disk_make(root, folder, last, 0)) < 0)
        status = tksi_fail_errno(err, errno, TKSI_COPIES ": cannot be made");
    else if ((status = copy_all(manifest, &copying, aside, err)) == TKS_OK &&
             tksi_disk_sync(root, copying.to) != 0)
        status = tksi_fail_errno(err, errno, TKSI_COPIES ": cannot be written");
    if (copying.to >= 0)
        close(copying.to);
    tksi_release(&root->env, copying.room);
    close(folder);
    return status;
}

/* ----------------------------------------------------------------------- reading */

static tks_status fail_copy(const char *path, tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA,
                     TKSI_COPIES ": the copy of %s is damaged; the file stays as it is", path);
}

tks_status tksi_aside_read(struct tksi_buffer *out, const struct tksi_manifest *manifest,
                           size_t index, const struct tksi_root *root, tks_error *err)
{
    const struct tksi_original *original = tksi_manifest_file(manifest, index);
    const char *path = tksi_manifest_path(manifest, index);
    const int copies = tksi_root_open(root, TKSI_COPIES, O_RDONLY | O_NOFOLLOW);
    struct tksi_file file = { .descriptor = copies, .regular = true, .path = TKSI_COPIES };
    size_t got = 0;
    tks_status status;

    if (copies < 0)
        return tksi_root_fail(err, errno, TKSI_COPIES, "cannot be read");
    if (original->print.length > out->maximum)
        status = tksi_fail(err, TKS_OVER_LIMIT, "%s: more than %zu bytes", path, out->maximum);
    else if (lseek(copies, (off_t)original->offset, SEEK_SET) < 0)
        status = tksi_fail_errno(err, errno, TKSI_COPIES ": cannot be read");
    else if ((status = tksi_buffer_reserve(out, original->print.length, err)) == TKS_OK)
        status = tksi_file_read(&file, out->data, original->print.length, &got, err);
    out->length = got;
    if (status == TKS_OK &&
        !tksi_fingerprint_equal(tksi_fingerprint_of((tks_bytes){ out->data, got }),
                                original->print))
        status = fail_copy(path, err);
    close(copies);
    return status;
}

/* ------------------------------------------------------------------- putting back */

/* A file on its way back. */
struct putting {
    const struct tksi_root *root;
    const struct tksi_original *original;
    const char *path;
    int copies, folder, file;
    char temporary[TKSI_TEMPORARY];
};

/* Beside the file, under a name that the next try finds again. */
static void name_temporary(char out[TKSI_TEMPORARY], size_t index)
{
    snprintf(out, TKSI_TEMPORARY, ".tks-%010zu", index);
}

static tks_status fail_putting(const struct putting *putting, tks_error *err)
{
    return tksi_fail_errno(err, errno, "%s: cannot be put back", putting->path);
}

static tks_status put_bytes(const struct putting *putting, uint8_t *room, tks_error *err)
{
    struct tksi_fingerprinter printer;
    uint64_t left = putting->original->print.length;
    off_t at = (off_t)putting->original->offset;

    tksi_fingerprint_begin(&printer);
    while (left > 0) {
        const ssize_t got = pread(putting->copies, room, left < PIECE ? (size_t)left : PIECE, at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? fail_putting(putting, err) : fail_copy(putting->path, err);
        if (tksi_disk_write(putting->root, putting->file, room, (size_t)got) != 0)
            return fail_putting(putting, err);
        tksi_fingerprint_add(&printer, (tks_bytes){ room, (size_t)got });
        left -= (uint64_t)got;
        at += got;
    }
    return tksi_fingerprint_equal(tksi_fingerprint_end(&printer), putting->original->print)
               ? TKS_OK
               : fail_copy(putting->path, err);
}

/* Owner, where that is allowed, mode and time. The owner first: changing it takes
 * set-user-ID away. */
static int dress(const struct putting *putting)
{
    const struct tksi_original *original = putting->original;

    if ((original->owner != geteuid() || original->group != getegid()) &&
        tksi_disk_owner(putting->root, putting->file, original->owner, original->group) != 0 &&
        errno != EPERM)
        return -1;
    return tksi_disk_mode(putting->root, putting->file, original->mode) == 0
               ? tksi_disk_time(putting->root, putting->file, original->written)
               : -1;
}

/* What a file system holds that is not that of the copies is not in the sync of all. */
static bool is_elsewhere(const struct putting *putting)
{
    struct stat here, there;

    return fstat(putting->copies, &here) != 0 || fstat(putting->file, &there) != 0 ||
           here.st_dev != there.st_dev;
}

static tks_status replace(struct putting *putting, const char *last, uint8_t *room, tks_error *err)
{
    const struct tksi_root *root = putting->root;
    bool elsewhere;
    tks_status status;

    if (tksi_disk_remove(root, putting->folder, putting->temporary, 0) != 0 && errno != ENOENT)
        return fail_putting(putting, err);
    if ((putting->file = tksi_disk_make(root, putting->folder, putting->temporary, 0)) < 0)
        return fail_putting(putting, err);
    elsewhere = is_elsewhere(putting);
    status = put_bytes(putting, room, err);
    if (status == TKS_OK &&
        (dress(putting) != 0 || (elsewhere && tksi_disk_sync(root, putting->file) != 0) ||
         tksi_disk_rename(root, putting->folder, putting->temporary, last) != 0))
        status = fail_putting(putting, err);
    close(putting->file);
    if (status != TKS_OK)
        (void)unlinkat(putting->folder, putting->temporary, 0);
    return status != TKS_OK || !elsewhere ? status
                                          : tksi_root_sync_parent(root, putting->path, err);
}

tks_status tksi_aside_put_back(const struct tksi_manifest *manifest, size_t index,
                               const struct tksi_root *root, tks_error *err)
{
    struct putting putting = { .root = root,
                               .original = tksi_manifest_file(manifest, index),
                               .path = tksi_manifest_path(manifest, index),
                               .folder = -1 };
    uint8_t *room = tksi_allocate(&root->env, PIECE, 1);
    const char *last;
    tks_status status;

    name_temporary(putting.temporary, index);
    putting.copies = tksi_root_open(root, TKSI_COPIES, O_RDONLY | O_NOFOLLOW);
    if (room == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for copying");
    else if (putting.copies < 0)
        status = tksi_root_fail(err, errno, TKSI_COPIES, "cannot be read");
    else if ((status = tksi_root_parent(&putting.folder, &last, root, putting.path, true, err)) ==
             TKS_OK)
        status = replace(&putting, last, room, err);
    if (putting.folder >= 0)
        close(putting.folder);
    if (putting.copies >= 0)
        close(putting.copies);
    tksi_release(&root->env, room);
    return status;
}

void tksi_aside_tidy(const struct tksi_manifest *manifest, size_t index,
                     const struct tksi_root *root)
{
    char temporary[TKSI_TEMPORARY];
    const char *last;
    int folder;

    name_temporary(temporary, index);
    if (tksi_root_parent(&folder, &last, root, tksi_manifest_path(manifest, index), false, NULL) !=
        TKS_OK)
        return;
    (void)tksi_disk_remove(root, folder, temporary, 0);
    close(folder);
}

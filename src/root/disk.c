/* disk.c - the system calls that change the disk, each behind a question
 *
 * All of them are here, so that a test can stop the program before any one of them, or
 * make it fail, and look at what is left.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_refused(const struct tksi_root *root, const char *call)
{
    const int why = root->watch != NULL ? root->watch(root->watch_user, call) : 0;

    errno = why;
    return why != 0;
}

int tksi_disk_make(const struct tksi_root *root, int folder, const char *name, int flags)
{
    if (is_refused(root, "open"))
        return -1;
    return openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | flags, 0666);
}

int tksi_disk_append(const struct tksi_root *root, int folder, const char *name)
{
    if (is_refused(root, "open"))
        return -1;
    return openat(folder, name, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666);
}

int tksi_disk_write(const struct tksi_root *root, int file, const void *data, size_t length)
{
    const uint8_t *next = data;

    while (length > 0) {
        ssize_t n;

        if (is_refused(root, "write"))
            return -1;
        n = write(file, next, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        next += n;
        length -= (size_t)n;
    }
    return 0;
}

int tksi_disk_make_unnamed(const struct tksi_root *root, int folder)
{
    if (is_refused(root, "open"))
        return -1;
    if (root->by_steps) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
}

int tksi_disk_link(const struct tksi_root *root, int file, int folder, const char *name)
{
    char path[48];

    if (is_refused(root, "link"))
        return -1;
    /* by its descriptor alone it would take a privilege */
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW);
}

int tksi_disk_sync(const struct tksi_root *root, int file)
{
    return is_refused(root, "fsync") ? -1 : fsync(file);
}

void tksi_disk_hurry(int file, uint64_t length)
{
    enum { MUCH = 1 << 20 };

    if (length >= MUCH)
        (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int tksi_disk_sync_all(const struct tksi_root *root, int file)
{
    return is_refused(root, "syncfs") ? -1 : syncfs(file);
}

int tksi_disk_sync_rest(const struct tksi_root *root, int file)
{
    const unsigned all =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;

    return is_refused(root, "sync_file_range") ? -1 : sync_file_range(file, 0, 0, all);
}

int tksi_disk_sync_folder(const struct tksi_root *root, int folder)
{
    if (is_refused(root, "fsync"))
        return -1;
    /* EINVAL: this file system orders its folders by itself, or not at all */
    return fsync(folder) == 0 || errno == EINVAL ? 0 : -1;
}

int tksi_disk_rename(const struct tksi_root *root, int folder, const char *from, const char *to)
{
    return is_refused(root, "rename") ? -1 : renameat(folder, from, folder, to);
}

int tksi_disk_move(const struct tksi_root *root, int from_folder, const char *from, int folder,
                   const char *to)
{
    return is_refused(root, "rename") ? -1 : renameat(from_folder, from, folder, to);
}

int tksi_disk_remove(const struct tksi_root *root, int folder, const char *name, int flags)
{
    return is_refused(root, "unlink") ? -1 : unlinkat(folder, name, flags);
}

tks_status tksi_root_remove(const struct tksi_root *root, const char *name, int flags,
                            tks_error *err)
{
    const char *last;
    int folder;
    tks_status status = tksi_root_parent(&folder, &last, root, name, false, err);

    if (status != TKS_OK)
        return status == TKS_NOT_FOUND ? TKS_OK : status;
    if (tksi_disk_remove(root, folder, last, flags) != 0 && errno != ENOENT)
        status = tksi_fail_errno(err, errno, "%s: cannot be removed", name);
    close(folder);
    return status;
}

int tksi_disk_make_folder(const struct tksi_root *root, int folder, const char *name)
{
    return is_refused(root, "mkdir") ? -1 : mkdirat(folder, name, 0777);
}

int tksi_disk_mode(const struct tksi_root *root, int file, mode_t mode)
{
    return is_refused(root, "fchmod") ? -1 : fchmod(file, mode);
}

int tksi_disk_owner(const struct tksi_root *root, int file, uid_t owner, gid_t group)
{
    return is_refused(root, "fchown") ? -1 : fchown(file, owner, group);
}

int tksi_disk_copy(const struct tksi_root *root, int file, int from, uint64_t length)
{
    while (length > 0) {
        const size_t most = length < 1 << 30 ? (size_t)length : 1 << 30;
        ssize_t n;

        if (is_refused(root, "copy"))
            return -1;
        n = copy_file_range(from, NULL, file, NULL, most, 0);
        if (n == 0)
            errno = EIO; /* it has become shorter */
        if (n <= 0)
            return -1;
        length -= (uint64_t)n;
    }
    return 0;
}

int tksi_disk_time(const struct tksi_root *root, int file, struct timespec written)
{
    const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, written };

    return is_refused(root, "futimens") ? -1 : futimens(file, times);
}

/* lock.c - one at a time: locks below .tksnap
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/lock.h"

#include "root/own.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static int open_lock(const struct tksi_root *root, int folder, const char *last)
{
    int file = openat(folder, last, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    if (file < 0 && errno == ENOENT && (file = tksi_disk_make(root, folder, last, 0)) < 0 &&
        errno == EEXIST) /* somebody was faster */
        file = openat(folder, last, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    return file;
}

/* Tries so many times; *taken: it has it. */
static tks_status take(bool *taken, int file, int tries, const char *name, tks_error *err)
{
    const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    *taken = false;
    for (int i = 0; i < tries; i++) {
        if (i > 0)
            nanosleep(&pause, NULL);
        if (fcntl(file, F_OFD_SETLK, &whole) == 0) {
            *taken = true;
            return TKS_OK;
        }
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return tksi_fail_errno(err, errno, "%s: cannot be locked", name);
    }
    return TKS_OK;
}

/* *lock is -1 where somebody has it. */
static tks_status take_named(int *lock, const struct tksi_root *root, const char *name, int tries,
                             tks_error *err)
{
    const char *last;
    bool taken = false;
    int folder;
    tks_status status;

    *lock = -1;
    if ((status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status;
    if ((*lock = open_lock(root, folder, last)) < 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be opened", name);
    else
        status = take(&taken, *lock, tries, name, err);
    if (!taken && *lock >= 0) {
        close(*lock);
        *lock = -1;
    }
    close(folder);
    return status;
}

tks_status tksi_lock_project(int *lock, const struct tksi_root *root, tks_error *err)
{
    enum { TRIES = 200 };
    tks_status status;

    *lock = -1;
    if ((status = tksi_own_make(root, err)) ||
        (status = take_named(lock, root, TKSI_OWN "/lock", TRIES, err)) || *lock >= 0)
        return status;
    return tksi_fail(err, TKS_CONFLICT,
                     TKSI_OWN "/lock: another tksnap is changing snapshots here; try again when it "
                              "is done");
}

tks_status tksi_lock_try(int *lock, const struct tksi_root *root, const char *name, tks_error *err)
{
    return take_named(lock, root, name, 1, err);
}

bool tksi_lock_is_held(const struct tksi_root *root, const char *name)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    const int file = tksi_root_open(root, name, O_RDONLY | O_NOFOLLOW);
    bool held;

    if (file < 0)
        return false;
    held = fcntl(file, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    close(file);
    return held;
}

/* own.c - the project's folder for us, .tksnap
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/own.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* Git and everyone else who reads .gitignore shall not see the folder. */
static int ignore_folder(const struct tksi_root *root, int folder)
{
    static const char everything[] = "*\n";
    char temporary[TKSI_TEMPORARY];
    int file, result = -1;

    if (faccessat(folder, ".gitignore", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return 0;
    if (tksi_own_temporary(temporary, NULL) != TKS_OK ||
        (file = tksi_disk_make(root, folder, temporary, 0)) < 0)
        return -1;
    if (tksi_disk_write(root, file, everything, sizeof everything - 1) == 0 &&
        tksi_disk_rename(root, folder, temporary, ".gitignore") == 0)
        result = 0;
    else
        (void)unlinkat(folder, temporary, 0);
    close(file);
    return result;
}

tks_status tksi_own_make(const struct tksi_root *root, tks_error *err)
{
    const char *last;
    int folder;
    tks_status status;

    if ((status = tksi_root_parent(&folder, &last, root, TKSI_OWN "/x", true, err)))
        return status;
    if (ignore_folder(root, folder) != 0)
        status = tksi_fail_errno(err, errno, TKSI_OWN ": cannot be written");
    close(folder);
    return status;
}

tks_status tksi_own_temporary(char out[TKSI_TEMPORARY], tks_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345"; /* 32 of them */
    const size_t begin = sizeof TKSI_TEMPORARY_BEGIN - 1;
    uint8_t chance[10];

    if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance)
        return tksi_fail_errno(err, errno, "no random numbers are to be had");
    memcpy(out, TKSI_TEMPORARY_BEGIN, begin);
    for (size_t i = 0; i < sizeof chance; i++)
        out[begin + i] = letters[chance[i] % 32];
    out[begin + sizeof chance] = '\0';
    return TKS_OK;
}

static tks_status write_once(const struct tksi_root *root, const char *name, tks_bytes bytes,
                             tks_error *err)
{
    char temporary[TKSI_TEMPORARY];
    const char *last;
    int folder, file;
    tks_status status;

    if ((status = tksi_own_temporary(temporary, err)) ||
        (status = tksi_root_parent(&folder, &last, root, name, true, err)))
        return status;
    file = tksi_disk_make(root, folder, temporary, O_NOFOLLOW);
    if (file < 0 || tksi_disk_write(root, file, bytes.data, bytes.length) != 0 ||
        tksi_disk_rename(root, folder, temporary, last) != 0) {
        status = tksi_fail_errno(err, errno, "%s: cannot be written", name);
        if (file >= 0)
            (void)unlinkat(folder, temporary, 0);
    }
    if (file >= 0)
        close(file);
    close(folder);
    return status;
}

/* Other processes tidy up behind themselves: a folder that was just made or found may be gone
 * a moment later, empty as it was. */
tks_status tksi_own_write(const struct tksi_root *root, const char *name, tks_bytes bytes,
                          tks_error *err)
{
    enum { TRIES = 100 };
    tks_error why = { .status = TKS_OK };
    tks_status status = TKS_NOT_FOUND;

    for (int i = 0; i < TRIES && status == TKS_NOT_FOUND; i++)
        status = write_once(root, name, bytes, &why);
    if (status != TKS_OK && err != NULL)
        *err = why;
    return status;
}

/* outfile.c - writing: a file appears whole, or not at all
 *
 * The bytes go into a temporary file in the destination's own folder, because
 * only within one file system does rename replace atomically. Whoever opens the
 * destination at any moment sees the old file or the new one.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes every folder above `path`, which is changed and restored on the way. */
static tks_status make_parents(char *path, tks_error *err)
{
    tks_status status = TKS_OK;

    for (char *slash = strchr(path + 1, '/'); slash != NULL && status == TKS_OK;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            status = tksi_fail_errno(err, errno, "%s: the folder cannot be made", path);
        *slash = '/';
    }
    return status;
}

/* Opens a file that did not exist, named `temporary` with its last six characters
 * chosen by chance. mkostemp would do but for its mode 0600, which would hide a
 * picture from the rest of a team; here the umask decides, as for any new file. */
static int open_temporary(char *temporary)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char *chosen = temporary + strlen(temporary) - 6;
    int descriptor = -1;

    for (int attempt = 0; descriptor < 0 && attempt < 100; attempt++) {
        uint8_t chance[6];

        if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance)
            return -1;
        for (int i = 0; i < 6; i++)
            chosen[i] = letters[chance[i] % (sizeof letters - 1)];
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno != EEXIST)
            return -1;
    }
    return descriptor;
}

tks_status tksi_outfile_open(struct tksi_outfile *out, const char *path, bool make_folders,
                             const struct tksi_env *env, tks_error *err)
{
    struct tksi_outfile file = { .descriptor = -1, .env = *env };
    const size_t length = strlen(path);
    tks_status status = TKS_OK;

    if ((file.path = tksi_allocate(env, length + 1, 1)) == NULL ||
        (file.temporary = tksi_allocate(env, length + sizeof ".XXXXXX", 1)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    memcpy(file.path, path, length + 1);
    snprintf(file.temporary, length + sizeof ".XXXXXX", "%s.XXXXXX", path);
    if (make_folders && (status = make_parents(file.path, err)))
        goto done;
    if ((file.descriptor = open_temporary(file.temporary)) < 0) {
        status = tksi_fail_errno(err, errno, "%s: cannot be written", path);
        goto done;
    }
    *out = file;
    file = (struct tksi_outfile){ .descriptor = -1, .env = *env };
done:
    tksi_outfile_dispose(&file);
    return status;
}

tks_status tksi_outfile_write(struct tksi_outfile *file, tks_bytes bytes, tks_error *err)
{
    const uint8_t *data = bytes.data;
    size_t left = bytes.length;

    while (left > 0) {
        const ssize_t n = write(file->descriptor, data, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return tksi_fail_errno(err, errno, "%s: cannot be written", file->path);
        data += n;
        left -= (size_t)n;
    }
    return TKS_OK;
}

tks_status tksi_outfile_commit(struct tksi_outfile *file, tks_error *err)
{
    tks_status status = TKS_OK;
    struct stat replaced;
    int descriptor = file->descriptor;

    file->descriptor = -1;
    /* a file that is replaced keeps its mode */
    if (stat(file->path, &replaced) == 0 && fchmod(descriptor, replaced.st_mode & 07777) != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be written", file->path);
    /* some file systems report a full disk only here */
    if (close(descriptor) != 0 && status == TKS_OK)
        status = tksi_fail_errno(err, errno, "%s: cannot be written", file->path);
    if (status == TKS_OK && rename(file->temporary, file->path) != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be replaced", file->path);
    if (status != TKS_OK)
        unlink(file->temporary);
    tksi_release(&file->env, file->temporary);
    file->temporary = NULL;
    return status;
}

void tksi_outfile_dispose(struct tksi_outfile *file)
{
    if (file->descriptor >= 0) {
        close(file->descriptor);
        unlink(file->temporary);
    }
    tksi_release(&file->env, file->temporary);
    tksi_release(&file->env, file->path);
    file->descriptor = -1;
    file->path = file->temporary = NULL;
}

static tks_status outfile_sink_write(void *user, tks_bytes bytes, tks_error *err)
{
    return tksi_outfile_write(user, bytes, err);
}

tks_sink tksi_outfile_sink(struct tksi_outfile *file)
{
    return (tks_sink){ outfile_sink_write, file };
}

/* file.c - reading: regular files, pipes and standard input
 *
 * Files are read, never mapped: a test run may rewrite a picture while it is
 * compared, and a mapped file that shrinks kills the process, where a read one
 * is merely found to be truncated.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static tks_status describe(struct tksi_file *file, const struct tksi_env *env, tks_error *err)
{
    struct stat about;

    if (fstat(file->descriptor, &about) != 0)
        return tksi_fail_errno(err, errno, "%s: cannot be examined", file->path);
    if (S_ISDIR(about.st_mode))
        return tksi_fail(err, TKS_IO_FAILED, "%s: is a folder, not a file", file->path);
    if (S_ISBLK(about.st_mode) || (S_ISCHR(about.st_mode) && file->descriptor != STDIN_FILENO))
        return tksi_fail(err, TKS_IO_FAILED, "%s: is a device, not a file", file->path);
    file->regular = S_ISREG(about.st_mode);
    file->length = file->regular ? (int64_t)about.st_size : -1;
    if (file->length > env->limits.file_bytes)
        return tksi_fail(err, TKS_OVER_LIMIT,
                         "%s: %lld bytes, the limit is %lld; raise it with --limit-bytes",
                         file->path, (long long)file->length, (long long)env->limits.file_bytes);
    return TKS_OK;
}

tks_status tksi_file_open(struct tksi_file *out, const char *path, const struct tksi_env *env,
                          tks_error *err)
{
    const bool standard_input = strcmp(path, "-") == 0;
    struct tksi_file file = { .descriptor = STDIN_FILENO,
                              .path = standard_input ? "standard input" : path };
    tks_status status;

    /* O_NONBLOCK would make a named pipe return before its writer has come;
     * waiting for the writer is what a user expects of a pipe */
    if (!standard_input && (file.descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
        return tksi_fail_errno(err, errno, "%s: cannot be opened", path);
    status = describe(&file, env, err);
    if (status == TKS_OK)
        *out = file;
    else
        tksi_file_close(&file);
    return status;
}

tks_status tksi_file_read(struct tksi_file *file, void *data, size_t length, size_t *got,
                          tks_error *err)
{
    size_t total = 0;

    while (total < length) {
        const ssize_t n = read(file->descriptor, (uint8_t *)data + total, length - total);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return tksi_fail_errno(err, errno, "%s: cannot be read", file->path);
        if (n == 0)
            break;
        total += (size_t)n;
    }
    *got = total;
    return TKS_OK;
}

tks_status tksi_file_read_rest(struct tksi_file *file, struct tksi_buffer *buffer, tks_error *err)
{
    enum { STEP = 1 << 16 };
    /* one byte more than the file is said to have, to see its end without growing */
    size_t want = file->regular && (size_t)file->length >= buffer->length
                      ? (size_t)file->length - buffer->length + 1
                      : STEP;

    for (;;) {
        const size_t room = buffer->maximum - buffer->length;
        size_t got = 0;
        tks_status status;

        if (want > room)
            want = room;
        if ((status = tksi_buffer_reserve(buffer, want, err)) ||
            (status = tksi_file_read(file, buffer->data + buffer->length, want, &got, err)))
            return status;
        buffer->length += got;
        if (got < want)
            return TKS_OK;
        if (buffer->length == buffer->maximum)
            return tksi_fail(err, TKS_OVER_LIMIT,
                             "%s: more than %zu bytes; raise the limit with --limit-bytes",
                             file->path, buffer->maximum - 1);
        want = buffer->length < STEP ? STEP : buffer->length;
    }
}

void tksi_file_close(struct tksi_file *file)
{
    if (file->descriptor > STDIN_FILENO)
        close(file->descriptor);
    file->descriptor = -1;
}

/* error.c - failures as one line of plain English
 *
 * A message is built once, where the failure is seen; callers hand it up
 * untouched, and only the outermost one, who knows the file's name, may put that
 * in front.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#undef tksi_fail /* the function itself, without base.h's hint */

const char *tks_status_name(tks_status status)
{
    switch (status) {
#define X(name, value, text)                                                                       \
    case TKS_##name:                                                                               \
        return text;
        TKS_STATUS_MAP(X)
#undef X
    }
    return "unknown status";
}

/* Ends a cut message in "..." without leaving half a UTF-8 character. */
static void mark_cut(char *message, size_t capacity)
{
    size_t end = capacity - 4;

    while (end > 0 && ((unsigned char)message[end] & 0xC0) == 0x80)
        end--;
    memcpy(message + end, "...", 4);
}

/* File names may hold anything; a message stays one line. */
static void tame(char *message)
{
    for (unsigned char *c = (unsigned char *)message; *c != '\0'; c++)
        if (*c < 0x20 || *c == 0x7F)
            *c = '?';
}

static void fill(tks_error *err, tks_status status, const char *format, va_list arguments)
{
    int length;

    if (err == NULL)
        return;
    err->status = status;
    err->sys_errno = 0;
    length = vsnprintf(err->message, sizeof err->message, format, arguments);
    if (length < 0)
        err->message[0] = '\0';
    else if ((size_t)length >= sizeof err->message)
        mark_cut(err->message, sizeof err->message);
    tame(err->message);
}

tks_status tksi_fail(tks_error *err, tks_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(err, status, format, arguments);
    va_end(arguments);
    return status;
}

tks_status tksi_fail_errno(tks_error *err, int sys_errno, const char *format, ...)
{
    const tks_status status = sys_errno == ENOENT || sys_errno == ENOTDIR ? TKS_NOT_FOUND
                              : sys_errno == ENOMEM                       ? TKS_OUT_OF_MEMORY
                                                                          : TKS_IO_FAILED;
    char what[96], reason[96];
    va_list arguments;
    size_t length;

    if (err == NULL)
        return status;
    va_start(arguments, format);
    fill(err, status, format, arguments);
    va_end(arguments);

    /* the GNU strerror_r: it may return a string of its own */
    snprintf(reason, sizeof reason, ": %s", strerror_r(sys_errno, what, sizeof what));
    length = strlen(err->message);
    if (length + strlen(reason) < sizeof err->message)
        memcpy(err->message + length, reason, strlen(reason) + 1);
    if (status == TKS_IO_FAILED)
        err->sys_errno = sys_errno;
    return status;
}

tks_status tksi_fail_at(tks_error *err, tks_status status, const char *name)
{
    tks_error whole;

    if (err == NULL)
        return status;
    whole = *err;
    tksi_fail(&whole, err->status, "%s: %s", name, err->message);
    whole.sys_errno = err->sys_errno;
    *err = whole;
    return status;
}

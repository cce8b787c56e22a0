/* names.c - paths waiting in a buffer
 *
 * A tree may be deeper than a stack: folders still to be read wait here, each ended by a
 * NUL, and the last that came is the first to be taken.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <string.h>

tks_status tksi_names_add(struct tksi_buffer *names, const char *folder, const char *name,
                          tks_error *err)
{
    tks_status status;

    if (*folder != '\0' && ((status = tksi_buffer_append(names, folder, strlen(folder), err)) ||
                            (status = tksi_buffer_append(names, "/", 1, err))))
        return status;
    return tksi_buffer_append(names, name, strlen(name) + 1, err);
}

tks_status tksi_names_take(struct tksi_buffer *out, struct tksi_buffer *names, tks_error *err)
{
    const uint8_t *end = names->length > 1 ? memrchr(names->data, '\0', names->length - 1) : NULL;
    const size_t start = end != NULL ? (size_t)(end + 1 - names->data) : 0;
    tks_status status;

    out->length = 0;
    status = tksi_buffer_append(out, names->data + start, names->length - start, err);
    names->length = start;
    return status;
}

/* git_index.h - the names of the files that Git tracks, out of its index
 *
 *     tksi_git_index_start(&index, bytes, env);
 *     while (tksi_git_index_next(&index))
 *         ... index.name.data ...
 *     tksi_git_index_dispose(&index);
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_UPKEEP_GIT_INDEX_H
#define TKSI_UPKEEP_GIT_INDEX_H

#include "root/root.h"

/* A walk over an index. Borrows the bytes. */
struct tksi_git_index {
    const uint8_t     *bytes;
    size_t             length, at;
    uint32_t           version, left; /* entries still to come */
    size_t             hash;          /* bytes of an object's name: 20, or 32 for SHA-256 */
    bool               good;          /* false once something was no index */
    struct tksi_buffer name;          /* the entry's, with its NUL */
};

/* Versions 2 to 4 are known; of other bytes there are no entries, and `good` is false. */
void tksi_git_index_start(struct tksi_git_index *index, tks_bytes bytes, size_t hash,
                          const struct tksi_env *env);
/* False at the end, which may be for want of memory. */
bool tksi_git_index_next(struct tksi_git_index *index);
void tksi_git_index_dispose(struct tksi_git_index *index);

/* The index of the repository whose top is the root, appended; nothing where there is none,
 * or it cannot be read. */
tks_status tksi_git_index_read(struct tksi_buffer *out, const struct tksi_root *root,
                               tks_error *err);

#endif

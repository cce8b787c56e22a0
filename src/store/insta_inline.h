/* insta_inline.h - what looking at inline snapshots and deciding on them share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_INSTA_INLINE_H
#define TKSI_STORE_INSTA_INLINE_H

#include "format/format.h"
#include "store/steps.h"

/* A line of a .pending-snap that waits for a decision. Borrows the file's bytes. */
struct tksi_inline_record {
    struct tksi_span           whole;
    struct tksi_pending_record told;
    tks_bytes                  fresh; /* the new text, as it is written */
};

/* Those of the last run, in the file's order, appended. A last line without its end is a
 * test that is writing, and not there yet. BAD_DATA where another line is no record. */
tks_status tksi_inline_records(struct tksi_buffer *out, tks_bytes file, tks_error *err);

/* By line, then by text. Two of the same are one snapshot, asserted in a loop or by two
 * test programs. */
int tksi_inline_order(const void *a, const void *b);

/* The source they are about, as it is now. Dispose also after failure. */
struct tksi_inline_source {
    struct tksi_buffer      real; /* its path without links, with its NUL */
    struct tksi_buffer      bytes;
    struct tksi_fingerprint print;
    struct tksi_rust        rust;
};

/* Messages begin with the path. NOT_FOUND where there is no such file. */
tks_status tksi_inline_source_read(struct tksi_inline_source *out, const struct tksi_root *root,
                                   const char *path, tks_error *err);
void       tksi_inline_source_dispose(struct tksi_inline_source *source);

/* Which of the source's sites a record of `file` is about, as tksi_rust_find. */
tks_status tksi_inline_find(size_t *site, const struct tksi_inline_source *source, tks_bytes file,
                            const struct tksi_inline_record *record, tks_error *err);

/* insta_splice.c: the steps of a decision. */
tks_status tksi_inline_accept(struct tksi_transaction *transaction,
                              const struct tksi_group *group, tks_error *err);
tks_status tksi_inline_reject(struct tksi_transaction *transaction,
                              const struct tksi_group *group, tks_error *err);

#endif

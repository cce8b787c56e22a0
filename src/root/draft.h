/* draft.h - large files read and written without being held in memory
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_DRAFT_H
#define TKSI_ROOT_DRAFT_H

#include "format/format.h"
#include "root/root.h"

/* Bytes of a file, mapped. Only of our own: the user's may become shorter while it is
 * looked at. Not to be copied: `passing` gives back the memory of what a walk has passed. */
struct tksi_mapping {
    tks_bytes           bytes;
    struct tksi_passing passing;
    void               *base; /* NULL: nothing is mapped */
    size_t              length;
};

/* The bytes offset..offset+length-1 of the file. Close also after failure. */
tks_status tksi_mapping_open(struct tksi_mapping *out, int file, uint64_t offset,
                             uint64_t length, tks_error *err);
void       tksi_mapping_close(struct tksi_mapping *mapping);

/* A file that is being made beside the file it is for, without a name until it is whole: of
 * one that is given up nothing is left, however the program ends. */
struct tksi_draft {
    const struct tksi_root   *root;
    const char               *name;         /* of the file it is for */
    int                       folder, file; /* descriptors; -1: not open */
    bool                      linkable;
    struct tksi_fingerprinter printer;
    struct tksi_mapping       mapping;
};

/* Dispose also after failure. Borrows the name. */
tks_status tksi_draft_begin(struct tksi_draft *out, const struct tksi_root *root,
                            const char *name, tks_error *err);
/* Writes `before` with patches, which are sorted by place and do not overlap; with none, as
 * it is. `passing`, unless NULL, is told of `before`. Once. */
tks_status tksi_draft_write(struct tksi_draft *draft, tks_bytes before,
                            const struct tksi_passing *passing,
                            const struct tksi_patch *patches, size_t count, tks_error *err);
/* What was written, in draft->mapping. */
tks_status tksi_draft_map(struct tksi_draft *draft, tks_error *err);
/* Gives it this name, in the same folder; who owns it and its mode (of draft->file) are set
 * before. */
tks_status tksi_draft_publish(struct tksi_draft *draft, const char *last, tks_error *err);
void       tksi_draft_dispose(struct tksi_draft *draft);

#endif

/* kept.h - pending changes of libraries that leave none themselves
 *
 * One file each, .tksnap/pending/<path of the baseline>/<hash of the entry>.pending: a
 * header of lines, an empty line, the value.
 *
 *     tksnap pending 1
 *     format amber
 *     path tests/__snapshots__/test_api.ambr
 *     entry test_list[dark]                   none: the file is one snapshot
 *     source tests/test_api.py:12             none: not known
 *     finding 3%20lines%20changed             none: not told
 *     order 3
 *     state changed                           or new, removed: when it was kept, and
 *     baseline LENGTH:HASH                    of which baseline that was said
 *     bytes 120
 *
 *     dict({ ...
 *
 * Never in the library's own folder: syrupy and go-snaps delete strangers there.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_KEPT_H
#define TKSI_STORE_KEPT_H

#include "format/format.h"
#include "root/own.h"
#include "root/walk.h"
#include "store/store.h"

#define TKSI_KEPT TKSI_OWN "/pending"

/* Borrows `value`; the texts, NULL for none, are in `text`. */
struct tksi_kept {
    const struct tksi_format *format;
    const char               *path, *entry, *source, *finding;
    uint32_t                  order;
    tks_pending_state         state;
    struct tksi_fingerprint   baseline;
    tks_bytes                 value;
    struct tksi_buffer        text;
};

/* kept_file.c: the file's name, with its NUL; its bytes; reading them. BAD_DATA for a file
 * that is not one. Dispose after reading, also after failure. */
tks_status tksi_kept_name(struct tksi_buffer *out, const char *path, const char *entry,
                          tks_error *err);
tks_status tksi_kept_put(struct tksi_buffer *out, const struct tksi_kept *kept, tks_error *err);
tks_status tksi_kept_read(struct tksi_kept *out, tks_bytes file, const struct tksi_env *env,
                          tks_error *err);
void       tksi_kept_dispose(struct tksi_kept *kept);

/* The change that it means, of an entry of its baseline. */
struct tksi_change tksi_kept_change(const struct tksi_kept *kept, tks_error *outcome);

/* Whether a file of this name, in the folder of a baseline, keeps an entry of it. */
bool       tksi_kept_is_entry(const char *name);

/* keep.c: writes the file, and removes it; removes all of entries (`whole`) or the one of the
 * whole file. .tksnap has to be there. */
tks_status tksi_kept_write(const struct tksi_root *root, const struct tksi_kept *kept,
                           tks_error *err);
/* Whether just this is kept already. */
tks_status tksi_kept_is_known(bool *out, const struct tksi_root *root,
                              const struct tksi_kept *kept, tks_error *err);
tks_status tksi_kept_forget(const struct tksi_root *root, const char *path, const char *entry,
                            tks_error *err);
tks_status tksi_kept_forget_others(const struct tksi_root *root, const char *path, bool whole,
                                   tks_error *err);

/* Whether a baseline has the entry; NULL: whether there is one. Its format's library reads
 * it, that is. */
tks_status tksi_kept_is_there(bool *out, const struct tksi_format *format, tks_bytes baseline,
                              bool there, const char *entry, const struct tksi_env *env,
                              tks_error *err);

/* An entry that is looked for in a baseline, and whether it has it. */
struct tksi_sought {
    const char      *entry;
    bool             found;
    struct tksi_span payload; /* where among the payloads */
    size_t           user;
};

/* kept_seek.c: looks for entries in the file below the root, all of them in one walk; of
 * several of one name it is the one that the library reads. The names are sorted by their
 * bytes, each is there once. A file that is not there has none. Payloads are appended to
 * `payloads`; NULL: none is wanted. After a failure those that were found are there. */
tks_status tksi_kept_seek(struct tksi_sought *sought, size_t count,
                          struct tksi_buffer *payloads, const struct tksi_format *format,
                          const struct tksi_root *root, const char *path, tks_error *err);

/* kept.c: the store of baselines in this format; "files" where it is nobody's. */
const struct tksi_store *tksi_kept_store(const struct tksi_format *format);
/* Adds what is kept in the project. */
tks_status tksi_kept_look(struct tksi_finds *finds, const struct tksi_root *root,
                          tksi_trouble_fn *trouble, void *user, tks_error *err);
/* kept_read.c: a store's `read`. */
tks_status tksi_kept_values(struct tksi_values *out, const struct tksi_root *root,
                            const struct tksi_waiting *waiting, tks_error *err);
/* Removes the folders that a decision has left empty. */
void tksi_kept_tidy(const struct tksi_root *root, const char *file);

#endif

/* store.h - layouts of snapshots on disk, behind one small interface
 *
 * A store knows its pending files by their names, looks into them, and writes down what a
 * decision means as steps of a transaction. Walking, locking, journal and undo are the
 * same for all of them. What the bytes mean is known one layer down, in format/.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_H
#define TKSI_STORE_H

#include "format/format.h"
#include "journal/journal.h"

/* What waits, while it is gathered: texts are places in `text`, TKSI_NO_TEXT for none. A
 * new one is to be moved in pending.c's add_portion. */
#define TKSI_NO_TEXT SIZE_MAX

struct tksi_store;

struct tksi_found {
    const struct tksi_store *store; /* NULL: a folder that cannot be read */
    const char              *kind;
    const struct tksi_format *format; /* of what is kept here, the baseline's; else NULL */
    tks_pending_state        state;
    size_t                   path, entry, file, sidecar, problem;
    size_t                   expected, actual, expression; /* of inline ones */
    size_t                   expected_length, actual_length;
    size_t                   source, finding;
    uint32_t                 line;
    size_t                   place; /* of inline ones: where in `file` its record begins */
    struct tksi_fingerprint  seen, seen_aside; /* `file` and `sidecar` */
};

struct tksi_finds {
    struct tksi_buffer found, text;
};

/* Nothing of it known yet. */
struct tksi_found tksi_found_nothing(const struct tksi_store *store);

void tksi_finds_init(struct tksi_finds *finds, const struct tksi_env *env);
void tksi_finds_dispose(struct tksi_finds *finds);

/* Appends; *at is where. */
tks_status tksi_finds_text(size_t *at, struct tksi_finds *finds, tks_bytes text, tks_error *err);
tks_status tksi_finds_add(struct tksi_finds *finds, const struct tksi_found *found,
                          tks_error *err);

/* One item of a listing: what is told of it, and what its store wants to know again. */
struct tksi_waiting {
    tks_pending        pending;
    struct tksi_found  found;
    const tks_listing *listing;
};

/* Items that one file is the baseline of, in the listing's order, to be decided on together.
 * Where something is in the way of one its outcome says so, and the others go on. */
struct tksi_group {
    const struct tksi_waiting *const *items;
    tks_error *const                 *outcomes;
    size_t                            count; /* at least 1 */
};

/* The two values of an item while they are read; texts end in a NUL, and are empty where
 * nothing is said. */
struct tksi_values {
    struct tksi_buffer expected, actual;
    bool               has_expected, has_actual;
    struct tksi_buffer note, source, expression;
};

/* One row of the table in pending.c. */
struct tksi_store {
    const char *name;
    /* Whether a file of this name, without its folder, is one of the store's pending. NULL,
     * and `look` too, where what waits is kept by us, see kept.h. */
    bool (*claims)(const char *name);
    bool elsewhere; /* they may lie in the folder of tksi_root_elsewhere when it is outside:
                       what they are about is found by tksi_root_home */
    /* Adds what waits in it. A fault of the file is told as a problem, not as a failure. */
    tks_status (*look)(struct tksi_finds *finds, const struct tksi_root *root, const char *file,
                       tks_error *err);
    /* The entries and steps of a group, whose item the transaction has; what it is was listed
     * by `look`. What fails in all of it is returned, and is the outcome of every item. */
    tks_status (*accept)(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err);
    tks_status (*reject)(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err);
    /* Appends its values, as tks_sides tells them; never called for what is unreadable, and
     * from several threads at once. */
    tks_status (*read)(struct tksi_values *out, const struct tksi_root *root,
                       const struct tksi_waiting *waiting, tks_error *err);
};

extern const struct tksi_store tksi_store_approvals;    /* approvals.c */
extern const struct tksi_store tksi_store_insta;        /* insta.c */
extern const struct tksi_store tksi_store_insta_inline; /* insta_inline.c */

/* insta_read.c */
tks_status tksi_insta_read(struct tksi_values *out, const struct tksi_root *root,
                           const struct tksi_waiting *waiting, tks_error *err);

/* insta_accept.c: what accepting makes of a baseline (NULL data: there is none) and a
 * pending file, appended. BAD_DATA for a baseline that is no snapshot of insta's. */
tks_status tksi_insta_merge(struct tksi_buffer *out, tks_bytes baseline, tks_bytes pending,
                            const char *path, tks_error *err);
/* What a file of insta's is: one piece. */
struct tksi_piece tksi_insta_piece(tks_bytes snapshot);
/* BAD_DATA, with what it is, for a file that is there and is no snapshot of insta's. */
tks_status tksi_insta_check(tks_bytes baseline, const char *path, tks_error *err);
/* The names of the header's fields in which the two say something else, with commas. */
tks_status tksi_insta_changes(struct tksi_buffer *out, tks_bytes baseline, tks_bytes pending,
                              tks_error *err);
/* Where a snapshot's bytes are, with its NUL; *aside is false where they are in it. */
tks_status tksi_insta_sidecar(struct tksi_buffer *out, bool *aside, const char *path,
                              tks_bytes snapshot, tks_error *err);

#endif

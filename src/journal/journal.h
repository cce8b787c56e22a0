/* journal.h - changes of many files that happen wholly or not at all
 *
 *     struct tksi_transaction transaction;
 *
 *     tksi_transaction_begin(&transaction, root, TKS_DEED_ACCEPT, NULL, err);
 *     tksi_transaction_item(&transaction, "insta", "api.snap", err);
 *     tksi_transaction_replace(&transaction, "api.snap", bytes, NULL, 0, err);
 *     tksi_transaction_remove(&transaction, "api.snap.new", &seen, err);
 *     tksi_transaction_commit(&transaction, err);
 *     tksi_transaction_close(&transaction);
 *
 * Until commit no file of the user's has changed. See docs/design/stores.md.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_JOURNAL_H
#define TKSI_JOURNAL_H

#include "journal/plan.h"
#include "root/draft.h"
#include "root/root.h"

#define TKSI_JOURNAL ".tksnap/journal"

enum {
    TKSI_JOURNAL_KEPT = 100,          /* transactions */
    TKSI_JOURNAL_BYTES = 256 << 20    /* that they keep together; the last has any number */
};

struct tksi_transaction {
    const struct tksi_root *root;
    struct tksi_plan        plan;
    uint32_t                number;    /* 0 before it has a folder */
    bool                    committed; /* its plan stands */
    bool                    broken;    /* a record was not written */
    int                     lock, records, before; /* descriptors; -1: not open */
};

/* Finishes something else that an interrupted run may have left; the lock is held. */
typedef tks_status tksi_recover_fn(const struct tksi_root *root, tks_error *err);

/* Takes the project's lock, finishes or cleans away what an interrupted run left, `others`
 * (may be NULL) what is not the journal's, and begins. CONFLICT where another process holds
 * the lock for more than ten seconds. Close also after failure. */
tks_status tksi_transaction_begin(struct tksi_transaction *out, const struct tksi_root *root,
                                  tks_deed deed, tksi_recover_fn *others, tks_error *err);
/* Says which transaction this one takes back. */
tks_status tksi_transaction_undoes(struct tksi_transaction *transaction, uint32_t number,
                                   tks_error *err);

/* What follows belongs to this item. */
tks_status tksi_transaction_item(struct tksi_transaction *transaction, const char *store,
                                 const char *path, tks_error *err);
/* Of the file it is these entries; none: all of it. Before its steps. */
tks_status tksi_transaction_entry(struct tksi_transaction *transaction, const char *name,
                                  tks_error *err);
/* The file will hold these bytes, or be gone. `seen`, if not NULL, is what the caller
 * knows the file as: CONFLICT if it is not that any more. A file that is replaced keeps its
 * mode and, where that is allowed, its owner; a new one has `mode`, 0: the usual one. After
 * a failure drop the item. */
tks_status tksi_transaction_replace(struct tksi_transaction *transaction, const char *name,
                                    tks_bytes bytes, const struct tksi_fingerprint *seen,
                                    mode_t mode, tks_error *err);
tks_status tksi_transaction_remove(struct tksi_transaction *transaction, const char *name,
                                   const struct tksi_fingerprint *seen, tks_error *err);
/* To the last step's file tests append: what they add to the old one while it is replaced
 * or removed is added to what is there then. */
void       tksi_transaction_grows(struct tksi_transaction *transaction);
/* The same for files of any size, whose new contents are made of the old ones: the file is
 * copied to the journal, and what is looked into is the copy. */
struct tksi_held {
    const char         *name;
    struct tksi_step    step;
    struct stat         about; /* means nothing unless step.before.there */
    struct tksi_mapping old;   /* its bytes */
};

/* Dispose also after failure. Borrows the name. */
tks_status tksi_transaction_hold(struct tksi_held *out, struct tksi_transaction *transaction,
                                 const char *name, const struct tksi_fingerprint *seen,
                                 tks_error *err);
void       tksi_held_dispose(struct tksi_held *held);
/* It will be as the draft, unless it is already; or it will be gone. */
tks_status tksi_transaction_put(struct tksi_transaction *transaction,
                                const struct tksi_held *held, struct tksi_draft *draft,
                                mode_t mode, tks_error *err);
tks_status tksi_transaction_take_away(struct tksi_transaction *transaction,
                                      const struct tksi_held *held, tks_error *err);
/* The last item will stay as it is after all. */
tks_status tksi_transaction_drop(struct tksi_transaction *transaction, tks_error *err);

/* Does it. An item that something came in the way of is marked as left in the plan, which
 * says why. Failing before the plan stands changes nothing; after that the error
 * says that it will be finished. */
tks_status tksi_transaction_commit(struct tksi_transaction *transaction, tks_error *err);

/* Ends it: what was not committed is cleaned away. */
void tksi_transaction_close(struct tksi_transaction *transaction);

/* ---------------------------------------------- between the files of this folder */

/* apply.c: does the plan, as far as it is not done yet, from any state that an interrupted
 * run can leave. Items that have been changed by others are left. */
tks_status tksi_plan_apply(struct tksi_plan *plan, const struct tksi_root *root,
                           tks_error *err);
/* Whether the plan's files can be reached through this root: all are in the project, or the
 * folder outside that they are in was named again. */
bool tksi_plan_reaches(const struct tksi_plan *plan, const struct tksi_root *root);
/* Removes the temporary files of the plan's steps, those of one item or (SIZE_MAX) all; what
 * cannot be reached stays. */
tks_status tksi_plan_clean(const struct tksi_plan *plan, size_t item,
                           const struct tksi_root *root, tks_error *err);
/* fsync of every temporary file. */
tks_status tksi_plan_sync_temporary(const struct tksi_plan *plan, const struct tksi_root *root,
                                    tks_error *err);
/* fsync of every folder that steps of this kind change. */
tks_status tksi_plan_sync(const struct tksi_plan *plan, enum tksi_step_kind kind,
                          const struct tksi_root *root, tks_error *err);

/* recover.c: finishes what was begun and removes what is too old. The lock is held. */
tks_status tksi_journal_recover(uint32_t *last, const struct tksi_root *root, tks_error *err);
/* The plan was applied: what is left of the transaction is its record. */
tks_status tksi_journal_finish(const struct tksi_plan *plan, const struct tksi_root *root,
                               uint32_t number, tks_error *err);
/* Removes a transaction's folder. */
tks_status tksi_journal_forget(const struct tksi_root *root, uint32_t number, tks_error *err);

/* The numbers of the journal's transactions, ascending: uint32_t's in `out`. A journal that
 * is not there has none. */
tks_status tksi_journal_numbers(struct tksi_buffer *out, const struct tksi_root *root,
                                tks_error *err);
/* ".tksnap/journal/000012/file" */
void tksi_journal_name(char *out, size_t size, uint32_t number, const char *file);
/* Reads the plan of a transaction; *done: it was applied. NOT_FOUND where it has none. */
tks_status tksi_journal_plan(struct tksi_plan *plan, bool *done, int64_t *time,
                             const struct tksi_root *root, uint32_t number, tks_error *err);

#endif

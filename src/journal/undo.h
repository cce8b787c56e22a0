/* undo.h - what was done in a project, and taking it back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_JOURNAL_UNDO_H
#define TKSI_JOURNAL_UNDO_H

#include "journal/journal.h"

struct tksi_deed {
    uint32_t         number;
    bool             done, undone;
    int64_t          time;
    struct tksi_plan plan;
};

/* The journal's transactions, the oldest first. */
struct tksi_history {
    const struct tksi_env *env;
    struct tksi_deed      *deeds;
    size_t                 count;
};

void       tksi_history_init(struct tksi_history *history, const struct tksi_env *env);
/* Dispose also after failure. */
tks_status tksi_history_read(struct tksi_history *history, const struct tksi_root *root,
                             tks_error *err);
void       tksi_history_dispose(struct tksi_history *history);

/* NOT_FOUND where nothing was ever done; no folder is made to find out. */
tks_status tksi_journal_check(const struct tksi_root *root, tks_error *err);

/* Takes a transaction back, as tks_project_undo does, by one that has begun: committed. */
tks_status tksi_journal_undo(struct tksi_transaction *transaction, uint32_t number,
                             tks_error *err);

#endif

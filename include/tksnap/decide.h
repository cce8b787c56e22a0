/* decide.h - accepting and rejecting what waits, and taking it back
 *
 * Every decision is a transaction: whole or not made at all, also when the program is
 * stopped in the middle. What there was before is kept in the project's folder .tksnap,
 * which Git does not see. docs/design/stores.md tells how.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_DECIDE_H
#define TKSNAP_DECIDE_H

#include <tksnap/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- deciding */

/* What becomes of one item: `error` has TKS_OK where it was done. Anything but TKS_OK
 * returned stops the telling, not what was done. */
typedef tks_status tks_decided_fn(void *user, const tks_pending *pending, const tks_error *error,
                                  tks_error *err);

typedef enum tks_deed {
    TKS_DEED_ACCEPT,
    TKS_DEED_REJECT,
    TKS_DEED_UNDO,
    TKS_DEED_PRUNE, /* tksnap/upkeep.h: baselines removed ... */
    TKS_DEED_INIT   /* ... and files of a project written */
} tks_deed;

/* "accept", "reject", "undo", "prune", "init". */
TKS_API const char *tks_deed_name(tks_deed deed);

/* Makes the chosen items (indices of the listing, each once) baselines, or drops them: one
 * transaction, known by *number; 0 if nothing was done. An item that was changed since it
 * was listed (CONFLICT), or that cannot be read or written, is told as such and stays as it
 * was; the others are done all the same. `told` may be NULL. A failure of the call itself -
 * no room, another process that does not end - leaves every item as it was, or the error
 * says that the next call finishes what was begun. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_decide(uint32_t *number, tks_project *project, tks_deed deed,
                   const tks_listing *listing, const size_t *chosen, size_t count,
                   tks_decided_fn *told, void *user, tks_error *err);

/* ----------------------------------------------------------------- journal */

/* One transaction; borrowed from the log. */
typedef struct tks_deed_done {
    size_t   size;
    uint32_t number;
    tks_deed deed;
    uint32_t undoes; /* of an undo: the transaction it took back; else 0 */
    bool     undone; /* taken back since */
    bool     begun;  /* interrupted; the next decision or undo finishes it */
    int64_t  time;   /* when it was done, in seconds since 1970 (UTC) */
    size_t   items;
} tks_deed_done;

typedef struct tks_log tks_log;

/* What was done in this project, the newest first: the last 100 transactions, fewer where
 * what they keep takes more than 256 MiB. Changes nothing on disk. Free with
 * tks_log_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_log(tks_log **out, const tks_project *project, tks_error *err);

/* NULL past the last. */
TKS_API const tks_deed_done *tks_log_at(const tks_log *log, size_t index);
/* One snapshot of the transaction: its baseline's path, and which entry of that file; NULL:
 * it is all there is. False past the last. */
typedef struct tks_log_entry {
    size_t      size;
    const char *store, *path, *entry;
} tks_log_entry;

TKS_API bool tks_log_item(tks_log_entry *out, const tks_log *log, size_t index, size_t item);
TKS_API void tks_log_free(tks_log *log);

/* Puts back what the transaction replaced and removed; number 0 means the last accept or
 * reject that was not undone. All of it or nothing: CONFLICT, naming the file, where one
 * has changed since. NOT_FOUND where there is no such transaction. An undo is a
 * transaction, *done, and can be undone. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_undo(uint32_t *done, tks_project *project, uint32_t number, tks_error *err);

#ifdef __cplusplus
}
#endif
#endif

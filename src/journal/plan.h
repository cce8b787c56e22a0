/* plan.h - what a transaction does, in memory and as text
 *
 *     tksnap journal 1
 *     accept                                  or reject, prune, init, or "undo 3"
 *     elsewhere FOLDER                        outside of the project, where one was named
 *     item insta tests/snapshots/api.snap
 *     entry NAME                              of the last item's file; none: all of it
 *     replace BEFORE AFTER MODE OFFSET TEMPORARY NAME
 *     remove BEFORE MODE OFFSET NAME
 *     drop                                    the last item is not done after all
 *     end
 *
 * BEFORE and AFTER are fingerprints, LENGTH:HASH or "-" where there is no file. OFFSET is
 * where the old bytes lie in the file `before`. In paths a byte up to 0x20, 0x7F and '%'
 * are written %XX, so that words end at spaces and records at line ends. A record counts
 * once its line has ended: the text is written while the transaction is prepared.
 *
 * A plan is a file in the project, and may be of somebody who made it up. What it names is
 * below the project's folder, or a pending snapshot below FOLDER; and nothing is done there
 * unless the user names FOLDER again, see tksi_plan_reaches. A TEMPORARY is called as ours
 * are.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_JOURNAL_PLAN_H
#define TKSI_JOURNAL_PLAN_H

#include "root/ledger.h"

#include <tksnap/decide.h>

enum tksi_step_kind { TKSI_STEP_REPLACE, TKSI_STEP_REMOVE };

struct tksi_step {
    enum tksi_step_kind     kind;
    size_t                  item;
    struct tksi_fingerprint before, after;
    unsigned                mode;      /* of the file before; 0 if there was none */
    uint64_t                offset;
    size_t                  name;      /* in the plan's text; see tksi_plan_text */
    size_t                  temporary; /* the same; beside the file, without its folder */
    bool                    grows;     /* tests append to it; not written down */
};

struct tksi_item {
    size_t    store, path; /* in the plan's text */
    size_t    first_entry, entries; /* names, one after the other in the plan's text */
    size_t    first_step, steps;
    bool      left; /* it is not done: something was in the way */
    tks_error why;
};

struct tksi_plan {
    tks_deed           deed;
    uint32_t           undoes; /* the transaction an undo takes back */
    size_t             elsewhere; /* the folder outside, in the text; SIZE_MAX: none */
    bool               whole;  /* "end" was there */
    struct tksi_buffer items, steps, text;
};

void tksi_plan_init(struct tksi_plan *plan, const struct tksi_env *env);
void tksi_plan_dispose(struct tksi_plan *plan);

size_t            tksi_plan_items(const struct tksi_plan *plan);
/* The snapshots of an item: its entries, or 1. */
size_t            tksi_plan_snapshots(const struct tksi_item *item);
size_t            tksi_plan_steps(const struct tksi_plan *plan);
struct tksi_item *tksi_plan_item(const struct tksi_plan *plan, size_t index);
struct tksi_step *tksi_plan_step(const struct tksi_plan *plan, size_t index);
const char       *tksi_plan_text(const struct tksi_plan *plan, size_t at);

/* The folder outside, absolute; before the first item. */
tks_status tksi_plan_set_elsewhere(struct tksi_plan *plan, const char *folder, tks_error *err);

/* Adding; a step belongs to the last item. */
tks_status tksi_plan_add_item(struct tksi_plan *plan, const char *store, const char *path,
                              tks_error *err);
/* Before its steps. */
tks_status tksi_plan_add_entry(struct tksi_plan *plan, const char *name, tks_error *err);
tks_status tksi_plan_add_step(struct tksi_plan *plan, struct tksi_step step, const char *name,
                              const char *temporary, tks_error *err);
void       tksi_plan_drop(struct tksi_plan *plan);

/* Records as text, appended to `out`. */
tks_status tksi_plan_put_head(struct tksi_buffer *out, const struct tksi_plan *plan,
                              tks_error *err);
tks_status tksi_plan_put_item(struct tksi_buffer *out, const struct tksi_plan *plan,
                              const struct tksi_item *item, tks_error *err);
tks_status tksi_plan_put_entry(struct tksi_buffer *out, const char *name, tks_error *err);
tks_status tksi_plan_put_step(struct tksi_buffer *out, const struct tksi_plan *plan,
                              const struct tksi_step *step, tks_error *err);
/* All of it but the items that are left, with "end". */
tks_status tksi_plan_put(struct tksi_buffer *out, const struct tksi_plan *plan, tks_error *err);

/* Reads a text into an initialised plan. A line that has not ended is not there; BAD_DATA
 * for one that is no record. */
tks_status tksi_plan_read(struct tksi_plan *plan, tks_bytes text, tks_error *err);

#endif

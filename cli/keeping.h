/* keeping.h - what compare --pending makes pending
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_KEEPING_H
#define CLI_KEEPING_H

#include "answer.h"

struct keeping {
    bool wanted, removed; /* --pending, --removed */

    tks_project   *project;
    char          *place; /* EXPECTED below the project's folder; "": that itself */
    bool           folder; /* EXPECTED is one */
    struct answer *answer; /* who is told first */
    size_t         kept;
};

/* One of the options of keeping_group; as take_option. */
bool keeping_take(struct keeping *keeping, int id, const char *value, tks_error *err);

/* Finds the project of the working folder, which EXPECTED has to be in. Returns -1, or the
 * exit code when what is wrong was said. Dispose in either case. */
int  keeping_open(struct keeping *keeping, const struct invocation *invocation, bool folder,
                  struct answer *answer);
void keeping_dispose(struct keeping *keeping);

/* A tks_outcome_fn; user is the struct keeping: tells the answer, then keeps what differs
 * and what is new, and forgets what agrees. */
tks_status keeping_tell(void *user, const tks_outcome *outcome, tks_error *err);

/* How many were kept, and what to do about it. */
void keeping_tell_summary(const struct keeping *keeping);

extern const struct option_group keeping_group;

#endif

/* waiting.h - pending snapshots as pairs to compare
 *
 *     waiting_open        the project of the working folder
 *     waiting_add         which snapshots, all of them or by selectors
 *     waiting_pair        the pairs, each with the rules that hold for it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_WAITING_H
#define CLI_WAITING_H

#include "config.h"
#include "project.h"

struct waiting {
    struct pending_project project;
    bool     *marks;  /* of the listing's items: chosen */
    size_t   *chosen; /* their indices, in the order they were named */
    size_t    count;
    tks_pair *pairs;  /* of those */
    char     *names;
};

/* Returns -1, or the exit code when what is wrong was said. Dispose in either case. */
int  waiting_open(struct waiting *out);
void waiting_dispose(struct waiting *waiting);

/* Adds what the selector means and is not chosen yet, everything where it is NULL. False
 * with a sentence where it means nothing. */
bool waiting_add(struct waiting *waiting, char *selector, tks_error *err);

/* Makes the pairs of what was chosen. INVALID_ARGUMENT for rules that make no sense. */
tks_status waiting_pair(struct waiting *waiting, struct config_run *run, tks_error *err);

#endif

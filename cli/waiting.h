/* waiting.h - pending snapshots as pairs to compare
 *
 *     waiting_open        the project of the working folder
 *     waiting_add         which snapshots, by selectors; waiting_add_all
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

void waiting_add_all(struct waiting *waiting);

/* How far a selector may be understood: a word that is a file's is no snapshot's name. */
enum reading { READ_AS_SELECTOR, READ_AS_PATH };

/* Adds what the selector means and is not chosen yet. False where it means nothing, with a
 * sentence unless it was read as a path. */
bool waiting_add(struct waiting *waiting, char *selector, enum reading reading, tks_error *err);

/* Makes the pairs of what was chosen. INVALID_ARGUMENT for rules that make no sense. */
tks_status waiting_pair(struct waiting *waiting, struct config_run *run, tks_error *err);

#endif

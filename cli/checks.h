/* checks.h - what doctor says of the snapshot files of a project
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_CHECKS_H
#define CLI_CHECKS_H

#include "command.h"

/* A project and what is wrong in it. */
struct checks {
    tks_project *project; /* NULL: it could not be looked at, `err` says why */
    tks_diagnosis *diagnosis;
    tks_error    err;
};

/* Looks through the project of the working folder. Dispose in any case. */
void checks_look(struct checks *checks);
void checks_dispose(struct checks *checks);

/* The project and its stores, as lines whose first column is `width` wide. */
void checks_put_stores(const struct checks *checks, int width);
/* What was found, some of each kind, or with -v all. */
void checks_put_findings(const struct checks *checks, const struct settings *settings);
/* "project":{...} */
void checks_put_json(const struct checks *checks);

/* 1 where something is wrong, 3 where something could not be read. */
tks_exit checks_exit(const struct checks *checks);

#endif

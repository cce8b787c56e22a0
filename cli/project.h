/* project.h - what the commands on pending snapshots share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include "command.h"

/* A project and what waits in it. */
struct pending_project {
    tks_project *project;
    tks_listing *listing;
};

/* The project of the working folder, listed. Returns -1, or the exit code when what is
 * wrong was said. Dispose in either case. */
int  pending_project_open(struct pending_project *out);
void pending_project_dispose(struct pending_project *project);

/* accept and reject: one function, two words. */
int decide(struct invocation *invocation, tks_deed deed);

extern const struct option_group decide_group;

/* "1 snapshot", "3 snapshots". */
void words_for_count(char *out, size_t size, size_t count);

#endif

/* project.h - what the commands on pending snapshots share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include "command.h"

/* The project of the working folder, with the folder that INSTA_PENDING_DIR names: what was
 * begun there is finished or undone only where it is. What is wrong with that is said by
 * who looks into it. */
tks_status project_open(tks_project **out, tks_error *err);

/* A project and what waits in it. */
struct pending_project {
    tks_project *project;
    tks_listing *listing;
};

/* The project of the working folder, listed. Returns -1, or the exit code when what is
 * wrong was said. Dispose in either case. */
int  pending_project_open(struct pending_project *out);
void pending_project_dispose(struct pending_project *project);

/* Snapshots are named, or --all is given, and not both: -1, or the exit code. */
int check_named(const struct invocation *invocation, bool all);

/* accept and reject: one function, two words. */
int decide(struct invocation *invocation, tks_deed deed);

extern const struct option_group decide_group;

/* Asks on the terminal: "remove 3 snapshots? [y/N] ". Whether there is one to ask on. */
bool ask(const char *verb, const char *what);
bool can_ask(void);

/* Something about to be done to many snapshots. */
struct many {
    const char *verb; /* "accept" */
    const char *how;  /* how it was called: "accept --all" */
    size_t      count;
    int64_t     yes;     /* what --yes says; -1: not given */
    bool        unnamed; /* nobody named them one by one */
};

/* Very many that nobody named want to be said twice: -1 to go on, or the exit code. */
int make_sure(const struct invocation *invocation, const struct many *many);

#endif

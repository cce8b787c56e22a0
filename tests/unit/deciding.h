/* deciding.h - a project in a scratch folder, decided on, stopped and started again
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_DECIDING_H
#define TEST_DECIDING_H

#include "scratch.h"

#include <stdbool.h>
#include <sys/types.h>
#include <tksnap/decide.h>

/* scratch_put and scratch_holds by shorter names. */
static inline void put(struct scratch *scratch, const char *path, const char *text)
{
    scratch_put(scratch, path, text);
}

static inline bool holds(struct scratch *scratch, const char *path, const char *text)
{
    return scratch_holds(scratch, path, text);
}

/* A project opened from now on is told that insta's tests leave what is pending in this
 * folder; NULL, as in the beginning: nowhere. */
void name_elsewhere(const char *folder);

tks_project *open_project(const struct scratch *scratch);

/* What waits, each on a line: state store kind path entry. */
const char *listed(struct scratch *scratch);

enum { ENDED = 42 }; /* the exit code of a program that a fault has ended */

/* What comes in the way: the at-th call that changes the disk, and all behind it if that is
 * lasting, fails with `error`; 0: the program ends. */
struct fault {
    int         at, seen, error;
    bool        lasting;
    const char *call; /* only calls of this name count; NULL: all */
};

/* Makes the fault happen to what is done with the project from now on. */
void interrupt(tks_project *project, struct fault *fault);

/* Waits for a child that succeeds, or that a fault ends: whether one did. */
bool was_ended(pid_t child);

/* Files with our temporary names beside those of the project. */
int temporary_files(const struct scratch *scratch);

/* Decides on all that waits, in any order; the last failure of an item is in `failed`. */
tks_status decide(struct scratch *scratch, tks_deed deed, struct fault *fault, tks_error *failed);

/* The same where nothing may fail; takes the last decision back; does what the next start
 * would do, whatever it is for. */
void decide_well(struct scratch *scratch, tks_deed deed);
void undo(struct scratch *scratch);
void recover(struct scratch *scratch);
/* The same, and whether it could be done. */
tks_status try_to_recover(struct scratch *scratch, tks_error *err);

/* Makes a tree and accepts all that waits in it, ended at each call in turn, then with each
 * failing in turn. `done` says what was done, 0 nothing and `all` everything, and fails the
 * test where a file is neither old nor new. Ended, it has to be nothing or everything. */
void accept_ended_anywhere(struct scratch *scratch, void (*make)(struct scratch *scratch),
                           int (*done)(struct scratch *scratch), int all);
void accept_with_any_failure(struct scratch *scratch, void (*make)(struct scratch *scratch),
                             int (*done)(struct scratch *scratch));

#endif

/* spawn.h - a command run in the foreground, whose files we have to tidy up after
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_SPAWN_H
#define CLI_SPAWN_H

#include <signal.h>
#include <stdbool.h>
#include <tksnap/types.h>

/* Signals that would end us wait from spawn_hold on until spawn_let_go, which lets those
 * come that have. */
struct spawn {
    sigset_t before;   /* the mask */
    bool     started;  /* the command ran */
    int      status;   /* its exit status; 128 and more where a signal ended it */
    int      signal;   /* that signal, or 0 */
    sigset_t came;     /* signals that were sent while it ran */
};

void spawn_hold(struct spawn *spawn);
/* Whether one of them waits. */
bool spawn_is_over(void);
/* The command behind NAME=VALUE words, which are for its environment; NULL: there is none. */
char **spawn_command(char **words);

/* Runs it to its end, with our streams, or (aside) with our stderr for its stdout. False where
 * it cannot be started. */
bool spawn_run(struct spawn *spawn, char **words, bool aside, tks_error *err);
/* Does not return where the command was ended by a signal that was meant for us too. */
void spawn_let_go(const struct spawn *spawn);

#endif

/* exit.h - the one number a run comes down to
 *
 * The codes are tks_exit of tksnap/report.h; exit_codes says them in words for
 * the help. What comes first here beats what comes later: 7, 2, 3, 5, 4, 1, 6, 0.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_EXIT_H
#define CLI_EXIT_H

#include <tksnap.h>

struct exit_code {
    int         code;
    const char *meaning;
};

/* The codes this version uses, ended by a NULL meaning. */
extern const struct exit_code exit_codes[];

/* The one that matters more. */
tks_exit exit_worse(tks_exit a, tks_exit b);

/* What a failed call amounts to. */
tks_exit exit_for_status(tks_status status);

/* The same, and says on stderr what failed. */
tks_exit exit_complaining(const tks_error *err);

/* As odiff tells it: 0 same, 21 only sizes differ, 22 pixels do, 1 trouble. */
int exit_as_odiff(tks_exit code, bool only_sizes);

#endif

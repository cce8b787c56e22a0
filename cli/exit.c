/* exit.c - the one number a run comes down to
 *
 * Standard output that cannot be written counts as 3, like a diff picture that
 * cannot: an answer that got lost is trouble with files, and must never look like
 * a verdict.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"

#include "say.h"

const struct exit_code exit_codes[] = {
    { TKS_EXIT_SAME, "every comparison matched, or the command did what was asked" },
    { TKS_EXIT_DIFFERENT,
      "something is different, new or missing - or pending, unused or wrong, where that was "
      "asked" },
    { TKS_EXIT_USAGE, "tksnap was called wrongly, or nothing matches what was named" },
    { TKS_EXIT_UNREADABLE, "a picture or snapshot could not be read (missing, truncated, over a "
                           "limit, a Git LFS pointer, not a picture, changed meanwhile), or a "
                           "result could not be written" },
    { TKS_EXIT_EMPTY, "nothing was compared" },
    { TKS_EXIT_INCOMPLETE, "it is not known that every test was run" },
    { TKS_EXIT_INTERNAL, "tksnap itself failed" },
    { 0, NULL },
};

tks_exit exit_worse(tks_exit a, tks_exit b)
{
    static const tks_exit order[] = { TKS_EXIT_INTERNAL,   TKS_EXIT_USAGE, TKS_EXIT_UNREADABLE,
                                      TKS_EXIT_INCOMPLETE, TKS_EXIT_EMPTY, TKS_EXIT_DIFFERENT,
                                      TKS_EXIT_FLAKY };

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return TKS_EXIT_SAME;
}

tks_exit exit_for_status(tks_status status)
{
    switch (status) {
    case TKS_OK:
        return TKS_EXIT_SAME;
    case TKS_OUT_OF_MEMORY:
    case TKS_INVALID_ARGUMENT:
        return TKS_EXIT_INTERNAL;
    default:
        return TKS_EXIT_UNREADABLE;
    }
}

tks_exit exit_complaining(const tks_error *err)
{
    complain("%s", err->message);
    return exit_for_status(err->status);
}

int exit_as_odiff(tks_exit code, bool only_sizes)
{
    if (code == TKS_EXIT_SAME)
        return 0;
    if (code == TKS_EXIT_DIFFERENT)
        return only_sizes ? 21 : 22;
    return 1;
}

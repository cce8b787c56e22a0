/* cmd_reject.c - tksnap reject SELECTOR... | --all
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "project.h"

static int run(struct invocation *invocation)
{
    return decide(invocation, TKS_DEED_REJECT);
}

static const struct option_group *const groups[] = { &decide_group, NULL };

static const struct example examples[] = {
    { "tksnap reject api__list.snap", "one snapshot" },
    { "tksnap reject status:new", "all that have no baseline yet" },
    { "tksnap reject --all", "everything" },
    { 0 },
};

const struct command cmd_reject = {
    .name = "reject",
    .operands = "SELECTOR...",
    .choices = SELECTORS,
    .summary = "drop pending snapshots, keep the baselines",
    .about =
        "Removes what tests left for review. The baselines stay as they are, so the tests go on "
        "failing until the code or the baseline changes. 'tksnap undo' brings back what was "
        "dropped.\n"
        "A SELECTOR is what it is for 'tksnap accept'. One that matches nothing is an error, and "
        "nothing is done.",
    .groups = groups,
    .examples = examples,
    .run = run,
};

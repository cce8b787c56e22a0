/* cmd_version.c - tksnap version
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command.h"

#include <stdio.h>

static int run(struct invocation *invocation)
{
    const int exit = invocation_parse(invocation, NULL, NULL);

    if (exit >= 0)
        return exit;
    if (invocation->n_operands > 0)
        return usage_error(invocation, "version takes no operands");
    if (invocation->settings.json)
        printf("{\"schema\":1,\"version\":\"%s\"}\n", tks_version());
    else
        printf("tksnap %s\n", tks_version());
    return TKS_EXIT_SAME;
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "tksnap version", "the same as tksnap --version" },
    { 0 },
};

const struct command cmd_version = {
    .name = "version",
    .operands = "",
    .choices = "",
    .summary = "print the version",
    .about = "Prints the version of tksnap. `tksnap doctor` tells more.",
    .groups = groups,
    .examples = examples,
    .run = run,
};

/* comparing.c - what every command that compares is told
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "comparing.h"

#include "exit.h"

bool comparing_take(struct comparing *comparing, int id, const char *value, tks_error *err)
{
    switch (id) {
    case OPT_JOBS:
    case OPT_LIMIT_SIDE:
    case OPT_LIMIT_PIXELS:
    case OPT_LIMIT_BYTES:
        return limits_take(&comparing->limits, id, value, err);
    default:
        return rules_take(&comparing->rules, id, value, err);
    }
}

int comparing_begin(struct comparing *comparing, const struct settings *settings)
{
    const int exit = config_open_or_complain(&comparing->config, settings);

    comparing->run = (struct config_run){ .config = comparing->config,
                                          .given = &comparing->rules,
                                          .env = limits_env(&comparing->limits) };
    return exit;
}

void comparing_dispose(struct comparing *comparing)
{
    config_run_dispose(&comparing->run);
    config_free(comparing->config);
    rules_dispose(&comparing->rules);
}

/* Rules that make no sense together are a matter of usage, a mask that cannot be read is
 * not. */
int comparing_refuse(const struct invocation *invocation, const tks_error *err)
{
    if (err->status == TKS_INVALID_ARGUMENT)
        return usage_error(invocation, "%s", err->message);
    return (int)exit_complaining(err);
}

/* comparing.h - what every command that compares is told
 *
 *     comparing_take      its options: rules, texts, limits
 *     comparing_begin     the configuration
 *     comparing_refuse    what to say of rules that make no sense
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_COMPARING_H
#define CLI_COMPARING_H

#include "config.h"
#include "limits.h"

struct comparing {
    struct rules      rules; /* what the command line says */
    struct limits     limits;
    struct config    *config; /* NULL: there is none */
    struct config_run run;    /* both, for each pair */
};

#define COMPARING { .rules = RULES, .limits = LIMITS }

/* One of the options of rules_group, texts_group or limits_group; as take_option. */
bool comparing_take(struct comparing *comparing, int id, const char *value, tks_error *err);

/* Reads the configuration and makes the run ready, its env too. From here on the struct must
 * not move. Returns -1 to go on, or the exit code when what is wrong was said. Dispose in
 * either case. */
int  comparing_begin(struct comparing *comparing, const struct settings *settings);
void comparing_dispose(struct comparing *comparing);

/* Says why there are no rules, and returns the exit code. */
int comparing_refuse(const struct invocation *invocation, const tks_error *err);

#endif

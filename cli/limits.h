/* limits.h - how much may be used: -j and --limit-*
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

#include <tksnap.h>

enum { MOST_JOBS = 1024 };

/* A tks_env being put together; must not move once limits_env was asked. */
struct limits {
    tks_env    env;
    tks_limits limits;
};

#define LIMITS { .env = { .size = sizeof(tks_env) }, .limits = { .size = sizeof(tks_limits) } }

/* One of the options of limits_group; as take_option. */
bool limits_take(struct limits *limits, int id, const char *value, tks_error *err);

/* Processors this process may run on; the library may see fewer under a quota. */
int limits_processors(void);

/* What -j says, else one per processor. */
int limits_jobs(const struct limits *limits);

const tks_env *limits_env(struct limits *limits);

#endif

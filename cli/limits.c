/* limits.c - how much may be used: -j and --limit-*
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "limits.h"

#include "command.h"
#include "number.h"
#include "say.h"

#include <inttypes.h>
#include <sched.h>

static const struct option limit_options[] = {
    { OPT_JOBS, "jobs", "N", NULL, "Use N threads. Default: one per processor." },
    { OPT_LIMIT_SIDE, "limit-side", "N", NULL,
      "Refuse pictures wider or higher than N pixels. Default: 100000." },
    { OPT_LIMIT_PIXELS, "limit-pixels", "N", NULL,
      "Refuse pictures of more than N pixels in all. Default: 134217728." },
    { OPT_LIMIT_BYTES, "limit-bytes", "N", NULL,
      "Refuse files of more than N bytes. Default: 1073741824." },
    { 0 },
};

const struct option_group limits_group = { "how much may be used", limit_options };

static bool take_whole(int64_t *out, const char *name, int64_t most, const char *value,
                       tks_error *err)
{
    if (number_whole(out, value) && *out >= 1 && *out <= most)
        return true;
    return fail_with(err, "--%s wants a whole number from 1 to %" PRId64 ", not '%s'", name, most,
                     value);
}

bool limits_take(struct limits *limits, int id, const char *value, tks_error *err)
{
    int64_t number = 0;

    switch (id) {
    case OPT_LIMIT_PIXELS:
        return take_whole(&limits->limits.pixels, "limit-pixels", INT64_MAX, value, err);
    case OPT_LIMIT_BYTES:
        return take_whole(&limits->limits.file_bytes, "limit-bytes", INT64_MAX, value, err);
    case OPT_LIMIT_SIDE:
        if (!take_whole(&number, "limit-side", INT32_MAX, value, err))
            return false;
        limits->limits.side = (int32_t)number;
        return true;
    default:
        if (!take_whole(&number, "jobs", MOST_JOBS, value, err))
            return false;
        limits->env.threads = (int)number;
        return true;
    }
}

int limits_processors(void)
{
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return CPU_COUNT(&allowed);
    return 1;
}

int limits_jobs(const struct limits *limits)
{
    return limits->env.threads != 0 ? limits->env.threads : limits_processors();
}

const tks_env *limits_env(struct limits *limits)
{
    limits->env.limits = &limits->limits;
    return &limits->env;
}

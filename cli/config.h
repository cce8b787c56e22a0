/* config.h - tksnap.yaml: rules that a project keeps
 *
 *     config_find     where is it?          config_load    what does it say?
 *     config_rules    the rules for a pair: the file's, of the blocks that match, and
 *                     those of the command line on top
 *
 * docs/reference/configuration.md is what users read.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "rules.h"

struct config;

/* The file to use: --config, else TKSNAP_CONFIG, else the nearest tksnap.yaml from the
 * working directory up to the repository's root. *out NULL: there is none; else free it. */
tks_status config_find(char **out, const struct settings *settings, tks_error *err);

/* Reads a file. Errors are one line with the place in it, and INVALID_ARGUMENT unless memory
 * was short. */
tks_status config_load(struct config **out, const char *path, tks_error *err);

/* config_find, then config_load; *out NULL where there is none. */
tks_status config_open(struct config **out, const struct settings *settings, tks_error *err);

/* The same; says what is wrong and returns the exit code, or -1 to go on. */
int config_open_or_complain(struct config **out, const struct settings *settings);

void config_free(struct config *config);

/* What the file says for a pair of this name, laid over `rules`. NULL says nothing. */
bool config_apply(struct rules *rules, const struct config *config, const char *name,
                  tks_error *err);

/* --------------------------------------------------------------------- run */

/* The rules of a run. Pairs to which the same blocks apply share theirs. */
struct config_run {
    const struct config *config; /* NULL: the command line alone */
    const struct rules  *given;  /* by the command line */
    const tks_env       *env;
    struct ruling      **rulings;
    size_t               n_rulings, room;
};

/* Valid until the run is disposed of. */
tks_status config_rules(const struct rules **out, struct config_run *run, const char *name,
                        tks_error *err);
void       config_run_dispose(struct config_run *run);

#endif

/* config.c - which configuration holds, and what it makes of a pair's rules
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "config.h"

#include "config_file.h"
#include "exit.h"
#include "say.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char file_name[] = "tksnap.yaml";

/* --------------------------------------------------------------------- find */

/* A path that climbs: "../../" and room for a name behind. */
struct climb {
    char *path;
    size_t length, most; /* of the climb alone */
};

static tks_status climb_begin(struct climb *climb, tks_error *err)
{
    char *folder = getcwd(NULL, 0);
    size_t depth = 0;

    for (const char *c = folder; c != NULL && *c != '\0'; c++)
        depth += *c == '/';
    free(folder);
    *climb = (struct climb){ malloc(depth * 3 + sizeof file_name), 0, depth * 3 };
    return climb->path != NULL ? TKS_OK
                               : fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a path");
}

static bool climb_up(struct climb *climb)
{
    if (climb->length == climb->most)
        return false;
    memcpy(climb->path + climb->length, "../", 3);
    climb->length += 3;
    return true;
}

static bool is_there(const struct climb *climb, const char *name)
{
    memcpy(climb->path + climb->length, name, strlen(name) + 1);
    return access(climb->path, F_OK) == 0;
}

/* The nearest in the working directory and those above it, as far as a repository goes: a
 * file in a folder that everybody may write to, /tmp above one's own, is none of ours. The
 * path is relative, "../../tksnap.yaml", and so are the errors that name it. */
static tks_status find_nearest(char **out, tks_error *err)
{
    struct climb climb;
    size_t found = SIZE_MAX; /* the length of the climb to it */
    bool in_repository;
    tks_status status = climb_begin(&climb, err);

    if (status)
        return status;
    do {
        if (found == SIZE_MAX && is_there(&climb, file_name))
            found = climb.length;
        in_repository = found == 0 || is_there(&climb, ".git");
    } while (!in_repository && climb_up(&climb));
    if (found != SIZE_MAX && in_repository) {
        climb.length = found;
        is_there(&climb, file_name); /* writes its name */
        *out = climb.path;
        return TKS_OK;
    }
    free(climb.path);
    return TKS_OK;
}

tks_status config_find(char **out, const struct settings *settings, tks_error *err)
{
    const char *named = settings->config;

    *out = NULL;
    if (named == NULL) {
        named = getenv("TKSNAP_CONFIG");
        if (named != NULL && *named == '\0')
            named = NULL;
    }
    if (named == NULL)
        return find_nearest(out, err);
    *out = strdup(named);
    return *out != NULL ? TKS_OK : fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a path");
}

tks_status config_open(struct config **out, const struct settings *settings, tks_error *err)
{
    char *path;
    tks_status status = config_find(&path, settings, err);

    *out = NULL;
    if (status == TKS_OK && path != NULL)
        status = config_load(out, path, err);
    free(path);
    return status;
}

int config_open_or_complain(struct config **out, const struct settings *settings)
{
    tks_error err = { 0 };
    const tks_status status = config_open(out, settings, &err);

    if (status == TKS_OK)
        return -1;
    complain("%s", err.message);
    return status == TKS_INVALID_ARGUMENT ? TKS_EXIT_USAGE : (int)exit_for_status(status);
}

/* -------------------------------------------------------------------- apply */

bool config_apply(struct rules *rules, const struct config *config, const char *name,
                  tks_error *err)
{
    if (config == NULL)
        return true;
    if (!rules_lay_over(rules, &config->rules, err))
        return false;
    for (size_t i = 0; i < config->n_blocks; i++)
        if (tks_glob_matches(config->blocks[i].match, name) &&
            !rules_lay_over(rules, &config->blocks[i].rules, err))
            return false;
    return true;
}

/* ---------------------------------------------------------------------- run */

/* Rules put together, and for which blocks. */
struct ruling {
    struct rules rules;
    bool *blocks;
};

static void ruling_free(struct ruling *ruling)
{
    if (ruling == NULL)
        return;
    rules_dispose(&ruling->rules);
    free(ruling->blocks);
    free(ruling);
}

/* The one for the same blocks, NULL if there is none yet. */
static const struct ruling *find_like(const struct config_run *run, const struct ruling *ruling)
{
    const size_t n_blocks = run->config != NULL ? run->config->n_blocks : 0;

    for (size_t i = 0; i < run->n_rulings; i++)
        if (memcmp(run->rulings[i]->blocks, ruling->blocks, n_blocks * sizeof(bool)) == 0)
            return run->rulings[i];
    return NULL;
}

static struct ruling *ruling_new(const struct config *config, const char *name, tks_error *err)
{
    const size_t n_blocks = config != NULL ? config->n_blocks : 0;
    const struct rules plain = RULES;
    struct ruling *ruling = calloc(1, sizeof *ruling);

    if (ruling != NULL)
        *ruling = (struct ruling){ plain, calloc(n_blocks + 1, sizeof *ruling->blocks) };
    if (ruling == NULL || ruling->blocks == NULL) {
        ruling_free(ruling);
        fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for rules");
        return NULL;
    }
    for (size_t i = 0; i < n_blocks; i++)
        ruling->blocks[i] = tks_glob_matches(config->blocks[i].match, name);
    return ruling;
}

/* A place for one more. */
static bool grow(struct config_run *run, tks_error *err)
{
    const size_t room = run->room != 0 ? run->room * 2 : 4;
    struct ruling **larger;

    if (run->n_rulings < run->room)
        return true;
    if ((larger = realloc(run->rulings, room * sizeof *larger)) == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for rules") == TKS_OK;
    run->rulings = larger;
    run->room = room;
    return true;
}

/* Rules that do not fit together name the file they came from, if one had a part in it. */
static tks_status fail_together(const struct config *config, const tks_error *why, tks_error *err)
{
    if (config == NULL || why->status != TKS_INVALID_ARGUMENT)
        return fail_as(err, why->status, "%s", why->message);
    return fail_as(err, why->status, "%s and the command line: %s", config->path, why->message);
}

tks_status config_rules(const struct rules **out, struct config_run *run, const char *name,
                        tks_error *err)
{
    struct ruling *ruling = ruling_new(run->config, name, err);
    const struct ruling *like;
    tks_error why = { 0 };

    if (ruling == NULL)
        return err->status;
    if ((like = find_like(run, ruling)) != NULL) {
        ruling_free(ruling);
        *out = &like->rules;
        return TKS_OK;
    }
    if (!grow(run, &why) || !config_apply(&ruling->rules, run->config, name, &why) ||
        !rules_lay_over(&ruling->rules, run->given, &why) ||
        rules_ready(&ruling->rules, run->env, &why) != TKS_OK) {
        ruling_free(ruling);
        return fail_together(run->config, &why, err);
    }
    run->rulings[run->n_rulings++] = ruling;
    *out = &ruling->rules;
    return TKS_OK;
}

void config_run_dispose(struct config_run *run)
{
    for (size_t i = 0; i < run->n_rulings; i++)
        ruling_free(run->rulings[i]);
    free(run->rulings);
}

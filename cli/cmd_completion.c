/* cmd_completion.c - tksnap completion SHELL
 *
 * The scripts know commands and options; what is pending they ask for each time, with
 * --selectors.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "candidates.h"
#include "exit.h"
#include "help.h"
#include "opt.h"
#include "project.h"
#include "say.h"

#include <limits.h>
#include <unistd.h>

struct options {
    bool selectors;
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    (void)id;
    (void)value;
    (void)err;
    options->selectors = true;
    return true;
}

/* -------------------------------------------------------------------- what is pending */

/* Whether a folder is a project because of something in it: what tks_project_open looks for,
 * or what was kept there. Any other may be as large as a disk, and is not looked through
 * while somebody waits for a key. */
static bool is_marked(const char *folder)
{
    static const char *const marks[] = { ".git", "tksnap.yaml", ".tksnap", "Cargo.toml" };
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (snprintf(path, sizeof path, "%s/%s", folder, marks[i]) < (int)sizeof path &&
            access(path, F_OK) == 0)
            return true;
    return false;
}

static bool is_in_project(void)
{
    tks_project *project = NULL;
    const bool found = tks_project_open(&project, ".", NULL, NULL) == TKS_OK &&
                       is_marked(tks_project_path(project));

    tks_project_free(project);
    return found;
}

static int put_selectors(const char *word)
{
    struct pending_project project = { NULL, NULL };
    tks_error err = { 0 };
    int exit = TKS_EXIT_SAME;

    if (!is_in_project())
        return exit;
    if ((exit = pending_project_open(&project)) < 0) {
        exit = (int)exit_for_status(candidates_put(stdout, project.listing, word, &err));
        if (err.status != TKS_OK)
            complain("%s", err.message);
    }
    pending_project_dispose(&project);
    return exit;
}

/* ------------------------------------------------------------------------------ run */

static int run(struct invocation *invocation)
{
    struct options options = { .selectors = false };
    const int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0)
        return exit;
    if (options.selectors && invocation->n_operands <= 1)
        return put_selectors(invocation->n_operands == 1 ? invocation->operands[0] : "");
    if (options.selectors)
        return usage_error(invocation, "--selectors takes one word, what was typed of it");
    if (invocation->n_operands != 1)
        return usage_error(invocation, "completion wants the name of a shell: bash, zsh or fish");
    if (!opt_is_choice(cmd_completion.choices, invocation->operands[0]))
        return usage_error(invocation, "completion knows bash, zsh and fish, not '%s'",
                           invocation->operands[0]);
    help_completion(stdout, invocation->operands[0]);
    return TKS_EXIT_SAME;
}

/* ---------------------------------------------------------------------------- table */

static const struct option completion_options[] = {
    { OPT_SELECTORS, "selectors", NULL, NULL,
      "No script, but what it asks for: the paths of pending snapshots that begin with WORD, or, "
      "if none does, their names; each ended by a NUL byte." },
    { 0 },
};

static const struct option_group completion_group = { "what is printed", completion_options };

static const struct option_group *const groups[] = { &completion_group, NULL };

static const struct example examples[] = {
    { "eval \"$(tksnap completion bash)\"", "in ~/.bashrc" },
    { "tksnap completion zsh > ~/.zfunc/_tksnap", "a folder of $fpath" },
    { "tksnap completion fish > ~/.config/fish/completions/tksnap.fish", "for fish" },
    { "tksnap completion --selectors | fzf -m --read0 --print0 | xargs -0 tksnap accept",
      "choose from a list" },
    { 0 },
};

const struct command cmd_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish | --selectors [WORD]",
    .choices = "bash|zsh|fish",
    .summary = "print the completion script for a shell",
    .about = "Prints a script for the named shell. It completes commands, options, the words "
             "an option takes, and, where a command takes SELECTORs, what is pending: its path, "
             "with :NAME where a file holds several; the end of a path or a name, where that was "
             "begun. Everything else is a file.",
    .groups = groups,
    .examples = examples,
    .run = run,
};

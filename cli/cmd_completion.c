/* cmd_completion.c - tksnap completion SHELL
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "help.h"
#include "opt.h"

static int run(struct invocation *invocation)
{
    const int exit = invocation_parse(invocation, NULL, NULL);

    if (exit >= 0)
        return exit;
    if (invocation->n_operands != 1)
        return usage_error(invocation, "completion wants the name of a shell: bash, zsh or fish");
    if (!opt_is_choice(cmd_completion.choices, invocation->operands[0]))
        return usage_error(invocation, "completion knows bash, zsh and fish, not '%s'",
                           invocation->operands[0]);
    help_completion(stdout, invocation->operands[0]);
    return TKS_EXIT_SAME;
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "eval \"$(tksnap completion bash)\"", "in ~/.bashrc" },
    { "tksnap completion zsh > ~/.zfunc/_tksnap", "a folder of $fpath" },
    { "tksnap completion fish > ~/.config/fish/completions/tksnap.fish", "for fish" },
    { 0 },
};

const struct command cmd_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish",
    .choices = "bash|zsh|fish",
    .summary = "print the completion script for a shell",
    .about = "Prints a script for the named shell. It completes commands, options, and the words "
             "an option takes; everything else is a file.",
    .groups = groups,
    .examples = examples,
    .run = run,
};

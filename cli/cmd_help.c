/* cmd_help.c - tksnap help [COMMAND]
 *
 * --man and --markdown print the manual and the reference in docs/; they are for
 * those who build tksnap and stand in no help.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "help.h"

#include <string.h>

static bool is_operand(const struct invocation *invocation, int index, const char *word)
{
    return invocation->n_operands > index && strcmp(invocation->operands[index], word) == 0;
}

static int run(struct invocation *invocation)
{
    const char *form = invocation->argc > 0 ? invocation->argv[0] : "";
    const bool man = strcmp(form, "--man") == 0, markdown = strcmp(form, "--markdown") == 0;
    const struct command *command = NULL;
    int exit;

    if (man || markdown) {
        invocation->argv++;
        invocation->argc--;
    }
    if ((exit = invocation_parse(invocation, NULL, NULL)) >= 0)
        return exit;
    if (invocation->n_operands > 1)
        return usage_error(invocation, "help takes one command");
    if (invocation->n_operands == 1 && !is_operand(invocation, 0, "tksnap") &&
        (command = command_named(invocation->operands[0])) == NULL)
        return usage_error(invocation, "there is no command '%s'", invocation->operands[0]);

    if (man)
        help_man(stdout);
    else if (markdown)
        help_markdown(stdout, command);
    else
        help_print(stdout, command);
    return TKS_EXIT_SAME;
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "tksnap help", "what commands there are" },
    { "tksnap help compare", "the same as tksnap compare --help" },
    { 0 },
};

const struct command cmd_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .choices = ANY_COMMAND,
    .summary = "explain a command",
    .about = "Prints what a command does, its options and examples.",
    .groups = groups,
    .examples = examples,
    .run = run,
};

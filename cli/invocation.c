/* invocation.c - one run of one command: its options taken, its operands gathered
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command.h"
#include "help.h"
#include "opt.h"
#include "say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct option global_options[] = {
    { OPT_CHDIR, "directory", "DIR", NULL, "Work as if started in DIR." },
    { OPT_CONFIG, "config", "FILE", NULL,
      "Take rules from this file, not from TKSNAP_CONFIG or the nearest tksnap.yaml." },
    { OPT_QUIET, "quiet", NULL, NULL,
      "Print errors only, and JSON that was asked for; the exit code is the answer." },
    { OPT_VERBOSE, "verbose", NULL, NULL,
      "Print more: what is the same too, and how it was judged." },
    { OPT_JSON, "json", NULL, NULL, "Answer with one JSON document." },
    { OPT_COLOR, "color", "WHEN", "auto|always|never",
      "Whether words are coloured. Default: auto, on a terminal." },
    { OPT_NO_PROGRESS, "no-progress", NULL, NULL, "Say nothing about progress." },
    { OPT_VERSION, "version", NULL, NULL, "Print the version." },
    { OPT_HELP, "help", NULL, NULL, "Print help, of the command if one is named." },
    { 0 },
};

const struct option_group global_group = { "options of every command", global_options };

const struct command *command_named(const char *name)
{
    for (const struct command *const *command = commands; *command != NULL; command++)
        if (strcmp((*command)->name, name) == 0 ||
            ((*command)->alias != NULL && strcmp((*command)->alias, name) == 0))
            return *command;
    return NULL;
}

int usage_error(const struct invocation *invocation, const char *format, ...)
{
    char message[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    complain("%s", message);
    fprintf(stderr, "Try 'tksnap %s%s--help'.\n",
            invocation->command != NULL ? invocation->command->name : "",
            invocation->command != NULL ? " " : "");
    return TKS_EXIT_USAGE;
}

int check_no_operands(const struct invocation *invocation)
{
    if (invocation->n_operands == 0)
        return -1;
    return usage_error(invocation, "%s takes no operands, and '%s' is one",
                       invocation->command->name, invocation->operands[0]);
}

/* Sets what works everywhere. Returns -1 to go on, else the exit code; *known is
 * false for an option that is the command's own. */
static int take_global(struct invocation *invocation, int id, const char *value, bool *known)
{
    struct settings *settings = &invocation->settings;

    switch (id) {
    case OPT_CHDIR:
        if (chdir(value) == 0)
            break;
        return usage_error(invocation, "-C %s: %s", value, strerror(errno));
    case OPT_CONFIG:
        settings->config = value;
        break;
    case OPT_QUIET:
        settings->quiet = true;
        break;
    case OPT_VERBOSE:
        settings->verbose = true;
        break;
    case OPT_JSON:
        settings->json = true;
        break;
    case OPT_COLOR:
        settings->color = strcmp(value, "always") == 0  ? COLOR_ALWAYS
                          : strcmp(value, "never") == 0 ? COLOR_NEVER
                                                        : COLOR_AUTO;
        break;
    case OPT_NO_PROGRESS:
        settings->no_progress = true;
        break;
    case OPT_VERSION:
        printf("tksnap %s\n", tks_version());
        return TKS_EXIT_SAME;
    case OPT_HELP:
        help_print(stdout, invocation->command);
        return TKS_EXIT_SAME;
    default:
        *known = false;
    }
    return -1;
}

/* Before the command's name only the global options may stand; the name ends
 * this walk, and what follows it is the command's. */
static bool is_command_name(const struct invocation *invocation, int id)
{
    return invocation->command == NULL && id == OPT_OPERAND;
}

int invocation_parse(struct invocation *invocation, take_option *take, void *user)
{
    struct opt_parser parser = {
        .groups = invocation->command != NULL ? invocation->command->groups : NULL,
        .argv = invocation->argv,
        .argc = invocation->argc,
    };
    tks_error err = { 0 };
    const char *value;
    int id;

    /* operands are gathered where the arguments stood: there are never more */
    invocation->operands = invocation->argv;
    invocation->n_operands = 0;
    while ((id = opt_next(&parser, &value, &err)) != OPT_END) {
        bool known = true;
        int exit;

        if (id == OPT_BAD)
            return usage_error(invocation, "%s", err.message);
        if (id == OPT_OPERAND) {
            invocation->operands[invocation->n_operands++] = parser.argv[parser.next - 1];
            if (is_command_name(invocation, id))
                break;
            continue;
        }
        if ((exit = take_global(invocation, id, value, &known)) >= 0)
            return exit;
        if (!known && !take(user, id, value, &err))
            return usage_error(invocation, "%s", err.message);
    }
    invocation->argv += parser.next;
    invocation->argc -= parser.next;
    return -1;
}

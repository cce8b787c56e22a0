/* main.c - finds the command and makes sure its answer arrives
 *
 * The options before a command's name are the global ones; the rest is parsed by
 * the command itself. Whatever it answers is flushed and checked here, so that a
 * full disk or a closed pipe is never mistaken for an answer.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command.h"
#include "exit.h"
#include "help.h"
#include "say.h"
#include "suggest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct command *const commands[] = {
    &cmd_compare, &cmd_explain,    &cmd_record, &cmd_status,  &cmd_show, &cmd_accept,
    &cmd_reject,  &cmd_undo,       &cmd_log,    &cmd_prune,   &cmd_init, &cmd_serve,
    &cmd_doctor,  &cmd_completion, &cmd_help,   &cmd_version, NULL,
};

/* If a standard stream is closed, the next file opened would take its number and
 * be written into. Opened the wrong way round, each fails when it is used. */
static void keep_standard_streams(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            _exit(TKS_EXIT_INTERNAL);
}

static int no_such_command(const struct invocation *invocation, const char *name)
{
    struct suggestion suggestion = suggestion_for(name, strlen(name));

    for (const struct command *const *command = commands; *command != NULL; command++)
        suggestion_offer(&suggestion, (*command)->name);
    if (suggestion.best != NULL)
        return usage_error(invocation, "there is no command '%s'; did you mean '%s'?", name,
                           suggestion.best);
    if (access(name, F_OK) == 0)
        return usage_error(invocation,
                           "there is no command '%s'; to compare: tksnap compare %s ...", name,
                           name);
    return usage_error(invocation, "there is no command '%s'", name);
}

static int run(struct invocation *invocation)
{
    int exit;

    /* clients of odiff start its server this way */
    if (invocation->argc > 0 && strcmp(invocation->argv[0], "--server") == 0) {
        invocation->argv++;
        invocation->argc--;
        invocation->command = &cmd_serve;
        return cmd_serve.run(invocation);
    }
    if ((exit = invocation_parse(invocation, NULL, NULL)) >= 0)
        return exit;
    if (invocation->n_operands == 0) {
        help_print(stderr, NULL);
        return TKS_EXIT_USAGE;
    }
    invocation->command = command_named(invocation->operands[0]);
    if (invocation->command == NULL)
        return no_such_command(invocation, invocation->operands[0]);
    return invocation->command->run(invocation);
}

/* Trouble with standard output outweighs what the command found. */
static int finish(int exit)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit;
    complain("standard output: the answer could not be written%s%s", errno != 0 ? ": " : "",
             errno != 0 ? strerror(errno) : "");
    return TKS_EXIT_UNREADABLE;
}

int main(int argc, char **argv)
{
    struct invocation invocation = { .argv = argv + 1, .argc = argc > 0 ? argc - 1 : 0 };

    keep_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    return finish(run(&invocation));
}

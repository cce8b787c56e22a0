/* help.h - the tables as text: for the terminal, the manual, the web, the shell
 *
 * One file per form: help.c, help_man.c, help_markdown.c, help_completion.c.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "command.h"

#include <stdio.h>

extern const char program_summary[];

/* --help of a command, or of the program for NULL. */
void help_print(FILE *out, const struct command *command);

/* tksnap(1), in mdoc. */
void help_man(FILE *out);

/* docs/cli/<command>.md; for NULL docs/cli/README.md. */
void help_markdown(FILE *out, const struct command *command);

/* A completion script; shell is "bash", "zsh" or "fish". */
void help_completion(FILE *out, const char *shell);

#endif

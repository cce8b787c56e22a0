/* help_markdown.c - docs/cli/, from the tables
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "help.h"
#include "term.h"

#include <ctype.h>
#include <string.h>

/* Text in a table's cell or a paragraph: what markdown would read is escaped. */
static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("|<>*_[]", *text) != NULL)
            putc('\\', out);
        putc(*text, out);
    }
}

static void put_option(FILE *out, const struct option *option)
{
    /* inside a table even code must not hold a bare | */
    const char *value = option->choices != NULL ? option->choices : option->value;

    fputs("| ", out);
    if (option->id < OPT_WITHOUT_LETTER)
        fprintf(out, "`-%c`, ", option->id);
    fprintf(out, "`--%s%s", option->name, value != NULL ? " " : "");
    for (; value != NULL && *value != '\0'; value++)
        fprintf(out, *value == '|' ? "\\%c" : "%c", *value);
    fputs("` | ", out);
    put_text(out, option->help);
    fputs(" |\n", out);
}

static void put_group(FILE *out, const struct option_group *group)
{
    fprintf(out, "\n## %c%s\n\n| option | meaning |\n|---|---|\n", toupper(group->title[0]),
            group->title + 1);
    for (const struct option *option = group->options; option->name != NULL; option++)
        put_option(out, option);
}

static void put_paragraphs(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\n')
            fputs("\n\n", out);
        else
            put_text(out, (char[]){ *text, '\0' });
    putc('\n', out);
}

static void put_command(FILE *out, const struct command *command)
{
    fprintf(out, "# tksnap %s\n\n```\ntksnap %s [OPTION...]%s%s\n```\n\n", command->name,
            command->name, *command->operands != '\0' ? " " : "", command->operands);
    put_paragraphs(out, command->about);
    for (const struct option_group *const *group = command->groups; *group != NULL; group++)
        put_group(out, *group);
    put_group(out, &global_group);
    fputs("\n## Examples\n", out);
    for (const struct example *example = command->examples; example->line != NULL; example++)
        fprintf(out, "\n```sh\n%s    # %s\n```\n", example->line, example->meaning);
}

static void put_index(FILE *out)
{
    fputs("# The tksnap program\n\nMade by `make docs` from the tables in `cli/`, as `--help` "
          "is.\n\n| command | what it does |\n|---|---|\n",
          out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        fprintf(out, "| [%s](%s.md) | %s |\n", (*command)->name, (*command)->name,
                (*command)->summary);
    fputs("\n## Exit codes\n\n| code | meaning |\n|---|---|\n", out);
    for (const struct exit_code *code = exit_codes; code->meaning != NULL; code++)
        fprintf(out, "| %d | %s |\n", code->code, code->meaning);
    fputs("\nIf several apply, the first of 7, 3, 5, 4, 1 and 0 is told.\n\n"
          "## Environment\n\n| variable | meaning |\n|---|---|\n",
          out);
    for (const struct variable *variable = variables; variable->name != NULL; variable++)
        fprintf(out, "| `%s` | %s |\n", variable->name, variable->meaning);
}

void help_markdown(FILE *out, const struct command *command)
{
    if (command != NULL)
        put_command(out, command);
    else
        put_index(out);
}

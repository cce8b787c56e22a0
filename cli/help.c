/* help.c - --help, from the tables
 *
 * Eighty columns always: what is printed does not depend on who looks.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "help.h"

#include "exit.h"
#include "say.h"

#include <string.h>

enum { WIDTH = 80, MARGIN = 2, TEXT = 24 };

const char program_summary[] = "compare screenshots and say what differs";

/* `entry` in the left column, `text` in the right one. */
static void put_entry(FILE *out, const char *entry, const char *text)
{
    int at = fprintf(out, "%*s%s", MARGIN, "", entry);

    if (at > TEXT - 2) {
        putc('\n', out);
        at = 0;
    }
    fprintf(out, "%*s", TEXT - at, "");
    put_wrapped(out, TEXT, TEXT, WIDTH, text);
}

static void put_option(FILE *out, const struct option *option)
{
    const char *value = option->choices != NULL ? option->choices : option->value;
    char entry[80], letter[8] = "    ";

    if (option->id < OPT_WITHOUT_LETTER)
        snprintf(letter, sizeof letter, "-%c, ", option->id);
    snprintf(entry, sizeof entry, "%s--%s%s%s", letter, option->name, value != NULL ? " " : "",
             value != NULL ? value : "");
    put_entry(out, entry, option->help);
}

static void put_group(FILE *out, const struct option_group *group)
{
    fprintf(out, "\n%s:\n", group->title);
    for (const struct option *option = group->options; option->name != NULL; option++)
        put_option(out, option);
}

static void put_paragraphs(FILE *out, const char *text)
{
    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        char paragraph[1024];

        snprintf(paragraph, sizeof paragraph, "%.*s", (int)(end - text), text);
        putc('\n', out);
        put_wrapped(out, 0, 0, WIDTH, paragraph);
        text = end + strspn(end, "\n");
    }
}

static void put_command(FILE *out, const struct command *command)
{
    fprintf(out, "usage: tksnap %s [OPTION...]%s%s\n", command->name,
            *command->operands != '\0' ? " " : "", command->operands);
    put_paragraphs(out, command->about);
    for (const struct option_group *const *group = command->groups; *group != NULL; group++)
        put_group(out, *group);
    put_group(out, &global_group);
    fputs("\nexamples:\n", out);
    for (const struct example *example = command->examples; example->line != NULL; example++)
        fprintf(out, "  %s\n      %s\n", example->line, example->meaning);
}

static void put_program(FILE *out)
{
    fprintf(out, "tksnap - %s\n\nusage: tksnap COMMAND [OPTION...] [OPERAND...]\n\ncommands:\n",
            program_summary);
    for (const struct command *const *command = commands; *command != NULL; command++)
        put_entry(out, (*command)->name, (*command)->summary);
    put_group(out, &global_group);
    fputs("\nexit codes:\n", out);
    for (const struct exit_code *code = exit_codes; code->meaning != NULL; code++) {
        char entry[8];

        snprintf(entry, sizeof entry, "%d", code->code);
        put_entry(out, entry, code->meaning);
    }
    fputs("\n'tksnap help COMMAND' tells more, with examples.\n", out);
}

void help_print(FILE *out, const struct command *command)
{
    if (command != NULL)
        put_command(out, command);
    else
        put_program(out);
}

/* help_man.c - the manual page, from the tables, in mdoc
 *
 * Committed as docs/man/tksnap.1, and a test compares it with what is printed
 * here, so the manual cannot fall behind.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "help.h"
#include "say.h"
#include "term.h"

#include <ctype.h>
#include <string.h>

enum { WIDTH = 78 };

/* When the tables last changed their meaning; mdoc wants a date, and a built one
 * would make every build differ. */
#define MANUAL_DATE "November 21, 2026"

/* Text that mdoc takes as it is: no escapes, no macro at the start of a line, no
 * quotes that a macro would eat. Returns its length. */
static size_t escape(char *out, size_t size, const char *text)
{
    size_t length = 0;

    for (bool begins = true; *text != '\0' && length + 5 < size; text++) {
        const char *as = *text == '\\'                               ? "\\e"
                         : *text == '"'                              ? "\\(dq"
                         : *text == '-'                              ? "\\-"
                         : begins && (*text == '.' || *text == '\'') ? "\\&"
                                                                     : "";

        length += (size_t)snprintf(out + length, size - length, "%s", as);
        if (*as == '\0' || as[1] == '&')
            out[length++] = *text;
        begins = *text == ' ';
    }
    out[length] = '\0';
    return length;
}

static void put_text(FILE *out, const char *text)
{
    char escaped[1024];

    escape(escaped, sizeof escaped, text);
    fputs(escaped, out);
}

/* Sentences: each begins a line, as mdoc wants it. */
static void put_sentences(FILE *out, const char *text)
{
    while (*text != '\0') {
        const char *end = strstr(text, ". ");
        char sentence[1024], escaped[1024];

        end = end != NULL ? end + 1 : text + strlen(text);
        snprintf(sentence, sizeof sentence, "%.*s", (int)(end - text), text);
        escape(escaped, sizeof escaped, sentence);
        put_wrapped(out, 0, 0, WIDTH, escaped);
        text = end + (*end == ' ');
    }
}

static void put_paragraphs(FILE *out, const char *text)
{
    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        char paragraph[1024];

        snprintf(paragraph, sizeof paragraph, "%.*s", (int)(end - text), text);
        put_sentences(out, paragraph);
        text = end + strspn(end, "\n");
        if (*text != '\0')
            fputs(".Pp\n", out);
    }
}

/* "a|b" as words to be typed. */
static void put_choices(FILE *out, const char *choices)
{
    fputs(" Cm ", out);
    for (; *choices != '\0'; choices++)
        if (*choices == '-')
            fputs("\\-", out);
        else if (*choices == '|')
            fputs(" | ", out);
        else
            putc(*choices, out);
}

static void put_option(FILE *out, const struct option *option)
{
    fputs(".It ", out);
    if (option->id < OPT_WITHOUT_LETTER)
        fprintf(out, "Fl %c , ", option->id);
    fputs("Fl \\-", out);
    put_text(out, option->name);
    if (option->choices != NULL)
        put_choices(out, option->choices);
    else if (option->value != NULL)
        fprintf(out, " Ar %s", option->value);
    putc('\n', out);
    put_sentences(out, option->help);
}

static void put_options(FILE *out, const struct option_group *group)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (const struct option *option = group->options; option->name != NULL; option++)
        put_option(out, option);
    fputs(".El\n", out);
}

static void put_command(FILE *out, const struct command *command)
{
    fprintf(out, ".Ss %s\n.Bd -ragged -compact\n.Nm tksnap\n.Cm %s\n.Op Ar option ...\n",
            command->name, command->name);
    if (*command->operands != '\0') {
        fputs(".Ar ", out);
        put_text(out, command->operands);
        putc('\n', out);
    }
    fputs(".Ed\n.Pp\n", out);
    put_paragraphs(out, command->about);
    for (const struct option_group *const *group = command->groups; *group != NULL; group++) {
        fprintf(out, ".Pp\n%c", toupper((*group)->title[0]));
        put_text(out, (*group)->title + 1);
        fputs(":\n", out);
        put_options(out, *group);
    }
}

static void put_examples(FILE *out, const struct command *command)
{
    for (const struct example *example = command->examples; example->line != NULL; example++) {
        fputs(".It\n", out);
        put_text(out, example->meaning);
        fputs(":\n.Dl ", out);
        put_text(out, example->line);
        putc('\n', out);
    }
}

static void put_tables(FILE *out)
{
    fputs(".Sh ENVIRONMENT\n.Bl -tag -width FORCE_COLOR\n", out);
    for (const struct variable *variable = variables; variable->name != NULL; variable++) {
        fprintf(out, ".It Ev %s\n", variable->name);
        put_sentences(out, variable->meaning);
    }
    fputs(".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds\n", out);
    for (const struct exit_code *code = exit_codes; code->meaning != NULL; code++) {
        fprintf(out, ".It %d\n", code->code);
        put_sentences(out, code->meaning);
    }
    fputs(".El\n.Pp\nIf several apply, the first of 7, 3, 5, 4, 1 and 0 is told.\n", out);
}

void help_man(FILE *out)
{
    fprintf(out, ".Dd %s\n.Dt TKSNAP 1\n.Os\n.Sh NAME\n.Nm tksnap\n.Nd ", MANUAL_DATE);
    put_text(out, program_summary);
    fputs("\n.Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Op Ar operand ...\n"
          ".Sh DESCRIPTION\nAnswers go to the standard output,\neverything that is only for people "
          "to the standard error.\nOptions stand before or after operands;\n.Fl \\-\n"
          "ends them.\n.Sh COMMANDS\n",
          out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        put_command(out, *command);
    fputs(".Ss Options of every command\n", out);
    put_options(out, &global_group);
    put_tables(out);
    fputs(".Sh EXAMPLES\n.Bl -bullet\n", out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        put_examples(out, *command);
    fputs(".El\n", out);
}

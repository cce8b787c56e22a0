/* help_completion.c - completion scripts for bash, zsh and fish, from the tables
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "help.h"

#include <string.h>

/* "a|b|c" with another link between the words. */
static void put_choices(FILE *out, const char *choices, char link)
{
    for (; *choices != '\0'; choices++)
        putc(*choices == '|' ? link : *choices, out);
}

static void put_command_names(FILE *out, char link)
{
    for (const struct command *const *command = commands; *command != NULL; command++)
        fprintf(out, "%.*s%s", command != commands, &link, (*command)->name);
}

/* The words a command's operands can be; nothing where they are files. */
static void put_operand_words(FILE *out, const struct command *command, char link)
{
    if (command->choices == NULL)
        return;
    if (strcmp(command->choices, ANY_COMMAND) == 0)
        put_command_names(out, link);
    else
        put_choices(out, command->choices, link);
}

typedef void put_option_fn(FILE *out, const struct command *command, const struct option *option);

static void each_option(FILE *out, const struct command *command, put_option_fn *put)
{
    for (const struct option_group *const *group = command->groups; *group != NULL; group++)
        for (const struct option *option = (*group)->options; option->name != NULL; option++)
            put(out, command, option);
    for (const struct option *option = global_group.options; option->name != NULL; option++)
        put(out, command, option);
}

/* -------------------------------------------------------------------- bash */

static void bash_name(FILE *out, const struct command *command, const struct option *option)
{
    (void)command;
    fprintf(out, " --%s", option->name);
}

static void bash_choices(FILE *out, const struct command *command, const struct option *option)
{
    (void)command;
    if (option->choices == NULL)
        return;
    fprintf(out, "        --%s) words='", option->name);
    put_choices(out, option->choices, ' ');
    fputs("' ;;\n", out);
}

static void bash_command(FILE *out, const struct command *command)
{
    fprintf(out, "    %s)\n        options='", command->name);
    each_option(out, command, bash_name);
    fputs("'\n        operands='", out);
    put_operand_words(out, command, ' ');
    fprintf(out, "'\n        files=%s\n        case $previous in\n",
            command->choices == NULL ? "yes" : "");
    each_option(out, command, bash_choices);
    fputs("        esac ;;\n", out);
}

static void bash(FILE *out)
{
    fputs("# bash completion for tksnap\n"
          "_tksnap() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command= options= operands= files= words= i\n"
          "    # --name=word comes as three words\n"
          "    if [[ $word == '=' ]]; then word=\n"
          "    elif [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        ",
          out);
    put_command_names(out, '|');
    fputs(") command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n    case $command in\n",
          out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        bash_command(out, *command);
    fputs("    *)\n        operands='", out);
    put_command_names(out, ' ');
    fputs("'\n        options='", out);
    for (const struct option *option = global_group.options; option->name != NULL; option++)
        bash_name(out, NULL, option);
    fputs("' ;;\n    esac\n"
          "    [[ -z $words && $word == -* ]] && words=$options\n"
          "    [[ -z $words ]] && words=$operands\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "    if [[ -z $words && -n $files ]]; then\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
          "    fi\n"
          "}\n"
          "complete -F _tksnap tksnap\n",
          out);
}

/* --------------------------------------------------------------------- zsh */

/* Text inside '...' and [...] of an _arguments specification. */
static void zsh_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text) != NULL)
            fprintf(out, "\\%c", *text);
        else
            putc(*text, out);
}

/* "--name=[what it does]:VALUE:(words)". */
static void zsh_option(FILE *out, const struct command *command, const struct option *option)
{
    (void)command;
    fprintf(out, "            '*--%s%s[", option->name, option->value != NULL ? "=" : "");
    zsh_text(out, option->help);
    putc(']', out);
    if (option->value != NULL) {
        putc(':', out);
        zsh_text(out, option->value);
        putc(':', out);
        if (option->choices != NULL) {
            putc('(', out);
            put_choices(out, option->choices, ' ');
            putc(')', out);
        } else if (strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DIR") == 0)
            fputs("_files", out);
    }
    fputs("' \\\n", out);
}

static void zsh(FILE *out)
{
    fputs("#compdef tksnap\n_tksnap() {\n    local -a commands\n    commands=(\n", out);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        fprintf(out, "        '%s:", (*command)->name);
        zsh_text(out, (*command)->summary);
        fputs("'\n", out);
    }
    fputs("    )\n"
          "    if ((CURRENT == 2)); then\n        _describe command commands\n        return\n    "
          "fi\n"
          "    local command=$words[2]\n    shift words\n    ((CURRENT--))\n"
          "    case $command in\n",
          out);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        fprintf(out, "    %s)\n        _arguments -S \\\n", (*command)->name);
        each_option(out, *command, zsh_option);
        fputs("            '*:operand:", out);
        if ((*command)->choices == NULL)
            fputs("_files", out);
        else {
            putc('(', out);
            put_operand_words(out, *command, ' ');
            putc(')', out);
        }
        fputs("' ;;\n", out);
    }
    fputs("    esac\n}\nif [[ $funcstack[1] == _tksnap ]]; then _tksnap; else compdef _tksnap "
          "tksnap; "
          "fi\n",
          out);
}

/* -------------------------------------------------------------------- fish */

static void fish_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fprintf(out, *text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
}

static void fish_option(FILE *out, const struct command *command, const struct option *option)
{
    fprintf(out, "complete -c tksnap -n '__fish_seen_subcommand_from %s' -l %s", command->name,
            option->name);
    if (option->id < OPT_WITHOUT_LETTER)
        fprintf(out, " -s %c", option->id);
    if (option->value != NULL)
        fputs(option->choices != NULL ? " -x" : " -r", out);
    if (option->choices != NULL) {
        fputs(" -a '", out);
        put_choices(out, option->choices, ' ');
        putc('\'', out);
    }
    fputs(" -d '", out);
    fish_text(out, option->help);
    fputs("'\n", out);
}

static void fish(FILE *out)
{
    fputs("# fish completion for tksnap\n", out);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        fprintf(out, "complete -c tksnap -n __fish_use_subcommand -f -a %s -d '", (*command)->name);
        fish_text(out, (*command)->summary);
        fputs("'\n", out);
        if ((*command)->choices != NULL) {
            fprintf(out, "complete -c tksnap -n '__fish_seen_subcommand_from %s' -f -a '",
                    (*command)->name);
            put_operand_words(out, *command, ' ');
            fputs("'\n", out);
        }
        each_option(out, *command, fish_option);
    }
}

void help_completion(FILE *out, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        bash(out);
    else if (strcmp(shell, "zsh") == 0)
        zsh(out);
    else
        fish(out);
}

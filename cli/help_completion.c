/* help_completion.c - completion scripts for bash, zsh and fish, from the tables
 *
 * What is pending changes all the time and has names of any characters: the scripts ask the
 * program for it, see cmd_completion.c, and leave quoting to their shells.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "help.h"

#include <stdbool.h>
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

/* "accept|approve" */
static void put_names(FILE *out, const struct command *command, char link)
{
    fputs(command->name, out);
    if (command->alias != NULL)
        fprintf(out, "%c%s", link, command->alias);
}

/* Of all commands, as a pattern. */
static void put_all_names(FILE *out)
{
    for (const struct command *const *command = commands; *command != NULL; command++) {
        fputs(command != commands ? "|" : "", out);
        put_names(out, *command, '|');
    }
}

static bool takes(const struct command *command, const char *operands)
{
    return command->choices != NULL && strcmp(command->choices, operands) == 0;
}

static bool takes_selectors(const struct command *command)
{
    return takes(command, SELECTORS) || takes(command, SELECTORS_OR_FILES);
}

static bool takes_files(const struct command *command)
{
    return command->choices == NULL || takes(command, SELECTORS_OR_FILES);
}

/* The words a command's operands can be; nothing where they are files, or pending. */
static void put_operand_words(FILE *out, const struct command *command, char link)
{
    if (takes_files(command) || takes_selectors(command))
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

/* What may follow an option that wants a value: no operand. */
static void bash_value(FILE *out, const struct command *command, const struct option *option)
{
    (void)command;
    if (option->value == NULL)
        return;
    fprintf(out, "        --%s", option->name);
    if (option->id < OPT_WITHOUT_LETTER)
        fprintf(out, "|-%c", option->id);
    if (option->choices != NULL) {
        fputs(") words='", out);
        put_choices(out, option->choices, ' ');
        fputs("' ;;\n", out);
    } else
        fprintf(out, ") operands= selectors= files=%s ;;\n",
                strcmp(option->value, "FILE") == 0  ? "-f"
                : strcmp(option->value, "DIR") == 0 ? "-d"
                                                    : "");
}

static void bash_command(FILE *out, const struct command *command)
{
    fputs("    ", out);
    put_names(out, command, '|');
    fputs(")\n        options='", out);
    each_option(out, command, bash_name);
    fputs("'\n        operands='", out);
    put_operand_words(out, command, ' ');
    fprintf(out, "'\n        selectors=%s files=%s\n        case $previous in\n",
            takes_selectors(command) ? "yes" : "", takes_files(command) ? "-f" : "");
    each_option(out, command, bash_value);
    fputs("        esac ;;\n", out);
}

/* Readline's words end at colons, quotes and more of COMP_WORDBREAKS, and COMP_WORDS has
 * quotes and backslashes in it. So the line is read anew, as the shell would. What is at the
 * front of readline's word ($1) is already there, and must not be told again. Bash's own
 * quoting of files' names leaves a $NAME in one that is not there, so it is done here. */
static const char bash_read[] =
    "# sets word, as far as it is typed, what of it is there before $1, and the open quote\n"
    "_tksnap_read() {\n"
    "    local line=${COMP_LINE:0:COMP_POINT} start=$((COMP_POINT - ${#1})) c i\n"
    "    word= there= quote= typed=()\n"
    "    for ((i = 0; i <= ${#line}; i++)); do\n"
    "        ((i == start)) && there=$word\n"
    "        c=${line:i:1}\n"
    "        if [[ $quote == \"'\" ]]; then\n"
    "            if [[ $c == \"'\" ]]; then quote=; else word+=$c; fi\n"
    "        elif [[ $c == \\\\ ]]; then\n"
    "            ((i++))\n"
    "            c=${line:i:1}\n"
    "            [[ $quote && $c != [\\$\\`\\\"\\\\] ]] && word+=\\\\\n"
    "            word+=$c\n"
    "        elif [[ $quote ]]; then\n"
    "            if [[ $c == '\"' ]]; then quote=; else word+=$c; fi\n"
    "        else\n"
    "            case $c in\n"
    "            [\\'\\\"]) quote=$c ;;\n"
    "            [[:space:]]) typed+=(\"$word\") word= ;;\n"
    "            *) word+=$c ;;\n"
    "            esac\n"
    "        fi\n"
    "    done\n"
    "}\n";

static const char bash_selectors[] =
    "# what is pending and begins with the word\n"
    "_tksnap_selectors() {\n"
    "    local word there quote c i\n"
    "    local -a typed where=() names found=()\n"
    "    _tksnap_read \"$1\"\n"
    "    for ((i = 0; i < ${#typed[@]}; i++)); do\n"
    "        case ${typed[i]} in\n"
    "        -C|--directory) where=(-C \"${typed[i+1]/#\\~\\//$HOME/}\") ;;\n"
    "        --directory=*) where=(-C \"${typed[i]#*=}\") ;;\n"
    "        esac\n"
    "    done\n"
    "    mapfile -d '' -t names < <(tksnap \"${where[@]}\" completion --selectors -- \"$word\" "
    "2>/dev/null)\n"
    "    for c in \"${names[@]}\"; do\n"
    "        [[ $c == \"$there\"* ]] && found+=(\"${c:${#there}}\")\n"
    "    done\n"
    "    # the backslash first: the others bring more of them\n"
    "    case $quote in\n"
    "    \\') found=(\"${found[@]//\\'/\"'\\\\''\"}\") ;;\n"
    "    \\\") for c in \\\\ \\$ \\` \\\"; do found=(\"${found[@]//\"$c\"/\\\\\"$c\"}\"); done ;;\n"
    "    *)\n"
    "        for c in \\\\ ' ' $'\\t' \\$ \\` \\' \\\" '&' ';' '|' '<' '>' '(' ')' '*' '?' "
    "'[' ']' '{' '}' '!' '#' '~'; do\n"
    "            found=(\"${found[@]//\"$c\"/\\\\\"$c\"}\")\n"
    "        done\n"
    "        found=(\"${found[@]//$'\\n'/\"\\$'\\n'\"}\") ;;\n"
    "    esac\n"
    "    COMPREPLY=(\"${found[@]}\")\n"
    "}\n";

static void bash(FILE *out)
{
    fputs("# bash completion for tksnap; bash 4.4 or later\n", out);
    fputs(bash_read, out);
    fputs(bash_selectors, out);
    fputs("_tksnap() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command= options= operands= selectors= files= words= i\n"
          "    # --name=word comes as three words\n"
          "    if [[ $word == '=' ]]; then word=\n"
          "    elif [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        ",
          out);
    put_all_names(out);
    fputs(") command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n    case $command in\n",
          out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        bash_command(out, *command);
    fputs("    *)\n        operands='", out);
    put_command_names(out, ' ');
    fputs("'\n        options='", out);
    for (const struct option *option = global_group.options; option->name != NULL; option++)
        bash_name(out, NULL, option);
    fputs("'\n        case $previous in\n", out);
    for (const struct option *option = global_group.options; option->name != NULL; option++)
        bash_value(out, NULL, option);
    fputs("        esac ;;\n    esac\n"
          "    [[ -z $words && $word == -* ]] && words=$options\n"
          "    [[ -z $words ]] && words=$operands\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "    [[ $words ]] && return\n"
          "    [[ $selectors ]] && _tksnap_selectors \"$2\"\n"
          "    if [[ $files && ${#COMPREPLY[@]} == 0 ]]; then\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        mapfile -t COMPREPLY < <(compgen $files -- \"$word\")\n"
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

/* "[what it does]:VALUE:(words)", behind the option's name. */
static void zsh_spec(FILE *out, const struct option *option)
{
    putc('[', out);
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
        } else if (strcmp(option->value, "FILE") == 0)
            fputs("_files", out);
        else if (strcmp(option->value, "DIR") == 0)
            fputs("_files -/", out);
    }
    fputs("' \\\n", out);
}

static void zsh_option(FILE *out, const struct command *command, const struct option *option)
{
    (void)command;
    if (option->id < OPT_WITHOUT_LETTER) {
        fprintf(out, "            '*-%c%s", option->id, option->value != NULL ? "+" : "");
        zsh_spec(out, option);
    }
    fprintf(out, "            '*--%s%s", option->name, option->value != NULL ? "=" : "");
    zsh_spec(out, option);
}

/* Fails where there are none, so that files are told. */
static const char zsh_selectors[] =
    "_tksnap_selectors() {\n"
    "    local word=$PREFIX\n"
    "    local -a names\n"
    "    [[ -z $compstate[quote] ]] && word=${(Q)PREFIX}\n"
    "    names=(${(0)\"$(tksnap $where completion --selectors -- \"$word\" 2>/dev/null)\"})\n"
    "    # nothing begins so; what is near in some other way is found by zsh, if so configured\n"
    "    (($#names)) || names=(${(0)\"$(tksnap $where completion --selectors 2>/dev/null)\"})\n"
    "    compadd -a names\n"
    "}\n"
    "_tksnap_selectors_or_files() {\n"
    "    _tksnap_selectors || _files\n"
    "}\n";

/* Sets `command` to the first word that is one, and shifts what stands before it away. */
static void zsh_find_command(FILE *out)
{
    fputs("    local command i\n"
          "    local -a where\n"
          "    for ((i = 2; i < CURRENT; i++)); do\n"
          "        case $words[i] in\n"
          "        -C|--directory) where=(-C ${${(Q)words[i+1]}/#\\~\\//$HOME/}) ;;\n"
          "        --directory=*) where=(-C ${(Q)words[i]#*=}) ;;\n"
          "        ",
          out);
    put_all_names(out);
    fputs(") [[ -z $command ]] && command=$words[i] && shift $((i - 1)) words && "
          "((CURRENT -= i - 1, i = 1)) ;;\n"
          "        esac\n"
          "    done\n",
          out);
}

static void zsh_command(FILE *out, const struct command *command)
{
    fputs("    ", out);
    put_names(out, command, '|');
    fputs(")\n        _arguments -S \\\n", out);
    each_option(out, command, zsh_option);
    fputs("            '*:operand:", out);
    if (takes_selectors(command))
        fputs(takes_files(command) ? "_tksnap_selectors_or_files" : "_tksnap_selectors", out);
    else if (takes_files(command))
        fputs("_files", out);
    else {
        putc('(', out);
        put_operand_words(out, command, ' ');
        putc(')', out);
    }
    fputs("' ;;\n", out);
}

static void zsh(FILE *out)
{
    fputs("#compdef tksnap\n", out);
    fputs(zsh_selectors, out);
    fputs("_tksnap() {\n    local -a commands\n    commands=(\n", out);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        fprintf(out, "        '%s:", (*command)->name);
        zsh_text(out, (*command)->summary);
        fputs("'\n", out);
    }
    fputs("    )\n", out);
    zsh_find_command(out);
    fputs("    case $command in\n    '')\n        _arguments -S \\\n", out);
    for (const struct option *option = global_group.options; option->name != NULL; option++)
        zsh_option(out, NULL, option);
    fputs("            '*:command:{_describe command commands}' ;;\n", out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        zsh_command(out, *command);
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

/* "complete -c tksnap" of what follows the command's name; NULL: of what may stand before. */
static void fish_behind(FILE *out, const struct command *command)
{
    if (command == NULL) {
        fputs("complete -c tksnap -n __fish_use_subcommand", out);
        return;
    }
    fputs("complete -c tksnap -n '__fish_seen_subcommand_from ", out);
    put_names(out, command, ' ');
    putc('\'', out);
}

static void fish_option(FILE *out, const struct command *command, const struct option *option)
{
    fish_behind(out, command);
    fprintf(out, " -l %s", option->name);
    if (option->id < OPT_WITHOUT_LETTER)
        fprintf(out, " -s %c", option->id);
    if (option->value != NULL)
        fputs(strcmp(option->value, "FILE") == 0 ? " -r" : " -x", out);
    if (option->value != NULL && strcmp(option->value, "DIR") == 0)
        fputs(" -a '(__fish_complete_directories)'", out);
    if (option->choices != NULL) {
        fputs(" -a '", out);
        put_choices(out, option->choices, ' ');
        putc('\'', out);
    }
    fputs(" -d '", out);
    fish_text(out, option->help);
    fputs("'\n", out);
}

/* What follows a tab is a candidate's description to fish, so a name with one cannot be told. */
static const char fish_selectors[] =
    "function __tksnap_selectors\n"
    "    set -l word (commandline -ct | string collect | string unescape 2>/dev/null)\n"
    "    set -l typed (commandline -opc)\n"
    "    set -l where\n"
    "    for i in (seq (count $typed))\n"
    "        switch $typed[$i]\n"
    "            case -C --directory\n"
    "                set where -C (string replace -r '^~/' ~/ -- $typed[(math $i + 1)])\n"
    "            case '--directory=*'\n"
    "                set where -C (string replace -- --directory= '' $typed[$i])\n"
    "        end\n"
    "    end\n"
    "    set -l names (tksnap $where completion --selectors -- \"$word\" 2>/dev/null | string "
    "split0)\n"
    "    if not set -q names[1]\n"
    "        # what is near in some other way is found by fish\n"
    "        set names (tksnap $where completion --selectors 2>/dev/null | string split0)\n"
    "        test \"$argv[1]\" = files; and string join0 (__fish_complete_path \"$word\")\n"
    "    end\n"
    "    for name in $names\n"
    "        string match -q -- \"*\"\\t\"*\" $name; or printf '%s\\\\0' $name\n"
    "    end\n"
    "end\n";

static void fish_operands(FILE *out, const struct command *command)
{
    if (command->choices == NULL)
        return; /* files are what fish completes by itself */
    fish_behind(out, command);
    fputs(" -f -a '", out);
    if (takes_selectors(command))
        fprintf(out, "(__tksnap_selectors%s | string split0)",
                takes_files(command) ? " files" : "");
    else
        put_operand_words(out, command, ' ');
    fputs("'\n", out);
}

static void fish_command(FILE *out, const struct command *command)
{
    fprintf(out, "complete -c tksnap -n __fish_use_subcommand -f -a %s -d '", command->name);
    fish_text(out, command->summary);
    fputs("'\n", out);
    fish_operands(out, command);
    each_option(out, command, fish_option);
}

static void fish(FILE *out)
{
    fputs("# fish completion for tksnap\n", out);
    fputs(fish_selectors, out);
    for (const struct command *const *command = commands; *command != NULL; command++)
        fish_command(out, *command);
    for (const struct option *option = global_group.options; option->name != NULL; option++)
        fish_option(out, NULL, option);
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

/* opt.c - reads options from the command line as the tables say
 *
 *     -q  -qv  -j4  -j 4  --json  --threshold 0.2  --threshold=0.2  --  -
 *
 * Options stand before or after operands. "--" ends them, "-" alone is an
 * operand. Long names are never guessed from their beginnings: a script that says
 * --max would change its meaning on the day a second --max-something appears.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "opt.h"

#include "say.h"
#include "suggest.h"

#include <stdio.h>
#include <string.h>

static const struct option_group *const no_groups[] = { NULL };

/* Visits every option of the command, then the global ones; NULL at the end. */
struct walk {
    const struct option_group *const *group;
    const struct option *option;
    bool global;
};

static struct walk walk_from(const struct opt_parser *parser)
{
    return (struct walk){ .group = parser->groups != NULL ? parser->groups : no_groups };
}

static const struct option *walk_next(struct walk *walk)
{
    for (;;) {
        if (walk->option != NULL && walk->option->name != NULL)
            return walk->option++;
        if (walk->global)
            return NULL;
        walk->global = *walk->group == NULL;
        walk->option = walk->global ? global_group.options : (*walk->group++)->options;
    }
}

static const struct option *named(const struct opt_parser *parser, const char *name, size_t length)
{
    struct walk walk = walk_from(parser);
    const struct option *option;

    while ((option = walk_next(&walk)) != NULL)
        if (strncmp(option->name, name, length) == 0 && option->name[length] == '\0')
            break;
    return option;
}

static const struct option *lettered(const struct opt_parser *parser, char letter)
{
    struct walk walk = walk_from(parser);
    const struct option *option;

    while ((option = walk_next(&walk)) != NULL)
        if (option->id == letter)
            break;
    return option;
}

static int unknown_name(const struct opt_parser *parser, const char *name, size_t length,
                        tks_error *err)
{
    struct walk walk = walk_from(parser);
    struct suggestion suggestion = suggestion_for(name, length);
    const struct option *option;

    while ((option = walk_next(&walk)) != NULL)
        suggestion_offer(&suggestion, option->name);
    if (suggestion.best != NULL)
        fail_with(err, "there is no option --%.*s; did you mean --%s?", (int)length, name,
                  suggestion.best);
    else
        fail_with(err, "there is no option --%.*s", (int)length, name);
    return OPT_BAD;
}

/* ----------------------------------------------------------------- choices */

/* The length of the first of "a|b|c". */
static size_t first_choice(const char *choices)
{
    return strcspn(choices, "|");
}

bool opt_is_choice(const char *choices, const char *word)
{
    for (;;) {
        const size_t length = first_choice(choices);

        if (strlen(word) == length && memcmp(choices, word, length) == 0)
            return true;
        if (choices[length] == '\0')
            return false;
        choices += length + 1;
    }
}

void opt_spell_choices(char *out, size_t size, const char *choices)
{
    size_t used = 0;

    out[0] = '\0';
    while (used < size) {
        const size_t length = first_choice(choices);
        const char *rest = choices + length + (choices[length] == '|');
        const char *link = *rest == '\0' ? "" : rest[first_choice(rest)] == '|' ? ", " : " or ";

        used += (size_t)snprintf(out + used, size - used, "%.*s%s", (int)length, choices, link);
        if (*rest == '\0')
            break;
        choices = rest;
    }
}

/* ------------------------------------------------------------------ values */

static int accept(const struct option *option, const char *value, tks_error *err)
{
    char allowed[128];

    if (option->choices == NULL || opt_is_choice(option->choices, value))
        return option->id;
    opt_spell_choices(allowed, sizeof allowed, option->choices);
    fail_with(err, "--%s wants %s, not '%s'", option->name, allowed, value);
    return OPT_BAD;
}

/* The value stands in the next argument. */
static int take_next(struct opt_parser *parser, const struct option *option, const char **value,
                     tks_error *err)
{
    if (parser->next == parser->argc) {
        fail_with(err, "--%s wants a value: --%s %s", option->name, option->name,
                  option->choices != NULL ? option->choices : option->value);
        return OPT_BAD;
    }
    *value = parser->argv[parser->next++];
    return accept(option, *value, err);
}

static int long_option(struct opt_parser *parser, const char *name, const char **value,
                       tks_error *err)
{
    const size_t length = strcspn(name, "=");
    const struct option *option = named(parser, name, length);

    if (option == NULL)
        return unknown_name(parser, name, length, err);
    if (name[length] == '\0')
        return option->value != NULL ? take_next(parser, option, value, err) : option->id;
    if (option->value == NULL) {
        fail_with(err, "--%s takes no value", option->name);
        return OPT_BAD;
    }
    *value = name + length + 1;
    return accept(option, *value, err);
}

/* One letter of a bundle; a letter that wants a value takes what is left of it. */
static int short_option(struct opt_parser *parser, const char **value, tks_error *err)
{
    const char letter = *parser->bundle++;
    const struct option *option = lettered(parser, letter);

    if (option == NULL) {
        fail_with(err, "there is no option -%c", letter);
        return OPT_BAD;
    }
    if (option->value == NULL)
        return option->id;
    if (*parser->bundle == '\0')
        return take_next(parser, option, value, err);
    *value = parser->bundle;
    parser->bundle = "";
    return accept(option, *value, err);
}

int opt_next(struct opt_parser *parser, const char **value, tks_error *err)
{
    const char *argument;

    *value = NULL;
    if (parser->bundle != NULL && *parser->bundle != '\0')
        return short_option(parser, value, err);
    if (parser->next == parser->argc)
        return OPT_END;

    argument = parser->argv[parser->next++];
    if (parser->only_operands || argument[0] != '-' || argument[1] == '\0') {
        *value = argument;
        return OPT_OPERAND;
    }
    if (argument[1] != '-') {
        parser->bundle = argument + 1;
        return short_option(parser, value, err);
    }
    if (argument[2] != '\0')
        return long_option(parser, argument + 2, value, err);
    parser->only_operands = true;
    return opt_next(parser, value, err);
}

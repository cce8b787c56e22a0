/* opt.h - the option parser
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include "command.h"

/* What opt_next may return beside an option's id. */
enum { OPT_END = 0, OPT_OPERAND = 1, OPT_BAD = 2 };

/* Walks over arguments. Zero it, then set the tables and the arguments. */
struct opt_parser {
    const struct option_group *const *groups; /* the command's own, or NULL */
    char      **argv;
    int         argc;
    int         next;          /* the argument that comes next */
    const char *bundle;        /* what is left of "-qv" after its first letters */
    bool        only_operands; /* "--" was seen */
};

/* The next option's id, OPT_OPERAND, OPT_END, or OPT_BAD with a sentence in err.
 * `value` is the operand or the option's value (NULL for a flag). */
int opt_next(struct opt_parser *parser, const char **value, tks_error *err);

/* Whether `word` is one of "a|b|c". */
bool opt_is_choice(const char *choices, const char *word);

/* "a|b|c" as "a, b or c", for sentences. */
void opt_spell_choices(char *out, size_t size, const char *choices);

#endif

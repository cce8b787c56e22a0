/* command.h - what a command is: a table that everything else is made from
 *
 * A command is its name, its options, its examples and a function. The parser,
 * --help, the man page, the markdown reference and the shell completions all
 * read these same tables, so none of them can promise what the others lack.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <tksnap.h>

/* ----------------------------------------------------------------- options */

/* What a parsed option is known by. One with a letter is known by that letter;
 * the others are numbered from here. Unique over all groups. */
enum option_id {
    OPT_CHDIR = 'C',
    OPT_QUIET = 'q',
    OPT_VERBOSE = 'v',
    OPT_HELP = 'h',
    OPT_THRESHOLD = 't',
    OPT_IGNORE = 'i',
    OPT_JOBS = 'j',

    OPT_WITHOUT_LETTER = 256,
    OPT_CONFIG,
    OPT_JSON,
    OPT_JSONL,
    OPT_COLOR,
    OPT_NO_PROGRESS,
    OPT_VERSION,
    OPT_METRIC,
    OPT_SENSITIVITY,
    OPT_ANTIALIAS,
    OPT_MAX_PIXELS,
    OPT_MAX_RATIO,
    OPT_MASK,
    OPT_LAYOUT,
    OPT_FLOATING,
    OPT_SENSITIVE,
    OPT_DIFF_STYLE,
    OPT_SCORE,
    OPT_FLIP_PPD,
    OPT_TOLERATE_SHIFT,
    OPT_ALIGN,
    OPT_EXIT_CODE_STYLE,
    OPT_PASS_EMPTY,
    OPT_REGIONS,
    OPT_PENDING,
    OPT_REMOVED,
    OPT_BUDGET,
    OPT_TILES,
    OPT_ALL,
    OPT_YES,
    OPT_PORCELAIN,
    OPT_FORMAT,
    OPT_EXIT_CODE,
    OPT_REFERENCES,
    OPT_USED,
    OPT_COMPLETE,
    OPT_EVERYWHERE,
    OPT_DELETE,
    OPT_WRITE,
    OPT_DRY_RUN,
    OPT_LIMIT_SIDE,
    OPT_LIMIT_PIXELS,
    OPT_LIMIT_BYTES,
    OPT_TEXT,
    OPT_FLOAT_ABS,
    OPT_FLOAT_REL,
    OPT_FLOAT_UNITS,
    OPT_IGNORE_TRAILING_SPACE,
    OPT_IGNORE_LINE_ENDINGS,
    OPT_NORMALIZE,
    OPT_FILTER,
    OPT_STRUCTURE,
    OPT_SORTED,
    OPT_TEXT_STYLE,
    OPT_CONTEXT,
    OPT_WIDTH,
    OPT_IMAGES,
    OPT_INCLUDE,
    OPT_SELECTORS
};

struct option {
    int         id;
    const char *name;    /* "threshold", spelled --threshold */
    const char *value;   /* what it wants, "NUMBER"; NULL: it is a flag */
    const char *choices; /* "auto|always|never", the only values; NULL: any */
    const char *help;    /* what it does, sentences */
};

/* Options that belong together, under a title; commands share groups. */
struct option_group {
    const char          *title;   /* "limits" */
    const struct option *options; /* ended by a NULL name */
};

extern const struct option_group global_group; /* taken by every command */
extern const struct option_group rules_group;
extern const struct option_group texts_group;
extern const struct option_group limits_group;

/* ---------------------------------------------------------------- commands */

struct invocation;

struct example {
    const char *line;    /* as typed */
    const char *meaning; /* what it is for */
};

struct command {
    const char *name;
    const char *alias;    /* another name it is known by; NULL: none */
    const char *operands; /* "EXPECTED ACTUAL [DIFF]", or "" */
    const char *choices;  /* the only operands, "bash|zsh|fish"; ANY_COMMAND; SELECTORS;
                           * NULL: files; "": none that can be listed */
    const char *summary;  /* one line, no full stop */
    const char *about;    /* paragraphs, divided by an empty line */
    const struct option_group *const *groups; /* its own, NULL-ended; global_group goes unsaid */
    const struct example *examples;           /* ended by a NULL line */
    int (*run)(struct invocation *invocation); /* returns the exit code */
};

#define ANY_COMMAND        "COMMAND"
#define SELECTORS          "SELECTOR"      /* what is pending */
#define SELECTORS_OR_FILES "SELECTOR|FILE" /* that, or any file */

/* In the order help shows them; ended by NULL. */
extern const struct command *const commands[];

extern const struct command cmd_compare, cmd_explain, cmd_record, cmd_status, cmd_show, cmd_accept,
    cmd_reject, cmd_undo, cmd_log, cmd_prune, cmd_init, cmd_serve, cmd_doctor, cmd_completion,
    cmd_help, cmd_version;

/* NULL if there is none of that name. */
const struct command *command_named(const char *name);

/* -------------------------------------------------------------- invocation */

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* What the options that work everywhere have set. */
struct settings {
    bool       quiet, verbose, json, no_progress;
    enum color color;
    const char *config; /* a file; NULL: where there is one */
};

/* One run of one command. */
struct invocation {
    const struct command *command; /* NULL until it is known */
    struct settings       settings;
    char                **argv; /* not parsed yet */
    int                   argc;
    char                **operands; /* after invocation_parse */
    int                   n_operands;
};

/* Takes one of the command's own options; on false, `err` says why. */
typedef bool take_option(void *user, int id, const char *value, tks_error *err);

/* Parses options and operands. Returns -1 to go on, or the exit code when all is
 * said already: help was printed, or a sentence about what is wrong. */
int invocation_parse(struct invocation *invocation, take_option *take, void *user);

/* Says what is wrong with how tksnap was called and where help is; returns
 * TKS_EXIT_USAGE. */
int usage_error(const struct invocation *invocation, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

/* Of a command without operands: -1, or TKS_EXIT_USAGE when it was said that there are. */
int check_no_operands(const struct invocation *invocation);

#endif

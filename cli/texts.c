/* texts.c - how texts are compared and shown, as options say it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "texts.h"

#include "command.h"
#include "number.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MOST_FILTERS = 64, LEAST_WIDTH = 40, MOST_WIDTH = 10000 };

static const struct option text_options[] = {
    { OPT_TEXT, "text", NULL, NULL,
      "Of two folders, compare not only pictures but all files: what is no picture as text." },
    { OPT_FLOAT_ABS, "float-abs", "E", NULL,
      "Numbers in lines that are equal otherwise may differ by up to E. Default: 0." },
    { OPT_FLOAT_REL, "float-rel", "E", NULL,
      "The same as a share of the larger number: 0.01 is one percent. With both, the kinder one "
      "holds. Default: 0." },
    { OPT_FLOAT_UNITS, "float-units", NULL, NULL,
      "For --float-abs and --float-rel: numbers with a unit right behind them, 1.2ms or 40%, are "
      "numbers too." },
    { OPT_IGNORE_TRAILING_SPACE, "ignore-trailing-space", NULL, NULL,
      "White space at the end of lines does not count." },
    { OPT_IGNORE_LINE_ENDINGS, "ignore-line-endings", NULL, NULL,
      "How lines end, with LF, CRLF or, the last one, not at all, does not count." },
    { OPT_NORMALIZE, "normalize", "FORM", "nfc",
      "nfc: characters that Unicode takes for the same, composed or not, are equal." },
    { OPT_FILTER, "filter", "NAME|REGEX", NULL,
      "What matches, anywhere in a line, is taken for equal to what matches on the other side. "
      "The names: date, uuid, address, path, duration, hash. Everything else is a regular "
      "expression as PCRE2 reads it. May be given again." },
    { OPT_SORTED, "sorted", "all|/BEGIN/,/END/", NULL,
      "Lines that may come in any order: all, or those between a line that matches BEGIN and the "
      "next that matches END ($: to the end of the text), regular expressions as for --filter. "
      "What is missing or new among them is told, not that they moved. May be given again." },
    { OPT_STRUCTURE, "structure", "WHAT", "off|auto|json|yaml",
      "Compare JSON or YAML by values: members in any order, layout left out, and each change told "
      "with its path. Rules about numbers, filters and the like hold for scalars. auto: what is "
      "named or looks like JSON, what is named like YAML. What does not parse is compared by "
      "lines, and that is said. Default: off." },
    { OPT_TEXT_STYLE, "text-style", "STYLE", "changes|unified|side-by-side|words|patch",
      "How the difference of two texts is shown. changes: with --structure the path and the values "
      "of each change, else unified. unified: removed lines after -, added ones after +. "
      "side-by-side: expected at the left, actual at the right. words: one text, with "
      "what went and came in it. patch: unified, byte for byte, for patch(1). Default: changes." },
    { OPT_CONTEXT, "context", "N|all", NULL,
      "Show N equal lines around each change, or all lines. Default: 3." },
    { OPT_WIDTH, "width", "N", NULL,
      "For side-by-side: columns of a line, 40 to 10000. Default: the terminal's, else 120." },
    { 0 },
};

const struct option_group texts_group = { "texts", text_options };

static tks_text_style style_named(const char *name)
{
    static const tks_text_style all[] = { TKS_TEXT_UNIFIED, TKS_TEXT_SIDE_BY_SIDE, TKS_TEXT_WORDS,
                                          TKS_TEXT_PATCH };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(tks_text_style_name(all[i]), name) == 0)
            return all[i];
    return TKS_TEXT_CHANGES;
}

static tks_text_structure structure_named(const char *name)
{
    static const tks_text_structure all[] = { TKS_TEXT_AUTO, TKS_TEXT_JSON, TKS_TEXT_YAML };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(tks_text_structure_name(all[i]), name) == 0)
            return all[i];
    return TKS_TEXT_NO_STRUCTURE;
}

/* One more of a list that is made with room for all there may be. */
static bool take_listed(const char ***list, size_t *count, const char *name, const char *value,
                        tks_error *err)
{
    if (*list == NULL)
        *list = calloc(MOST_FILTERS, sizeof **list);
    if (*list == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %s", name) == TKS_OK;
    if (*count == MOST_FILTERS)
        return fail_with(err, "%s was given more than %d times; join some by |", name,
                         (int)MOST_FILTERS);
    (*list)[(*count)++] = value;
    return true;
}

/* A flag by itself, or as a configuration says it. */
static bool take_flag(bool *out, const char *value)
{
    *out = strcmp(value, "false") != 0;
    return true;
}

static bool take_ignored(struct texts *texts, tks_text_ignored what, const char *value)
{
    bool ignored;

    take_flag(&ignored, value);
    texts->rules.ignored =
        ignored ? texts->rules.ignored | what : texts->rules.ignored & ~(uint32_t)what;
    return true;
}

static bool take_number(double *out, const char *name, const char *value, tks_error *err)
{
    return number_real(out, value) || fail_with(err, "%s wants a number, not '%s'", name, value);
}

static bool take_context(struct texts *texts, const char *value, tks_error *err)
{
    if (strcmp(value, "all") == 0)
        texts->view.context = -1;
    else if (!number_whole(&texts->view.context, value))
        return fail_with(err, "--context wants a number of lines or all, not '%s'", value);
    return true;
}

static bool take_width(struct texts *texts, const char *value, tks_error *err)
{
    int64_t width;

    if (!number_whole(&width, value) || width < LEAST_WIDTH || width > MOST_WIDTH)
        return fail_with(err, "--width wants a number from %d to %d, not '%s'", (int)LEAST_WIDTH,
                         (int)MOST_WIDTH, value);
    texts->view.width = (int32_t)width;
    return true;
}

bool texts_take(struct texts *texts, int id, const char *value, tks_error *err)
{
    switch (id) {
    case OPT_TEXT:
        texts->all_files = true;
        return true;
    case OPT_FLOAT_ABS:
        return take_number(&texts->rules.float_abs, "--float-abs", value, err);
    case OPT_FLOAT_REL:
        return take_number(&texts->rules.float_rel, "--float-rel", value, err);
    case OPT_FLOAT_UNITS:
        return take_flag(&texts->rules.float_units, value);
    case OPT_IGNORE_TRAILING_SPACE:
        return take_ignored(texts, TKS_TEXT_TRAILING_SPACE, value);
    case OPT_IGNORE_LINE_ENDINGS:
        return take_ignored(texts, TKS_TEXT_LINE_ENDINGS, value);
    case OPT_NORMALIZE:
        texts->rules.ignored |= TKS_TEXT_COMPOSITION;
        return true;
    case OPT_FILTER:
        return take_listed(&texts->filters, &texts->rules.n_filters, "--filter", value, err);
    case OPT_SORTED:
        return take_listed(&texts->sorted, &texts->rules.n_sorted, "--sorted", value, err);
    case OPT_STRUCTURE:
        texts->rules.structure = structure_named(value);
        return true;
    case OPT_TEXT_STYLE:
        texts->view.style = style_named(value);
        return true;
    case OPT_CONTEXT:
        return take_context(texts, value, err);
    default:
        return take_width(texts, value, err);
    }
}

/* Columns of the terminal that the answer goes to, within what a view takes; 0: none. */
static int32_t terminal_width(void)
{
    struct winsize size = { .ws_col = 0 };

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 0;
    return size.ws_col < LEAST_WIDTH  ? LEAST_WIDTH
           : size.ws_col > MOST_WIDTH ? MOST_WIDTH
                                      : size.ws_col;
}

/* Two texts that differ, so that bad filters and ranges are found before any file is read. */
static tks_status check_filters(const struct texts *texts, tks_error *err)
{
    tks_text_diff *diff = NULL;
    tks_status status;

    if (texts->rules.n_filters == 0 && texts->rules.n_sorted == 0)
        return TKS_OK;
    status = tks_compare_texts(&diff, (tks_bytes){ "a", 1 }, (tks_bytes){ "b", 1 }, &texts->rules,
                               NULL, err);

    tks_text_diff_free(diff);
    return status == TKS_INVALID_ARGUMENT ? status : TKS_OK;
}

tks_status texts_ready(struct texts *texts, tks_error *err)
{
    texts->rules.filters = texts->filters;
    texts->rules.sorted = texts->sorted;
    if (texts->view.width == 0)
        texts->view.width = terminal_width();
    return check_filters(texts, err);
}

void texts_dispose(struct texts *texts)
{
    free(texts->filters);
    free(texts->sorted);
}

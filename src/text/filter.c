/* filter.c - what in a line does not count, by regular expressions
 *
 * A match becomes two bytes that no UTF-8 text has, one for all filters and one for this
 * one; where the text itself has the first, it is doubled. So two lines are the same
 * afterwards only if the same filters matched between the same texts.
 *
 * PCRE2's interpreter is asked, not its compiler to machine code: which of them there
 * is depends on the machine, and they count steps towards the limits differently. The
 * limits see to it that every pattern ends on every line.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    MOST_FILTERS = 64,
    MOST_STEPS = 1000000, /* of matching at one place to begin; about 20 ms */
    MOST_KIBIBYTES = 16384,
    MARK = 0xFF,
    FIRST_CODE = 0x80
};

#define TIME                                                                                       \
    "[T ]?\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:\\s?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)\\b)?"
#define MONTH    "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
#define WEEKDAY  "(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?"
#define NAME     "[\\w.@+~%-]+"
#define TIMEUNIT "(?:ns|us|\\xB5s|\\x{3BC}s|ms|s|secs?|seconds?|mins?|minutes?|m|h|hours?)"

static const struct {
    const char *name, *meaning, *pattern;
} ready[] = {
    { "date", "dates and times: 2026-11-21T23:00:05Z, 21 Nov 2026, 23:00:05",
      "\\b\\d{4}[-/]\\d\\d[-/]\\d\\d(?:" TIME ")?"
      "|\\b" WEEKDAY "\\d{1,2} " MONTH " \\d{4}(?: " TIME ")?"
      "|\\b" WEEKDAY MONTH " {1,2}\\d{1,2}(?: \\d\\d:\\d\\d:\\d\\d)?,? \\d{4}\\b"
      "|\\b\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?\\b" },
    { "uuid", "UUIDs: 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
      "(?i)\\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\\b" },
    { "address", "addresses in memory: 0x7ffd5e8c", "\\b0[xX][0-9a-fA-F]+\\b" },
    { "path", "absolute paths: /tmp/x1/log.txt, C:\\Temp\\log.txt",
      "(?<![\\w/.:])(?:/" NAME "){2,}/?|\\b[A-Za-z]:[\\\\/](?:[\\w.@+~% -]+[\\\\/])*" NAME },
    { "duration", "durations: 12ms, 1.5 s, 2m30s",
      "(?<![\\w.])(?:\\d+(?:\\.\\d+)?\\s?" TIMEUNIT ")(?:\\s?\\d+(?:\\.\\d+)?" TIMEUNIT ")*\\b" },
    { "hash", "hashes of 32 to 128 hexadecimal digits", "(?i)\\b[0-9a-f]{32,128}\\b" },
};

enum { READY = sizeof ready / sizeof *ready };

bool tksi_filter_at(size_t index, const char **name, const char **meaning)
{
    if (index >= READY)
        return false;
    *name = ready[index].name;
    *meaning = ready[index].meaning;
    return true;
}

struct tksi_filters {
    struct tksi_env env;
    pcre2_general_context *general;
    pcre2_match_context *match;
    pcre2_match_data *data;
    size_t count;
    pcre2_code *codes[MOST_FILTERS];
    char names[MOST_FILTERS][40]; /* as they were given, for messages */
};

/* ------------------------------------------------------------------- compiling */

static void *allocate(PCRE2_SIZE size, void *env)
{
    return tksi_allocate(env, size, 1);
}

static void release(void *memory, void *env)
{
    tksi_release(env, memory);
}

/* A word of small letters is a name; so a name that is mistyped is not taken for an
 * expression that never matches. */
static bool is_name(const char *filter)
{
    return *filter != '\0' && filter[strspn(filter, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

static tks_status pattern_for(const char **pattern, const char *filter, tks_error *err)
{
    char names[160] = "";

    *pattern = filter;
    if (filter == NULL || *filter == '\0')
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a filter is empty, and would match nothing");
    if (!is_name(filter))
        return TKS_OK;
    for (size_t i = 0; i < READY; i++) {
        if (strcmp(filter, ready[i].name) == 0) {
            *pattern = ready[i].pattern;
            return TKS_OK;
        }
        strncat(names, i > 0 ? ", " : "", sizeof names - strlen(names) - 1);
        strncat(names, ready[i].name, sizeof names - strlen(names) - 1);
    }
    return tksi_fail(err, TKS_INVALID_ARGUMENT,
                     "there is no filter '%.40s'; there are %s, and for the word itself (%.40s)",
                     filter, names, filter);
}

/* `shown` is what the pattern is called where it is wrong. */
static tks_status compile(pcre2_code **out, tks_str pattern, tks_str shown,
                          pcre2_compile_context *context, tks_error *err)
{
    const uint32_t options =
        PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    PCRE2_UCHAR why[120];
    PCRE2_SIZE where = 0;
    int number = 0;

    *out =
        pcre2_compile((PCRE2_SPTR)pattern.data, pattern.length, options, &number, &where, context);
    if (*out != NULL)
        return TKS_OK;
    if (number == PCRE2_ERROR_NOMEMORY || number == PCRE2_ERROR_HEAP_FAILED)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a filter");
    pcre2_get_error_message(number, why, sizeof why);
    return tksi_fail(err, TKS_INVALID_ARGUMENT, "the filter '%.*s': %s, at character %zu",
                     (int)(shown.length < 60 ? shown.length : 60), shown.data, (const char *)why,
                     where + 1);
}

/* What is compiled: patterns, and what the user knows them by. */
struct patterns {
    const tks_str *patterns, *shown;
    size_t count;
};

static tks_status compile_all(struct tksi_filters *filters, const struct patterns *given,
                              tks_error *err)
{
    pcre2_compile_context *context = pcre2_compile_context_create(filters->general);
    tks_status status = TKS_OK;

    if (context == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a filter");
    for (size_t i = 0; i < filters->count && status == TKS_OK; i++) {
        const tks_str shown = given->shown[i];
        const size_t most = sizeof filters->names[i] - 1;

        status = compile(&filters->codes[i], given->patterns[i], shown, context, err);
        if (status == TKS_OK)
            memcpy(filters->names[i], shown.data, shown.length < most ? shown.length : most);
    }
    pcre2_compile_context_free(context);
    return status;
}

static tks_status compile_patterns(struct tksi_filters **out, const struct patterns *given,
                                   const struct tksi_env *env, tks_error *err)
{
    const size_t count = given->count;
    struct tksi_filters *filters = NULL;
    tks_status status = TKS_OUT_OF_MEMORY;

    if (count > MOST_FILTERS)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%zu filters, the limit is %d; join some by |",
                         count, (int)MOST_FILTERS);
    if ((filters = tksi_allocate_zeroed(env, 1, sizeof *filters)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for filters");
    filters->env = *env;
    filters->count = count;
    filters->general = pcre2_general_context_create(allocate, release, &filters->env);
    if (filters->general != NULL) {
        filters->match = pcre2_match_context_create(filters->general);
        filters->data = pcre2_match_data_create(1, filters->general);
    }
    if (filters->match == NULL || filters->data == NULL) {
        tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for filters");
        goto done;
    }
    pcre2_set_match_limit(filters->match, MOST_STEPS);
    pcre2_set_heap_limit(filters->match, MOST_KIBIBYTES);
    if ((status = compile_all(filters, given, err)))
        goto done;
    *out = filters;
    filters = NULL;
done:
    tksi_filters_free(filters);
    return status;
}

tks_status tksi_filters_new(struct tksi_filters **out, const char *const *given, size_t count,
                            const struct tksi_env *env, tks_error *err)
{
    tks_str patterns[MOST_FILTERS], shown[MOST_FILTERS];

    for (size_t i = 0; i < count && i < MOST_FILTERS; i++) {
        const char *pattern = NULL;
        const tks_status status = pattern_for(&pattern, given[i], err);

        if (status)
            return status;
        patterns[i] = (tks_str){ pattern, strlen(pattern) };
        shown[i] = (tks_str){ given[i], strlen(given[i]) };
    }
    return compile_patterns(out, &(struct patterns){ patterns, shown, count }, env, err);
}

tks_status tksi_patterns_new(struct tksi_filters **out, const tks_str *patterns, size_t count,
                             const struct tksi_env *env, tks_error *err)
{
    return compile_patterns(out, &(struct patterns){ patterns, patterns, count }, env, err);
}

void tksi_filters_free(struct tksi_filters *filters)
{
    struct tksi_env env;

    if (filters == NULL)
        return;
    for (size_t i = 0; i < filters->count; i++)
        pcre2_code_free(filters->codes[i]);
    pcre2_match_data_free(filters->data);
    pcre2_match_context_free(filters->match);
    pcre2_general_context_free(filters->general);
    env = filters->env;
    tksi_release(&env, filters);
}

/* -------------------------------------------------------------------- applying */

static tks_status fail_match(const struct tksi_filters *filters, size_t which, int found,
                             tks_error *err)
{
    if (found == PCRE2_ERROR_NOMEMORY)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a filter");
    return tksi_fail(err, TKS_OVER_LIMIT,
                     "the filter '%s' takes too long on a line; make it simpler",
                     filters->names[which]);
}

tks_status tksi_pattern_matches(bool *out, const struct tksi_filters *filters, size_t which,
                                tks_str text, tks_error *err)
{
    const int found = pcre2_match(filters->codes[which], (PCRE2_SPTR)text.data, text.length, 0, 0,
                                  filters->data, filters->match);

    *out = found >= 0;
    return found >= 0 || found == PCRE2_ERROR_NOMATCH ? TKS_OK
                                                      : fail_match(filters, which, found, err);
}

/* The next match at or after `at` that is not empty; *end 0 if there is none. */
static tks_status find(const struct tksi_filters *filters, size_t which, tks_str text, size_t at,
                       size_t *begin, size_t *end, tks_error *err)
{
    const PCRE2_SIZE *where = pcre2_get_ovector_pointer(filters->data);
    const int found = pcre2_match(filters->codes[which], (PCRE2_SPTR)text.data, text.length, at,
                                  PCRE2_NOTEMPTY, filters->data, filters->match);

    *end = 0;
    if (found == PCRE2_ERROR_NOMATCH)
        return TKS_OK;
    if (found < 0)
        return fail_match(filters, which, found, err);
    *begin = where[0];
    *end = where[1];
    return TKS_OK;
}

/* Copies `text`, the matches of one filter replaced. */
static tks_status apply_one(const struct tksi_filters *filters, size_t which,
                            struct tksi_buffer *out, tks_str text, tks_error *err)
{
    const uint8_t mark[2] = { MARK, (uint8_t)(FIRST_CODE + which) };
    size_t at = 0, begin = 0, end = 0;
    tks_status status;

    for (;;) {
        if ((status = find(filters, which, text, at, &begin, &end, err)))
            return status;
        if (end <= at || begin < at) /* none; \K can make a match end before it begins */
            return tksi_buffer_append(out, text.data + at, text.length - at, err);
        if ((status = tksi_buffer_append(out, text.data + at, begin - at, err)) ||
            (status = tksi_buffer_append(out, mark, sizeof mark, err)))
            return status;
        at = end;
    }
}

/* Copies `text`, each byte that is like our mark doubled. */
static tks_status copy_marked(struct tksi_buffer *out, tks_str text, tks_error *err)
{
    const uint8_t mark = MARK;
    tks_status status = TKS_OK;

    while (status == TKS_OK && text.length > 0) {
        const char *found = memchr(text.data, MARK, text.length);
        const size_t before = found != NULL ? (size_t)(found - text.data) + 1 : text.length;

        status = tksi_buffer_append(out, text.data, before, err);
        if (status == TKS_OK && found != NULL)
            status = tksi_buffer_append(out, &mark, 1, err);
        text = (tks_str){ text.data + before, text.length - before };
    }
    return status;
}

tks_status tksi_filters_apply(const struct tksi_filters *filters, struct tksi_buffer *out,
                              tks_str text, tks_error *err)
{
    struct tksi_buffer rooms[2];
    struct tksi_buffer *from = &rooms[0], *to = &rooms[1];
    tks_status status;

    tksi_buffer_init(&rooms[0], SIZE_MAX, &filters->env);
    tksi_buffer_init(&rooms[1], SIZE_MAX, &filters->env);
    status = copy_marked(from, text, err);
    for (size_t i = 0; i < filters->count && status == TKS_OK; i++) {
        struct tksi_buffer *swap = from;

        to->length = 0;
        status = apply_one(filters, i, to, tksi_piece(from, 0, from->length), err);
        from = to;
        to = swap;
    }
    if (status == TKS_OK)
        status = tksi_buffer_append(out, from->data, from->length, err);
    tksi_buffer_dispose(&rooms[0]);
    tksi_buffer_dispose(&rooms[1]);
    return status;
}

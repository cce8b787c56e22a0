/* sections.c - parts of a text between lines that match
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

#include <string.h>

enum { MOST_RANGES = 32 };

/* A range taken apart. */
struct range {
    tks_str begin, end; /* expressions; NULL: none */
};

/* An expression between slashes; *at goes behind the second one. */
static bool take_expression(tks_str *out, const char **at)
{
    const char *begin = *at + 1, *end = begin;

    if (**at != '/')
        return false;
    while (*end != '\0' && *end != '/')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    *out = (tks_str){ begin, (size_t)(end - begin) };
    *at = end + 1;
    return *end == '/' && end > begin;
}

static bool take_range(struct range *out, const char *text)
{
    *out = (struct range){ { NULL, 0 }, { NULL, 0 } };
    if (text == NULL)
        return false;
    if (strcmp(text, "all") == 0)
        return true;
    if (!take_expression(&out->begin, &text) || *text++ != ',')
        return false;
    return strcmp(text, "$") == 0 || (take_expression(&out->end, &text) && *text == '\0');
}

bool tksi_range_is_well(const char *range)
{
    struct range ignored;

    return take_range(&ignored, range);
}

/* The ranges, and their expressions compiled: the i-th begins by 2i, ends by 2i + 1. */
struct searching {
    struct range ranges[MOST_RANGES];
    size_t count;
    struct tksi_filters *patterns;
    const struct tksi_lines *lines;
};

static tks_status prepare(struct searching *searching, const char *const *ranges, size_t count,
                          const struct tksi_env *env, tks_error *err)
{
    /* what is not there must not match: it is not asked, but has to be some expression */
    const tks_str never = { "(?!)", 4 };
    tks_str patterns[2 * MOST_RANGES];

    if (count > MOST_RANGES)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%zu ranges of sorted lines, the limit is %d",
                         count, (int)MOST_RANGES);
    for (size_t i = 0; i < count; i++) {
        if (!take_range(&searching->ranges[i], ranges[i]))
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "'%.60s' is no range of lines", ranges[i]);
        patterns[2 * i] =
            searching->ranges[i].begin.data != NULL ? searching->ranges[i].begin : never;
        patterns[2 * i + 1] =
            searching->ranges[i].end.data != NULL ? searching->ranges[i].end : never;
    }
    searching->count = count;
    return tksi_patterns_new(&searching->patterns, patterns, 2 * count, env, err);
}

static tks_status line_matches(bool *out, const struct searching *searching, size_t pattern,
                               int32_t i, tks_error *err)
{
    tks_str line = tksi_line(searching->lines, i);

    line.length -= tksi_line_end(line);
    return tksi_pattern_matches(out, searching->patterns, pattern, line, err);
}

/* Whether line i begins a range; *range is the first it begins. */
static tks_status begins(bool *out, uint32_t *range, const struct searching *searching, int32_t i,
                         tks_error *err)
{
    tks_status status = TKS_OK;

    *out = false;
    for (uint32_t r = 0; r < searching->count && !*out && status == TKS_OK; r++) {
        status = line_matches(out, searching, 2 * (size_t)r, i, err);
        *range = r;
    }
    return status;
}

static tks_status add(struct tksi_buffer *out, struct tksi_passage passage, tks_error *err)
{
    return tksi_buffer_append(out, &passage, sizeof passage, err);
}

/* The passages, one after the other. */
static tks_status search(struct tksi_buffer *out, const struct searching *searching, tks_error *err)
{
    const int32_t count = searching->lines->count;
    struct tksi_passage passage = { 0, 0, 0 };
    bool inside = false, matches;
    tks_status status;

    for (int32_t i = 0; i < count; i++) {
        if (!inside) {
            if ((status = begins(&inside, &passage.range, searching, i, err)))
                return status;
            passage.from = i + 1;
            continue;
        }
        if (searching->ranges[passage.range].end.data == NULL)
            break;
        if ((status = line_matches(&matches, searching, 2 * (size_t)passage.range + 1, i, err)))
            return status;
        if (!matches)
            continue;
        passage.to = i;
        inside = false;
        if ((status = add(out, passage, err)))
            return status;
    }
    passage.to = count;
    return inside ? add(out, passage, err) : TKS_OK;
}

tks_status tksi_sections_find(struct tksi_buffer *out, const struct tksi_lines *lines,
                              const char *const *ranges, size_t count, const struct tksi_env *env,
                              tks_error *err)
{
    struct searching searching = { .lines = lines };
    tks_status status;

    for (size_t i = 0; i < count; i++)
        if (ranges[i] != NULL && strcmp(ranges[i], "all") == 0)
            return add(out, (struct tksi_passage){ 0, lines->count, (uint32_t)i }, err);
    if ((status = prepare(&searching, ranges, count, env, err)) == TKS_OK)
        status = search(out, &searching, err);
    tksi_filters_free(searching.patterns);
    return status;
}

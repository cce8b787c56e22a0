/* fuzz_text.c - any two texts: the hunks lead from one to the other, the views are tame
 *
 * The first byte says by which rules, the second how it is shown; the first NUL after
 * them divides the two texts.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include "base/base.h"
#include <tksnap/text_view.h>

#include <stdlib.h>
#include <string.h>

static tks_text_rules rules_of(uint8_t choice)
{
    static const char *const filters[] = { "date", "[a-c]+" };
    static const char *const ranges[] = { "/^a/,/^b/", "/^c/,$", "all" };
    tks_text_rules rules = TKS_TEXT_RULES;

    rules.ignored = choice & 7;
    rules.float_abs = (choice & 8) != 0 ? 0.5 : 0;
    rules.float_units = (choice & 16) != 0;
    rules.filters = filters;
    rules.n_filters = choice >> 5 & 1 ? 2 : 0;
    rules.sorted = choice >> 7 ? &ranges[2] : ranges;
    rules.n_sorted = choice >> 7 ? 1 : choice >> 6 ? 2 : 0;
    return rules;
}

static size_t put_lines(char *out, const tks_text_diff *diff, tks_side side, int64_t from,
                        int64_t to)
{
    size_t used = 0;

    for (int64_t i = from; i < to; i++) {
        const tks_text_line line = tks_text_diff_line(diff, side, i);
        const size_t length = line.text.length + (size_t)line.end;

        memcpy(out + used, line.text.data, length);
        used += length;
    }
    return used;
}

/* Replacing every hunk in expected gives actual, or what has its lines in another order. */
static void check_hunks(const tks_text_diff *diff, tks_bytes expected, tks_bytes actual,
                        bool in_order)
{
    char *made = malloc(expected.length + actual.length + 1);
    size_t used = 0;
    int64_t at = 0;

    must(made != NULL, "there is memory");
    for (size_t i = 0; i < tks_text_diff_hunks(diff); i++) {
        const tks_text_hunk hunk = tks_text_diff_hunk(diff, i);

        must(hunk.expected >= at && hunk.n_expected + hunk.n_actual > 0, "hunks rise");
        used += put_lines(made + used, diff, TKS_EXPECTED, at, hunk.expected);
        used += put_lines(made + used, diff, TKS_ACTUAL, hunk.actual, hunk.actual + hunk.n_actual);
        at = hunk.expected + hunk.n_expected;
    }
    used += put_lines(made + used, diff, TKS_EXPECTED, at, tks_text_diff_lines(diff, TKS_EXPECTED));
    if (in_order)
        must(used == actual.length && memcmp(made, actual.data, used) == 0,
             "the hunks make actual of expected");
    else /* another line may be the last one, which has no end: CRLF in place of LF */
        must(used <= actual.length + 1 && actual.length <= used + 1,
             "the hunks make as much as actual of expected");
    free(made);
}

static void check_view(const tks_text_diff *diff, uint8_t choice)
{
    tks_text_view view = TKS_TEXT_VIEW;
    struct tksi_buffer out;
    struct tksi_env env;
    tks_sink sink;

    must(tksi_env_defaults(&env, NULL, NULL) == TKS_OK, "there is an environment");
    tksi_buffer_init(&out, SIZE_MAX, &env);
    sink = tksi_buffer_sink(&out);
    view.style = (tks_text_style)(choice & 3);
    view.context = (choice >> 2 & 3) - 1;
    view.tolerated = (choice & 16) != 0;
    view.width = 40 + (choice >> 5) * 10;
    must(tks_render_text(diff, &view, &sink, NULL, NULL) == TKS_OK, "it can be shown");
    for (size_t i = 0; i < out.length && view.style != TKS_TEXT_PATCH; i++)
        must(out.data[i] >= 0x20 ? out.data[i] != 0x7F : out.data[i] == '\n' || out.data[i] == '\t',
             "no control character comes through");
    tksi_buffer_dispose(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *middle = size > 2 ? memchr(data + 2, '\0', size - 2) : NULL;
    tks_text_diff *diff = NULL;
    tks_bytes expected, actual;
    tks_text_rules rules;

    if (middle == NULL)
        return 0;
    expected = (tks_bytes){ data + 2, (size_t)(middle - data) - 2 };
    actual = (tks_bytes){ middle + 1, size - (size_t)(middle - data) - 1 };
    rules = rules_of(data[0]);
    must(tks_compare_texts(&diff, expected, actual, &rules, NULL, NULL) == TKS_OK,
         "any two texts can be compared");
    if (tks_text_diff_form(diff) == TKS_TEXT_LINES && tks_text_diff_verdict(diff) != TKS_SAME)
        check_hunks(diff, expected, actual, rules.n_sorted == 0);
    check_view(diff, data[1]);
    tks_text_diff_free(diff);
    return 0;
}

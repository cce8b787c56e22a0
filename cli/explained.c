/* explained.c - what changed between two pictures, as lines for people
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explained.h"

#include "answer.h"
#include "say.h"
#include "term.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    MOST_RENDERING = 3, /* lines about what nobody needs to look at */
    MOST_HUNKS = 20,
    MOST_OF_LINE = 60
};

static void tell_region(size_t number, const tks_region *region)
{
    const tks_rect box = region->box;
    char place[64];

    snprintf(place, sizeof place, "%" PRId32 "x%" PRId32 " at %" PRId32 ",%" PRId32, box.width,
             box.height, box.x, box.y);
    printf("%3zu  %-20s  %s\n", number, place, region->text);
}

void explained_tell(const tks_explanation *explanation, const tks_diff *diff,
                    const struct settings *settings)
{
    const tks_left_out left_out = tks_explanation_left_out(explanation);
    const char *why, *text = tks_explanation_text(explanation);
    char margin[60], scores[240];
    const tks_region *region;
    size_t rendering = 0;

    words_for_margin(margin, sizeof margin, diff);
    words_for_scores(scores, sizeof scores, diff);
    put_word(stdout, term_color(settings, stdout, &why), tks_verdict_name(tks_diff_verdict(diff)),
             0);
    if (*margin != '\0')
        printf(" (%s)", margin);
    printf("%s%s%s%s\n", *text != '\0' ? ": " : "", text, *scores != '\0' ? "; " : "", scores);
    for (size_t i = 0; (region = tks_explanation_region(explanation, i)) != NULL; i++) {
        if (region->change == TKS_CHANGE_RENDERING && ++rendering > MOST_RENDERING &&
            !settings->verbose)
            continue;
        tell_region(i + 1, region);
    }
    if (rendering > MOST_RENDERING && !settings->verbose)
        printf("     and %zu more drawn a little differently (all with --verbose)\n",
               rendering - MOST_RENDERING);
    if (left_out.regions > 0)
        printf("     and %" PRId64 " smaller region%s, %" PRId64 " pixel%s\n", left_out.regions,
               left_out.regions == 1 ? "" : "s", left_out.pixels, left_out.pixels == 1 ? "" : "s");
}

/* ----------------------------------------------------------------------- texts */

/* The beginning of a line, in quotes. */
static void put_line(const tks_text_diff *diff, tks_side side, int64_t index)
{
    const tks_str text = tks_text_diff_line(diff, side, index).text;
    const size_t length = text.length < MOST_OF_LINE ? text.length : MOST_OF_LINE;
    char line[MOST_OF_LINE + 1];

    for (size_t i = 0; i < length; i++)
        line[i] = text.data[i] != '\0' ? text.data[i] : '?';
    line[length] = '\0';
    putchar('"');
    put_name(stdout, line);
    printf("\"%s", length < text.length ? "..." : "");
}

static void put_lines(int64_t first, int64_t count)
{
    char place[48];

    if (count == 1)
        snprintf(place, sizeof place, "line %" PRId64, first + 1);
    else
        snprintf(place, sizeof place, "lines %" PRId64 "-%" PRId64, first + 1, first + count);
    printf("%-16s  ", place);
}

/* "line 2  "two" -> "2"", "lines 4-6  3 lines added, first "x"". */
static void tell_hunk(const tks_text_diff *diff, size_t number)
{
    const tks_text_hunk hunk = tks_text_diff_hunk(diff, number);
    const bool added = hunk.n_expected == 0;

    printf("%3zu  ", number + 1);
    if (hunk.n_expected == 1 && hunk.n_actual == 1) {
        put_lines(hunk.expected, 1);
        put_line(diff, TKS_EXPECTED, hunk.expected);
        fputs(" -> ", stdout);
        put_line(diff, TKS_ACTUAL, hunk.actual);
    } else if (added || hunk.n_actual == 0) {
        const int64_t count = added ? hunk.n_actual : hunk.n_expected;

        put_lines(added ? hunk.actual : hunk.expected, count);
        printf("%s%s: ", added ? "added" : "removed", count > 1 ? ", beginning with" : "");
        put_line(diff, added ? TKS_ACTUAL : TKS_EXPECTED, added ? hunk.actual : hunk.expected);
    } else {
        put_lines(hunk.expected, hunk.n_expected);
        printf("became %" PRId64 " line%s, beginning with: ", hunk.n_actual,
               hunk.n_actual == 1 ? "" : "s");
        put_line(diff, TKS_ACTUAL, hunk.actual);
    }
    printf("%s\n", hunk.tolerated ? " (within the rules)" : "");
}

static void tell_hunks(const tks_text_diff *diff, bool all)
{
    const size_t count = tks_text_diff_hunks(diff);
    size_t told = 0;

    if (tks_text_diff_form(diff) == TKS_TEXT_BYTES) {
        printf("     from byte %" PRId64 " on\n", tks_text_diff_hunk(diff, 0).expected);
        return;
    }
    for (; told < count && (told < MOST_HUNKS || all); told++)
        tell_hunk(diff, told);
    if (told < count)
        printf("     and %zu more places (all with --verbose)\n", count - told);
}

/* Of texts that are compared by structure: the values, with their paths. */
static void tell_changes(const tks_text_diff *diff, bool tolerated)
{
    const tks_text_view view = { .size = sizeof view,
                                 .style = TKS_TEXT_CHANGES,
                                 .tolerated = tolerated };
    const tks_sink sink = file_sink(stdout);
    tks_error err = { 0 };

    if (tks_render_text(diff, &view, &sink, NULL, &err) != TKS_OK)
        complain("%s", err.message);
}

void explained_outcome(const tks_outcome *outcome, const struct settings *settings,
                       const tks_env *env)
{
    const tks_sides *sides = outcome->sides;
    char words[160] = "";
    const char *why;

    if (outcome->text != NULL)
        words_for_text(words, sizeof words, outcome->text);
    else if (sides != NULL)
        words_for_value(words, sizeof words, sides->has_actual ? sides->actual : sides->expected,
                        env);
    put_word(stdout, term_color(settings, stdout, &why), words_for_outcome(outcome), 0);
    printf("%s%s\n", *words != '\0' ? ": " : "", words);
    if (outcome->text != NULL && tks_text_diff_structure(outcome->text) != TKS_TEXT_NO_STRUCTURE)
        tell_changes(outcome->text, settings->verbose);
    else if (outcome->text != NULL && tks_text_diff_hunks(outcome->text) > 0)
        tell_hunks(outcome->text, settings->verbose);
}

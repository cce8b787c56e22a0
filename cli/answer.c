/* answer.c - outcomes told as they come: as lines, as JSON, as JSON Lines
 *
 * Answers go to stdout. Errors go to stderr whatever the form, and so does what
 * only a person wants: the summary, and where pictures were written.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"

#include "exit.h"
#include "json.h"
#include "rules.h"
#include "say.h"
#include "words.h"

#include <string.h>

enum { VERDICT_WIDTH = sizeof "different" - 1, MOST_BANDS = 12 };

static tks_status write_file(void *user, tks_bytes bytes, tks_error *err)
{
    if (fwrite(bytes.data, 1, bytes.length, user) == bytes.length)
        return TKS_OK;
    return fail_as(err, TKS_IO_FAILED, "standard output: cannot be written");
}

tks_sink file_sink(FILE *file)
{
    return (tks_sink){ .write = write_file, .user = file };
}

enum answer_form answer_form_for(const struct settings *settings, bool jsonl)
{
    return jsonl ? ANSWER_JSONL : settings->json ? ANSWER_JSON : ANSWER_WORDS;
}

void answer_begin(struct answer *answer)
{
    const char *why;

    answer->only_sizes = true;
    answer->color = term_color(answer->settings, stdout, &why);
    progress_begin(&answer->progress, answer->settings);
    if (answer->many && answer->form == ANSWER_JSON)
        fputs("{\"schema\":1,\"results\":[", stdout);
}

/* -------------------------------------------------------------------- words */

/* The first bands that are not equal, a line each, if the pair was aligned. */
static void tell_bands(const struct answer *answer, const tks_outcome *outcome)
{
    const tks_alignment *alignment =
        outcome->diff != NULL ? tks_diff_alignment(outcome->diff) : NULL;
    const size_t count = alignment != NULL ? tks_alignment_count(alignment) : 0;
    size_t told = 0, left = 0;

    for (size_t i = 0; i < count; i++) {
        const tks_band band = tks_alignment_band(alignment, i);
        char words[160];

        if (band.op == TKS_BAND_EQUAL)
            continue;
        if (told == MOST_BANDS && !answer->settings->verbose) {
            left++;
            continue;
        }
        words_for_band(words, sizeof words, &band);
        printf("  %s\n", words);
        told++;
    }
    if (left > 0)
        printf("  and %zu more band%s (all with --verbose)\n", left, left == 1 ? "" : "s");
}

/* The areas that mattered, a line each; all with --verbose. */
static void tell_areas(const struct answer *answer, const tks_diff *diff)
{
    for (size_t i = 0; i < tks_diff_area_count(diff); i++) {
        const tks_area_result result = tks_diff_area(diff, i);
        char words[200];

        if (result.differing == 0 && result.excused == 0 && !answer->settings->verbose)
            continue;
        words_for_area(words, sizeof words, &result);
        printf("  %s\n", words);
    }
}

/* What the actual side is called: what is kept in the project's own folder by its baseline,
 * for nobody needs to know the other name. */
static const char *actual_name(const tks_outcome *outcome)
{
    const tks_pair *pair = &outcome->pair;
    const tks_pending *item =
        pair->listing != NULL ? tks_listing_at(pair->listing, pair->item) : NULL;

    return item != NULL && pair->actual == item->file && strncmp(item->file, ".tksnap/", 8) == 0
               ? item->path
               : pair->actual;
}

const tks_text_view *answer_view(const struct answer *answer, const tks_outcome *outcome)
{
    const tks_rules *rules = outcome->pair.rules;

    return rules != NULL ? rules_view(rules) : answer->view;
}

static void tell_notes(const tks_text_diff *diff)
{
    const char *note;

    for (size_t i = 0; (note = tks_text_diff_note(diff, i)) != NULL; i++) {
        fputs("  ", stdout);
        put_name(stdout, note);
        putchar('\n');
    }
}

/* The verdict in a line, and below it the difference itself. A patch is told alone, so
 * that it can be piped into patch(1). */
tks_status answer_text(const struct answer *answer, const tks_outcome *outcome, tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    tks_text_view view = *answer_view(answer, outcome);
    char words[160];

    if (answer->settings->quiet)
        return TKS_OK;
    view.color = answer->color;
    view.tolerated = answer->settings->verbose;
    view.names[0] = outcome->pair.expected;
    view.names[1] = actual_name(outcome);
    if (view.style != TKS_TEXT_PATCH) {
        words_for_text(words, sizeof words, outcome->text);
        put_word(stdout, answer->color, words_for_outcome(outcome), 0);
        printf("%s%s\n", *words != '\0' ? ": " : "", words);
        tell_notes(outcome->text);
    }
    return tks_render_text(outcome->text, &view, &sink, NULL, err);
}

static void tell_one(const struct answer *answer, const tks_outcome *outcome)
{
    char words[160], scores[240], margin[60];

    if (outcome->state == TKS_STATE_FAILED || answer->settings->quiet)
        return;
    if (outcome->diff == NULL) { /* new: there is nothing to say of it yet */
        put_word(stdout, answer->color, words_for_outcome(outcome), 0);
        putchar('\n');
        return;
    }
    words_for_diff(words, sizeof words, outcome->diff);
    words_for_scores(scores, sizeof scores, outcome->diff);
    words_for_margin(margin, sizeof margin, outcome->diff);
    put_word(stdout, answer->color, words_for_outcome(outcome), 0);
    if (*margin != '\0')
        printf(" (%s)", margin);
    printf("%s%s%s%s\n", *words != '\0' ? ": " : "", words, *scores != '\0' ? "; " : "", scores);
    tell_areas(answer, outcome->diff);
    tell_bands(answer, outcome);
}

/* What is not empty, two spaces before it all and semicolons between. */
static void put_parts(const char *const *parts, size_t count)
{
    const char *link = "  ";

    for (size_t i = 0; i < count; i++) {
        if (*parts[i] == '\0')
            continue;
        printf("%s%s", link, parts[i]);
        link = "; ";
    }
    putchar('\n');
}

/* Equal pairs are what one expects, so they are named only when asked for; but not those
 * that wait all the same. */
static void tell_listed(const struct answer *answer, const tks_outcome *outcome)
{
    const bool same =
        outcome->state == TKS_STATE_COMPARED && tks_outcome_verdict(outcome) == TKS_SAME;
    const char *note = outcome->sides != NULL ? outcome->sides->note : NULL;
    char words[160] = "", scores[240] = "", margin[60] = "";

    if (answer->settings->quiet ||
        (same && outcome->pair.listing == NULL && !answer->settings->verbose))
        return;
    if (outcome->text != NULL) {
        words_for_text(words, sizeof words, outcome->text);
    } else if (outcome->state == TKS_STATE_COMPARED) {
        words_for_diff(words, sizeof words, outcome->diff);
        words_for_scores(scores, sizeof scores, outcome->diff);
        words_for_margin(margin, sizeof margin, outcome->diff);
    }
    put_word(stdout, answer->color, words_for_outcome(outcome), VERDICT_WIDTH);
    fputs("  ", stdout);
    put_name(stdout, outcome->pair.name);
    put_parts((const char *const[]){ words, margin, scores, note != NULL ? note : "" }, 4);
    tell_bands(answer, outcome);
    if (outcome->text != NULL)
        tell_notes(outcome->text);
}

static void tell_judgement(const tks_outcome *outcome)
{
    char words[240];

    words_for_judgement(words, sizeof words, outcome->diff);
    fprintf(stderr, "%s\n", words);
}

/* --------------------------------------------------------------------- JSON */

/* The regions of a pair that was compared, if they are wanted. */
static tks_status explain(tks_explanation **out, const struct answer *answer,
                          const tks_outcome *outcome, tks_error *err)
{
    const tks_explain_options options = { .size = sizeof options, .rules = outcome->pair.rules };

    if (answer->explain == NULL || outcome->diff == NULL)
        return TKS_OK;
    if (outcome->sides != NULL)
        return tks_explain_bytes(out, outcome->diff, outcome->sides->expected,
                                 outcome->sides->actual, &options, answer->explain, err);
    return tks_explain_files(out, outcome->diff, outcome->pair.expected, outcome->pair.actual,
                             &options, answer->explain, err);
}

static tks_status tell_json(const struct answer *answer, const tks_outcome *outcome, bool first,
                            tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    const bool listed = answer->many && answer->form == ANSWER_JSON;
    tks_explanation *explanation = NULL;
    tks_status status;

    if (listed)
        fputs(first ? "\n" : ",\n", stdout);
    if ((status = explain(&explanation, answer, outcome, err)) == TKS_OK)
        status = (answer->texts ? tks_report_shown_json
                                : tks_report_explained_json)(outcome, explanation, &sink, err);
    tks_explanation_free(explanation);
    if (status == TKS_OK && !listed)
        putchar('\n');
    return status;
}

static void end_json(const struct answer *answer, const tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    tks_error ignored = { 0 };

    fputs("\n],\"summary\":", stdout);
    /* a write that fails is seen when stdout is finished */
    if (tks_report_tally_json(&answer->tally, &sink, &ignored) != TKS_OK)
        return;
    if (err != NULL)
        json_put_member(stdout, "error", err->message);
    closest_put_json(&answer->closest, stdout);
    printf(",\"exit\":%d}\n", (int)answer->exit);
}

/* ---------------------------------------------------------------------- all */

static void count(struct answer *answer, const tks_outcome *outcome)
{
    tks_exit exit;

    tks_tally_add(&answer->tally, outcome);
    exit = tks_tally_exit(&answer->tally);
    if (outcome->state == TKS_STATE_FAILED)
        exit = exit_worse(exit, exit_for_status(outcome->error.status));
    answer->exit = exit_worse(answer->exit, exit);
    answer->pictures += outcome->diff_written && outcome->text == NULL;
    answer->patches += outcome->diff_written && outcome->text != NULL;
    if (outcome->state == TKS_STATE_NEW || outcome->state == TKS_STATE_MISSING ||
        (outcome->state == TKS_STATE_COMPARED && tks_outcome_verdict(outcome) == TKS_DIFFERENT &&
         (outcome->diff == NULL || tks_diff_reason(outcome->diff) != TKS_REASON_SIZE)))
        answer->only_sizes = false;
}

tks_status answer_tell(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct answer *answer = user;
    const struct settings *settings = answer->settings;
    tks_status status = TKS_OK;

    progress_clear(&answer->progress);
    count(answer, outcome);
    closest_add(&answer->closest, outcome);
    if (outcome->state == TKS_STATE_FAILED)
        complain("%s", outcome->error.message);
    if (answer->form != ANSWER_WORDS)
        status = tell_json(answer, outcome, outcome->index == 0, err);
    else if (answer->many)
        tell_listed(answer, outcome);
    else if (outcome->text != NULL)
        status = answer_text(answer, outcome, err);
    else
        tell_one(answer, outcome);

    if (!answer->many && outcome->diff != NULL && settings->verbose && !settings->quiet)
        tell_judgement(outcome);
    if (status == TKS_OK && answer->form == ANSWER_JSONL && fflush(stdout) != 0)
        status = fail_as(err, TKS_IO_FAILED, "standard output: cannot be written");
    progress_tell(&answer->progress, outcome->index + 1, answer->total, answer->tally.different);
    return status;
}

void answer_end(struct answer *answer, const tks_error *err)
{
    progress_clear(&answer->progress);
    if (err != NULL && !ferror(stdout))
        complain("%s", err->message);
    if (answer->many && answer->form == ANSWER_JSON)
        end_json(answer, err);
}

/* check.c - a test's snapshot: compared with its baseline, kept for review if it differs
 *
 * The baseline of another variant may stand in for one that is missing; what is kept or
 * written then goes to the variant's own path, never over what others share.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/baseline.h"
#include "image/image.h"
#include "session/session.h"
#include "textdiff/textdiff.h"
#include <tksnap/check.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What `update` lets us do. */
enum { MAY_KEEP = 1, MAY_WRITE_NEW = 2, MAY_WRITE_CHANGED = 4 };

/* What errors call it. */
static const char produced[] = "what the test produced";

struct checking {
    const tks_check *check;
    tks_project *project;
    struct tksi_env env;
    tks_env plain; /* the same for public calls */
    unsigned may;
    tks_baseline *baseline;
    struct tksi_buffer expected, encoded;
    tks_bytes actual;
    tks_diff *diff;      /* of pictures, */
    tks_text_diff *text; /* or of texts; neither: it is new */
    char difference[160];
};

static tks_status read_update(unsigned *may, const char *update, tks_error *err)
{
    static const struct {
        const char *word;
        unsigned may;
    } words[] = { { "auto", MAY_KEEP },
                  { "no", 0 },
                  { "new", MAY_KEEP | MAY_WRITE_NEW },
                  { "changed", MAY_KEEP | MAY_WRITE_CHANGED },
                  { "all", MAY_KEEP | MAY_WRITE_NEW | MAY_WRITE_CHANGED } };

    *may = MAY_KEEP;
    if (update == NULL || *update == '\0')
        return TKS_OK;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(update, words[i].word) == 0) {
            *may = words[i].may;
            return TKS_OK;
        }
    return tksi_fail(err, TKS_INVALID_ARGUMENT,
                     "'%s' is no way to update; auto, no, new, changed and all are", update);
}

static tks_status begin(struct checking *out, tks_project *project, const tks_check *check,
                        tks_error *err)
{
    const struct tksi_env *env = tksi_project_env(project);
    tks_status status;

    *out = (struct checking){ .check = check, .project = project, .actual = check->actual };
    out->plain = (tks_env){ .size = sizeof out->plain,
                            .allocator = &env->allocator,
                            .limits = &env->limits,
                            .threads = env->threads };
    tksi_buffer_init(&out->expected, (size_t)env->limits.file_bytes + 1, &out->env);
    tksi_buffer_init(&out->encoded, SIZE_MAX / 2, &out->env);
    if ((status = tksi_env_resolve(&out->env, &out->plain, err)))
        return status;
    if (check->size < sizeof *check || check->baseline == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_check wants its size and a baseline");
    if ((status = read_update(&out->may, check->update, err)) || check->view == NULL)
        return status;
    status = tksi_image_encode(&out->encoded, check->view, &out->env, err);
    out->actual = (tks_bytes){ out->encoded.data, out->encoded.length };
    return status;
}

static void end(struct checking *checking)
{
    tks_diff_free(checking->diff);
    tks_text_diff_free(checking->text);
    tksi_buffer_dispose(&checking->encoded);
    tksi_buffer_dispose(&checking->expected);
    tks_baseline_free(checking->baseline);
}

/* ------------------------------------------------------------------- comparing */

static tks_bytes expected_of(const struct checking *checking)
{
    const struct tksi_buffer *expected = &checking->expected;

    return (tks_bytes){ expected->length > 0 ? (const void *)expected->data : "",
                        expected->length };
}

static tks_status compare_texts(struct checking *checking, tks_error *err)
{
    const tks_rules *rules = checking->check->rules;
    tks_text_rules texts;
    tks_status status = tksi_text_rules_resolve(&texts, rules != NULL ? rules->texts : NULL, err);

    return status ? status
                  : tksi_text_compare(&checking->text, expected_of(checking), checking->actual,
                                      &texts, &checking->env, err);
}

/* A picture by its name has to be one, on both sides. */
static tks_status compare(struct checking *checking, const char *path, tks_error *err)
{
    const tks_check *check = checking->check;
    const bool named = tksi_is_picture_name(tks_baseline_new_path(checking->baseline));
    tks_image_info info = { .size = sizeof info };
    tks_status status = TKS_OK;
    bool there;

    if (named)
        status = tksi_image_inspect(&info, checking->actual, &checking->env, err);
    if (status != TKS_OK)
        return tksi_fail_at(err, status, produced);
    if (path == NULL)
        return TKS_OK;
    if ((status = tksi_baseline_read(&checking->expected, &there, checking->project, path, err)))
        return status;
    if (named ||
        (tksi_image_is_known(expected_of(checking)) && tksi_image_is_known(checking->actual)))
        return tksi_compare_bytes(&checking->diff, (const char *const[2]){ path, produced },
                                  expected_of(checking), checking->actual, check->rules,
                                  check->drawing, &checking->plain, err);
    return compare_texts(checking, err);
}

static tks_verdict verdict_of(const struct checking *checking)
{
    return checking->diff != NULL   ? tks_diff_verdict(checking->diff)
           : checking->text != NULL ? tks_text_diff_verdict(checking->text)
                                    : TKS_DIFFERENT;
}

/* ----------------------------------------------------------------------- words */

/* "20x10 became 20x14; 80 of 280 pixels, box 20x4 at 0,10; score 24.29 of 1" */
static void tell_pictures(char *out, size_t size, const tks_diff *diff)
{
    const tks_rect expected = tks_diff_expected_size(diff), actual = tks_diff_actual_size(diff);
    const tks_rect box = tks_diff_bounds(diff);
    const tks_counts counts = tks_diff_counts(diff);
    const double score = tks_diff_visual_score(diff) * 100.0 + 0.5;
    const int64_t hundredths = score < 1e12 ? (int64_t)score : 0;
    char sizes[64] = "", scored[48] = "";

    if (tks_diff_reason(diff) == TKS_REASON_SIZE)
        snprintf(sizes, sizeof sizes, "%" PRId32 "x%" PRId32 " became %" PRId32 "x%" PRId32 "; ",
                 expected.width, expected.height, actual.width, actual.height);
    if (tks_diff_metric(diff) == TKS_METRIC_VISUAL && hundredths > 0)
        snprintf(scored, sizeof scored, "; score %" PRId64 ".%02d of 1", hundredths / 100,
                 (int)(hundredths % 100));
    snprintf(out, size,
             "%s%" PRId64 " of %" PRId64 " pixels, box %" PRId32 "x%" PRId32 " at %" PRId32
             ",%" PRId32 "%s",
             sizes, counts.differing, counts.canvas, box.width, box.height, box.x, box.y, scored);
}

/* "3 lines changed, 1 added" */
static void tell_texts(char *out, size_t size, const tks_text_diff *diff)
{
    const tks_text_counts counts = tks_text_diff_counts(diff);
    const char *unit = tks_text_diff_form(diff) == TKS_TEXT_BYTES ? "byte" : "line";
    const struct {
        int64_t count;
        const char *what;
    } parts[] = { { counts.changed, "changed" },
                  { counts.added, "added" },
                  { counts.removed, "removed" },
                  { tks_text_diff_verdict(diff) == TKS_SIMILAR ? counts.tolerated : 0,
                    "within the rules" } };
    int length = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count == 0)
            continue;
        length += length == 0 ? snprintf(out, size, "%" PRId64 " %s%s %s", parts[i].count, unit,
                                         parts[i].count == 1 ? "" : "s", parts[i].what)
                              : snprintf(out + length, size - (size_t)length, ", %" PRId64 " %s",
                                         parts[i].count, parts[i].what);
    }
}

static void tell_difference(struct checking *checking)
{
    if (checking->diff != NULL)
        tell_pictures(checking->difference, sizeof checking->difference, checking->diff);
    else if (checking->text != NULL)
        tell_texts(checking->difference, sizeof checking->difference, checking->text);
}

/* What was found, before what was done about it. */
static void tell_finding(char *out, size_t size, const struct checking *checking)
{
    const char *path = tks_baseline_path(checking->baseline);
    const char *new_path = tks_baseline_new_path(checking->baseline);
    const bool alone = tks_baseline_candidate(checking->baseline, 1) == NULL;
    const char *verdict = tks_verdict_name(verdict_of(checking));

    if (path == NULL)
        snprintf(out, size, "%s: there is no baseline yet%s", new_path,
                 alone ? "" : ", nor one of a part of its variant");
    else if (verdict_of(checking) == TKS_SAME)
        snprintf(out, size, "%s: same", path);
    else if (strcmp(path, new_path) == 0)
        snprintf(out, size, "%s: %s: %s", path, verdict, checking->difference);
    else
        snprintf(out, size, "%s: %s from %s: %s", new_path, verdict, path, checking->difference);
}

/* One line; a message too long for its room ends in "...". */
static void tell(tks_checked *out, const struct checking *checking)
{
    char finding[8192];
    const char *deed = "";
    int length;

    tell_finding(finding, sizeof finding, checking);
    if (out->deed == TKS_CHECK_KEPT)
        deed = "; it is kept, and 'tksnap accept' makes it the baseline";
    else if (out->deed == TKS_CHECK_WRITTEN)
        deed = "; it is the baseline now";
    else if (!out->passed)
        deed = "; nothing is kept, for so it was asked";
    length = snprintf(out->message, sizeof out->message, "%s%s", finding, deed);
    if (length >= (int)sizeof out->message)
        memcpy(out->message + sizeof out->message - 4, "...", 4);
    for (char *c = out->message; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = '?';
}

/* ------------------------------------------------------------------------ deeds */

static tks_status keep(struct checking *checking, tks_error *err)
{
    const bool told = checking->difference[0] != '\0';
    const tks_keep what = { .size = sizeof what,
                            .path = tks_baseline_new_path(checking->baseline),
                            .actual = checking->actual,
                            .format = "tksnap",
                            .source = checking->check->source,
                            .finding = told ? checking->difference : NULL };

    return tks_project_keep(checking->project, &what, err);
}

/* Keeps, writes or forgets: what the verdict and `update` ask for. */
static tks_status settle(tks_checked *out, struct checking *checking, tks_error *err)
{
    const char *path = tks_baseline_new_path(checking->baseline);
    const unsigned write = out->state == TKS_STATE_NEW ? MAY_WRITE_NEW : MAY_WRITE_CHANGED;
    tks_status status = TKS_OK;

    if (out->verdict == TKS_DIFFERENT && (checking->may & write)) {
        status = tksi_baseline_write(checking->project, path, checking->actual, err);
        out->deed = TKS_CHECK_WRITTEN;
    } else if (out->verdict == TKS_DIFFERENT && (checking->may & MAY_KEEP)) {
        status = keep(checking, err);
        out->deed = TKS_CHECK_KEPT;
    }
    out->passed = out->verdict != TKS_DIFFERENT || out->deed == TKS_CHECK_WRITTEN;
    if (status == TKS_OK && out->passed && checking->may != 0)
        status = tks_project_forget(checking->project, path, NULL, err);
    return status;
}

tks_status tks_project_check(tks_checked *out, tks_project *project, const tks_check *check,
                             tks_error *err)
{
    tks_checked checked = { .size = sizeof checked };
    struct checking checking;
    tks_status status;

    if (out->size < sizeof *out)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_checked.size is not set");
    if ((status = begin(&checking, project, check, err)) ||
        (status = tks_baseline_find(&checking.baseline, project, check->baseline, err)) ||
        (status = compare(&checking, tks_baseline_path(checking.baseline), err)))
        goto done;
    checked.state =
        tks_baseline_path(checking.baseline) != NULL ? TKS_STATE_COMPARED : TKS_STATE_NEW;
    checked.verdict = verdict_of(&checking);
    tell_difference(&checking);
    if ((status = settle(&checked, &checking, err)))
        goto done;
    tell(&checked, &checking);
    *out = checked;
done:
    end(&checking);
    return status;
}

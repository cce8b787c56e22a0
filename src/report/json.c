/* json.c - outcomes and their sums as JSON, schema 1
 *
 * What the keys mean is told in docs/reference/json.md. A key is there when it
 * has a meaning: sizes and counts only of pictures that were compared, `error`
 * only where something failed.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"
#include "text/text.h"

/* One side of the pair: its file, and its size once that is known. */
static void put_side(struct tksi_json *json, const char *key, const char *path,
                     const tks_rect *size)
{
    tksi_json_raw(json, key);
    if (path == NULL) {
        tksi_json_raw(json, "null");
        return;
    }
    tksi_json_key_string(json, "{\"path\":", path);
    if (size != NULL) {
        tksi_json_key_integer(json, ",\"width\":", size->width);
        tksi_json_key_integer(json, ",\"height\":", size->height);
    }
    tksi_json_raw(json, "}");
}

static void put_bounds(struct tksi_json *json, tks_rect bounds)
{
    if (bounds.width <= 0 || bounds.height <= 0) {
        tksi_json_raw(json, ",\"bounds\":null");
        return;
    }
    tksi_json_rect(json, ",\"bounds\":{\"x\":", bounds);
}

/* What became of each area. */
static void put_areas(struct tksi_json *json, const tks_diff *diff)
{
    const size_t count = tks_diff_area_count(diff);

    for (size_t i = 0; i < count; i++) {
        const tks_area_result result = tks_diff_area(diff, i);
        const tks_rect rect = result.area.rect;

        tksi_json_key_string(json, i == 0 ? ",\"areas\":[{\"kind\":" : ",{\"kind\":",
                             tks_area_kind_name(result.area.kind));
        if (result.area.kind == TKS_AREA_FLOATING)
            tksi_json_key_integer(json, ",\"reach\":", result.area.reach);
        if (result.area.kind == TKS_AREA_SENSITIVITY) {
            tksi_json_raw(json, ",\"sensitivity\":");
            tksi_json_number(json, result.area.sensitivity);
        }
        tksi_json_key_integer(json, ",\"x\":", rect.x);
        tksi_json_key_integer(json, ",\"y\":", rect.y);
        tksi_json_key_integer(json, ",\"width\":", rect.width);
        tksi_json_key_integer(json, ",\"height\":", rect.height);
        tksi_json_key_string(json, ",\"verdict\":", tks_verdict_name(result.verdict));
        tksi_json_key_integer(json, ",\"dx\":", result.dx);
        tksi_json_key_integer(json, ",\"dy\":", result.dy);
        tksi_json_key_integer(json, ",\"differing_pixels\":", result.differing);
        tksi_json_key_integer(json, ",\"excused_pixels\":", result.excused);
        tksi_json_raw(json, "}");
    }
    if (count > 0)
        tksi_json_raw(json, "]");
}

/* What the comparison found. */
static void put_findings(struct tksi_json *json, const tks_diff *diff)
{
    const tks_counts counts = tks_diff_counts(diff);
    const tks_metric metric = tks_diff_metric(diff);

    tksi_json_key_string(json, ",\"metric\":", tks_metric_name(metric));
    tksi_json_raw(json, ",\"threshold\":");
    if (metric == TKS_METRIC_EXACT || metric == TKS_METRIC_VISUAL)
        tksi_json_raw(json, "null"); /* it has none */
    else
        tksi_json_number(json, tks_diff_threshold(diff));
    if (metric == TKS_METRIC_VISUAL) {
        tksi_json_raw(json, ",\"score\":");
        tksi_json_number(json, tks_diff_visual_score(diff));
        tksi_json_raw(json, ",\"limit\":");
        tksi_json_number(json, tks_diff_threshold(diff));
    }
    tksi_json_key_integer(json, ",\"differing_pixels\":", counts.differing);
    tksi_json_key_integer(json, ",\"antialiased_pixels\":", counts.antialiased);
    tksi_json_key_integer(json, ",\"ignored_pixels\":", counts.ignored);
    tksi_json_key_integer(json, ",\"canvas_pixels\":", counts.canvas);
    tksi_json_raw(json, ",\"differing_ratio\":");
    tksi_json_number(json, (double)counts.differing / (double)counts.canvas);
    put_bounds(json, tks_diff_bounds(diff));
    put_areas(json, diff);
    tksi_json_scores(json, diff);
    if (tks_diff_alignment(diff) != NULL)
        tksi_json_alignment(json, tks_diff_alignment(diff));
}

/* Which pending snapshot it is. */
static void put_pending(struct tksi_json *json, const tks_outcome *outcome)
{
    const tks_pending *pending = tks_listing_at(outcome->pair.listing, outcome->pair.item);
    const tks_sides *sides = outcome->sides;

    if (pending == NULL)
        return;
    tksi_json_key_integer(json, ",\"pending\":{\"id\":\"#", (int64_t)outcome->pair.item + 1);
    tksi_json_key_string(json, "\",\"store\":", pending->store);
    tksi_json_key_string(json, ",\"kind\":", pending->kind);
    tksi_json_key_string(json, ",\"path\":", pending->path);
    tksi_json_key_string(json, ",\"entry\":", pending->entry);
    tksi_json_key_string(json, ",\"state\":", tks_pending_state_name(pending->state));
    tksi_json_key_string(json, ",\"source\":", sides != NULL ? sides->source : NULL);
    tksi_json_key_string(json, ",\"expression\":", sides != NULL ? sides->expression : NULL);
    tksi_json_key_string(json, ",\"note\":", sides != NULL ? sides->note : NULL);
    tksi_json_raw(json, "}");
}

static const char *verdict_of(const tks_outcome *outcome)
{
    switch (outcome->state) {
    case TKS_STATE_COMPARED:
        return tks_verdict_name(tks_outcome_verdict(outcome));
    case TKS_STATE_NEW:
    case TKS_STATE_MISSING:
        return tks_verdict_name(TKS_DIFFERENT);
    case TKS_STATE_FAILED:
        break;
    }
    return "error";
}

static const char *reason_of(const tks_outcome *outcome)
{
    switch (outcome->state) {
    case TKS_STATE_COMPARED:
        if (outcome->text == NULL)
            return tks_reason_name(tks_diff_reason(outcome->diff));
        return tks_text_diff_verdict(outcome->text) == TKS_SAME      ? "identical"
               : tks_text_diff_form(outcome->text) == TKS_TEXT_LINES ? "text"
                                                                     : "bytes";
    case TKS_STATE_NEW:
        return "new";
    case TKS_STATE_MISSING:
        return "missing";
    case TKS_STATE_FAILED:
        break;
    }
    return "unreadable";
}

static void put_text(struct tksi_json *json, const char *key, bool there, tks_bytes bytes)
{
    tksi_json_raw(json, key);
    if (there && tksi_is_text(bytes))
        tksi_json_put_text(json, (tks_str){ bytes.data, bytes.length });
    else
        tksi_json_raw(json, "null");
}

static void put_texts(struct tksi_json *json, const tks_sides *sides)
{
    put_text(json, ",\"texts\":{\"expected\":", sides->has_expected, sides->expected);
    put_text(json, ",\"actual\":", sides->has_actual, sides->actual);
    tksi_json_raw(json, "}");
}

/* What is told besides, and how much of texts. */
struct telling {
    const tks_explanation *explanation; /* NULL: none */
    bool texts;
    struct tksi_amount most;
};

static const struct tksi_amount usual = { 64 << 10, 1000 };

static tks_status put_outcome(const tks_outcome *outcome, const struct telling *telling,
                              const tks_sink *sink, tks_error *err)
{
    const bool compared = outcome->state == TKS_STATE_COMPARED && outcome->text == NULL;
    tks_tally tally = { 0 };
    struct tksi_json json;
    tks_rect expected, actual;

    if (compared) {
        expected = tks_diff_expected_size(outcome->diff);
        actual = tks_diff_actual_size(outcome->diff);
    }
    tks_tally_add(&tally, outcome);

    tksi_json_begin(&json, sink, err);
    tksi_json_key_string(&json, "{\"schema\":1,\"name\":", outcome->pair.name);
    if (outcome->pair.listing != NULL)
        put_pending(&json, outcome);
    tksi_json_key_string(&json, ",\"verdict\":", verdict_of(outcome));
    tksi_json_key_string(&json, ",\"reason\":", reason_of(outcome));
    if (outcome->text != NULL) {
        tksi_json_text_diff(&json, outcome, telling->most);
    } else {
        put_side(&json, ",\"expected\":", outcome->pair.expected, compared ? &expected : NULL);
        put_side(&json, ",\"actual\":", outcome->pair.actual, compared ? &actual : NULL);
    }
    if (compared)
        put_findings(&json, outcome->diff);
    if (telling->explanation != NULL)
        tksi_json_regions(&json, telling->explanation);
    if (telling->texts && outcome->sides != NULL)
        put_texts(&json, outcome->sides);
    tksi_json_key_string(&json, ",\"diff\":", outcome->diff_written ? outcome->pair.diff : NULL);
    if (outcome->state == TKS_STATE_FAILED)
        tksi_json_key_string(&json, ",\"error\":", outcome->error.message);
    tksi_json_key_integer(&json, ",\"exit\":", tks_tally_exit(&tally));
    tksi_json_raw(&json, "}");
    return tksi_json_end(&json);
}

tks_status tks_report_explained_json(const tks_outcome *outcome, const tks_explanation *explanation,
                                     const tks_sink *sink, tks_error *err)
{
    return put_outcome(outcome, &(struct telling){ explanation, false, usual }, sink, err);
}

tks_status tks_report_shown_json(const tks_outcome *outcome, const tks_explanation *explanation,
                                 const tks_sink *sink, tks_error *err)
{
    return put_outcome(outcome, &(struct telling){ explanation, true, usual }, sink, err);
}

tks_status tks_report_outcome_json(const tks_outcome *outcome, const tks_sink *sink, tks_error *err)
{
    return tks_report_explained_json(outcome, NULL, sink, err);
}

/* Bytes of an outcome told so. */
static tks_status measure(size_t *bytes, const tks_outcome *outcome, const struct telling *telling,
                          tks_error *err)
{
    const tks_sink counter = { tksi_json_count_bytes, bytes };

    *bytes = 0;
    return put_outcome(outcome, telling, &counter, err);
}

tks_status tks_report_budget_json(const tks_outcome *outcome, size_t budget, const tks_sink *sink,
                                  tks_error *err)
{
    struct telling telling = { .most = usual };
    size_t bytes, fits = 0, over;
    tks_status status = measure(&bytes, outcome, &telling, err);

    if (status == TKS_OK && outcome->text != NULL && budget > 0 && bytes > budget) {
        telling.most.text = 0;
        status = measure(&bytes, outcome, &telling, err);
    }
    over = status == TKS_OK && telling.most.text == 0 && bytes > budget ? usual.hunks : 0;
    while (status == TKS_OK && fits + 1 < over) { /* `fits` are few enough, `over` too many */
        telling.most.hunks = fits + (over - fits) / 2;
        status = measure(&bytes, outcome, &telling, err);
        if (bytes > budget)
            over = telling.most.hunks;
        else
            fits = telling.most.hunks;
    }
    if (over > 0)
        telling.most.hunks = fits;
    return status ? status : put_outcome(outcome, &telling, sink, err);
}

tks_status tks_report_tally_json(const tks_tally *tally, const tks_sink *sink, tks_error *err)
{
    struct tksi_json json;

    tksi_json_begin(&json, sink, err);
    tksi_json_key_integer(&json, "{\"pairs\":",
                          tally->same + tally->similar + tally->different + tally->created +
                              tally->missing + tally->failed);
    tksi_json_key_integer(&json, ",\"same\":", tally->same);
    tksi_json_key_integer(&json, ",\"similar\":", tally->similar);
    tksi_json_key_integer(&json, ",\"different\":", tally->different);
    tksi_json_key_integer(&json, ",\"new\":", tally->created);
    tksi_json_key_integer(&json, ",\"missing\":", tally->missing);
    tksi_json_key_integer(&json, ",\"unreadable\":", tally->failed);
    tksi_json_raw(&json, "}");
    return tksi_json_end(&json);
}

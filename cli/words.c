/* words.c - outcomes and counts, each as one line for people
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "words.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>

/* Text that grows at the end of a buffer and is cut where that is full. */
struct line {
    char *text;
    size_t size, used;
};

static void add(struct line *line, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line->text + line->used, line->size - line->used, format, arguments);
    va_end(arguments);
    if (length > 0)
        line->used += (size_t)length;
    if (line->used >= line->size)
        line->used = line->size - 1;
}

static struct line line_in(char *text, size_t size)
{
    text[0] = '\0';
    return (struct line){ text, size, 0 };
}

const char *words_for_outcome(const tks_outcome *outcome)
{
    switch (outcome->state) {
    case TKS_STATE_NEW:
        return "new";
    case TKS_STATE_MISSING:
        return "missing";
    case TKS_STATE_FAILED:
        return "error";
    default:
        return tks_verdict_name(tks_outcome_verdict(outcome));
    }
}

/* Two digits that mean something, however small the share: 41 %, 2.9 %, 0.17 %,
 * 0.0013 %. */
static void add_percent(struct line *line, int64_t part, int64_t whole)
{
    const double percent = whole > 0 ? 100.0 * (double)part / (double)whole : 0;
    int decimals = 0;

    for (double scaled = percent; scaled > 0 && scaled < 9.95 && decimals < 9; scaled *= 10)
        decimals++;
    add(line, "%.*f %%", decimals, percent);
}

static void add_box(struct line *line, tks_rect box)
{
    if (box.width > 0 && box.height > 0)
        add(line, ", box %" PRId32 "x%" PRId32 " at %" PRId32 ",%" PRId32, box.width, box.height,
            box.x, box.y);
}

static bool is_excused(const tks_diff *diff)
{
    for (size_t i = 0; i < tks_diff_area_count(diff); i++)
        if (tks_diff_area(diff, i).excused > 0)
            return true;
    return false;
}

/* Why pictures that are not equal have no differing pixel. */
static void add_excuse(struct line *line, const tks_diff *diff, tks_counts counts)
{
    if (tks_diff_reason(diff) == TKS_REASON_IDENTICAL)
        return;
    if (is_excused(diff))
        add(line, "only where an area lets them differ");
    else if (counts.antialiased > 0)
        add(line, "%" PRId64 " pixel%s by anti-aliasing", counts.antialiased,
            counts.antialiased == 1 ? " differs" : "s differ");
    else if (tks_diff_metric(diff) != TKS_METRIC_VISUAL) /* whose score says it */
        add(line, "only %sbelow the threshold", counts.ignored > 0 ? "where ignored, or " : "");
}

void words_for_diff(char *out, size_t size, const tks_diff *diff)
{
    const tks_rect expected = tks_diff_expected_size(diff), actual = tks_diff_actual_size(diff);
    const tks_counts counts = tks_diff_counts(diff);
    struct line line = line_in(out, size);

    if (tks_diff_reason(diff) == TKS_REASON_SIZE)
        add(&line, "%" PRId32 "x%" PRId32 " became %" PRId32 "x%" PRId32 "; %" PRId64 " pixel%s",
            expected.width, expected.height, actual.width, actual.height, counts.differing,
            counts.differing == 1 ? " differs" : "s differ");
    else if (counts.differing > 0) {
        add(&line, "%" PRId64 " of %" PRId64 " pixels (", counts.differing, counts.canvas);
        add_percent(&line, counts.differing, counts.canvas);
        add(&line, ")");
    } else {
        add_excuse(&line, diff, counts);
        return;
    }
    add_box(&line, tks_diff_bounds(diff));
}

bool words_have_margin(const tks_diff *diff)
{
    return tks_diff_metric(diff) == TKS_METRIC_VISUAL && tks_diff_reason(diff) != TKS_REASON_SIZE;
}

void words_for_number(char *out, size_t size, double score)
{
    int decimals = score == 0 ? 0 : 2;

    /* a score has six decimals */
    while (decimals > 0 && decimals < 6 && score != 1 && score > 1 - 0.5 * pow(10, -decimals) &&
           score < 1 + 0.5 * pow(10, -decimals))
        decimals++;
    snprintf(out, size, "%.*f", decimals, score);
}

void words_for_margin(char *out, size_t size, const tks_diff *diff)
{
    struct line line = line_in(out, size);
    char score[40];

    if (!words_have_margin(diff))
        return;
    words_for_number(score, sizeof score, tks_diff_visual_score(diff));
    add(&line, "score %s of 1", score);
}

void words_for_text(char *out, size_t size, const tks_text_diff *diff)
{
    const tks_text_counts counts = tks_text_diff_counts(diff);
    const bool values = tks_text_diff_structure(diff) != TKS_TEXT_NO_STRUCTURE;
    const char *unit = values                                       ? "value"
                       : tks_text_diff_form(diff) == TKS_TEXT_LINES ? "line"
                                                                    : "byte";
    const struct {
        int64_t count;
        const char *words;
    } parts[] = { { counts.changed, " changed" },
                  { counts.added, " added" },
                  { counts.removed, " removed" },
                  { counts.tolerated, " within the rules" } };
    struct line line = line_in(out, size);

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count == 0)
            continue;
        add(&line, "%s%" PRId64, line.used > 0 ? ", " : "", parts[i].count);
        if (*unit != '\0')
            add(&line, " %s%s", unit, parts[i].count == 1 ? "" : "s");
        add(&line, "%s", parts[i].words);
        unit = ""; /* named once */
    }
    if (values && line.used == 0)
        add(&line, "the same values, written differently");
}

bool words_for_picture(char *out, size_t size, tks_bytes bytes, const tks_env *env)
{
    tks_image_info info = { .size = sizeof info };
    tks_error ignored = { 0 };

    if (tks_image_inspect(&info, bytes, env, &ignored) != TKS_OK)
        return false;
    snprintf(out, size, "%" PRId32 "x%" PRId32 " pixels, %s", info.width, info.height, info.format);
    return true;
}

void words_for_value(char *out, size_t size, tks_bytes bytes, const tks_env *env)
{
    tks_text_diff *diff = NULL;
    tks_error ignored = { 0 };
    int64_t count = (int64_t)bytes.length;
    bool lines = false;

    if (words_for_picture(out, size, bytes, env))
        return;
    if (tks_compare_texts(&diff, (tks_bytes){ "", 0 }, bytes, NULL, env, &ignored) == TKS_OK &&
        tks_text_diff_form(diff) == TKS_TEXT_LINES) {
        count = tks_text_diff_lines(diff, TKS_ACTUAL);
        lines = true;
    }
    tks_text_diff_free(diff);
    snprintf(out, size, "%" PRId64 " %s%s", count, lines ? "line" : "byte", count == 1 ? "" : "s");
}

/* Four digits that mean something at both ends: of 0.9981 and of 0.000012. */
static void add_score(struct line *line, const char *before, double value)
{
    add(line, "%s%.*f", before,
        value > -9.95 && value < 9.95 && (value > 0.00995 || value < -0.00995 || value == 0) ? 4
        : value > -1 && value < 1                                                            ? 6
                                                                                             : 2,
        value);
}

void words_for_scores(char *out, size_t size, const tks_diff *diff)
{
    static const struct {
        tks_score score;
        const char *before, *after; /* in brackets behind another */
    } parts[] = {
        { TKS_SCORE_SSIM, "ssim ", "" },
        { TKS_SCORE_GMSD, "gmsd ", "" },
        { TKS_SCORE_FLIP, "flip ", "" },
        { TKS_SCORE_FLIP_MAX, " (max ", ")" },
        { TKS_SCORE_SSIMULACRA2, "ssimulacra2 ", "" },
        { TKS_SCORE_CIEDE2000, "ciede2000 ", "" },
        { TKS_SCORE_CIEDE2000_P95, " (95 % ", "" },
        { TKS_SCORE_CIEDE2000_MAX, ", max ", ")" },
    };
    struct line line = line_in(out, size);
    double value;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!tks_diff_score(diff, parts[i].score, &value))
            continue;
        if (line.used > 0 && parts[i].before[0] != ' ' && parts[i].before[0] != ',')
            add(&line, ", ");
        add_score(&line, parts[i].before, value);
        add(&line, "%s", parts[i].after);
    }
}

void words_for_judgement(char *out, size_t size, const tks_diff *diff)
{
    const tks_counts counts = tks_diff_counts(diff);
    const tks_metric metric = tks_diff_metric(diff);
    struct line line = line_in(out, size);

    add(&line, "metric %s", tks_metric_name(metric));
    if (metric == TKS_METRIC_VISUAL)
        add(&line, ", sensitivity %g", tks_diff_sensitivity(diff));
    else if (metric != TKS_METRIC_EXACT)
        add(&line, ", threshold %g", tks_diff_threshold(diff));
    add(&line,
        "; pixels: %" PRId64 " differ, %" PRId64 " look like anti-aliasing, %" PRId64
        " ignored, %" PRId64 " in all",
        counts.differing, counts.antialiased, counts.ignored, counts.canvas);
}

static void add_move(struct line *line, const char *link, int32_t by, const char *forward,
                     const char *back)
{
    if (by != 0)
        add(line, "%s%" PRId32 " px %s", link, by > 0 ? by : -by, by > 0 ? forward : back);
}

void words_for_area(char *out, size_t size, const tks_area_result *result)
{
    const tks_area *area = &result->area;
    struct line line = line_in(out, size);

    if (area->kind == TKS_AREA_FLOATING)
        add(&line, "floating %" PRId32, area->reach);
    else if (area->kind == TKS_AREA_SENSITIVITY)
        add(&line, "sensitivity %g", area->sensitivity);
    else
        add(&line, "%s", tks_area_kind_name(area->kind));
    add(&line, ", box %" PRId32 "x%" PRId32 " at %" PRId32 ",%" PRId32 ": %s", area->rect.width,
        area->rect.height, area->rect.x, area->rect.y, tks_verdict_name(result->verdict));
    if (result->differing > 0)
        add(&line, ", %" PRId64 " pixel%s", result->differing, result->differing == 1 ? "" : "s");
    else if (area->kind == TKS_AREA_LAYOUT && result->excused > 0)
        add(&line, ", %" PRId64 " pixel%s excused", result->excused,
            result->excused == 1 ? "" : "s");
    add_move(&line, result->dx != 0 ? ", moved " : "", result->dx, "right", "left");
    add_move(&line, result->dx != 0 ? " and " : ", moved ", result->dy, "down", "up");
}

static int32_t count_of(const tks_band *band, tks_rect rect)
{
    return band->axis == TKS_AXIS_ROW ? rect.height : rect.width;
}

/* Where a band begins along its axis, and from where to where it reaches across. */
static void add_place(struct line *line, const tks_band *band, tks_rect rect)
{
    const bool rows = band->axis == TKS_AXIS_ROW;
    const int32_t from = rows ? rect.x : rect.y, length = rows ? rect.width : rect.height;

    add(line, " at %s=%" PRId32 ", %s=%" PRId32, rows ? "y" : "x", rows ? rect.y : rect.x,
        rows ? "x" : "y", from);
    if (length > 1)
        add(line, "..%" PRId32, from + length - 1);
}

void words_for_band(char *out, size_t size, const tks_band *band)
{
    static const char *const words[] = { "equal", "changed", "inserted", "deleted", "moved" };
    const tks_rect rect = band->op == TKS_BAND_DELETE ? band->expected : band->actual;
    const int32_t count = count_of(band, rect);
    const int32_t right = band->actual.x - band->expected.x,
                  down = band->actual.y - band->expected.y;
    struct line line = line_in(out, size);

    add(&line, "%s: %" PRId32 " %s%s", words[band->op], count, tks_axis_name(band->axis),
        count == 1 ? "" : "s");
    add_place(&line, band, rect);
    if (band->op != TKS_BAND_MOVE)
        return;
    if (down != 0)
        add(&line, ", %" PRId32 " px %s", down > 0 ? down : -down, down > 0 ? "down" : "up");
    if (right != 0)
        add(&line, ", %" PRId32 " px %s", right > 0 ? right : -right, right > 0 ? "right" : "left");
}

void words_for_tally(char *out, size_t size, const tks_tally *tally, const char *unit)
{
    const struct {
        int64_t count;
        const char *word;
    } parts[] = {
        { tally->same, "same" },
        { tally->similar, "similar" },
        { tally->different, "different" },
        { tally->created, "new" },
        { tally->missing, "missing" },
        { tally->failed, tally->failed == 1 ? "error" : "errors" },
    };
    struct line line = line_in(out, size);
    const char *link = ": ";
    int64_t pairs = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        pairs += parts[i].count;
    add(&line, "%" PRId64 " %s%s", pairs, unit, pairs == 1 ? "" : "s");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count == 0)
            continue;
        add(&line, "%s%" PRId64 " %s", link, parts[i].count, parts[i].word);
        link = ", ";
    }
}

void words_for_count(char *out, size_t size, size_t count)
{
    snprintf(out, size, "%zu snapshot%s", count, count == 1 ? "" : "s");
}

void words_for_deed(char *out, size_t size, const tks_deed_done *deed)
{
    if (deed->deed == TKS_DEED_INIT)
        snprintf(out, size, "%zu file%s", deed->items, deed->items == 1 ? "" : "s");
    else
        words_for_count(out, size, deed->items);
}

void words_for_changes(char *out, size_t size, size_t changes)
{
    snprintf(out, size, "%zu change%s", changes, changes == 1 ? "" : "s");
}

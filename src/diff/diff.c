/* diff.c - the model of a difference: verdict, counts and mask
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/model.h"

#include <string.h>

enum { LONGEST_NUMBER = 5 /* base-128 digits of 32 bits */ };

/* ----------------------------------------------------------------- building */

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

tks_status tksi_diff_new(tks_diff **out, const struct tksi_canvas *canvas, const tks_rules *rules,
                         const struct tksi_env *env, tks_error *err)
{
    tks_diff *diff = tksi_allocate_zeroed(env, 1, sizeof *diff);

    if (diff == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    diff->env = *env;
    diff->canvas = *canvas;
    diff->metric = rules->metric;
    diff->threshold = rules->threshold;
    diff->sensitivity = rules->sensitivity;
    diff->counts.canvas = (int64_t)canvas->width * canvas->height;
    diff->left = diff->top = INT32_MAX;
    tksi_buffer_init(&diff->runs, SIZE_MAX, &diff->env);
    *out = diff;
    return TKS_OK;
}

static size_t put_number(uint8_t *to, uint32_t number)
{
    size_t length = 0;

    while (number >= 0x80) {
        to[length++] = (uint8_t)(number | 0x80);
        number >>= 7;
    }
    to[length++] = (uint8_t)number;
    return length;
}

static size_t get_number(uint32_t *number, const uint8_t *from)
{
    size_t length = 0;

    *number = 0;
    do
        *number |= (uint32_t)(from[length] & 0x7F) << 7 * length;
    while (from[length++] & 0x80);
    return length;
}

static void count_row(tks_diff *diff, int32_t y, const tks_run *runs, size_t n_runs)
{
    for (size_t i = 0; i < n_runs; i++) {
        const tks_run *run = &runs[i];

        if (run->kind == TKS_RUN_ANTIALIASED) {
            diff->counts.antialiased += run->length;
            continue;
        }
        diff->counts.differing += run->length;
        if (run->x < diff->left)
            diff->left = run->x;
        if (y < diff->top)
            diff->top = y;
        diff->right = larger(diff->right, run->x + run->length);
        diff->bottom = y + 1;
    }
}

tks_status tksi_diff_add_row(tks_diff *diff, int32_t y, const tks_run *runs, size_t n_runs,
                             tks_error *err)
{
    struct tksi_buffer *packed = &diff->runs;
    int32_t end = 0;
    tks_status status;

    if (n_runs == 0)
        return TKS_OK;
    if (diff->row_ends == NULL &&
        (diff->row_ends = tksi_allocate_zeroed(&diff->env, (size_t)diff->canvas.height,
                                               sizeof *diff->row_ends)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    if ((status = tksi_buffer_reserve(packed, n_runs * 2 * LONGEST_NUMBER, err)))
        return status;
    for (size_t i = 0; i < n_runs; i++) {
        const uint32_t gap = (uint32_t)(runs[i].x - end);
        const uint32_t kind = runs[i].kind == TKS_RUN_ANTIALIASED;

        packed->length += put_number(packed->data + packed->length, gap);
        packed->length +=
            put_number(packed->data + packed->length, (uint32_t)runs[i].length << 1 | kind);
        end = runs[i].x + runs[i].length;
    }
    diff->row_ends[y] = packed->length;
    count_row(diff, y, runs, n_runs);
    return TKS_OK;
}

/* Rows without runs end where the row before them does. */
static void fill_row_ends(tks_diff *diff)
{
    if (diff->row_ends != NULL)
        for (int32_t y = 1; y < diff->canvas.height; y++)
            if (diff->row_ends[y] == 0)
                diff->row_ends[y] = diff->row_ends[y - 1];
}

/* The number of differing pixels that is still within tolerance. */
static int64_t allowance(const tks_rules *rules, int64_t canvas)
{
    int64_t allowed = rules->max_pixels >= 0 ? rules->max_pixels : INT64_MAX;

    if (rules->max_ratio >= 0 && rules->max_ratio * (double)canvas < (double)allowed)
        allowed = (int64_t)(rules->max_ratio * (double)canvas);
    return rules->max_pixels < 0 && rules->max_ratio < 0 ? 0 : allowed;
}

static tks_verdict verdict_on(tks_counts counts, const tks_rules *rules)
{
    if (counts.differing == 0)
        return TKS_SAME;
    return counts.differing > allowance(rules, counts.canvas) ? TKS_DIFFERENT : TKS_SIMILAR;
}

void tksi_diff_conclude(tks_diff *diff, const tks_rules *rules, bool unequal)
{
    const struct tksi_canvas *canvas = &diff->canvas;

    fill_row_ends(diff);
    if (canvas->expected_width != canvas->actual_width ||
        canvas->expected_height != canvas->actual_height) {
        diff->verdict = TKS_DIFFERENT;
        diff->reason = TKS_REASON_SIZE;
    } else if (!unequal) {
        diff->verdict = TKS_SAME;
        diff->reason = TKS_REASON_IDENTICAL;
    } else {
        diff->verdict = verdict_on(diff->counts, rules);
        diff->reason = TKS_REASON_PIXELS;
    }
}

void tksi_diff_attach(tks_diff *diff, struct tks_alignment *alignment,
                      void (*free_alignment)(struct tks_alignment *alignment))
{
    diff->attached = alignment;
    diff->free_attached = free_alignment;
}

const struct tks_alignment *tksi_diff_attached(const tks_diff *diff)
{
    return diff->attached;
}

void tksi_diff_tolerate(tks_diff *diff)
{
    if (diff->verdict == TKS_DIFFERENT)
        diff->verdict = TKS_SIMILAR;
}

/* ------------------------------------------------------------------ reading */

tks_verdict tks_diff_verdict(const tks_diff *diff)
{
    return diff->verdict;
}

tks_reason tks_diff_reason(const tks_diff *diff)
{
    return diff->reason;
}

tks_counts tks_diff_counts(const tks_diff *diff)
{
    return diff->counts;
}

tks_rect tks_diff_expected_size(const tks_diff *diff)
{
    return (tks_rect){ 0, 0, diff->canvas.expected_width, diff->canvas.expected_height };
}

tks_rect tks_diff_actual_size(const tks_diff *diff)
{
    return (tks_rect){ 0, 0, diff->canvas.actual_width, diff->canvas.actual_height };
}

tks_metric tks_diff_metric(const tks_diff *diff)
{
    return diff->metric;
}

double tks_diff_threshold(const tks_diff *diff)
{
    return diff->threshold;
}

double tks_diff_sensitivity(const tks_diff *diff)
{
    return diff->sensitivity;
}

double tks_diff_visual_score(const tks_diff *diff)
{
    return diff->score;
}

size_t tks_diff_area_count(const tks_diff *diff)
{
    return diff->n_areas;
}

tks_area_result tks_diff_area(const tks_diff *diff, size_t index)
{
    return index < diff->n_areas ? diff->areas[index] : (tks_area_result){ .dx = 0 };
}

tks_rect tks_diff_bounds(const tks_diff *diff)
{
    if (diff->counts.differing == 0)
        return (tks_rect){ 0, 0, 0, 0 };
    return (tks_rect){ diff->left, diff->top, diff->right - diff->left, diff->bottom - diff->top };
}

static tks_status check_side(const char *which, const tks_view *view, tks_rect size, tks_error *err)
{
    const tks_status status = tksi_check_view(view, err);

    if (status)
        return status;
    if (view->width != size.width || view->height != size.height)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "the %s view shows %dx%d pixels, the diff was made from %dx%d", which,
                         view->width, view->height, size.width, size.height);
    return TKS_OK;
}

tks_status tksi_diff_check_views(const tks_diff *diff, const tks_view *expected,
                                 const tks_view *actual, tks_error *err)
{
    const tks_status status = check_side("expected", expected, tks_diff_expected_size(diff), err);

    return status ? status : check_side("actual", actual, tks_diff_actual_size(diff), err);
}

struct tksi_canvas tksi_diff_canvas(const tks_diff *diff)
{
    return diff->canvas;
}

void tksi_diff_keep_scores(tks_diff *diff, const double scores[TKS_SCORE_COUNT], uint32_t which)
{
    diff->scored = which;
    memcpy(diff->scores, scores, sizeof diff->scores);
}

bool tks_diff_score(const tks_diff *diff, tks_score score, double *value)
{
    if ((size_t)score >= TKS_SCORE_COUNT || !(diff->scored & TKS_SCORE_BIT(score)))
        return false;
    *value = diff->scores[score];
    return true;
}

size_t tks_diff_row(const tks_diff *diff, int32_t y, tks_run *runs, size_t capacity)
{
    size_t at, end, count = 0;
    int32_t x = 0;

    if (diff->row_ends == NULL || y < 0 || y >= diff->canvas.height)
        return 0;
    at = y > 0 ? diff->row_ends[y - 1] : 0;
    end = diff->row_ends[y];
    for (; at < end; count++) {
        uint32_t gap, length;

        at += get_number(&gap, diff->runs.data + at);
        at += get_number(&length, diff->runs.data + at);
        x += (int32_t)gap;
        if (count < capacity)
            runs[count] = (tks_run){ x, (int32_t)(length >> 1),
                                     length & 1 ? TKS_RUN_ANTIALIASED : TKS_RUN_DIFFERING };
        x += (int32_t)(length >> 1);
    }
    return count;
}

const char *tks_verdict_name(tks_verdict verdict)
{
    static const char *const names[] = { "same", "similar", "different" };

    return verdict <= TKS_DIFFERENT ? names[verdict] : "unknown";
}

const char *tks_reason_name(tks_reason reason)
{
    static const char *const names[] = { "identical", "pixels", "size" };

    return reason <= TKS_REASON_SIZE ? names[reason] : "unknown";
}

const char *tks_metric_name(tks_metric metric)
{
    static const char *const names[] = { "visual", "pixel", "exact", "ciede2000", "visual" };

    return metric <= TKS_METRIC_VISUAL ? names[metric] : "unknown";
}

const char *tks_area_kind_name(tks_area_kind kind)
{
    static const char *const names[] = { "layout", "floating", "sensitivity" };

    return kind <= TKS_AREA_SENSITIVITY ? names[kind] : "unknown";
}

void tks_diff_free(tks_diff *diff)
{
    if (diff != NULL) {
        const struct tksi_env env = diff->env;

        if (diff->attached != NULL)
            diff->free_attached(diff->attached);
        tksi_buffer_dispose(&diff->runs);
        tksi_release(&env, diff->areas);
        tksi_release(&env, diff->row_ends);
        tksi_release(&env, diff);
    }
}

/* explanation.c - explanations as JSON, within a budget
 *
 * Regions come by importance, so the first that does not fit ends the list: what is left
 * out is always less than what is told.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"

/* -------------------------------------------------------------------- a budget */

/* What is told of an explanation: its first regions, and the alignment or not. */
struct telling {
    const tks_explanation *explanation;
    const tks_diff *diff;
    const tks_alignment *alignment; /* NULL: it is not told */
    size_t count;
};

static const tks_alignment *alignment_of(const tks_explanation *explanation, const tks_diff *diff)
{
    return tks_explanation_is_aligned(explanation) ? tks_diff_alignment(diff) : NULL;
}

/* Bands that are not equal. */
static int64_t count_bands(const tks_alignment *alignment)
{
    int64_t count = 0;

    for (size_t i = 0; i < tks_alignment_count(alignment); i++)
        count += tks_alignment_band(alignment, i).op != TKS_BAND_EQUAL;
    return count;
}

static void put_head(struct tksi_json *json, const struct telling *telling)
{
    const tks_diff *diff = telling->diff;

    tksi_json_key_string(json,
                         "{\"schema\":1,\"verdict\":", tks_verdict_name(tks_diff_verdict(diff)));
    if (tks_diff_metric(diff) == TKS_METRIC_VISUAL) {
        tksi_json_raw(json, ",\"score\":");
        tksi_json_number(json, tks_diff_visual_score(diff));
    }
    tksi_json_key_string(json, ",\"summary\":", tks_explanation_text(telling->explanation));
    tksi_json_key_string(json, ",\"class\":",
                         tks_overall_name(tks_explanation_overall(telling->explanation)));
    tksi_json_scores(json, diff);
    if (telling->alignment != NULL)
        tksi_json_alignment(json, telling->alignment);
    tksi_json_raw(json, ",\"regions\":[");
}

/* The regions that are not told, added to those the explanation does not tell. */
static tks_left_out left_out_of(const struct telling *telling)
{
    tks_left_out left_out = tks_explanation_left_out(telling->explanation);
    const tks_region *region;

    for (size_t i = telling->count;
         (region = tks_explanation_region(telling->explanation, i)) != NULL; i++) {
        left_out.regions++;
        left_out.pixels += region->pixels;
    }
    return left_out;
}

static void put_tail(struct tksi_json *json, const struct telling *telling, tks_left_out left_out)
{
    const tks_alignment *all = alignment_of(telling->explanation, telling->diff);

    tksi_json_key_integer(json, "],\"left_out\":{\"regions\":", left_out.regions);
    tksi_json_key_integer(json, ",\"pixels\":", left_out.pixels);
    if (all != NULL)
        tksi_json_key_integer(json,
                              ",\"bands\":", telling->alignment != NULL ? 0 : count_bands(all));
    tksi_json_raw(json, "}}");
}

static tks_status put_all(const struct telling *telling, const tks_sink *sink, tks_error *err)
{
    struct tksi_json json;

    tksi_json_begin(&json, sink, err);
    put_head(&json, telling);
    for (size_t i = 0; i < telling->count; i++) {
        if (i > 0)
            tksi_json_raw(&json, ",");
        tksi_json_region(&json, tks_explanation_region(telling->explanation, i));
    }
    put_tail(&json, telling, left_out_of(telling));
    return tksi_json_end(&json);
}

/* Bytes of one piece, added to *bytes: of the head, of a region, of the tail. */
enum piece { HEAD, REGION, TAIL };

static tks_status count_piece(size_t *bytes, const struct telling *telling, enum piece piece,
                              size_t region, tks_left_out left_out, tks_error *err)
{
    const tks_sink counter = { tksi_json_count_bytes, bytes };
    struct tksi_json json;

    tksi_json_begin(&json, &counter, err);
    if (piece == HEAD)
        put_head(&json, telling);
    else if (piece == TAIL)
        put_tail(&json, telling, left_out);
    else {
        if (region > 0)
            tksi_json_raw(&json, ",");
        tksi_json_region(&json, tks_explanation_region(telling->explanation, region));
    }
    return tksi_json_end(&json);
}

/* As many regions as fit into the budget together with the count of the others. */
static tks_status fit_regions(struct telling *telling, size_t budget, tks_error *err)
{
    const size_t all = tks_explanation_count(telling->explanation);
    tks_left_out left_out = left_out_of(telling);
    size_t bytes = 0;
    tks_status status = count_piece(&bytes, telling, HEAD, 0, left_out, err);

    while (status == TKS_OK && telling->count < all) {
        size_t whole;

        left_out.regions--;
        left_out.pixels -= tks_explanation_region(telling->explanation, telling->count)->pixels;
        if ((status = count_piece(&bytes, telling, REGION, telling->count, left_out, err)))
            break;
        whole = bytes;
        if ((status = count_piece(&whole, telling, TAIL, 0, left_out, err)) || whole > budget)
            break;
        telling->count++;
    }
    return status;
}

/* Bands last: those that matter are regions too. All of them, or none. */
static tks_status fit_alignment(struct telling *telling, size_t budget, tks_error *err)
{
    size_t bytes = 0;
    const tks_sink counter = { tksi_json_count_bytes, &bytes };
    tks_status status;

    telling->alignment = alignment_of(telling->explanation, telling->diff);
    if (telling->alignment == NULL)
        return TKS_OK;
    status = put_all(telling, &counter, err);
    if (bytes > budget)
        telling->alignment = NULL;
    return status;
}

tks_status tks_report_explanation_json(const tks_explanation *explanation, const tks_diff *diff,
                                       size_t budget, const tks_sink *sink, tks_error *err)
{
    struct telling telling = { .explanation = explanation, .diff = diff };
    tks_status status;

    if (budget == 0) {
        telling.count = tks_explanation_count(explanation);
        telling.alignment = alignment_of(explanation, diff);
    } else if ((status = fit_regions(&telling, budget, err)) ||
               (status = fit_alignment(&telling, budget, err)))
        return status;
    return put_all(&telling, sink, err);
}

/* explanation.c - explanations as JSON, within a budget
 *
 * Regions come by importance, so the first that does not fit ends the list: what is left
 * out is always less than what is told.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"

#include <math.h>
#include <stdio.h>

static void put_integer(struct tksi_json *json, const char *key, int64_t number)
{
    tksi_json_raw(json, key);
    tksi_json_integer(json, number);
}

static void put_string(struct tksi_json *json, const char *key, const char *text)
{
    tksi_json_raw(json, key);
    tksi_json_string(json, text);
}

static void put_color(struct tksi_json *json, const char *key, tks_color color, bool known)
{
    char text[8];

    snprintf(text, sizeof text, "#%02x%02x%02x", color.red, color.green, color.blue);
    put_string(json, key, known ? text : NULL);
}

/* Two decimals; null where there is none. */
static void put_share(struct tksi_json *json, const char *key, double number)
{
    tksi_json_raw(json, key);
    tksi_json_number(json, number > 0 ? floor(number * 100 + 0.5) / 100 : (double)NAN);
}

static void put_region(struct tksi_json *json, const tks_region *region)
{
    put_integer(json, "{\"x\":", region->box.x);
    put_integer(json, ",\"y\":", region->box.y);
    put_integer(json, ",\"width\":", region->box.width);
    put_integer(json, ",\"height\":", region->box.height);
    put_integer(json, ",\"pixels\":", region->pixels);
    put_string(json, ",\"kind\":", tks_change_name(region->change));
    put_integer(json, ",\"dx\":", region->dx);
    put_integer(json, ",\"dy\":", region->dy);
    put_color(json, ",\"expected_color\":", region->expected_color, region->has_colors);
    put_color(json, ",\"actual_color\":", region->actual_color, region->has_colors);
    put_share(json, ",\"expected_contrast\":", region->expected_contrast);
    put_share(json, ",\"actual_contrast\":", region->actual_contrast);
    put_share(json, ",\"confidence\":", region->confidence);
    put_string(json, ",\"text\":", region->text);
    tksi_json_raw(json, "}");
}

void tksi_json_regions(struct tksi_json *json, const tks_explanation *explanation)
{
    const tks_region *region;

    tksi_json_raw(json, ",\"regions\":[");
    for (size_t i = 0; (region = tks_explanation_region(explanation, i)) != NULL; i++) {
        if (i > 0)
            tksi_json_raw(json, ",");
        put_region(json, region);
    }
    tksi_json_raw(json, "]");
}

/* -------------------------------------------------------------------- a budget */

/* What stands before the regions, and after them. */
static void put_head(struct tksi_json *json, const tks_explanation *explanation,
                     const tks_diff *diff)
{
    put_string(json, "{\"schema\":1,\"verdict\":", tks_verdict_name(tks_diff_verdict(diff)));
    put_string(json, ",\"summary\":", tks_explanation_text(explanation));
    put_string(json, ",\"class\":", tks_overall_name(tks_explanation_overall(explanation)));
    tksi_json_raw(json, ",\"regions\":[");
}

static void put_tail(struct tksi_json *json, tks_left_out left_out)
{
    put_integer(json, "],\"left_out\":{\"regions\":", left_out.regions);
    put_integer(json, ",\"pixels\":", left_out.pixels);
    tksi_json_raw(json, "}}");
}

static tks_status count_bytes(void *user, tks_bytes bytes, tks_error *err)
{
    (void)err;
    *(size_t *)user += bytes.length;
    return TKS_OK;
}

/* The regions from the index-th on, added to those the explanation does not tell. */
static tks_left_out left_from(const tks_explanation *explanation, size_t index)
{
    tks_left_out left_out = tks_explanation_left_out(explanation);
    const tks_region *region;

    for (; (region = tks_explanation_region(explanation, index)) != NULL; index++) {
        left_out.regions++;
        left_out.pixels += region->pixels;
    }
    return left_out;
}

/* Bytes of one piece, added to *bytes. */
static tks_status count_piece(size_t *bytes, const tks_region *region, bool first,
                              const tks_left_out *tail, tks_error *err)
{
    const tks_sink counter = { count_bytes, bytes };
    struct tksi_json json;

    tksi_json_begin(&json, &counter, err);
    if (region != NULL) {
        if (!first)
            tksi_json_raw(&json, ",");
        put_region(&json, region);
    }
    if (tail != NULL)
        put_tail(&json, *tail);
    return tksi_json_end(&json);
}

/* How many regions fit into the budget together with the count of the others. */
static tks_status count_fitting(size_t *count, const tks_explanation *explanation,
                                const tks_diff *diff, size_t budget, tks_error *err)
{
    tks_left_out left_out = left_from(explanation, 0);
    size_t bytes = 0;
    const tks_sink counter = { count_bytes, &bytes };
    const tks_region *region;
    struct tksi_json json;
    tks_status status;

    *count = tks_explanation_count(explanation);
    if (budget == 0)
        return TKS_OK;
    tksi_json_begin(&json, &counter, err);
    put_head(&json, explanation, diff);
    status = tksi_json_end(&json);
    for (size_t i = 0; status == TKS_OK && i < *count; i++) {
        size_t whole;

        region = tks_explanation_region(explanation, i);
        left_out.regions--;
        left_out.pixels -= region->pixels;
        if ((status = count_piece(&bytes, region, i == 0, NULL, err)))
            break;
        whole = bytes;
        status = count_piece(&whole, NULL, false, &left_out, err);
        if (whole > budget)
            *count = i;
    }
    return status;
}

tks_status tks_report_explanation_json(const tks_explanation *explanation, const tks_diff *diff,
                                       size_t budget, const tks_sink *sink, tks_error *err)
{
    struct tksi_json json;
    size_t count;
    const tks_status status = count_fitting(&count, explanation, diff, budget, err);

    if (status != TKS_OK)
        return status;
    tksi_json_begin(&json, sink, err);
    put_head(&json, explanation, diff);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            tksi_json_raw(&json, ",");
        put_region(&json, tks_explanation_region(explanation, i));
    }
    put_tail(&json, left_from(explanation, count));
    return tksi_json_end(&json);
}

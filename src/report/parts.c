/* parts.c - what outcomes and explanations have in common as JSON: scores, bands, regions
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"

#include <math.h>
#include <stdio.h>

/* The scores that were asked for, if the pictures could have them. */
void tksi_json_scores(struct tksi_json *json, const tks_diff *diff)
{
    const char *link = ",\"scores\":{";
    bool any = false;
    double value;

    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        if (tks_diff_score(diff, (tks_score)i, &value)) {
            tksi_json_raw(json, link);
            tksi_json_string(json, tks_score_name((tks_score)i));
            tksi_json_raw(json, ":");
            tksi_json_number(json, value);
            link = ",";
            any = true;
        }
    if (any)
        tksi_json_raw(json, "}");
}

void tksi_json_rect(struct tksi_json *json, const char *key, tks_rect rect)
{
    tksi_json_key_integer(json, key, rect.x);
    tksi_json_key_integer(json, ",\"y\":", rect.y);
    tksi_json_key_integer(json, ",\"width\":", rect.width);
    tksi_json_key_integer(json, ",\"height\":", rect.height);
    tksi_json_raw(json, "}");
}

/* Every band that is not equal. */
void tksi_json_alignment(struct tksi_json *json, const tks_alignment *alignment)
{
    const char *comma = "";

    tksi_json_raw(json, ",\"alignment\":[");
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);
        const tks_rect rect = band.op == TKS_BAND_DELETE ? band.expected : band.actual;
        const bool rows = band.axis == TKS_AXIS_ROW;

        if (band.op == TKS_BAND_EQUAL)
            continue;
        tksi_json_raw(json, comma);
        tksi_json_key_string(json, "{\"op\":", tks_band_op_name(band.op));
        tksi_json_key_string(json, ",\"axis\":", tks_axis_name(band.axis));
        tksi_json_key_integer(json, ",\"at\":", rows ? rect.y : rect.x);
        tksi_json_key_integer(json, ",\"count\":", rows ? rect.height : rect.width);
        tksi_json_rect(json, ",\"expected\":{\"x\":", band.expected);
        tksi_json_rect(json, ",\"actual\":{\"x\":", band.actual);
        tksi_json_raw(json, "}");
        comma = ",";
    }
    tksi_json_key_integer(json, "],\"shift\":", tks_alignment_shift(alignment));
}

static void put_color(struct tksi_json *json, const char *key, tks_color color, bool known)
{
    char text[8];

    snprintf(text, sizeof text, "#%02x%02x%02x", color.red, color.green, color.blue);
    tksi_json_key_string(json, key, known ? text : NULL);
}

/* Two decimals; null where there is none. */
static void put_share(struct tksi_json *json, const char *key, double number)
{
    tksi_json_raw(json, key);
    tksi_json_number(json, number > 0 ? floor(number * 100 + 0.5) / 100 : (double)NAN);
}

void tksi_json_region(struct tksi_json *json, const tks_region *region)
{
    tksi_json_key_integer(json, "{\"x\":", region->box.x);
    tksi_json_key_integer(json, ",\"y\":", region->box.y);
    tksi_json_key_integer(json, ",\"width\":", region->box.width);
    tksi_json_key_integer(json, ",\"height\":", region->box.height);
    tksi_json_key_integer(json, ",\"pixels\":", region->pixels);
    tksi_json_key_string(json, ",\"kind\":", tks_change_name(region->change));
    tksi_json_key_integer(json, ",\"dx\":", region->dx);
    tksi_json_key_integer(json, ",\"dy\":", region->dy);
    if (region->from.width > 0) {
        tksi_json_key_integer(json, ",\"from\":{\"x\":", region->from.x);
        tksi_json_key_integer(json, ",\"y\":", region->from.y);
        tksi_json_key_integer(json, ",\"width\":", region->from.width);
        tksi_json_key_integer(json, ",\"height\":", region->from.height);
        tksi_json_raw(json, "}");
    }
    if (region->band)
        tksi_json_raw(json, ",\"band\":true");
    put_color(json, ",\"expected_color\":", region->expected_color, region->has_colors);
    put_color(json, ",\"actual_color\":", region->actual_color, region->has_colors);
    put_share(json, ",\"expected_contrast\":", region->expected_contrast);
    put_share(json, ",\"actual_contrast\":", region->actual_contrast);
    put_share(json, ",\"confidence\":", region->confidence);
    tksi_json_key_string(json, ",\"text\":", region->text);
    tksi_json_raw(json, "}");
}

void tksi_json_regions(struct tksi_json *json, const tks_explanation *explanation)
{
    const tks_region *region;

    tksi_json_raw(json, ",\"regions\":[");
    for (size_t i = 0; (region = tks_explanation_region(explanation, i)) != NULL; i++) {
        if (i > 0)
            tksi_json_raw(json, ",");
        tksi_json_region(json, region);
    }
    tksi_json_raw(json, "]");
}

/* rules.c - what counts as a difference, and how it is drawn, as options say it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "rules.h"

#include "number.h"
#include "opt.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

static const struct option rule_options[] = {
    { OPT_METRIC, "metric", "METRIC", "visual|pixel|exact|ciede2000",
      "How two pixels are told apart. visual: what a person would call different, faint tints "
      "of areas included, a renderer's own doing left out. pixel: the YIQ distance that "
      "pixelmatch 7.2 uses. exact: any visible difference counts. ciede2000: the CIE colour "
      "difference Delta E 2000. Default: visual." },
    { OPT_SENSITIVITY, "sensitivity", "S", NULL,
      "For visual: scales its score, which says different above 1. 2 is twice as strict, 0.5 half "
      "as strict. Above 0, at most 100. Default: 1." },
    { OPT_THRESHOLD, "threshold", "T", NULL,
      "For pixel and ciede2000: pixels differ when their distance is above T: 0 to 1 for pixel "
      "(default 0.1), Delta E for ciede2000 (default 2.3, about 1 is just noticeable)." },
    { OPT_ANTIALIAS, "antialias", "WHAT", "count|ignore",
      "For pixel: what to do with pixels that differ but look like anti-aliasing. Default: "
      "ignore." },
    { OPT_MAX_PIXELS, "max-pixels", "N", NULL,
      "Up to N differing pixels are still similar. Default: 0." },
    { OPT_MAX_RATIO, "max-ratio", "R", NULL,
      "The same as a share of all pixels, 0 to 1. With both, the smaller one holds." },
    { OPT_IGNORE, "ignore", "X1:Y1-X2:Y2", NULL,
      "Take the pixels of this rectangle as equal; both corners belong to it. May be given "
      "again, or as a list with commas." },
    { OPT_MASK, "mask", "FILE", NULL,
      "Ignore what this picture covers, laid over both at the top left: its opaque pixels if it "
      "has transparency, else its light ones." },
    { OPT_LAYOUT, "layout", "X1:Y1-X2:Y2", NULL,
      "What is in this rectangle may differ, but the box must still be there: in its place, of "
      "its size, not empty. May be given again, or as a list with commas." },
    { OPT_FLOATING, "floating", "N@X1:Y1-X2:Y2", NULL,
      "What is in this rectangle may lie up to N pixels from its place, 1 to 256, but must not "
      "differ otherwise. May be given again, or as a list with commas." },
    { OPT_SENSITIVE, "sensitive", "S@X1:Y1-X2:Y2", NULL,
      "For visual: judge this rectangle with the sensitivity S instead. May be given again, or as "
      "a list with commas." },
    { OPT_TOLERATE_SHIFT, "tolerate-shift", "N", NULL,
      "Pictures that are equal but for rows or columns inserted, deleted or moved are similar, if "
      "none of these is larger, and nothing lies farther from its place, than N pixels. Default: "
      "0, none." },
    { OPT_DIFF_STYLE, "diff-style", "STYLE", "overlay|mask|side-by-side|heat|aligned",
      "What the picture of the difference shows. overlay: the differing pixels in red over the "
      "expected picture in pale grey. mask: those pixels alone. side-by-side: expected, actual "
      "and overlay. heat: how strongly a viewer would see each change (FLIP), black not at all, "
      "yellow most. aligned: expected and actual, what belongs together at one height; inserted "
      "bands are green, deleted red, moved blue. Default: overlay." },
    { OPT_SCORE, "score", "LIST", NULL,
      "Tell these numbers for the whole pictures too; they do not decide. A list with commas of "
      "ssim, gmsd, flip, ssimulacra2 and ciede2000." },
    { OPT_FLIP_PPD, "flip-ppd", "N", NULL,
      "For flip and heat: how many pixels the viewer sees per degree, 1 to 1000. Default: "
      "67.020645, a 4K screen of 70 cm at 70 cm. About 40 for a desktop screen of 96 dpi." },
    { 0 },
};

const struct option_group rules_group = { "what counts as a difference", rule_options };

/* ---------------------------------------------------------------- by names */

static tks_metric metric_named(const char *name)
{
    static const tks_metric all[] = { TKS_METRIC_PIXEL, TKS_METRIC_VISUAL, TKS_METRIC_EXACT,
                                      TKS_METRIC_CIEDE2000 };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(tks_metric_name(all[i]), name) == 0)
            return all[i];
    return TKS_METRIC_DEFAULT;
}

static tks_style style_named(const char *name)
{
    static const tks_style all[] = { TKS_STYLE_MASK, TKS_STYLE_SIDE_BY_SIDE, TKS_STYLE_HEAT,
                                     TKS_STYLE_ALIGNED };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(tks_style_name(all[i]), name) == 0)
            return all[i];
    return TKS_STYLE_OVERLAY;
}

static bool take_shift(struct rules *rules, const char *value, tks_error *err)
{
    int64_t shift;

    if (!number_whole(&shift, value) || shift > INT32_MAX)
        return fail_with(err, "--tolerate-shift wants a whole number of pixels, not '%s'", value);
    rules->rules.tolerate_shift = (int32_t)shift;
    return true;
}

/* ------------------------------------------------------------------ scores */

/* What one word of the list stands for. */
static const struct {
    const char *word;
    uint32_t scores;
} score_words[] = {
    { "ssim", TKS_SCORE_BIT(TKS_SCORE_SSIM) },
    { "gmsd", TKS_SCORE_BIT(TKS_SCORE_GMSD) },
    { "flip", TKS_SCORE_BIT(TKS_SCORE_FLIP) | TKS_SCORE_BIT(TKS_SCORE_FLIP_MAX) },
    { "ssimulacra2", TKS_SCORE_BIT(TKS_SCORE_SSIMULACRA2) },
    { "ciede2000", TKS_SCORE_BIT(TKS_SCORE_CIEDE2000) | TKS_SCORE_BIT(TKS_SCORE_CIEDE2000_P95) |
                       TKS_SCORE_BIT(TKS_SCORE_CIEDE2000_MAX) },
};

static uint32_t scores_for(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof score_words / sizeof *score_words; i++)
        if (strlen(score_words[i].word) == length &&
            strncmp(score_words[i].word, word, length) == 0)
            return score_words[i].scores;
    return 0;
}

static bool take_scores(struct rules *rules, const char *value, tks_error *err)
{
    for (const char *word = value;; word++) {
        const size_t length = strcspn(word, ",");
        const uint32_t scores = scores_for(word, length);

        if (scores == 0)
            return fail_with(err,
                             "--score wants ssim, gmsd, flip, ssimulacra2 or ciede2000, or a list "
                             "of them with commas, not '%.*s'",
                             (int)(length < 60 ? length : 60), word);
        rules->rules.scores |= scores;
        word += length;
        if (*word == '\0')
            return true;
    }
}

static bool take_ppd(struct rules *rules, const char *value, tks_error *err)
{
    double ppd;

    if (!number_real(&ppd, value) || ppd < 1 || ppd > 1000)
        return fail_with(err, "--flip-ppd wants a number from 1 to 1000, not '%s'", value);
    rules->rules.pixels_per_degree = rules->drawing.pixels_per_degree = ppd;
    return true;
}

/* ----------------------------------------------------------------- options */

const struct option *rules_option_at(size_t index)
{
    const struct option *option = rule_options;

    for (; option->name != NULL; option++)
        if (index-- == 0)
            return option;
    for (option = texts_group.options; option->name != NULL; option++)
        if (option->id != OPT_TEXT && index-- == 0)
            return option;
    return NULL;
}

/* Keeps what is said; NULL when there is no memory. */
static const char *keep(struct rules *rules, int id, const char *value, tks_error *err)
{
    char *copy = strdup(value != NULL ? value : "");

    if (rules->n_said == rules->said_room) {
        const size_t room = rules->said_room != 0 ? rules->said_room * 2 : 8;
        struct said *larger = realloc(rules->said, room * sizeof *larger);

        if (larger != NULL) {
            rules->said = larger;
            rules->said_room = room;
        }
    }
    if (copy == NULL || rules->n_said == rules->said_room) {
        free(copy);
        fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for the rules");
        return NULL;
    }
    rules->said[rules->n_said++] = (struct said){ id, copy };
    return copy;
}

bool rules_take(struct rules *rules, int id, const char *value, tks_error *err)
{
    if ((value = keep(rules, id, value, err)) == NULL)
        return false;
    switch (id) {
    case OPT_METRIC:
        rules->rules.metric = metric_named(value);
        return true;
    case OPT_THRESHOLD:
        if (number_real(&rules->rules.threshold, value))
            return true;
        return fail_with(err, "--threshold wants a number from 0 to 1, not '%s'", value);
    case OPT_SENSITIVITY:
        if (number_real(&rules->rules.sensitivity, value) && rules->rules.sensitivity > 0 &&
            rules->rules.sensitivity <= 100)
            return true;
        return fail_with(err, "--sensitivity wants a number above 0 and at most 100, not '%s'",
                         value);
    case OPT_ANTIALIAS:
        rules->antialias_given = true;
        rules->rules.count_antialiased = strcmp(value, "count") == 0;
        return true;
    case OPT_MAX_PIXELS:
        if (number_whole(&rules->rules.max_pixels, value))
            return true;
        return fail_with(err, "--max-pixels wants a whole number, not '%s'", value);
    case OPT_MAX_RATIO:
        if (number_real(&rules->rules.max_ratio, value) && rules->rules.max_ratio <= 1)
            return true;
        return fail_with(err, "--max-ratio wants a number from 0 to 1, not '%s'", value);
    case OPT_TOLERATE_SHIFT:
        return take_shift(rules, value, err);
    case OPT_IGNORE:
    case OPT_LAYOUT:
    case OPT_FLOATING:
    case OPT_SENSITIVE:
        return boxes_take(&rules->boxes, id, value, err);
    case OPT_ALIGN:
        rules->rules.align = true;
        return true;
    case OPT_MASK:
        rules->mask_path = value;
        return true;
    case OPT_SCORE:
        return take_scores(rules, value, err);
    case OPT_FLIP_PPD:
        return take_ppd(rules, value, err);
    case OPT_DIFF_STYLE:
        rules->drawing.style = style_named(value);
        return true;
    default:
        return texts_take(&rules->texts, id, value, err);
    }
}

bool rules_take_text(struct rules *rules, const struct option *option, const char *text,
                     tks_error *err)
{
    const char *choices = option->value != NULL ? option->choices : "true|false";
    char allowed[128];

    if (choices == NULL || opt_is_choice(choices, text))
        return rules_take(rules, option->id, text, err);
    opt_spell_choices(allowed, sizeof allowed, choices);
    return fail_with(err, "--%s wants %s, not '%s'", option->name, allowed, text);
}

/* ------------------------------------------------------------------ layers */

static tks_metric metric_of(const struct rules *rules)
{
    const tks_metric metric = rules->rules.metric;

    return metric == TKS_METRIC_DEFAULT ? TKS_METRIC_VISUAL : metric;
}

static void forget_metric(struct rules *rules)
{
    const tks_rules plain = TKS_RULES;

    rules->rules.threshold = plain.threshold;
    rules->rules.sensitivity = plain.sensitivity;
    rules->rules.count_antialiased = plain.count_antialiased;
    rules->antialias_given = false;
    boxes_drop_sensitive(&rules->boxes);
}

bool rules_lay_over(struct rules *rules, const struct rules *layer, tks_error *err)
{
    if (layer->rules.metric != TKS_METRIC_DEFAULT && metric_of(layer) != metric_of(rules))
        forget_metric(rules);
    for (size_t i = 0; i < layer->n_said; i++)
        if (!rules_take(rules, layer->said[i].id, layer->said[i].value, err))
            return false;
    rules->as_texts = rules->as_texts || layer->as_texts;
    return true;
}

/* ------------------------------------------------------------------- ready */

/* What is said by each metric depends on the metric, which may be given after it. */
static bool metric_takes(const struct rules *rules, tks_error *err)
{
    const tks_metric metric = rules->rules.metric;
    const bool visual = metric == TKS_METRIC_VISUAL || metric == TKS_METRIC_DEFAULT;
    const char *name = visual ? "visual, the default" : tks_metric_name(metric);

    if (rules->antialias_given && metric != TKS_METRIC_PIXEL)
        return fail_with(err, "--antialias says nothing with --metric %s; add --metric pixel",
                         name);
    if (rules->rules.sensitivity != 0 && !visual)
        return fail_with(err, "--sensitivity says nothing with --metric %s; leave one of them out",
                         name);
    if (boxes_have_sensitive(&rules->boxes) && !visual)
        return fail_with(err, "--sensitive says nothing with --metric %s; leave one of them out",
                         name);
    if (rules->rules.threshold < 0)
        return true;
    if (visual)
        return fail_with(err,
                         "--threshold says nothing with --metric %s; use --sensitivity, or add "
                         "--metric pixel",
                         name);
    return metric != TKS_METRIC_EXACT ||
           fail_with(err, "--threshold says nothing with --metric exact; leave one of them out");
}

static bool threshold_fits(const tks_rules *rules, tks_error *err)
{
    if (rules->metric == TKS_METRIC_CIEDE2000)
        return rules->threshold <= 1000 ||
               fail_with(err, "--threshold wants a Delta E from 0 to 1000, not '%g'",
                         rules->threshold);
    return rules->threshold <= 1 ||
           fail_with(err, "--threshold wants a number from 0 to 1, not '%g'", rules->threshold);
}

tks_status rules_ready(struct rules *rules, const tks_env *env, tks_error *err)
{
    tks_status status;

    if (!metric_takes(rules, err) || !threshold_fits(&rules->rules, err))
        return err->status;
    if ((status = texts_ready(&rules->texts, err)))
        return status;
    if (rules->as_texts)
        rules->rules.texts = &rules->texts.rules;
    rules->rules.ignore = rules->boxes.ignore;
    rules->rules.n_ignore = rules->boxes.n_ignore;
    rules->rules.areas = rules->boxes.areas;
    rules->rules.n_areas = rules->boxes.n_areas;
    if (rules->mask_path != NULL) {
        if ((status = tks_image_load(&rules->mask, rules->mask_path, env, err)))
            return status;
        rules->mask_view = tks_image_view(rules->mask);
        rules->rules.mask = &rules->mask_view;
    }
    return TKS_OK;
}

const tks_text_view *rules_view(const tks_rules *rules)
{
    return &((const struct rules *)(const void *)rules)->texts.view;
}

void rules_dispose(struct rules *rules)
{
    boxes_dispose(&rules->boxes);
    texts_dispose(&rules->texts);
    tks_image_free(rules->mask);
    for (size_t i = 0; i < rules->n_said; i++)
        free(rules->said[i].value);
    free(rules->said);
}

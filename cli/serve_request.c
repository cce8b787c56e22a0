/* serve_request.c - what is asked, in our words or in odiff's
 *
 *     {"id":1,"expected":"a.png","actual":"b.png","diff":"d.png","rules":{...}}
 *     {"requestId":1,"base":"a.png","compare":"b.png","output":"d.png","options":{...}}
 *
 * Our rules are the options of `tksnap compare`, with _ for -. A key we do not
 * know is an error with a suggestion; in odiff's words it is passed over, as
 * odiff does, and null stands for a key that is not there.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command.h"
#include "opt.h"
#include "say.h"
#include "serve.h"
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

static json_t *present(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);

    return json_is_null(value) ? NULL : value;
}

/* A path, or NULL. Standard input is taken already: the requests come from it. */
static bool take_path(const char **out, const json_t *object, const char *key, bool needed,
                      tks_error *err)
{
    const json_t *value = present(object, key);

    if (value == NULL && needed)
        return fail_with(err, "\"%s\" is missing; it is the path of a picture", key);
    if (value != NULL && !json_is_string(value))
        return fail_with(err, "\"%s\" must be a string, the path of a picture", key);
    *out = value != NULL ? json_string_value(value) : NULL;
    if (needed && **out == '\0')
        return fail_with(err, "\"%s\" is empty; it is the path of a picture", key);
    if (*out != NULL && strcmp(*out, "-") == 0)
        return fail_with(err, "\"%s\" cannot be standard input, which carries the requests", key);
    return true;
}

/* --------------------------------------------------------------- our rules */

/* The key of an option: max_ratio for max-ratio. */
struct key {
    char text[32];
};

static struct key key_of(const struct option *option)
{
    struct key key = { "" };

    for (size_t i = 0; option->name[i] != '\0' && i + 1 < sizeof key.text; i++)
        key.text[i] = (char)(option->name[i] == '-' ? '_' : option->name[i]);
    return key;
}

static const struct option *option_for(const char *key, tks_error *err)
{
    struct suggestion suggestion = suggestion_for(key, strlen(key));
    const struct option *near = NULL;

    for (const struct option *option = rules_group.options; option->name != NULL; option++) {
        const struct key its_key = key_of(option);
        const size_t distance = suggestion.distance;

        if (strcmp(key, its_key.text) == 0)
            return option;
        suggestion_offer(&suggestion, its_key.text);
        if (suggestion.distance < distance)
            near = option;
    }
    if (near != NULL)
        fail_with(err, "there is no rule \"%s\"; did you mean \"%s\"?", key, key_of(near).text);
    else
        fail_with(err, "there is no rule \"%s\"", key);
    return NULL;
}

static bool take_rule_value(struct rules *rules, const struct option *option, const json_t *value,
                            tks_error *err)
{
    char number[64];

    if (json_is_integer(value))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(number, sizeof number, "%.17g", json_real_value(value));
    else if (!json_is_string(value))
        return fail_with(err, "the rule \"%s\" must be a string or a number", key_of(option).text);
    return rules_take_text(rules, option, json_is_string(value) ? json_string_value(value) : number,
                           err);
}

static bool take_rules(struct rules *rules, json_t *object, tks_error *err)
{
    const char *key;
    json_t *value, *element;
    size_t index;

    if (object != NULL && !json_is_object(object))
        return fail_with(err, "\"rules\" must be an object");
    json_object_foreach(object, key, value)
    {
        const struct option *option = option_for(key, err);

        if (option == NULL)
            return false;
        if (!json_is_array(value) && !take_rule_value(rules, option, value, err))
            return false;
        json_array_foreach(value, index,
                           element) if (!take_rule_value(rules, option, element, err)) return false;
    }
    if (rules->mask_path != NULL && strcmp(rules->mask_path, "-") == 0)
        return fail_with(err, "\"mask\" cannot be standard input, which carries the requests");
    return true;
}

/* What the request says, laid over what the configuration does. */
static bool take_all_rules(struct request *request, const struct config *config, tks_error *err)
{
    struct rules asked = RULES;
    const bool good = take_rules(&asked, present(request->json, "rules"), err) &&
                      config_apply(&request->rules, config, request->actual, err) &&
                      rules_lay_over(&request->rules, &asked, err);

    rules_dispose(&asked);
    return good;
}

static bool parse_ours(struct request *request, const struct config *config, tks_error *err)
{
    static const char known[] = "id|expected|actual|diff|rules";
    const char *key;
    json_t *value;

    json_object_foreach(request->json, key, value) if (!opt_is_choice(known, key)) return fail_with(
        err,
        "there is no key \"%s\"; a request has id, expected, actual, diff "
        "and rules",
        key);
    return take_path(&request->expected, request->json, "expected", true, err) &&
           take_path(&request->actual, request->json, "actual", true, err) &&
           take_path(&request->diff, request->json, "diff", false, err) &&
           take_all_rules(request, config, err);
}

/* ----------------------------------------------------------- odiff's words */

static bool is_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

/* "#cd2cc9" */
static bool take_color(tks_color *out, const json_t *value, tks_error *err)
{
    const char *text = json_string_value(value);
    char *end;
    unsigned long rgb;

    if (value == NULL)
        return true;
    if (text == NULL || text[0] != '#' || strlen(text) != 7 ||
        strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return fail_with(err, "\"diffColor\" must be a string like \"#cd2cc9\"");
    rgb = strtoul(text + 1, &end, 16);
    *out = (tks_color){ (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb };
    return true;
}

/* {"x1":0,"y1":0,"x2":9,"y2":9}, both corners inside, in any order. */
static bool take_region(struct rules *rules, const json_t *region, tks_error *err)
{
    static const char *const keys[] = { "x1", "y1", "x2", "y2" };
    json_int_t corner[4];
    tks_rect rect;

    for (int i = 0; i < 4; i++) {
        const json_t *value = json_object_get(region, keys[i]);

        corner[i] =
            json_is_integer(value) ? json_integer_value(value) : (json_int_t)json_real_value(value);
        if (!json_is_number(value) || corner[i] < 0 || corner[i] >= INT32_MAX)
            return fail_with(err, "\"ignoreRegions\" must hold objects with x1, y1, x2 and y2 in "
                                  "pixels");
    }
    rect.x = (int32_t)(corner[0] < corner[2] ? corner[0] : corner[2]);
    rect.y = (int32_t)(corner[1] < corner[3] ? corner[1] : corner[3]);
    rect.width = (int32_t)(corner[0] + corner[2] - 2 * rect.x + 1);
    rect.height = (int32_t)(corner[1] + corner[3] - 2 * rect.y + 1);
    return boxes_ignore(&rules->boxes, rect, err);
}

static bool parse_options(struct request *request, const json_t *options, tks_error *err)
{
    const json_t *threshold = present(options, "threshold");
    json_t *regions = present(options, "ignoreRegions"), *region;
    struct rules *rules = &request->rules;
    size_t index;

    rules->rules.metric = TKS_METRIC_PIXEL;
    rules->rules.count_antialiased = !is_true(options, "antialiasing");
    if (is_true(options, "outputDiffMask"))
        rules->drawing.style = TKS_STYLE_MASK;
    request->lines = is_true(options, "captureDiffLines");
    request->columns = is_true(options, "captureDiffCols");
    request->fail_on_layout = is_true(options, "failOnLayoutDiff");
    request->missing_is_answer = is_true(options, "noFailOnFsErrors");
    if (threshold != NULL) {
        rules->rules.threshold = json_number_value(threshold);
        if (!json_is_number(threshold) || rules->rules.threshold < 0)
            return fail_with(err, "\"threshold\" must be a number from 0 to 1");
    }
    json_array_foreach(regions, index, region) if (!take_region(rules, region, err)) return false;
    return take_color(&rules->drawing.differing, present(options, "diffColor"), err);
}

static bool take_length(size_t *out, const json_t *object, const char *key, tks_error *err)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return fail_with(err, "\"%s\" must be a number of bytes", key);
    *out = (size_t)json_integer_value(value);
    return true;
}

/* First how many raw bytes follow: they have to be skipped whatever else is wrong. */
static bool parse_lengths(struct request *request, tks_error *err)
{
    const char *type = json_string_value(json_object_get(request->json, "type"));

    request->in_memory = type != NULL && strcmp(type, "buffer") == 0;
    return !request->in_memory ||
           (take_length(&request->expected_length, request->json, "baseLength", err) &&
            take_length(&request->actual_length, request->json, "compareLength", err));
}

static bool parse_odiff(struct request *request, tks_error *err)
{
    const json_t *json = request->json;
    bool paths;

    if (!parse_lengths(request, err))
        return false;
    paths = request->in_memory || (take_path(&request->expected, json, "base", true, err) &&
                                   take_path(&request->actual, json, "compare", true, err));
    if (!paths || !take_path(&request->diff, json, "output", false, err))
        return false;
    if (request->diff != NULL && *request->diff == '\0')
        request->diff = NULL;
    return parse_options(request, present(json, "options"), err);
}

/* --------------------------------------------------------------------- all */

bool request_parse(struct request *request, const char *line, size_t length,
                   const struct config *config, tks_error *err)
{
    json_error_t where;

    *request = (struct request){ .rules = RULES };
    request->json = json_loadb(line, length, JSON_REJECT_DUPLICATES, &where);
    if (request->json == NULL)
        return fail_with(err, "not a request in JSON: %s (byte %d)", where.text, where.position);
    if (!json_is_object(request->json))
        return fail_with(err, "not a request: a JSON object is wanted");
    request->as_odiff = json_object_get(request->json, "requestId") != NULL ||
                        json_object_get(request->json, "base") != NULL;
    request->id = json_object_get(request->json, request->as_odiff ? "requestId" : "id");
    return request->as_odiff ? parse_odiff(request, err) : parse_ours(request, config, err);
}

void request_free(struct request *request)
{
    rules_dispose(&request->rules);
    json_decref(request->json);
    free(request->bytes);
    free(request);
}

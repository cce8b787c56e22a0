/* text.c - what a pair of texts wants
 *
 * A pair is one of texts when neither file is a picture, nor known to be something else
 * that is no text, and neither name promises a picture: a screenshot that became an
 * error page, or a pointer of Git LFS, stays a file that cannot be read.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"
#include "session/session.h"
#include "textdiff/textdiff.h"

#include <string.h>
#include <strings.h>
#include <tksnap/text_view.h>

tks_status tksi_check_kinds(bool *texts, const char *const names[2], const tks_bytes begins[2],
                            tks_error *err)
{
    bool picture[2];
    int odd; /* the side that is no text, where the other one is */

    for (int side = 0; side < 2; side++)
        picture[side] = tksi_is_picture_name(names[side]) || tksi_image_is_known(begins[side]);
    *texts = !picture[0] && !picture[1];
    if (picture[0] == picture[1])
        return TKS_OK;
    odd = picture[1];
    if (tksi_codec_for(begins[odd], err) == NULL)
        return tksi_fail_at(err, begins[odd].length > 0 ? TKS_UNSUPPORTED : TKS_BAD_DATA,
                            names[odd]);
    if (begins[1 - odd].length == 0)
        return tksi_fail(err, TKS_BAD_DATA, "%s: is empty (0 bytes)", names[1 - odd]);
    return tksi_fail(err, TKS_UNSUPPORTED,
                     "%s: is no picture, and %s is one; compare two of a kind", names[1 - odd],
                     names[odd]);
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t length = strlen(name), wanted = strlen(ending);

    return length >= wanted && strcasecmp(name + length - wanted, ending) == 0;
}

static tks_text_structure structure_of_name(const char *name)
{
    return ends_in(name, ".json") || ends_in(name, ".jsonl") || ends_in(name, ".ndjson")
               ? TKS_TEXT_JSON
           : ends_in(name, ".yaml") || ends_in(name, ".yml") ? TKS_TEXT_YAML
                                                             : TKS_TEXT_AUTO;
}

tks_text_rules tksi_text_rules_for(const tks_text_rules *rules, const char *const names[2])
{
    tks_text_rules named = *rules;

    if (rules->structure == TKS_TEXT_AUTO && names[0] != NULL && names[1] != NULL &&
        structure_of_name(names[0]) == structure_of_name(names[1]))
        named.structure = structure_of_name(names[0]);
    return named;
}

tks_status tksi_text_compare_sources(tks_text_diff **out, struct tksi_source *const files[2],
                                     const char *const names[2], const tks_text_rules *rules,
                                     const struct tksi_env *env, tks_error *err)
{
    const tks_text_rules named = tksi_text_rules_for(rules, names);
    tks_text_diff *diff = NULL;
    tks_status status;

    for (int side = 0; side < 2; side++)
        if ((status = tksi_source_load(files[side], err)))
            return status;
    if ((status = tksi_text_compare(&diff, files[0]->memory, files[1]->memory, &named, env, err)))
        return status;
    for (int side = 0; side < 2; side++) {
        diff->owned[side] = files[side]->content;
        diff->owned[side].env = &diff->env;
        tksi_buffer_init(&files[side]->content, 0, &files[side]->env);
        files[side]->memory = (tks_bytes){ NULL, 0 };
    }
    *out = diff;
    return TKS_OK;
}

tks_status tksi_text_deliver(const tks_text_diff *diff, const char *const names[2],
                             const char *path, const struct tksi_env *env, tks_error *err)
{
    const tks_env plain = { .size = sizeof plain, .allocator = &env->allocator, .threads = 1 };
    tks_text_view view = TKS_TEXT_VIEW;
    struct tksi_outfile file = { .descriptor = -1 };
    tks_sink sink;
    tks_status status;

    view.style = TKS_TEXT_PATCH;
    view.names[0] = names[0];
    view.names[1] = names[1];
    if ((status = tksi_outfile_open(&file, path, true, env, err)))
        return status;
    sink = tksi_outfile_sink(&file);
    if ((status = tks_render_text(diff, &view, &sink, &plain, err)) == TKS_OK)
        status = tksi_outfile_commit(&file, err);
    tksi_outfile_dispose(&file);
    return status;
}

tks_verdict tks_outcome_verdict(const tks_outcome *outcome)
{
    return outcome->text != NULL ? tks_text_diff_verdict(outcome->text)
                                 : tks_diff_verdict(outcome->diff);
}

/* pending.c - what a pair that waits in a project wants
 *
 * What the two values are is told by their contents alone: a snapshot's name says what its
 * library calls it. A picture that became an error page is no fault here but a change, of
 * bytes; it is one that a person will want to see before deciding.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"
#include "session/session.h"
#include "textdiff/textdiff.h"

/* Whether the header of a picture is there: "P1" may well begin a text. One that is too
 * large, or too much just now, stays a picture, so that it is told. */
static bool is_picture(tks_bytes bytes, const struct tksi_env *env)
{
    tks_image_info info = { .size = sizeof info };
    const tks_status status = tksi_image_inspect(&info, bytes, env, NULL);

    return status == TKS_OK || status == TKS_OVER_LIMIT || status == TKS_OUT_OF_MEMORY;
}

static tks_status compare_texts(tks_text_diff **out, const char *const names[2],
                                const tks_sides *sides, const tks_rules *rules,
                                const tks_drawing *drawing, const struct tksi_env *env,
                                tks_error *err)
{
    tks_text_rules texts;
    tks_text_diff *diff = NULL;
    tks_status status;

    if ((status = tksi_text_rules_resolve(&texts, rules != NULL ? rules->texts : NULL, err)) ||
        (status = tksi_text_compare(&diff, sides->expected, sides->actual, &texts, env, err)))
        return status;
    if (drawing != NULL && tks_text_diff_hunks(diff) > 0 &&
        (status = tksi_text_deliver(diff, names, drawing->path, env, err))) {
        tks_text_diff_free(diff);
        return status;
    }
    *out = diff;
    return TKS_OK;
}

tks_status tksi_compare_sides(tks_diff **diff, tks_text_diff **text, const char *const names[2],
                              const tks_sides *sides, const tks_rules *rules,
                              const tks_drawing *drawing, const tks_env *env, tks_error *err)
{
    struct tksi_env resolved;
    tks_status status = tksi_env_resolve(&resolved, env, err);

    if (status != TKS_OK)
        return status;
    if (is_picture(sides->expected, &resolved) && is_picture(sides->actual, &resolved))
        return tksi_compare_bytes(diff, names, sides->expected, sides->actual, rules, drawing, env,
                                  err);
    return compare_texts(text, names, sides, rules, drawing, &resolved, err);
}

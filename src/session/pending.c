/* pending.c - what a pair that waits in a project wants
 *
 * What the two values are is told by their contents alone: a snapshot's name says what its
 * library calls it. A picture that became an error page is no fault here but a change, of
 * bytes; it is one that a person will want to see before deciding.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"
#include "session/session.h"
#include "text/text.h"
#include "textdiff/textdiff.h"

/* Whether the header of a picture is there: "P1" may well begin a text. One that is too
 * large, or too much just now, stays a picture, so that it is told. */
static bool is_picture(tks_bytes bytes, const struct tksi_env *env)
{
    tks_image_info info = { .size = sizeof info };
    const tks_status status = tksi_image_inspect(&info, bytes, env, NULL);

    return status == TKS_OK || status == TKS_OVER_LIMIT || status == TKS_OUT_OF_MEMORY;
}

/* ----------------------------------------------------------------------- texts */

static bool is_unended(tks_bytes text)
{
    return text.length > 0 && ((const char *)text.data)[text.length - 1] != '\n' &&
           tksi_is_text(text);
}

/* Most libraries take the end of the last line away, of both values. Lines are compared with
 * their ends, so one that is followed by others now would count as changed: it gets its end
 * back. *out is the text itself, or a copy in `room`. */
static tks_status end_lines(tks_bytes out[2], struct tksi_buffer room[2], const tks_sides *sides,
                            tks_error *err)
{
    tks_status status;

    out[0] = sides->expected;
    out[1] = sides->actual;
    if (!is_unended(out[0]) || !is_unended(out[1]))
        return TKS_OK;
    for (int side = 0; side < 2; side++) {
        if ((status = tksi_buffer_reserve(&room[side], out[side].length + 1, err)) ||
            (status = tksi_buffer_append(&room[side], out[side].data, out[side].length, err)) ||
            (status = tksi_buffer_append(&room[side], "\n", 1, err)))
            return status;
        out[side] = (tks_bytes){ room[side].data, room[side].length };
    }
    return TKS_OK;
}

static tks_status compare_lines(tks_text_diff **out, const tks_sides *sides,
                                const tks_text_rules *rules, const struct tksi_env *env,
                                tks_error *err)
{
    struct tksi_buffer room[2];
    tks_bytes texts[2];
    tks_text_diff *diff = NULL;
    tks_status status;

    tksi_buffer_init(&room[0], SIZE_MAX, env);
    tksi_buffer_init(&room[1], SIZE_MAX, env);
    if ((status = end_lines(texts, room, sides, err)) == TKS_OK &&
        (status = tksi_text_compare(&diff, texts[0], texts[1], rules, env, err)) == TKS_OK) {
        for (int side = 0; side < 2; side++) { /* which looks at them */
            diff->owned[side] = room[side];
            diff->owned[side].env = &diff->env;
            tksi_buffer_init(&room[side], 0, env);
        }
        *out = diff;
    }
    tksi_buffer_dispose(&room[1]);
    tksi_buffer_dispose(&room[0]);
    return status;
}

static tks_status compare_texts(tks_text_diff **out, const char *const names[2],
                                const tks_sides *sides, const tks_rules *rules,
                                const tks_drawing *drawing, const struct tksi_env *env,
                                tks_error *err)
{
    const char *const baseline[2] = { names[0], names[0] };
    tks_text_rules texts;
    tks_text_diff *diff = NULL;
    tks_status status;

    if ((status = tksi_text_rules_resolve(&texts, rules != NULL ? rules->texts : NULL, err)))
        return status;
    texts = tksi_text_rules_for(&texts, baseline);
    if ((status = compare_lines(&diff, sides, &texts, env, err)))
        return status;
    if (drawing != NULL && tks_text_diff_hunks(diff) > 0 &&
        (status = tksi_text_deliver(diff, names, drawing->path, env, err))) {
        tks_text_diff_free(diff);
        return status;
    }
    *out = diff;
    return TKS_OK;
}

/* ------------------------------------------------------------------------- all */

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

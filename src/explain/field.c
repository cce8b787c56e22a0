/* field.c - two pictures laid on each other, and masks of what differs there
 *
 * An explanation looks at more than a diff tells: at what belongs to a change and is too
 * faint to be seen, at what nobody sees at all, and at bands of the two pictures that lie
 * at different places. Each is a diff again, made by the engine under rules of its own.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

/* The rules of a mask, but for the rectangles to ignore. */
static tks_rules rules_for(enum tksi_sight sight, const tks_rules *rules)
{
    tks_rules made = TKS_RULES;

    if (sight == TKSI_SEEN)
        made = *rules;
    else
        made.metric = TKS_METRIC_EXACT;
    made.mask = rules->mask;
    made.scores = 0;
    return made;
}

/* The rectangles to ignore: those of the rules, then the boxes. */
static tks_rect *rectangles_of(const tks_rules *rules, const struct tksi_field *field,
                               const struct tksi_blob *boxes, size_t count,
                               const struct tksi_env *env)
{
    tks_rect *all = tksi_allocate(env, rules->n_ignore + count, sizeof *all);

    for (size_t i = 0; i < rules->n_ignore && all != NULL; i++)
        all[i] = rules->ignore[i];
    for (size_t i = 0; i < count && all != NULL; i++) {
        all[rules->n_ignore + i] = boxes[i].box;
        all[rules->n_ignore + i].x += field->x;
        all[rules->n_ignore + i].y += field->y;
    }
    return all;
}

/* Compares one piece where it lies. */
static tks_status compare_piece(tks_diff **out, const struct tksi_field *field, tks_rect piece,
                                const tks_rules *rules, const struct tksi_env *env, tks_error *err)
{
    const tks_rect place = { piece.x + field->x, piece.y + field->y, piece.width, piece.height };
    struct tksi_part_rules part;
    tks_status status = tksi_part_rules_init(&part, rules, place, env, err);

    if (status)
        return status;
    status =
        tksi_diff_views(out, tksi_view_part(&field->sides.expected, piece),
                        tksi_view_part(&field->sides.actual, piece), &part.rules, NULL, env, err);
    tksi_part_rules_dispose(&part);
    return status;
}

static tks_status compare_pieces(tks_diff **out, const struct tksi_field *field,
                                 const tks_rules *rules, const struct tksi_env *env, tks_error *err)
{
    const tks_view *expected = &field->sides.expected, *actual = &field->sides.actual;
    const struct tksi_canvas canvas = { expected->width,  expected->height, expected->width,
                                        expected->height, actual->width,    actual->height };
    struct tksi_piece *pieces = tksi_allocate_zeroed(env, field->n_pieces, sizeof *pieces);
    tks_status status = TKS_OK;

    if (pieces == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    for (size_t i = 0; i < field->n_pieces && status == TKS_OK; i++) {
        tks_diff *diff = NULL;

        status = compare_piece(&diff, field, field->pieces[i], rules, env, err);
        pieces[i] = (struct tksi_piece){ diff, field->pieces[i].x, field->pieces[i].y };
    }
    if (status == TKS_OK)
        status = tksi_diff_join(out, &canvas, pieces, field->n_pieces, rules, env, err);
    for (size_t i = 0; i < field->n_pieces && pieces != NULL; i++)
        tks_diff_free(pieces[i].diff);
    tksi_release(env, pieces);
    return status;
}

tks_status tksi_field_mask(tks_diff **out, const struct tksi_field *field, enum tksi_sight sight,
                           const tks_rules *rules, const struct tksi_blob *boxes, size_t count,
                           const struct tksi_env *env, tks_error *err)
{
    tks_rules made = rules_for(sight, rules), resolved;
    tks_rect *ignore = rectangles_of(rules, field, boxes, count, env);
    tks_status status;

    if (ignore == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    made.ignore = ignore;
    made.n_ignore = rules->n_ignore + count;
    if ((status = tksi_rules_resolve(&resolved, &made, err)) == TKS_OK) {
        if (field->n_pieces == 0)
            status = tksi_diff_views(out, field->sides.expected, field->sides.actual, &resolved,
                                     NULL, env, err);
        else
            status = compare_pieces(out, field, &resolved, env, err);
    }
    tksi_release(env, ignore);
    return status;
}

/* join.c - one diff put together from those of parts
 *
 * The parts that cross a row are kept in a list from left to right; each part enters it
 * at its first row and leaves it after its last.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/model.h"

#include <stdlib.h>

struct joining {
    const struct tksi_env *env;
    struct tksi_piece *pieces; /* by their first rows */
    size_t *active;            /* those that cross the row at hand, from left to right */
    size_t n_active;
    tks_run *runs;
};

static int by_row(const void *first, const void *second)
{
    const struct tksi_piece *a = first, *b = second;

    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return (a->x > b->x) - (a->x < b->x);
}

static int32_t bottom_of(const struct tksi_piece *piece)
{
    return piece->y + piece->diff->canvas.height;
}

static void leave(struct joining *joining, int32_t y)
{
    size_t kept = 0;

    for (size_t i = 0; i < joining->n_active; i++)
        if (bottom_of(&joining->pieces[joining->active[i]]) > y)
            joining->active[kept++] = joining->active[i];
    joining->n_active = kept;
}

static void enter(struct joining *joining, size_t piece)
{
    size_t at = joining->n_active++;

    for (; at > 0 && joining->pieces[joining->active[at - 1]].x > joining->pieces[piece].x; at--)
        joining->active[at] = joining->active[at - 1];
    joining->active[at] = piece;
}

/* The runs of a row; those of two parts that touch become one. */
static size_t join_row(struct joining *joining, int32_t y, size_t width)
{
    size_t count = 0;

    for (size_t i = 0; i < joining->n_active; i++) {
        const struct tksi_piece *piece = &joining->pieces[joining->active[i]];
        tks_run *runs = joining->runs + count;
        const size_t more = tks_diff_row(piece->diff, y - piece->y, runs, width - count);

        for (size_t j = 0; j < more; j++) {
            tks_run *last = count > 0 ? &joining->runs[count - 1] : NULL;
            tks_run run = runs[j];

            run.x += piece->x;
            if (last != NULL && last->kind == run.kind && last->x + last->length == run.x)
                last->length += run.length;
            else
                joining->runs[count++] = run;
        }
    }
    return count;
}

static tks_status join_rows(tks_diff *diff, struct joining *joining, size_t count,
                            const tks_rules *rules, tks_error *err)
{
    bool unequal = false;
    size_t next = 0;

    for (int32_t y = 0; y < diff->canvas.height; y++) {
        tks_status status;

        leave(joining, y);
        for (; next < count && joining->pieces[next].y == y; next++)
            enter(joining, next);
        if ((status = tksi_diff_add_row(diff, y, joining->runs,
                                        join_row(joining, y, (size_t)diff->canvas.width), err)))
            return status;
    }
    for (size_t i = 0; i < count; i++) {
        const tks_diff *part = joining->pieces[i].diff;

        unequal |= part->reason != TKS_REASON_IDENTICAL;
        diff->counts.ignored += part->counts.ignored;
        diff->score = part->score > diff->score ? part->score : diff->score;
    }
    tksi_diff_conclude(diff, rules, unequal);
    return TKS_OK;
}

tks_status tksi_diff_join(tks_diff **out, const struct tksi_canvas *canvas,
                          const struct tksi_piece *pieces, size_t count, const tks_rules *rules,
                          const struct tksi_env *env, tks_error *err)
{
    struct joining joining = { .env = env };
    tks_diff *diff = NULL;
    tks_status status;

    joining.pieces = tksi_allocate(env, count, sizeof *joining.pieces);
    joining.active = tksi_allocate(env, count, sizeof *joining.active);
    joining.runs = tksi_allocate(env, (size_t)canvas->width, sizeof *joining.runs);
    if (joining.pieces == NULL || joining.active == NULL || joining.runs == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < count; i++)
        joining.pieces[i] = pieces[i];
    if (count > 1)
        qsort(joining.pieces, count, sizeof *joining.pieces, by_row);
    if ((status = tksi_diff_new(&diff, canvas, rules, env, err)) ||
        (status = join_rows(diff, &joining, count, rules, err)))
        goto done;
    *out = diff;
    diff = NULL;
done:
    tks_diff_free(diff);
    tksi_release(env, joining.runs);
    tksi_release(env, joining.active);
    tksi_release(env, joining.pieces);
    return status;
}

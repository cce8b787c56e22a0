/* session.c - a list of pairs compared, each outcome told in its turn
 *
 * The pool (pool.c) decides who works when; here is what a task is. Every worker
 * has an allocator of its own that keeps memory warm from pair to pair
 * (recycler.c). A diff is told, and freed, on the caller's thread after its worker
 * has gone on, so the recyclers live until all diffs are freed.
 *
 * A diff picture of an earlier run stays where it is when its pair now agrees:
 * nothing is removed that this run did not write. `diff_written` tells which
 * pictures are of this run.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "session/session.h"
#include "diff/diff.h"
#include "kernel/kernel.h"
#include "textdiff/textdiff.h"

#include <string.h>

/* What a worker keeps between pairs. */
static const size_t most_kept = (size_t)64 << 20;

struct session {
    const tks_pair *pairs;
    const tks_rules *rules;
    tks_drawing drawing;
    tks_env env; /* as the caller gave it, threads and allocator to be replaced */
    tks_outcome_fn *told;
    void *user;
    tks_outcome *outcomes;           /* by slot */
    tks_diff **diffs;                /* by slot: the outcome's, but ours to free */
    tks_text_diff **texts;           /* the same */
    tks_sides **sides;               /* the same */
    struct tksi_recycler *recyclers; /* by worker */
};

/* The drawing of a pair, and the environment of its worker. */
static void equip(tks_drawing *drawing, tks_env *env, const struct session *session,
                  const tks_pair *pair, const tks_allocator *allocator, int threads)
{
    *drawing = pair->drawing != NULL ? *pair->drawing : session->drawing;
    drawing->path = pair->diff;
    drawing->sink = NULL;
    drawing->make_folders = true;
    *env = session->env;
    env->allocator = allocator;
    env->threads = threads;
}

/* Compares a pair that has both sides; those of a pending snapshot, else NULL. */
static tks_status compare(tks_diff **diff, tks_text_diff **text, const struct session *session,
                          const tks_pair *pair, const tks_sides *sides,
                          struct tksi_recycler *recycler, int threads, tks_error *err)
{
    const char *const names[2] = { pair->expected, pair->actual };
    const tks_allocator allocator = tksi_recycler_allocator(recycler);
    const tks_rules *rules = pair->rules != NULL ? pair->rules : session->rules;
    const tks_drawing *drawn;
    tks_drawing drawing;
    tks_env env;

    equip(&drawing, &env, session, pair, &allocator, threads);
    drawn = pair->diff != NULL ? &drawing : NULL;
    if (sides != NULL)
        return tksi_compare_sides(diff, text, names, sides, rules, drawn, &env, err);
    return tksi_compare_pair(diff, text, names, rules, drawn, &env, err);
}

/* Reads what is pending; a side that is not there loses its name. */
static tks_status open_pending(tks_sides **out, tks_outcome *outcome)
{
    tks_pair *pair = &outcome->pair;
    const tks_status status =
        tks_project_sides(out, pair->project, pair->listing, pair->item, &outcome->error);

    if (status != TKS_OK)
        return status;
    outcome->sides = *out;
    if (!(*out)->has_expected)
        pair->expected = NULL;
    if (!(*out)->has_actual)
        pair->actual = NULL;
    return TKS_OK;
}

/* What a worker makes of a pair. */
struct work {
    tks_sides *sides;
    tks_diff *diff;
    tks_text_diff *text;
};

static tks_state judge(struct work *work, const struct session *session, tks_outcome *outcome,
                       struct tksi_recycler *recycler, int threads)
{
    const tks_pair *pair = &outcome->pair;

    if (pair->listing != NULL && open_pending(&work->sides, outcome) != TKS_OK)
        return TKS_STATE_FAILED;
    if (pair->expected == NULL && pair->actual == NULL) {
        tksi_fail(&outcome->error, TKS_INVALID_ARGUMENT, "%s: a pair without any file",
                  pair->name != NULL ? pair->name : "(no name)");
        return TKS_STATE_FAILED;
    }
    if (pair->expected == NULL)
        return TKS_STATE_NEW;
    if (pair->actual == NULL)
        return TKS_STATE_MISSING;
    return compare(&work->diff, &work->text, session, pair, work->sides, recycler, threads,
                   &outcome->error) == TKS_OK
               ? TKS_STATE_COMPARED
               : TKS_STATE_FAILED;
}

static void work(void *user, int worker, size_t index, size_t slot, int threads)
{
    struct session *session = user;
    tks_outcome *outcome = &session->outcomes[slot];
    struct work done = { .sides = NULL };

    *outcome = (tks_outcome){ .index = index, .pair = session->pairs[index] };
    outcome->state = judge(&done, session, outcome, &session->recyclers[worker], threads);
    if (outcome->state == TKS_STATE_COMPARED)
        outcome->diff_written = outcome->pair.diff != NULL &&
                                (done.text != NULL ? tks_text_diff_hunks(done.text) > 0
                                                   : tks_diff_counts(done.diff).differing > 0);
    outcome->diff = session->diffs[slot] = done.diff;
    outcome->text = session->texts[slot] = done.text;
    session->sides[slot] = done.sides;
}

static void drop(void *user, size_t slot)
{
    struct session *session = user;

    tks_diff_free(session->diffs[slot]);
    tks_text_diff_free(session->texts[slot]);
    tks_sides_free(session->sides[slot]); /* which the text looks at */
    session->diffs[slot] = NULL;
    session->texts[slot] = NULL;
    session->sides[slot] = NULL;
}

static tks_status tell(void *user, size_t index, size_t slot, tks_error *err)
{
    struct session *session = user;
    tks_status status;

    (void)index;
    status = session->told(session->user, &session->outcomes[slot], err);
    drop(session, slot);
    return status;
}

/* Says what is wrong with the arguments once, instead of once for every pair. */
static tks_status check(const tks_pair *pairs, size_t count, const tks_rules *rules,
                        const tks_drawing *drawing, tks_outcome_fn *told, tks_error *err)
{
    tks_rules resolved;

    if (told == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "nobody to tell the outcomes to");
    if (pairs == NULL && count > 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "no list of pairs");
    if (drawing != NULL && drawing->size < sizeof *drawing)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_drawing.size is not set");
    if (rules != NULL && rules->texts != NULL) {
        tks_text_rules texts;
        const tks_status status = tksi_text_rules_resolve(&texts, rules->texts, err);

        if (status != TKS_OK)
            return status;
    }
    return tksi_rules_resolve(&resolved, rules, err);
}

tks_status tks_compare_pairs(const tks_pair *pairs, size_t count, const tks_rules *rules,
                             const tks_drawing *drawing, tks_outcome_fn *told, void *user,
                             const tks_env *env, tks_error *err)
{
    const tks_drawing plain = TKS_DRAWING;
    struct session session = { .pairs = pairs, .rules = rules, .told = told, .user = user };
    struct tksi_pool_job job = { count, 1, work, tell, drop, &session };
    struct tksi_env resolved;
    tks_status status;
    int workers = 0;

    if ((status = check(pairs, count, rules, drawing, told, err)) ||
        (status = tksi_env_resolve(&resolved, env, err)))
        return status;
    session.drawing = drawing != NULL ? *drawing : plain;
    session.env = env != NULL ? *env : (tks_env){ .size = sizeof session.env };
    job.threads = resolved.threads;
    workers = tksi_pool_workers(count, job.threads);

    session.outcomes = tksi_allocate(&resolved, tksi_pool_slots(count), sizeof(tks_outcome));
    session.diffs = tksi_allocate_zeroed(&resolved, tksi_pool_slots(count), sizeof(tks_diff *));
    session.texts =
        tksi_allocate_zeroed(&resolved, tksi_pool_slots(count), sizeof(tks_text_diff *));
    session.sides = tksi_allocate_zeroed(&resolved, tksi_pool_slots(count), sizeof(tks_sides *));
    session.recyclers = tksi_allocate(&resolved, (size_t)workers, sizeof(struct tksi_recycler));
    if (session.outcomes == NULL || session.diffs == NULL || session.texts == NULL ||
        session.sides == NULL || session.recyclers == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (int i = 0; i < workers; i++)
        tksi_recycler_init(&session.recyclers[i], most_kept, &resolved.allocator);
    status = tksi_pool_run(&job, &resolved, err);
    for (int i = 0; i < workers; i++)
        tksi_recycler_dispose(&session.recyclers[i]);
done:
    tksi_release(&resolved, session.recyclers);
    tksi_release(&resolved, session.sides);
    tksi_release(&resolved, session.texts);
    tksi_release(&resolved, session.diffs);
    tksi_release(&resolved, session.outcomes);
    return status;
}

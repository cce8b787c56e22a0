/* decide.c - what waits is accepted or rejected
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/decide.h"

#include "record/record.h"
#include "store/kept.h"

#include <string.h>

tks_status tksi_project_begin(struct tksi_transaction *out, const tks_project *project,
                              tks_deed deed, tks_error *err)
{
    return tksi_transaction_begin(out, &project->root, deed, tksi_record_recover, err);
}

struct decision {
    struct tksi_transaction transaction;
    const tks_listing *listing;
    const struct tksi_waiting **items; /* those chosen, sorted as the listing is */
    tks_error **outcomes;              /* theirs, in this order ... */
    tks_error *told;                   /* ... and in the caller's */
    size_t *planned;                   /* the plan's item each belongs to; SIZE_MAX: none */
    size_t count;
};

static void free_decision(struct decision *decision, const struct tksi_env *env)
{
    tksi_release(env, decision->planned);
    tksi_release(env, decision->told);
    tksi_release(env, decision->outcomes);
    tksi_release(env, decision->items);
}

/* Indices and the places they came from, sorted: a counting pass over the listing. */
static tks_status sort_chosen(struct decision *decision, const size_t *chosen,
                              const struct tksi_env *env, tks_error *err)
{
    const size_t all = decision->listing->count;
    size_t *place = tksi_allocate(env, all + 1, sizeof *place);
    size_t next = 0;

    if (place == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < all; i++)
        place[i] = SIZE_MAX;
    for (size_t i = 0; i < decision->count; i++)
        place[chosen[i]] = i;
    for (size_t i = 0; i < all; i++)
        if (place[i] != SIZE_MAX) {
            decision->items[next] = &decision->listing->waiting[i];
            decision->outcomes[next] = &decision->told[place[i]];
            decision->planned[next++] = SIZE_MAX;
        }
    tksi_release(env, place);
    return next == decision->count
               ? TKS_OK
               : tksi_fail(err, TKS_INVALID_ARGUMENT, "an item is chosen twice");
}

static tks_status make_decision(struct decision *out, const tks_listing *listing,
                                const size_t *chosen, size_t count, const struct tksi_env *env,
                                tks_error *err)
{
    *out = (struct decision){ .listing = listing, .count = count };
    out->items = tksi_allocate_zeroed(env, count, sizeof *out->items);
    out->outcomes = tksi_allocate_zeroed(env, count, sizeof *out->outcomes);
    out->told = tksi_allocate_zeroed(env, count, sizeof *out->told);
    out->planned = tksi_allocate_zeroed(env, count, sizeof *out->planned);
    if (out->items == NULL || out->outcomes == NULL || out->told == NULL || out->planned == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu items", count);
    return sort_chosen(out, chosen, env, err);
}

/* How many items from this one on have one baseline. */
static size_t group_from(const struct decision *decision, size_t first)
{
    const struct tksi_waiting *const *items = decision->items;
    size_t end = first + 1;

    while (items[first]->found.store != NULL && end < decision->count &&
           items[end]->found.store == items[first]->found.store &&
           strcmp(items[end]->pending.path, items[first]->pending.path) == 0)
        end++;
    return end - first;
}

/* The item of a group that nothing is left of is taken out of the plan again. */
static tks_status settle_group(struct decision *decision, const struct tksi_group *group,
                               size_t first, size_t item, tks_error *err)
{
    bool any = false;

    for (size_t i = 0; i < group->count; i++)
        if (group->outcomes[i]->status == TKS_OK) {
            decision->planned[first + i] = item;
            any = true;
        }
    return any ? TKS_OK : tksi_transaction_drop(&decision->transaction, err);
}

/* The steps of one group; what is in the way of an item is its outcome. */
static tks_status plan_group(struct decision *decision, const struct tksi_group *group,
                             size_t first, tks_error *err)
{
    struct tksi_transaction *transaction = &decision->transaction;
    const struct tksi_store *store = group->items[0]->found.store;
    const size_t item = tksi_plan_items(&transaction->plan);
    tks_error why = { .status = TKS_OK };
    tks_status status;

    if (store == NULL) {
        tksi_fail(group->outcomes[0], TKS_IO_FAILED, "%s", group->items[0]->pending.problem);
        return TKS_OK;
    }
    if ((status =
             tksi_transaction_item(transaction, store->name, group->items[0]->pending.path, err)))
        return status;
    status = transaction->plan.deed == TKS_DEED_ACCEPT ? store->accept(transaction, group, &why)
                                                       : store->reject(transaction, group, &why);
    if (status == TKS_OUT_OF_MEMORY || transaction->broken) {
        if (err != NULL)
            *err = why;
        return status;
    }
    for (size_t i = 0; status != TKS_OK && i < group->count; i++)
        if (group->outcomes[i]->status == TKS_OK)
            *group->outcomes[i] = why;
    return settle_group(decision, group, first, item, err);
}

static tks_status decide(struct decision *decision, tks_error *err)
{
    const struct tksi_plan *plan = &decision->transaction.plan;
    tks_status status = TKS_OK;

    for (size_t i = 0, count; i < decision->count && status == TKS_OK; i += count) {
        struct tksi_group group = { decision->items + i, decision->outcomes + i, 0 };

        count = group.count = group_from(decision, i);
        status = plan_group(decision, &group, i, err);
    }
    if (status != TKS_OK || tksi_plan_items(plan) == 0 ||
        (status = tksi_transaction_commit(&decision->transaction, err)))
        return status;
    for (size_t i = 0; i < decision->count; i++)
        if (decision->planned[i] != SIZE_MAX && tksi_plan_item(plan, decision->planned[i])->left)
            *decision->outcomes[i] = tksi_plan_item(plan, decision->planned[i])->why;
    return TKS_OK;
}

static bool is_anything_done(const struct tksi_plan *plan)
{
    for (size_t i = 0; i < tksi_plan_items(plan); i++)
        if (!tksi_plan_item(plan, i)->left)
            return true;
    return false;
}

static tks_status check_decision(tks_deed deed, const tks_listing *listing, const size_t *chosen,
                                 size_t count, tks_error *err)
{
    if (deed != TKS_DEED_ACCEPT && deed != TKS_DEED_REJECT)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%s is not a decision on what is pending",
                         tks_deed_name(deed));
    for (size_t i = 0; i < count; i++)
        if (chosen[i] >= listing->count)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no item %zu", chosen[i]);
    return TKS_OK;
}

tks_status tks_project_decide(uint32_t *number, tks_project *project, tks_deed deed,
                              const tks_listing *listing, const size_t *chosen, size_t count,
                              tks_decided_fn *told, void *user, tks_error *err)
{
    const struct tksi_env *env = &project->root.env;
    struct decision decision;
    tks_status status;

    *number = 0;
    if ((status = check_decision(deed, listing, chosen, count, err)) || count == 0)
        return status;
    if ((status = make_decision(&decision, listing, chosen, count, env, err)))
        goto done;
    status = tksi_project_begin(&decision.transaction, project, deed, err);
    if (status == TKS_OK)
        status = decide(&decision, err);
    if (status == TKS_OK && is_anything_done(&decision.transaction.plan))
        *number = decision.transaction.number;
    tksi_transaction_close(&decision.transaction);
    for (size_t i = 0; status == TKS_OK && i < count; i++)
        if (decision.told[i].status == TKS_OK)
            tksi_kept_tidy(&project->root, listing->waiting[chosen[i]].pending.file);
    for (size_t i = 0; told != NULL && i < count && status == TKS_OK; i++)
        status = told(user, &listing->waiting[chosen[i]].pending, &decision.told[i], err);
done:
    free_decision(&decision, env);
    return status;
}

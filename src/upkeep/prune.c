/* prune.c - unused baselines are removed, all in one transaction
 *
 * Of a file with several entries those that go are taken out at once; with the last one
 * goes the file, as its library would do it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/decide.h"
#include "format/format.h"
#include "store/steps.h"
#include "upkeep/unused.h"

#include <string.h>

/* What is being done. */
struct pruning {
    struct tksi_transaction transaction;
    const tks_unused *unused;
    tks_error *outcomes; /* one for each item */
    size_t *planned;     /* which of the plan's items it is in; SIZE_MAX: none */
};

/* ------------------------------------------------------------------------ one file */

/* Items first..end-1 are of one file. */
struct part {
    size_t first, end;
};

static const struct tksi_unused_item *item_at(const struct pruning *pruning, size_t index)
{
    return &pruning->unused->items[index];
}

static struct part part_from(const struct pruning *pruning, size_t first)
{
    struct part part = { first, first + 1 };

    while (part.end < pruning->unused->count &&
           strcmp(item_at(pruning, part.end)->told.path, item_at(pruning, first)->told.path) == 0)
        part.end++;
    return part;
}

static tks_status remove_file(struct tksi_transaction *transaction,
                              const struct tksi_unused_item *item, tks_error *err)
{
    tks_status status = tksi_transaction_remove(transaction, item->told.path, &item->seen, err);

    if (status == TKS_OK && item->told.sidecar != NULL)
        status = tksi_transaction_remove(transaction, item->told.sidecar, NULL, err);
    return status;
}

/* The names of the entries that go; before the steps. */
static tks_status name_entries(struct pruning *pruning, struct part part, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = part.first; i < part.end && status == TKS_OK; i++)
        if (pruning->outcomes[i].status == TKS_OK)
            status =
                tksi_transaction_entry(&pruning->transaction, item_at(pruning, i)->told.entry, err);
    return status;
}

/* The file without the part's entries; *entries is how many are left. */
static tks_status make_rest(struct tksi_buffer *rest, size_t *entries,
                            const struct pruning *pruning, struct part part, tks_bytes file,
                            tks_error *err)
{
    const struct tksi_env *env = &pruning->unused->env;
    const char *path = item_at(pruning, part.first)->told.path;
    struct tksi_change *changes = tksi_allocate_zeroed(env, part.end - part.first, sizeof *changes);
    size_t count = 0;
    tks_status status;

    if (changes == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for entries");
    for (size_t i = part.first; i < part.end; i++) {
        const char *name = item_at(pruning, i)->told.entry;

        if (pruning->outcomes[i].status == TKS_OK)
            changes[count++] = (struct tksi_change){ .name = { name, strlen(name) },
                                                     .removed = true,
                                                     .outcome = &pruning->outcomes[i] };
    }
    status = tksi_changes_make(rest, entries, tksi_format_of(file, (tks_str){ path, strlen(path) }),
                               file, changes, count, err);
    tksi_release(env, changes);
    return status ? tksi_fail_at(err, status, path) : TKS_OK;
}

static tks_status prune_entries(struct pruning *pruning, struct part part, tks_error *err)
{
    const struct tksi_root *root = pruning->transaction.root;
    const struct tksi_unused_item *item = item_at(pruning, part.first);
    struct tksi_buffer file, rest;
    size_t entries = 0;
    tks_status status;

    tksi_step_room(&file, root);
    tksi_step_room(&rest, root);
    if ((status = tksi_step_read(&file, root, item->told.path, &item->seen, err)) ||
        (status = make_rest(&rest, &entries, pruning, part, tksi_bytes_of(&file), err)) ||
        (status = name_entries(pruning, part, err)))
        goto done;
    if (entries == 0)
        status = remove_file(&pruning->transaction, item, err);
    else
        status = tksi_transaction_replace(&pruning->transaction, item->told.path,
                                          tksi_bytes_of(&rest), &item->seen, 0, err);
done:
    tksi_buffer_dispose(&rest);
    tksi_buffer_dispose(&file);
    return status;
}

/* Items that cannot be removed have their outcome; whether there are others. */
static bool set_problems(struct pruning *pruning, struct part part)
{
    bool any = false;

    for (size_t i = part.first; i < part.end; i++)
        if (item_at(pruning, i)->told.problem == NULL)
            any = true;
        else
            tksi_fail(&pruning->outcomes[i], TKS_BAD_DATA, "%s", item_at(pruning, i)->told.problem);
    return any;
}

/* The steps of one file; what is in the way of it is the outcome of all its items. */
static tks_status plan_part(struct pruning *pruning, struct part part, tks_error *err)
{
    struct tksi_transaction *transaction = &pruning->transaction;
    const struct tksi_unused_item *item = item_at(pruning, part.first);
    const size_t planned = tksi_plan_items(&transaction->plan);
    tks_error why = { .status = TKS_OK };
    bool any = false;
    tks_status status;

    if (!set_problems(pruning, part))
        return TKS_OK;
    if ((status = tksi_transaction_item(transaction, item->told.store, item->told.path, err)))
        return status;
    status = item->told.entry != NULL ? prune_entries(pruning, part, &why)
                                      : remove_file(transaction, item, &why);
    if (status == TKS_OUT_OF_MEMORY || transaction->broken) {
        if (err != NULL)
            *err = why;
        return status;
    }
    for (size_t i = part.first; i < part.end; i++) {
        if (pruning->outcomes[i].status != TKS_OK)
            continue;
        pruning->outcomes[i] = why;
        pruning->planned[i] = status == TKS_OK ? planned : SIZE_MAX;
        any = any || status == TKS_OK;
    }
    return any ? TKS_OK : tksi_transaction_drop(transaction, err);
}

/* ----------------------------------------------------------------------- all of them */

static tks_status plan_all(struct pruning *pruning, uint32_t *number, tks_error *err)
{
    const struct tksi_plan *plan = &pruning->transaction.plan;
    struct part part = { 0, 0 };
    tks_status status = TKS_OK;

    for (size_t i = 0; i < pruning->unused->count && status == TKS_OK; i = part.end) {
        part = part_from(pruning, i);
        status = plan_part(pruning, part, err);
    }
    if (status != TKS_OK || tksi_plan_items(plan) == 0 ||
        (status = tksi_transaction_commit(&pruning->transaction, err)))
        return status;
    for (size_t i = 0; i < pruning->unused->count; i++)
        if (pruning->planned[i] == SIZE_MAX)
            continue;
        else if (tksi_plan_item(plan, pruning->planned[i])->left)
            pruning->outcomes[i] = tksi_plan_item(plan, pruning->planned[i])->why;
        else
            *number = pruning->transaction.number;
    return TKS_OK;
}

tks_status tks_project_prune(uint32_t *number, tks_project *project, const tks_unused *unused,
                             tks_pruned_fn *told, void *user, tks_error *err)
{
    const struct tksi_env *env = &unused->env;
    struct pruning pruning = { .unused = unused };
    tks_status status;

    *number = 0;
    if (unused->count == 0)
        return TKS_OK;
    pruning.outcomes = tksi_allocate_zeroed(env, unused->count, sizeof *pruning.outcomes);
    pruning.planned = tksi_allocate(env, unused->count, sizeof *pruning.planned);
    if (pruning.outcomes == NULL || pruning.planned == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu items", unused->count);
        goto done;
    }
    for (size_t i = 0; i < unused->count; i++)
        pruning.planned[i] = SIZE_MAX;
    status = tksi_project_begin(&pruning.transaction, project, TKS_DEED_PRUNE, err);
    if (status == TKS_OK)
        status = plan_all(&pruning, number, err);
    tksi_transaction_close(&pruning.transaction);
    for (size_t i = 0; told != NULL && i < unused->count && status == TKS_OK; i++)
        status = told(user, &unused->items[i].told, &pruning.outcomes[i], err);
done:
    tksi_release(env, pruning.planned);
    tksi_release(env, pruning.outcomes);
    return status;
}

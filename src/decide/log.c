/* log.c - what was done in a project, and taking it back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/decide.h"

#include "journal/undo.h"

#include <string.h>

/* A transaction, and its snapshots. */
struct listed {
    tks_deed_done told;
    const tks_log_entry *entries; /* told.items of them */
};

struct tks_log {
    struct tksi_env env;
    struct tksi_history history;
    struct listed *deeds;   /* the newest first */
    tks_log_entry *entries; /* of all of them */
};

static size_t count_snapshots(const struct tksi_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < tksi_plan_items(plan); i++)
        count += tksi_plan_snapshots(tksi_plan_item(plan, i));
    return count;
}

/* The snapshots of a plan; returns behind the last. */
static tks_log_entry *list_entries(tks_log_entry *out, const struct tksi_plan *plan)
{
    for (size_t i = 0; i < tksi_plan_items(plan); i++) {
        const struct tksi_item *item = tksi_plan_item(plan, i);
        const char *name = tksi_plan_text(plan, item->first_entry);

        for (size_t k = 0; k < tksi_plan_snapshots(item); k++) {
            *out++ = (tks_log_entry){ .size = sizeof *out,
                                      .store = tksi_plan_text(plan, item->store),
                                      .path = tksi_plan_text(plan, item->path),
                                      .entry = item->entries > 0 ? name : NULL };
            if (item->entries > 0)
                name += strlen(name) + 1;
        }
    }
    return out;
}

static tks_status list_deeds(tks_log *log, tks_error *err)
{
    const size_t count = log->history.count;
    tks_log_entry *next;
    size_t items = 0;

    for (size_t i = 0; i < count; i++)
        items += count_snapshots(&log->history.deeds[i].plan);
    log->deeds = tksi_allocate(&log->env, count, sizeof *log->deeds);
    log->entries = next = tksi_allocate(&log->env, items, sizeof *log->entries);
    if (log->deeds == NULL || log->entries == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu snapshots", items);
    for (size_t i = 0; i < count; i++) {
        const struct tksi_deed *deed = &log->history.deeds[count - i - 1];

        log->deeds[i] = (struct listed){ .entries = next,
                                         .told = { .size = sizeof(tks_deed_done),
                                                   .number = deed->number,
                                                   .deed = deed->plan.deed,
                                                   .undoes = deed->plan.undoes,
                                                   .undone = deed->undone,
                                                   .begun = !deed->done,
                                                   .time = deed->time } };
        next = list_entries(next, &deed->plan);
        log->deeds[i].told.items = (size_t)(next - log->deeds[i].entries);
    }
    return TKS_OK;
}

tks_status tks_project_log(tks_log **out, const tks_project *project, tks_error *err)
{
    const struct tksi_env *env = &project->root.env;
    tks_log *log = tksi_allocate_zeroed(env, 1, sizeof *log);
    tks_status status;

    if (log == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    log->env = *env;
    tksi_history_init(&log->history, &log->env);
    if ((status = tksi_history_read(&log->history, &project->root, err)) ||
        (status = list_deeds(log, err)))
        goto done;
    *out = log;
    log = NULL;
done:
    tks_log_free(log);
    return status;
}

const tks_deed_done *tks_log_at(const tks_log *log, size_t index)
{
    return index < log->history.count ? &log->deeds[index].told : NULL;
}

bool tks_log_item(tks_log_entry *out, const tks_log *log, size_t index, size_t item)
{
    if (index >= log->history.count || item >= log->deeds[index].told.items)
        return false;
    *out = log->deeds[index].entries[item];
    return true;
}

void tks_log_free(tks_log *log)
{
    struct tksi_env env;

    if (log == NULL)
        return;
    env = log->env;
    tksi_history_dispose(&log->history);
    tksi_release(&env, log->entries);
    tksi_release(&env, log->deeds);
    tksi_release(&env, log);
}

tks_status tks_project_undo(uint32_t *done, tks_project *project, uint32_t number, tks_error *err)
{
    struct tksi_transaction transaction;
    tks_status status;

    if ((status = tksi_journal_check(&project->root, err)))
        return status;
    if ((status = tksi_project_begin(&transaction, project, TKS_DEED_UNDO, err)) == TKS_OK &&
        (status = tksi_journal_undo(&transaction, number, err)) == TKS_OK)
        *done = transaction.number;
    tksi_transaction_close(&transaction);
    return status;
}

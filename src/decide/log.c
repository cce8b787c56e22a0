/* log.c - what was done in a project, and taking it back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/decide.h"

#include "journal/undo.h"

#include <string.h>

struct tks_log {
    struct tksi_env env;
    struct tksi_history history;
    tks_deed_done *deeds; /* the newest first */
};

static size_t count_snapshots(const struct tksi_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < tksi_plan_items(plan); i++)
        count += tksi_plan_snapshots(tksi_plan_item(plan, i));
    return count;
}

static void list_deeds(tks_log *log)
{
    const size_t count = log->history.count;

    for (size_t i = 0; i < count; i++) {
        const struct tksi_deed *deed = &log->history.deeds[count - i - 1];

        log->deeds[i] = (tks_deed_done){ .size = sizeof(tks_deed_done),
                                         .number = deed->number,
                                         .deed = deed->plan.deed,
                                         .undoes = deed->plan.undoes,
                                         .undone = deed->undone,
                                         .begun = !deed->done,
                                         .time = deed->time,
                                         .items = count_snapshots(&deed->plan) };
    }
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
    if ((status = tksi_history_read(&log->history, &project->root, err)))
        goto done;
    log->deeds = tksi_allocate(env, log->history.count, sizeof *log->deeds);
    if (log->deeds == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    list_deeds(log);
    *out = log;
    log = NULL;
done:
    tks_log_free(log);
    return status;
}

const tks_deed_done *tks_log_at(const tks_log *log, size_t index)
{
    return index < log->history.count ? &log->deeds[index] : NULL;
}

bool tks_log_item(tks_log_entry *out, const tks_log *log, size_t index, size_t item)
{
    const struct tksi_plan *plan;

    if (index >= log->history.count)
        return false;
    plan = &log->history.deeds[log->history.count - index - 1].plan;
    for (size_t i = 0; i < tksi_plan_items(plan); i++) {
        const struct tksi_item *found = tksi_plan_item(plan, i);
        const char *name = tksi_plan_text(plan, found->first_entry);

        if (item >= tksi_plan_snapshots(found)) {
            item -= tksi_plan_snapshots(found);
            continue;
        }
        for (; item > 0; item--)
            name += strlen(name) + 1;
        *out = (tks_log_entry){ .size = sizeof *out,
                                .store = tksi_plan_text(plan, found->store),
                                .path = tksi_plan_text(plan, found->path),
                                .entry = found->entries > 0 ? name : NULL };
        return true;
    }
    return false;
}

void tks_log_free(tks_log *log)
{
    struct tksi_env env;

    if (log == NULL)
        return;
    env = log->env;
    tksi_history_dispose(&log->history);
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

/* undo.c - putting back what a transaction replaced and removed
 *
 * An undo is a transaction like any other, with the old bytes for new ones: it survives
 * crashes the same way and can itself be undone. It is all or nothing: half an accept
 * taken back is nothing anybody asked for.
 *
 * A transaction is undone when an undo of it was made that is not undone itself.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "journal/undo.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* -------------------------------------------------------------------- history */

void tksi_history_init(struct tksi_history *history, const struct tksi_env *env)
{
    *history = (struct tksi_history){ .env = env };
}

void tksi_history_dispose(struct tksi_history *history)
{
    for (size_t i = 0; i < history->count; i++)
        tksi_plan_dispose(&history->deeds[i].plan);
    tksi_release(history->env, history->deeds);
    history->deeds = NULL;
    history->count = 0;
}

/* From the newest on: who takes back whom is known when its turn comes. */
static void mark_undone(struct tksi_history *history)
{
    for (size_t i = history->count; i-- > 0;) {
        const struct tksi_deed *undo = &history->deeds[i];

        if (undo->plan.deed != TKS_DEED_UNDO || undo->undone || !undo->done)
            continue;
        for (size_t k = 0; k < i; k++)
            if (history->deeds[k].number == undo->plan.undoes)
                history->deeds[k].undone = true;
    }
}

tks_status tksi_history_read(struct tksi_history *history, const struct tksi_root *root,
                             tks_error *err)
{
    struct tksi_buffer list;
    const uint32_t *numbers;
    size_t count;
    tks_status status = tksi_journal_numbers(&list, root, err);

    numbers = (const uint32_t *)(const void *)list.data;
    count = list.length / sizeof *numbers;
    if (status == TKS_OK && (history->deeds = tksi_allocate_zeroed(history->env, count,
                                                                   sizeof *history->deeds)) == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for the journal");
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        struct tksi_deed *deed = &history->deeds[history->count];

        tksi_plan_init(&deed->plan, history->env);
        deed->number = numbers[i];
        status = tksi_journal_plan(&deed->plan, &deed->done, &deed->time, root, numbers[i], err);
        if (status == TKS_OK) {
            history->count++;
            continue;
        }
        tksi_plan_dispose(&deed->plan);
        if (status == TKS_NOT_FOUND) /* being prepared, or cleaned away soon */
            status = TKS_OK;
    }
    tksi_buffer_dispose(&list);
    mark_undone(history);
    return status;
}

/* -------------------------------------------------------------------- undoing */

/* The transaction that is meant, by its number or as the last that can be. */
static tks_status choose(const struct tksi_deed **out, const struct tksi_history *history,
                         uint32_t number, tks_error *err)
{
    for (size_t i = history->count; i-- > 0;) {
        const struct tksi_deed *deed = &history->deeds[i];

        if (number == 0 ? deed->undone || deed->plan.deed == TKS_DEED_UNDO : deed->number != number)
            continue;
        if (deed->undone)
            return tksi_fail(err, TKS_CONFLICT, "%u was undone already; see tksnap log", number);
        *out = deed;
        return TKS_OK;
    }
    if (number == 0)
        return tksi_fail(err, TKS_NOT_FOUND, "there is nothing to undo");
    return tksi_fail(err, TKS_NOT_FOUND, "there is no transaction %u; see tksnap log", number);
}

static tks_status fail_damaged(const char *name, tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA,
                     "%s: what it was before is damaged in the journal; nothing was undone", name);
}

/* Behind the end of a file nothing can be mapped. */
static tks_status check_length(int before, const struct tksi_step *step, const char *name,
                               tks_error *err)
{
    struct stat about;

    if (fstat(before, &about) != 0 || step->offset > (uint64_t)about.st_size ||
        step->before.length > (uint64_t)about.st_size - step->offset)
        return fail_damaged(name, err);
    return TKS_OK;
}

/* The bytes a step replaced or removed, for new ones. */
static tks_status put_back(struct tksi_transaction *transaction, const struct tksi_step *step,
                           const char *name, int before, tks_error *err)
{
    struct tksi_draft draft = { .folder = -1, .file = -1 };
    struct tksi_mapping old = { .base = NULL };
    struct tksi_held held;
    tks_status status;

    if ((status = tksi_transaction_hold(&held, transaction, name, &step->after, err)) ||
        (status = check_length(before, step, name, err)) ||
        (status = tksi_mapping_open(&old, before, step->offset, step->before.length, err)) ||
        (status = tksi_draft_begin(&draft, transaction->root, name, err)) ||
        (status = tksi_draft_write(&draft, old.bytes, &old.passing, NULL, 0, err)))
        goto done;
    if (!tksi_fingerprint_equal(tksi_fingerprint_end(&draft.printer), step->before))
        status = fail_damaged(name, err);
    else
        status = tksi_transaction_put(transaction, &held, &draft, step->mode, err);
done:
    tksi_draft_dispose(&draft);
    tksi_mapping_close(&old);
    tksi_held_dispose(&held);
    return status;
}

static tks_status undo_step(struct tksi_transaction *transaction, const struct tksi_plan *plan,
                            const struct tksi_step *step, int before, tks_error *err)
{
    const char *name = tksi_plan_text(plan, step->name);
    tks_status status = step->before.there
                            ? put_back(transaction, step, name, before, err)
                            : tksi_transaction_remove(transaction, name, &step->after, err);

    if (status == TKS_CONFLICT)
        status = tksi_fail(err, status, "%s: has changed since; nothing was undone", name);
    return status;
}

/* An item's steps backwards. */
static tks_status undo_item(struct tksi_transaction *transaction, const struct tksi_plan *plan,
                            const struct tksi_item *item, int before, tks_error *err)
{
    const char *entry = tksi_plan_text(plan, item->first_entry);
    tks_status status = tksi_transaction_item(transaction, tksi_plan_text(plan, item->store),
                                              tksi_plan_text(plan, item->path), err);

    for (size_t i = 0; i < item->entries && status == TKS_OK; i++, entry += strlen(entry) + 1)
        status = tksi_transaction_entry(transaction, entry, err);
    for (size_t k = item->steps; k-- > 0 && status == TKS_OK;)
        status =
            undo_step(transaction, plan, tksi_plan_step(plan, item->first_step + k), before, err);
    return status;
}

static tks_status undo_all(struct tksi_transaction *transaction, const struct tksi_deed *deed,
                           tks_error *err)
{
    char name[64];
    int before;
    tks_status status = TKS_OK;

    tksi_journal_name(name, sizeof name, deed->number, "before");
    if ((before = tksi_root_open(transaction->root, name, O_RDONLY | O_NOFOLLOW)) < 0)
        return tksi_root_fail(err, ENOENT, name, "what was there before is not to be had");
    for (size_t i = 0; i < tksi_plan_items(&deed->plan) && status == TKS_OK; i++)
        status = undo_item(transaction, &deed->plan, tksi_plan_item(&deed->plan, i), before, err);
    close(before);
    if (status == TKS_OK)
        status = tksi_transaction_commit(transaction, err);
    for (size_t i = 0; status == TKS_OK && i < tksi_plan_items(&transaction->plan); i++)
        if (tksi_plan_item(&transaction->plan, i)->left) {
            status = tksi_plan_item(&transaction->plan, i)->why.status;
            if (err != NULL)
                *err = tksi_plan_item(&transaction->plan, i)->why;
        }
    return status;
}

static tks_status check_reach(const struct tksi_deed *deed, const struct tksi_root *root,
                              tks_error *err)
{
    const struct tksi_plan *plan = &deed->plan;

    if (tksi_plan_reaches(plan, root))
        return TKS_OK;
    return tksi_fail(err, TKS_UNSUPPORTED,
                     "%s %u has files in %s; set INSTA_PENDING_DIR to that folder again, for it "
                     "to be undone",
                     tks_deed_name(plan->deed), deed->number,
                     tksi_plan_text(plan, plan->elsewhere));
}

tks_status tksi_journal_check(const struct tksi_root *root, tks_error *err)
{
    struct tksi_buffer numbers;
    tks_status status = tksi_journal_numbers(&numbers, root, err);

    if (status == TKS_OK && numbers.length == 0)
        status = tksi_fail(err, TKS_NOT_FOUND, "there is nothing to undo");
    tksi_buffer_dispose(&numbers);
    return status;
}

tks_status tksi_journal_undo(struct tksi_transaction *transaction, uint32_t number, tks_error *err)
{
    const struct tksi_root *root = transaction->root;
    const struct tksi_deed *deed = NULL;
    struct tksi_history history;
    tks_status status;

    tksi_history_init(&history, &root->env);
    if ((status = tksi_history_read(&history, root, err)) ||
        (status = choose(&deed, &history, number, err)) ||
        (status = check_reach(deed, root, err)) ||
        (status = tksi_transaction_undoes(transaction, deed->number, err)) ||
        (status = undo_all(transaction, deed, err)))
        goto done;
done:
    tksi_history_dispose(&history);
    return status;
}

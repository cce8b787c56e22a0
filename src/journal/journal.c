/* journal.c - changes of many files that happen wholly or not at all
 *
 * While a transaction is prepared, new contents are written to temporary files beside
 * their destinations and old contents to the journal; then one rename (staged -> plan) is
 * the commit point. apply.c does the plan, recover.c does it after a crash.
 *
 * The record of a step is written before its temporary file is made, so whatever lies
 * about is known by name; and everything is on the disk before the plan stands, the
 * folders of the temporary files included: a plan whose files a power failure took away
 * would be worse than none.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "journal/journal.h"

#include "root/lock.h"
#include "root/own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME = 64 };

static tks_status fail_journal(tks_error *err)
{
    return tksi_fail_errno(err, errno, TKSI_JOURNAL ": cannot be written");
}

/* ------------------------------------------------------------------ beginning */

/* The lock, and the journal's folder. */
static tks_status enter(struct tksi_transaction *transaction, tks_error *err)
{
    const struct tksi_root *root = transaction->root;
    const char *last;
    int folder;
    tks_status status;

    if ((status = tksi_lock_project(&transaction->lock, root, err)) ||
        (status = tksi_root_parent(&folder, &last, root, TKSI_JOURNAL, false, err)))
        return status;
    if ((tksi_disk_make_folder(root, folder, last) != 0 && errno != EEXIST) ||
        tksi_disk_sync_folder(root, folder) != 0)
        status = fail_journal(err);
    close(folder);
    return status;
}

/* The transaction's folder with its two files. */
static tks_status make_folder(struct tksi_transaction *transaction, uint32_t number, tks_error *err)
{
    const struct tksi_root *root = transaction->root;
    char name[NAME];
    const char *last;
    int folder, made;
    tks_status status;

    tksi_journal_name(name, sizeof name, number, "");
    if ((status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status;
    made = tksi_disk_make_folder(root, folder, last);
    if (made != 0)
        status = fail_journal(err);
    close(folder);
    if (status != TKS_OK)
        return status;
    transaction->number = number;
    tksi_journal_name(name, sizeof name, number, "staged");
    if ((status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status;
    if ((transaction->records = tksi_disk_make(root, folder, "staged", O_APPEND)) < 0 ||
        (transaction->before = tksi_disk_make(root, folder, "before", O_APPEND)) < 0)
        status = fail_journal(err);
    close(folder);
    return status;
}

/* Half a record makes nonsense of what would follow, so nothing does. */
static tks_status record(struct tksi_transaction *transaction, tks_bytes text, tks_error *err)
{
    if (transaction->broken)
        return tksi_fail(err, TKS_IO_FAILED, TKSI_JOURNAL ": could not be written");
    if (tksi_disk_write(transaction->root, transaction->records, text.data, text.length) == 0)
        return TKS_OK;
    transaction->broken = true;
    return fail_journal(err);
}

static tks_status record_text(struct tksi_transaction *transaction, const struct tksi_buffer *text,
                              tks_error *err)
{
    return record(transaction, (tks_bytes){ text->data, text->length }, err);
}

tks_status tksi_transaction_undoes(struct tksi_transaction *transaction, uint32_t number,
                                   tks_error *err)
{
    struct tksi_buffer text;
    tks_status status;

    transaction->plan.undoes = number;
    tksi_buffer_init(&text, NAME, &transaction->root->env);
    if ((status = tksi_buffer_printf(&text, err, "undo %u\n", number)) == TKS_OK)
        status = record_text(transaction, &text, err);
    tksi_buffer_dispose(&text);
    return status;
}

tks_status tksi_transaction_begin(struct tksi_transaction *out, const struct tksi_root *root,
                                  tks_deed deed, tksi_recover_fn *others, tks_error *err)
{
    struct tksi_buffer text;
    uint32_t last;
    tks_status status;

    *out = (struct tksi_transaction){ .root = root, .lock = -1, .records = -1, .before = -1 };
    tksi_buffer_init(&text, SIZE_MAX / 2, &root->env);
    tksi_plan_init(&out->plan, &root->env);
    out->plan.deed = deed;
    if ((root->outside != NULL &&
         (status = tksi_plan_set_elsewhere(&out->plan, root->outside, err))) ||
        (status = enter(out, err)) || (status = tksi_journal_recover(&last, root, err)) ||
        (others != NULL && (status = others(root, err))) ||
        (status = make_folder(out, last + 1, err)) ||
        (status = tksi_plan_put_head(&text, &out->plan, err)) ||
        (status = record_text(out, &text, err)))
        goto done;
done:
    tksi_buffer_dispose(&text);
    return status;
}

/* ------------------------------------------------------------------ preparing */

tks_status tksi_transaction_item(struct tksi_transaction *transaction, const char *store,
                                 const char *path, tks_error *err)
{
    struct tksi_plan *plan = &transaction->plan;
    struct tksi_buffer text;
    tks_status status = tksi_plan_add_item(plan, store, path, err);

    if (status != TKS_OK)
        return status;
    tksi_buffer_init(&text, SIZE_MAX / 2, &transaction->root->env);
    status = tksi_plan_put_item(&text, plan, tksi_plan_item(plan, tksi_plan_items(plan) - 1), err);
    if (status == TKS_OK)
        status = record_text(transaction, &text, err);
    tksi_buffer_dispose(&text);
    return status;
}

tks_status tksi_transaction_entry(struct tksi_transaction *transaction, const char *name,
                                  tks_error *err)
{
    struct tksi_buffer text;
    tks_status status = tksi_plan_add_entry(&transaction->plan, name, err);

    if (status != TKS_OK)
        return status;
    tksi_buffer_init(&text, SIZE_MAX / 2, &transaction->root->env);
    if ((status = tksi_plan_put_entry(&text, name, err)) == TKS_OK)
        status = record_text(transaction, &text, err);
    tksi_buffer_dispose(&text);
    return status;
}

/* Where the next old bytes will lie: its end, which a write that failed may have moved. */
static tks_status place_in_before(uint64_t *out, const struct tksi_transaction *transaction,
                                  tks_error *err)
{
    struct stat about;

    if (fstat(transaction->before, &about) != 0)
        return fail_journal(err);
    *out = (uint64_t)about.st_size;
    return TKS_OK;
}

/* Looks at the file as it is, and keeps it. */
static tks_status keep(struct tksi_step *step, struct stat *about,
                       struct tksi_transaction *transaction, const char *name,
                       const struct tksi_fingerprint *seen, tks_error *err)
{
    tks_status status;

    if ((status = place_in_before(&step->offset, transaction, err)) ||
        (status = tksi_root_print(&step->before, about, transaction->root, name,
                                  transaction->before, err)))
        return status;
    tksi_disk_hurry(transaction->before, step->before.length);
    step->mode = step->before.there ? about->st_mode & 07777 : 0;
    if (seen != NULL && !tksi_fingerprint_equal(*seen, step->before))
        return tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at", name);
    return TKS_OK;
}

static tks_status record_step(struct tksi_transaction *transaction, struct tksi_step step,
                              const char *name, const char *temporary, tks_error *err)
{
    struct tksi_plan *plan = &transaction->plan;
    struct tksi_buffer text;
    tks_status status = tksi_plan_add_step(plan, step, name, temporary, err);

    if (status != TKS_OK)
        return status;
    tksi_buffer_init(&text, SIZE_MAX / 2, &transaction->root->env);
    status = tksi_plan_put_step(&text, plan, tksi_plan_step(plan, tksi_plan_steps(plan) - 1), err);
    if (status == TKS_OK)
        status = record_text(transaction, &text, err);
    tksi_buffer_dispose(&text);
    return status;
}

/* Gives a file the owner, where that is allowed, and mode of the one it replaces. The
 * owner first: changing it takes set-user-ID away. */
static int dress(const struct tksi_root *root, int file, const struct tksi_step *step,
                 const struct stat *about, mode_t mode)
{
    if (step->before.there) {
        if ((about->st_uid != geteuid() || about->st_gid != getegid()) &&
            tksi_disk_owner(root, file, about->st_uid, about->st_gid) != 0 && errno != EPERM)
            return -1;
        mode = step->mode;
    }
    return mode != 0 ? tksi_disk_mode(root, file, mode) : 0;
}

static tks_status write_temporary(const struct tksi_root *root, const char *name,
                                  const char *temporary, tks_bytes bytes,
                                  const struct tksi_step *step, const struct stat *about,
                                  mode_t mode, tks_error *err)
{
    const char *last;
    int folder, file;
    tks_status status;

    if ((status = tksi_root_parent(&folder, &last, root, name, true, err)))
        return status;
    file = tksi_disk_make(root, folder, temporary, O_NOFOLLOW);
    if (file < 0 || tksi_disk_write(root, file, bytes.data, bytes.length) != 0 ||
        dress(root, file, step, about, mode) != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be written", name);
    if (file >= 0 && close(file) != 0 && status == TKS_OK)
        status = tksi_fail_errno(err, errno, "%s: cannot be written", name);
    close(folder);
    return status;
}

tks_status tksi_transaction_replace(struct tksi_transaction *transaction, const char *name,
                                    tks_bytes bytes, const struct tksi_fingerprint *seen,
                                    mode_t mode, tks_error *err)
{
    struct tksi_step step = { .kind = TKSI_STEP_REPLACE, .after = tksi_fingerprint_of(bytes) };
    struct stat about = { .st_mode = 0 };
    char temporary[TKSI_TEMPORARY];
    tks_status status;

    if ((status = keep(&step, &about, transaction, name, seen, err)) ||
        (status = tksi_own_temporary(temporary, err)) ||
        (status = record_step(transaction, step, name, temporary, err)))
        return status;
    return write_temporary(transaction->root, name, temporary, bytes, &step, &about, mode, err);
}

tks_status tksi_transaction_remove(struct tksi_transaction *transaction, const char *name,
                                   const struct tksi_fingerprint *seen, tks_error *err)
{
    struct tksi_step step = { .kind = TKSI_STEP_REMOVE };
    struct stat about;
    tks_status status = keep(&step, &about, transaction, name, seen, err);

    if (status != TKS_OK || !step.before.there)
        return status;
    return record_step(transaction, step, name, "", err);
}

void tksi_transaction_grows(struct tksi_transaction *transaction)
{
    const size_t steps = tksi_plan_steps(&transaction->plan);

    if (steps > 0)
        tksi_plan_step(&transaction->plan, steps - 1)->grows = true;
}

/* -------------------------------------------------------------- what is looked into */

/* Its copy in the journal, of which nobody will take a part away. */
static tks_status map_copy(struct tksi_held *held, const struct tksi_transaction *transaction,
                           tks_error *err)
{
    char name[NAME];
    tks_status status;
    int file;

    tksi_journal_name(name, sizeof name, transaction->number, "before");
    if ((file = tksi_root_open(transaction->root, name, O_RDONLY | O_NOFOLLOW)) < 0)
        return tksi_root_fail(err, errno, name, "cannot be read");
    status = tksi_mapping_open(&held->old, file, held->step.offset, held->step.before.length, err);
    close(file);
    return status;
}

tks_status tksi_transaction_hold(struct tksi_held *out, struct tksi_transaction *transaction,
                                 const char *name, const struct tksi_fingerprint *seen,
                                 tks_error *err)
{
    tks_status status;

    *out = (struct tksi_held){ .name = name };
    if ((status = keep(&out->step, &out->about, transaction, name, seen, err)) ||
        !out->step.before.there)
        return status;
    return map_copy(out, transaction, err);
}

void tksi_held_dispose(struct tksi_held *held)
{
    tksi_mapping_close(&held->old);
}

tks_status tksi_transaction_put(struct tksi_transaction *transaction, const struct tksi_held *held,
                                struct tksi_draft *draft, mode_t mode, tks_error *err)
{
    struct tksi_step step = held->step;
    char temporary[TKSI_TEMPORARY];
    tks_status status;

    step.kind = TKSI_STEP_REPLACE;
    step.after = tksi_fingerprint_end(&draft->printer);
    if (tksi_fingerprint_equal(step.before, step.after))
        return TKS_OK;
    if (dress(transaction->root, draft->file, &step, &held->about, mode) != 0)
        return tksi_fail_errno(err, errno, "%s: cannot be written", held->name);
    if ((status = tksi_own_temporary(temporary, err)) ||
        (status = record_step(transaction, step, held->name, temporary, err)))
        return status;
    return tksi_draft_publish(draft, temporary, err);
}

tks_status tksi_transaction_take_away(struct tksi_transaction *transaction,
                                      const struct tksi_held *held, tks_error *err)
{
    struct tksi_step step = held->step;

    step.kind = TKSI_STEP_REMOVE;
    return step.before.there ? record_step(transaction, step, held->name, "", err) : TKS_OK;
}

tks_status tksi_transaction_drop(struct tksi_transaction *transaction, tks_error *err)
{
    struct tksi_plan *plan = &transaction->plan;
    const size_t items = tksi_plan_items(plan);
    tks_status status;

    if (items == 0)
        return TKS_OK;
    if ((status = tksi_plan_clean(plan, items - 1, transaction->root, err)))
        return status;
    tksi_plan_drop(plan);
    return record(transaction, (tks_bytes){ "drop\n", 5 }, err);
}

/* ----------------------------------------------------------------- committing */

/* Everything on the disk, then the plan stands. */
static tks_status make_plan_stand(struct tksi_transaction *transaction, tks_error *err)
{
    const struct tksi_root *root = transaction->root;
    char name[NAME];
    const char *last;
    int folder;
    tks_status status;

    if ((status = tksi_plan_sync_temporary(&transaction->plan, root, err)) ||
        (status = tksi_plan_sync(&transaction->plan, TKSI_STEP_REPLACE, root, err)))
        return status;
    tksi_journal_name(name, sizeof name, transaction->number, "plan");
    if ((status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status;
    if ((status = record(transaction, (tks_bytes){ "end\n", 4 }, err)))
        goto done;
    if (tksi_disk_sync(root, transaction->records) != 0 ||
        tksi_disk_sync(root, transaction->before) != 0 ||
        tksi_disk_rename(root, folder, "staged", "plan") != 0) {
        status = fail_journal(err);
        goto done;
    }
    transaction->committed = true;
    if (tksi_disk_sync_folder(root, folder) != 0)
        status = fail_journal(err);
    else /* and that the folder itself is there */
        status = tksi_root_sync_parent(root, TKSI_JOURNAL "/x", err);
done:
    close(folder);
    return status;
}

static tks_status say_that_it_goes_on(tks_error *err, tks_status status)
{
    tks_error whole;

    if (err == NULL)
        return status;
    whole = *err;
    tksi_fail(&whole, status, "%.150s; it was begun, and goes on when tksnap is run again",
              err->message);
    whole.sys_errno = err->sys_errno;
    *err = whole;
    return status;
}

tks_status tksi_transaction_commit(struct tksi_transaction *transaction, tks_error *err)
{
    tks_status status = make_plan_stand(transaction, err);

    if (status == TKS_OK &&
        (status = tksi_plan_apply(&transaction->plan, transaction->root, err)) == TKS_OK)
        status =
            tksi_journal_finish(&transaction->plan, transaction->root, transaction->number, err);
    if (status != TKS_OK && transaction->committed)
        status = say_that_it_goes_on(err, status);
    return status;
}

void tksi_transaction_close(struct tksi_transaction *transaction)
{
    const int descriptors[] = { transaction->records, transaction->before, transaction->lock };

    /* what cannot be cleaned away now is when the next transaction begins */
    if (!transaction->committed && transaction->number != 0 &&
        tksi_plan_clean(&transaction->plan, SIZE_MAX, transaction->root, NULL) == TKS_OK)
        (void)tksi_journal_forget(transaction->root, transaction->number, NULL);
    tksi_plan_dispose(&transaction->plan);
    for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
    transaction->records = transaction->before = transaction->lock = -1;
}

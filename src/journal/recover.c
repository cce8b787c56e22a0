/* recover.c - the journal's folder: what was done, what was begun, what is too old
 *
 *     000012/before   old bytes of all files, one after the other
 *     000012/staged   the plan while it is prepared; no file has been changed
 *     000012/plan     the plan stands: it will be done, now or later
 *     000012/done     it was done
 *
 * The last three are one file that is renamed.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "journal/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_NUMBERS = 1 << 20, NAME = 64 };

void tksi_journal_name(char *out, size_t size, uint32_t number, const char *file)
{
    snprintf(out, size, TKSI_JOURNAL "/%06u%s%s", number, *file != '\0' ? "/" : "", file);
}

/* -------------------------------------------------------------------- listing */

static int by_number(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

/* A name of digits only, from 1 up; else 0. */
static uint32_t number_of(const char *name)
{
    uint32_t number = 0;

    for (; *name != '\0'; name++) {
        if (*name < '0' || *name > '9' || number > (UINT32_MAX - 9) / 10)
            return 0;
        number = number * 10 + (uint32_t)(*name - '0');
    }
    return number;
}

tks_status tksi_journal_numbers(struct tksi_buffer *out, const struct tksi_root *root,
                                tks_error *err)
{
    const int descriptor = tksi_root_open(root, TKSI_JOURNAL, O_RDONLY | O_DIRECTORY);
    const struct dirent *entry;
    tks_status status = TKS_OK;
    DIR *folder;

    tksi_buffer_init(out, MOST_NUMBERS * sizeof(uint32_t), &root->env);
    if (descriptor < 0)
        return errno == ENOENT ? TKS_OK
                               : tksi_root_fail(err, errno, TKSI_JOURNAL, "cannot be read");
    if ((folder = fdopendir(descriptor)) == NULL) {
        close(descriptor);
        return tksi_fail_errno(err, errno, TKSI_JOURNAL ": cannot be read");
    }
    while (status == TKS_OK && (errno = 0, entry = readdir(folder)) != NULL) {
        const uint32_t number = number_of(entry->d_name);

        if (number > 0)
            status = tksi_buffer_append(out, &number, sizeof number, err);
    }
    if (status == TKS_OK && errno != 0)
        status = tksi_fail_errno(err, errno, TKSI_JOURNAL ": cannot be read");
    closedir(folder);
    if (out->length > 0)
        qsort(out->data, out->length / sizeof(uint32_t), sizeof(uint32_t), by_number);
    return status;
}

/* -------------------------------------------------------------------- reading */

static tks_status fail_damaged(const char *name, tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "%s: is damaged; move its folder away to go on without it",
                     name);
}

static tks_status read_plan(struct tksi_plan *plan, bool *there, int64_t *time,
                            const struct tksi_root *root, const char *name, tks_error *err)
{
    struct tksi_buffer text;
    struct stat about;
    tks_status status;

    tksi_buffer_init(&text, (size_t)root->env.limits.file_bytes + 1, &root->env);
    status = tksi_root_read(&text, there, &about, root, name, err);
    if (status == TKS_OK && *there) {
        *time = (int64_t)about.st_mtime;
        status = tksi_plan_read(plan, (tks_bytes){ text.data, text.length }, err);
        if (status == TKS_BAD_DATA)
            status = fail_damaged(name, err);
    }
    tksi_buffer_dispose(&text);
    return status;
}

tks_status tksi_journal_plan(struct tksi_plan *plan, bool *done, int64_t *time,
                             const struct tksi_root *root, uint32_t number, tks_error *err)
{
    char name[NAME];
    bool there;
    tks_status status;

    *done = true;
    tksi_journal_name(name, sizeof name, number, "done");
    if ((status = read_plan(plan, &there, time, root, name, err)))
        return status;
    if (there)
        return plan->whole ? TKS_OK : fail_damaged(name, err);
    *done = false;
    tksi_journal_name(name, sizeof name, number, "plan");
    if ((status = read_plan(plan, &there, time, root, name, err)))
        return status;
    if (!there)
        return tksi_fail(err, TKS_NOT_FOUND, "%s: is not there", name);
    return plan->whole ? TKS_OK : fail_damaged(name, err);
}

/* ------------------------------------------------------------------- removing */

static tks_status remove_file(const struct tksi_root *root, int folder, const char *name,
                              tks_error *err)
{
    if (tksi_disk_remove(root, folder, name, 0) == 0 || errno == ENOENT)
        return TKS_OK;
    return tksi_fail_errno(err, errno, TKSI_JOURNAL ": %s cannot be removed", name);
}

tks_status tksi_journal_forget(const struct tksi_root *root, uint32_t number, tks_error *err)
{
    char name[NAME];
    const char *last;
    int folder;
    tks_status status;

    /* its state first: what then is left has none, and is cleaned away */
    tksi_journal_name(name, sizeof name, number, "x");
    if ((status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status == TKS_NOT_FOUND ? TKS_OK : status;
    if ((status = remove_file(root, folder, "plan", err)) == TKS_OK &&
        (status = remove_file(root, folder, "done", err)) == TKS_OK &&
        (status = remove_file(root, folder, "done.new", err)) == TKS_OK &&
        (status = remove_file(root, folder, "before", err)) == TKS_OK)
        status = remove_file(root, folder, "staged", err);
    close(folder);
    if (status != TKS_OK)
        return status;
    tksi_journal_name(name, sizeof name, number, "");
    return tksi_root_remove(root, name, AT_REMOVEDIR, err);
}

/* ------------------------------------------------------------------ finishing */

/* The record of what was done, where that is less than the plan. */
static tks_status write_record(const struct tksi_plan *plan, const struct tksi_root *root,
                               int folder, tks_error *err)
{
    struct tksi_buffer text;
    int file = -1;
    tks_status status;

    tksi_buffer_init(&text, SIZE_MAX / 2, &root->env);
    if ((status = tksi_plan_put(&text, plan, err)) ||
        (status = remove_file(root, folder, "done.new", err)))
        goto done;
    if ((file = tksi_disk_make(root, folder, "done.new", 0)) < 0 ||
        tksi_disk_write(root, file, text.data, text.length) != 0 ||
        tksi_disk_sync(root, file) != 0 ||
        tksi_disk_rename(root, folder, "done.new", "done") != 0) {
        status = tksi_fail_errno(err, errno, TKSI_JOURNAL ": cannot be written");
        goto done;
    }
    status = remove_file(root, folder, "plan", err);
done:
    if (file >= 0)
        close(file);
    tksi_buffer_dispose(&text);
    return status;
}

tks_status tksi_journal_finish(const struct tksi_plan *plan, const struct tksi_root *root,
                               uint32_t number, tks_error *err)
{
    const size_t items = tksi_plan_items(plan);
    char name[NAME];
    const char *last;
    size_t left = 0;
    int folder;
    tks_status status;

    for (size_t i = 0; i < items; i++)
        left += tksi_plan_item(plan, i)->left;
    if (left == items)
        return tksi_journal_forget(root, number, err);
    tksi_journal_name(name, sizeof name, number, "plan");
    if ((status = tksi_root_parent(&folder, &last, root, name, false, err)))
        return status;
    if (left > 0)
        status = write_record(plan, root, folder, err);
    else if (tksi_disk_rename(root, folder, "plan", "done") != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be renamed", name);
    if (status == TKS_OK && tksi_disk_sync_folder(root, folder) != 0)
        status = tksi_fail_errno(err, errno, "%s: its folder cannot be written", name);
    close(folder);
    return status;
}

/* ----------------------------------------------------------------- recovering */

/* A transaction that has no plan: nothing but temporary files was made. Those in a folder
 * outside that is not named now stay, and what knows of them: nobody waits for that. */
static tks_status clean(const struct tksi_root *root, uint32_t number, tks_error *err)
{
    struct tksi_plan plan;
    char name[NAME];
    int64_t time;
    bool there;
    tks_status status;

    tksi_plan_init(&plan, &root->env);
    tksi_journal_name(name, sizeof name, number, "staged");
    if ((status = read_plan(&plan, &there, &time, root, name, err)) == TKS_OK &&
        (status = tksi_plan_clean(&plan, SIZE_MAX, root, err)) == TKS_OK &&
        tksi_plan_reaches(&plan, root))
        status = tksi_journal_forget(root, number, err);
    tksi_plan_dispose(&plan);
    return status;
}

static bool is_done(const struct tksi_root *root, uint32_t number)
{
    char name[NAME];
    int file;

    tksi_journal_name(name, sizeof name, number, "done");
    if ((file = tksi_root_open(root, name, O_PATH | O_NOFOLLOW)) >= 0)
        close(file);
    return file >= 0;
}

/* What was begun goes on, all of it or, for now, nothing. */
static tks_status go_on(struct tksi_plan *plan, const struct tksi_root *root, uint32_t number,
                        tks_error *err)
{
    tks_status status;

    if (!tksi_plan_reaches(plan, root))
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "%s %u was interrupted in the middle, and has files in %s; set "
                         "INSTA_PENDING_DIR to that folder again, for it to be finished first",
                         tks_deed_name(plan->deed), number, tksi_plan_text(plan, plan->elsewhere));
    if ((status = tksi_plan_apply(plan, root, err)))
        return status;
    return tksi_journal_finish(plan, root, number, err);
}

static tks_status recover(const struct tksi_root *root, uint32_t number, tks_error *err)
{
    tks_error why = { .status = TKS_OK };
    struct tksi_plan plan;
    int64_t time;
    bool done;
    tks_status status;

    if (is_done(root, number))
        return TKS_OK;
    tksi_plan_init(&plan, &root->env);
    status = tksi_journal_plan(&plan, &done, &time, root, number, &why);
    if (status == TKS_NOT_FOUND)
        status = clean(root, number, err);
    else if (status != TKS_OK && err != NULL)
        *err = why;
    else if (status == TKS_OK && !done)
        status = go_on(&plan, root, number, err);
    tksi_plan_dispose(&plan);
    return status;
}

static uint64_t bytes_kept(const struct tksi_root *root, uint32_t number)
{
    char name[NAME];
    struct stat about;
    uint64_t bytes = 0;
    int file;

    tksi_journal_name(name, sizeof name, number, "before");
    if ((file = tksi_root_open(root, name, O_RDONLY | O_NOFOLLOW)) < 0)
        return 0;
    if (fstat(file, &about) == 0)
        bytes = (uint64_t)about.st_size;
    close(file);
    return bytes;
}

/* Makes room for one more. The last transaction stays, whatever it takes. */
static tks_status forget_oldest(const struct tksi_root *root, const uint32_t *numbers, size_t count,
                                tks_error *err)
{
    uint64_t bytes = 0;
    size_t kept = 0;
    tks_status status = TKS_OK;

    while (kept < count && kept < TKSI_JOURNAL_KEPT - 1) {
        bytes += bytes_kept(root, numbers[count - kept - 1]);
        if (kept > 0 && bytes > TKSI_JOURNAL_BYTES)
            break;
        kept++;
    }
    for (size_t i = 0; i < count - kept && status == TKS_OK; i++)
        status = tksi_journal_forget(root, numbers[i], err);
    return status;
}

tks_status tksi_journal_recover(uint32_t *last, const struct tksi_root *root, tks_error *err)
{
    struct tksi_buffer list;
    tks_status status = tksi_journal_numbers(&list, root, err);
    const uint32_t *numbers = (const uint32_t *)(const void *)list.data;
    const size_t count = list.length / sizeof *numbers;

    for (size_t i = 0; i < count && status == TKS_OK; i++)
        status = recover(root, numbers[i], err);
    if (status == TKS_OK)
        status = forget_oldest(root, numbers, count, err);
    *last = count > 0 ? numbers[count - 1] : 0;
    tksi_buffer_dispose(&list);
    return status;
}

/* deciding.c - a project in a scratch folder, decided on, stopped and started again
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide/decide.h"
#include "deciding.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- projects */

static char elsewhere[SCRATCH_PATH_LENGTH];

void name_elsewhere(const char *folder)
{
    snprintf(elsewhere, sizeof elsewhere, "%s", folder != NULL ? folder : "");
}

tks_project *open_project(const struct scratch *scratch)
{
    tks_project *project = NULL;
    tks_error err = { 0 };

    assert_int_equal(tks_project_open(&project, scratch->root, NULL, NULL), TKS_OK);
    if (elsewhere[0] != '\0' && tks_project_elsewhere(project, elsewhere, NULL, &err) != TKS_OK)
        fail_msg("%s", err.message);
    return project;
}

const char *listed(struct scratch *scratch)
{
    static char text[2000];
    tks_project *project = open_project(scratch);
    tks_listing *listing = NULL;
    const tks_pending *item;
    int length = 0;

    text[0] = '\0';
    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%s %s %s %s %s\n",
                           tks_pending_state_name(item->state), item->store, item->kind, item->path,
                           item->entry != NULL ? item->entry : "-");
    tks_listing_free(listing);
    tks_project_free(project);
    return text;
}

static tks_status note(void *user, const tks_pending *pending, const tks_error *error,
                       tks_error *err)
{
    (void)pending;
    (void)err;
    if (error->status != TKS_OK)
        *(tks_error *)user = *error;
    return TKS_OK;
}

static int watch(void *user, const char *call)
{
    struct fault *fault = user;

    if (fault->call != NULL && strcmp(fault->call, call) != 0)
        return 0;
    fault->seen++;
    if (fault->seen < fault->at || (fault->seen > fault->at && !fault->lasting))
        return 0;
    if (fault->error == 0)
        _exit(ENDED);
    return fault->error;
}

void interrupt(tks_project *project, struct fault *fault)
{
    project->root.watch = watch;
    project->root.watch_user = fault;
}

bool was_ended(pid_t child)
{
    int status;

    assert_true(child >= 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_true(WEXITSTATUS(status) == ENDED || WEXITSTATUS(status) == 0);
    return WEXITSTATUS(status) == ENDED;
}

static int temporary;

static int count_temporary(const char *path, const struct stat *about, int type, struct FTW *walk)
{
    (void)about;
    (void)type;
    temporary += strncmp(path + walk->base, ".tks-", 5) == 0;
    return strcmp(path + walk->base, ".tksnap") == 0 ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
}

int temporary_files(const struct scratch *scratch)
{
    temporary = 0;
    assert_int_equal(nftw(scratch->root, count_temporary, 16, FTW_PHYS | FTW_ACTIONRETVAL), 0);
    return temporary;
}

tks_status decide(struct scratch *scratch, tks_deed deed, struct fault *fault, tks_error *failed)
{
    tks_project *project = open_project(scratch);
    tks_listing *listing = NULL;
    size_t chosen[64], count;
    uint32_t number;
    tks_status status;

    *failed = (tks_error){ .status = TKS_OK };
    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    count = tks_listing_count(listing);
    for (size_t i = 0; i < count; i++)
        chosen[i] = count - 1 - i; /* in any order */
    if (fault != NULL)
        interrupt(project, fault);
    status = tks_project_decide(&number, project, deed, listing, chosen, count, note, failed, NULL);
    tks_listing_free(listing);
    tks_project_free(project);
    return status;
}

void decide_well(struct scratch *scratch, tks_deed deed)
{
    tks_error failed;

    assert_int_equal(decide(scratch, deed, NULL, &failed), TKS_OK);
    if (failed.status != TKS_OK)
        fail_msg("%s", failed.message);
}

void undo(struct scratch *scratch)
{
    tks_project *project = open_project(scratch);
    tks_error err = { 0 };
    uint32_t done;

    if (tks_project_undo(&done, project, 0, &err) != TKS_OK)
        fail_msg("%s", err.message);
    tks_project_free(project);
}

tks_status try_to_recover(struct scratch *scratch, tks_error *err)
{
    tks_project *project = open_project(scratch);
    struct tksi_transaction transaction;
    const tks_status status = tksi_project_begin(&transaction, project, TKS_DEED_ACCEPT, err);

    tksi_transaction_close(&transaction);
    tks_project_free(project);
    return status;
}

void recover(struct scratch *scratch)
{
    tks_error err = { 0 };

    if (try_to_recover(scratch, &err) != TKS_OK)
        fail_msg("%s", err.message);
}

/* ------------------------------------------------------------------------ faults */

void accept_ended_anywhere(struct scratch *scratch, void (*make)(struct scratch *scratch),
                           int (*done)(struct scratch *scratch), int all)
{
    bool ended = true;

    for (int n = 1; ended; n++) {
        pid_t child;

        make(scratch);
        if ((child = fork()) == 0) {
            struct fault fault = { .at = n };
            tks_error failed;

            _exit(decide(scratch, TKS_DEED_ACCEPT, &fault, &failed) == TKS_OK ? 0 : 1);
        }
        ended = was_ended(child);
        recover(scratch);
        const int was_done = done(scratch);

        assert_true(was_done == 0 || was_done == all);
        assert_true(ended || was_done == all);
        if (was_done == all)
            undo(scratch);
        assert_int_equal(done(scratch), 0);
    }
}

void accept_with_any_failure(struct scratch *scratch, void (*make)(struct scratch *scratch),
                             int (*done)(struct scratch *scratch))
{
    static const int errors[] = { ENOSPC, EIO, EACCES };
    bool reached = true;

    for (int n = 1; reached; n++)
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
            struct fault fault = { .at = n, .error = errors[i] };
            tks_error failed;

            make(scratch);
            (void)decide(scratch, TKS_DEED_ACCEPT, &fault, &failed);
            recover(scratch);
            if (done(scratch) != 0)
                undo(scratch);
            assert_int_equal(done(scratch), 0);
            reached = fault.seen >= n;
        }
}

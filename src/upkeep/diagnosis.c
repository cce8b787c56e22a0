/* diagnosis.c - what is wrong with a project's snapshot files
 *
 * One walk over all of them; what concerns several at once - names, the journal - comes
 * after it. What is found is a row of the table below and a place.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/checking.h"

#include "record/record.h"
#include "store/project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 30 };

static const struct {
    const char *name, *what, *advice;
} kinds[] = {
    [TKSI_FINDING_CONFLICT] = { "conflict", "a merge left its conflict markers",
                                "resolve the conflict; accepting a pending insta snapshot does" },
    [TKSI_FINDING_UNREADABLE] = { "unreadable", "cannot be read", "see to it" },
    [TKSI_FINDING_POINTER] = { "lfs-pointer", "a Git LFS pointer in the snapshot's place",
                               "run git lfs pull" },
    [TKSI_FINDING_BROKEN] = { "broken", "its library cannot read it",
                              "have its test write it anew" },
    [TKSI_FINDING_TAINTED] = { "tainted",
                               "of another version of syrupy, which fails the tests that use it",
                               "run pytest --snapshot-update" },
    [TKSI_FINDING_UNTERMINATED] = { "unterminated",
                                    "the end is missing, its library does not see it",
                                    "have its test write it anew" },
    [TKSI_FINDING_UNSEEN] = { "unseen", "an entry without data, which its library takes for none",
                              "remove it, or have its test write it anew" },
    [TKSI_FINDING_LOST_BYTES] = { "lost-bytes", "a binary snapshot whose bytes are missing",
                                  "get the file beside it back, or run the test again" },
    [TKSI_FINDING_CASE] = { "case-collision", "is one file with another on macOS and Windows",
                            "rename a test" },
    [TKSI_FINDING_COMMITTED] = { "committed", "a pending snapshot that Git tracks",
                                 "git rm --cached it; 'tksnap init' has Git ignore the others" },
    [TKSI_FINDING_INTERRUPTED] = { "interrupted", "at work now, or was interrupted",
                                   "the next record, accept, reject, prune or undo finishes it" },
    [TKSI_FINDING_LIKE_ID] = { "like-id", "its data has a line that go-snaps takes for an entry",
                               "keep such lines out of the value" },
    [TKSI_FINDING_DUPLICATE] = { "duplicate", "another entry of this name is read",
                                 "remove one of them" },
    [TKSI_FINDING_STRAY] = { "stray", "lines that its library skips, and drops when it writes",
                             "an editor may have stripped blanks that are data" },
    [TKSI_FINDING_MIXED] = { "mixed-line-ends", "lines end in LF and in CR LF",
                             "'tksnap init' has Git leave them alone; run its test again" },
    [TKSI_FINDING_LEGACY] = { "legacy", "of an old version, which is still read",
                              "accepting it the next time brings it up to date" },
    [TKSI_FINDING_STALE] = { "stale", "accepting it would change nothing",
                             "'tksnap reject' drops it" },
    [TKSI_FINDING_GONE] = { "gone", "a change of a baseline that is not there any more",
                            "'tksnap reject' drops it; accepting it makes the baseline anew" },
    [TKSI_FINDING_OLDER] = { "older", "pending since before its baseline was last written",
                             "run the test again" },
    [TKSI_FINDING_ORPHAN] = { "orphan", "bytes of a binary snapshot that is not there, or text now",
                              "remove it" },
};

/* What was noted with pointers for places, as it is told. */
struct placed {
    tks_finding told;
    enum tksi_finding_kind kind;
    size_t order;
};

struct tks_diagnosis {
    struct tksi_env env;
    struct placed *findings;
    struct tksi_tally *tallies;
    size_t count, stores;
    char *text;
};

/* ---------------------------------------------------------------------- gathering */

static tks_status look(void *user, const struct tksi_surveyed *file, tks_error *err)
{
    struct tksi_checking *checking = user;
    const size_t at = checking->text.length;
    tks_status status = TKS_OK;

    if (file->role == TKSI_ROLE_BASELINE)
        status = tksi_checking_count(checking, file->store, err);
    if (status == TKS_OK && file->role != TKSI_ROLE_NONE &&
        (status = tksi_buffer_append(&checking->text, file->path, strlen(file->path) + 1, err)) ==
            TKS_OK)
        status = tksi_buffer_append(&checking->paths, &at, sizeof at, err);
    return status ? status : tksi_check_file(checking, file, err);
}

static tks_status note_trouble(void *user, const char *path, const tks_error *why, tks_error *err)
{
    struct tksi_checking *checking = user;
    const size_t length = strlen(path);
    const char *what = why->message;

    if (strncmp(what, path, length) == 0 && strncmp(what + length, ": ", 2) == 0)
        what += length + 2;
    return tksi_checking_add(checking, TKSI_FINDING_UNREADABLE, "", *path != '\0' ? path : ".",
                             (tks_bytes){ NULL, 0 }, what, err);
}

static tks_status check_journal(struct tksi_checking *checking, const tks_project *project,
                                tks_error *err)
{
    tks_error why = { .status = TKS_OK };
    const tks_deed_done *deed;
    tks_log *log = NULL;
    tks_status status = tks_project_log(&log, project, &why);

    if (status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, status, "%s", why.message);
    if (status != TKS_OK)
        return note_trouble(checking, TKSI_JOURNAL, &why, err);
    for (size_t i = 0; status == TKS_OK && (deed = tks_log_at(log, i)) != NULL; i++) {
        char name[64];

        tksi_journal_name(name, sizeof name, deed->number, "");
        if (deed->begun)
            status = tksi_checking_add(checking, TKSI_FINDING_INTERRUPTED, "", name,
                                       (tks_bytes){ NULL, 0 }, NULL, err);
    }
    tks_log_free(log);
    if (status == TKS_OK && tks_project_record_state(project) != TKS_RECORD_NONE)
        status = tksi_checking_add(checking, TKSI_FINDING_INTERRUPTED, "", TKSI_RECORD,
                                   (tks_bytes){ NULL, 0 }, NULL, err);
    return status;
}

/* -------------------------------------------------------------------- the diagnosis */

static int by_store(const void *a, const void *b)
{
    return strcmp(((const struct tksi_tally *)a)->store, ((const struct tksi_tally *)b)->store);
}

static int by_kind(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    int order = strcmp(left->told.path, right->told.path);

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (order == 0 && left->told.entry != NULL && right->told.entry != NULL)
        order = strcmp(left->told.entry, right->told.entry);
    if (order != 0)
        return order;
    return left->order < right->order ? -1 : left->order > right->order;
}

static struct placed place(const struct tksi_noted *found, const char *text)
{
    return (struct placed){
        .told = { .size = sizeof(tks_finding),
                  .kind = kinds[found->kind].name,
                  .problem = found->kind < TKSI_FINDING_LIKE_ID,
                  .store = found->store,
                  .path = text + found->path,
                  .entry = found->entry != TKSI_NO_TEXT ? text + found->entry : NULL,
                  .what =
                      found->what != TKSI_NO_TEXT ? text + found->what : kinds[found->kind].what,
                  .advice = kinds[found->kind].advice },
        .kind = found->kind,
        .order = found->order,
    };
}

static tks_status make_diagnosis(tks_diagnosis **out, struct tksi_checking *checking,
                                 tks_error *err)
{
    const struct tksi_env *env = &checking->root->env;
    const struct tksi_noted *found =
        (const struct tksi_noted *)(const void *)checking->findings.data;
    tks_diagnosis *diagnosis = tksi_allocate_zeroed(env, 1, sizeof *diagnosis);

    if (diagnosis == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    diagnosis->env = *env;
    diagnosis->count = checking->findings.length / sizeof *found;
    diagnosis->stores = checking->tallies.length / sizeof *diagnosis->tallies;
    diagnosis->findings = tksi_allocate(env, diagnosis->count, sizeof *diagnosis->findings);
    diagnosis->tallies = tksi_allocate(env, diagnosis->stores, sizeof *diagnosis->tallies);
    if (diagnosis->findings == NULL || diagnosis->tallies == NULL) {
        tks_diagnosis_free(diagnosis);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for findings");
    }
    diagnosis->text = (char *)checking->text.data;
    checking->text.data = NULL;
    for (size_t i = 0; i < diagnosis->count; i++)
        diagnosis->findings[i] = place(&found[i], diagnosis->text);
    qsort(diagnosis->findings, diagnosis->count, sizeof *diagnosis->findings, by_kind);
    if (diagnosis->stores > 0)
        memcpy(diagnosis->tallies, checking->tallies.data, checking->tallies.length);
    qsort(diagnosis->tallies, diagnosis->stores, sizeof *diagnosis->tallies, by_store);
    *out = diagnosis;
    return TKS_OK;
}

tks_status tks_project_diagnose(tks_diagnosis **out, const tks_project *project, tks_error *err)
{
    const struct tksi_env *env = &project->root.env;
    struct tksi_checking checking = { .root = &project->root };
    tks_status status;

    tksi_buffer_init(&checking.findings, MOST_BYTES, env);
    tksi_buffer_init(&checking.text, MOST_BYTES, env);
    tksi_buffer_init(&checking.paths, MOST_BYTES, env);
    tksi_buffer_init(&checking.tallies, MOST_BYTES, env);
    if ((status = tksi_survey(&project->root, look, note_trouble, &checking, err)) ||
        (status = tksi_check_names(&checking, err)) || (status = tksi_check_git(&checking, err)) ||
        (status = tksi_check_kept(&checking, err)) ||
        (status = check_journal(&checking, project, err)))
        goto done;
    status = make_diagnosis(out, &checking, err);
done:
    tksi_buffer_dispose(&checking.tallies);
    tksi_buffer_dispose(&checking.paths);
    tksi_buffer_dispose(&checking.text);
    tksi_buffer_dispose(&checking.findings);
    return status;
}

const tks_finding *tks_diagnosis_at(const tks_diagnosis *diagnosis, size_t index)
{
    return index < diagnosis->count ? &diagnosis->findings[index].told : NULL;
}

size_t tks_diagnosis_count(const tks_diagnosis *diagnosis)
{
    return diagnosis->count;
}

const char *tks_diagnosis_store(const tks_diagnosis *diagnosis, size_t index, size_t *files)
{
    if (index >= diagnosis->stores)
        return NULL;
    *files = diagnosis->tallies[index].files;
    return diagnosis->tallies[index].store;
}

void tks_diagnosis_free(tks_diagnosis *diagnosis)
{
    struct tksi_env env;

    if (diagnosis == NULL)
        return;
    env = diagnosis->env;
    tksi_release(&env, diagnosis->text);
    tksi_release(&env, diagnosis->tallies);
    tksi_release(&env, diagnosis->findings);
    tksi_release(&env, diagnosis);
}

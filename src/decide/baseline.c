/* baseline.c - which baseline a test's snapshot is compared with
 *
 * A variant that has no baseline of its own is compared with that of a part of it. The
 * parts are tried in descending order of their bits: theme counts more than all that comes
 * below it, and so on down to the os. So a dark page is compared with the dark page of
 * another system before it is compared with anything light.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/baseline.h"
#include "decide/decide.h"
#include "store/steps.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CANDIDATES = TKSI_VARIANT_ALL + 1, NONE = MOST_CANDIDATES };

struct tks_baseline {
    struct tksi_env env;
    struct tksi_buffer text;
    size_t at[MOST_CANDIDATES]; /* the paths, in `text` */
    size_t count, found;        /* found: NONE, or which of them */
};

/* ---------------------------------------------------------------- the test's folder */

/* Whether there is a file of this name below the project's folder. */
static bool is_there(const struct tksi_root *root, const char *below)
{
    return below != NULL && tksi_name_check(below, NULL) == TKS_OK && tksi_root_has(root, below);
}

/* The test's file below the project's folder. A compiler calls it as it was called itself:
 * absolute, or relative to a folder that nobody knows now - the project's, most likely, or
 * this one. The file need not be there when the test runs. */
static tks_status find_test(struct tksi_buffer *out, const struct tksi_root *root,
                            const char *test_file, tks_error *err)
{
    const char *below = *test_file == '/' ? tksi_root_below(root, test_file) : test_file;
    char real[PATH_MAX];

    if (!is_there(root, below) && realpath(test_file, real) != NULL &&
        tksi_root_below(root, real) != NULL)
        below = tksi_root_below(root, real);
    if (below == NULL || tksi_name_check(below, NULL) != TKS_OK)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "%s: is not in the project %s; say the test's folder", test_file,
                         root->path);
    return tksi_buffer_append(out, below, strlen(below) + 1, err);
}

/* The folder that the test is in, with its NUL. */
static tks_status find_folder(struct tksi_buffer *out, const struct tksi_root *root,
                              const tks_baseline_name *name, tks_error *err)
{
    const char *folder = name->folder;
    char *slash;
    tks_status status;

    if (folder != NULL) {
        if (*folder != '\0' && (status = tksi_name_check(folder, err)))
            return status;
        return tksi_buffer_append(out, folder, strlen(folder) + 1, err);
    }
    if (name->test_file == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a snapshot wants a test file and a name");
    if ((status = find_test(out, root, name->test_file, err)))
        return status;
    slash = strrchr((char *)out->data, '/');
    *(slash != NULL ? slash : (char *)out->data) = '\0';
    return TKS_OK;
}

/* ------------------------------------------------------------------------ finding */

static tks_status list_candidates(tks_baseline *baseline, const struct tksi_root *root,
                                  const tks_baseline_name *name, tks_error *err)
{
    const unsigned all = tksi_baseline_variant(name);
    struct tksi_buffer folder;
    tks_status status;

    tksi_buffer_init(&folder, SIZE_MAX / 2, &baseline->env);
    status = find_folder(&folder, root, name, err);
    /* every part of `all`, the greatest number first */
    for (unsigned part = all; status == TKS_OK; part = (part - 1) & all) {
        baseline->at[baseline->count++] = baseline->text.length;
        status = tksi_baseline_put(&baseline->text, (const char *)folder.data, name, part, err);
        if (part == 0)
            break;
    }
    tksi_buffer_dispose(&folder);
    return status;
}

tks_status tks_baseline_find(tks_baseline **out, const tks_project *project,
                             const tks_baseline_name *name, tks_error *err)
{
    const struct tksi_root *root = &project->root;
    tks_baseline *baseline = tksi_allocate_zeroed(&root->env, 1, sizeof *baseline);
    tks_status status;

    if (baseline == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    baseline->env = root->env;
    baseline->found = NONE;
    tksi_buffer_init(&baseline->text, SIZE_MAX / 2, &baseline->env);
    if ((status = list_candidates(baseline, root, name, err))) {
        tks_baseline_free(baseline);
        return status;
    }
    for (size_t i = 0; i < baseline->count && baseline->found == NONE; i++)
        if (tksi_root_has(root, tks_baseline_candidate(baseline, i)))
            baseline->found = i;
    *out = baseline;
    return TKS_OK;
}

const char *tks_baseline_candidate(const tks_baseline *baseline, size_t index)
{
    return index < baseline->count ? (const char *)baseline->text.data + baseline->at[index] : NULL;
}

const char *tks_baseline_path(const tks_baseline *baseline)
{
    return tks_baseline_candidate(baseline, baseline->found);
}

const char *tks_baseline_new_path(const tks_baseline *baseline)
{
    return tks_baseline_candidate(baseline, 0);
}

void tks_baseline_free(tks_baseline *baseline)
{
    struct tksi_env env;

    if (baseline == NULL)
        return;
    env = baseline->env;
    tksi_buffer_dispose(&baseline->text);
    tksi_release(&env, baseline);
}

/* ------------------------------------------------------------ for those who compare */

const struct tksi_env *tksi_project_env(const tks_project *project)
{
    return &project->root.env;
}

tks_status tksi_baseline_read(struct tksi_buffer *out, bool *there, const tks_project *project,
                              const char *path, tks_error *err)
{
    return tksi_step_read_real(out, there, &project->root, path, err);
}

tks_status tksi_baseline_write(tks_project *project, const char *path, tks_bytes bytes,
                               tks_error *err)
{
    struct tksi_transaction transaction;
    const struct tksi_item *item;
    tks_status status = tksi_project_begin(&transaction, project, TKS_DEED_ACCEPT, err);

    if (status != TKS_OK || (status = tksi_transaction_item(&transaction, "tksnap", path, err)) ||
        (status = tksi_step_put(&transaction, path, bytes, NULL, err)) ||
        (status = tksi_transaction_commit(&transaction, err)))
        goto done;
    item = tksi_plan_item(&transaction.plan, 0);
    if (item->left)
        status = tksi_fail(err, item->why.status, "%s", item->why.message);
done:
    tksi_transaction_close(&transaction);
    return status;
}

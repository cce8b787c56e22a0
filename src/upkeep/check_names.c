/* check_names.c - names that only some file systems tell apart
 *
 * macOS and Windows do not mind case, and macOS not how an accented letter is composed. Of
 * two such files a checkout there has one, and its test fails or, worse, the other's passes.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"
#include "upkeep/checking.h"

#include <stdlib.h>
#include <string.h>

/* A name and the form it is compared in. */
struct name {
    const char *folded, *path;
};

static int by_folded(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    const int order = strcmp(left->folded, right->folded);

    return order != 0 ? order : strcmp(left->path, right->path);
}

/* The same whole path; folders that differ in case alone are merged, and do no harm. */
static tks_status tell_same(struct tksi_checking *checking, const struct name *names, size_t count,
                            tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 1; i < count && status == TKS_OK; i++)
        if (strcmp(names[i - 1].folded, names[i].folded) == 0) {
            struct tksi_buffer what;

            tksi_buffer_init(&what, SIZE_MAX / 2, &checking->root->env);
            if ((status = tksi_buffer_printf(&what, err, "is one file with %s on macOS and Windows",
                                             names[i - 1].path)) == TKS_OK &&
                (status = tksi_buffer_append(&what, "", 1, err)) == TKS_OK)
                status = tksi_checking_add(checking, TKSI_FINDING_CASE, "", names[i].path,
                                           (tks_bytes){ NULL, 0 }, (const char *)what.data, err);
            tksi_buffer_dispose(&what);
        }
    return status;
}

/* All of the text at once: a NUL ends a name in both forms. */
static tks_status fold_all(struct tksi_buffer *out, const struct tksi_buffer *names, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t at = 0; at < names->length && status == TKS_OK;) {
        const char *name = (const char *)names->data + at;
        const size_t length = strlen(name);

        at += length + 1;
        if ((status = tksi_fold(out, (tks_str){ name, length }, err)) == TKS_OK)
            status = tksi_buffer_append(out, "", 1, err);
    }
    return status;
}

/* The names of the files, one after the other: a finding's text may move the others. */
static tks_status copy_names(struct tksi_buffer *out, const struct tksi_checking *checking,
                             tks_error *err)
{
    const size_t *places = (const size_t *)(const void *)checking->paths.data;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < checking->paths.length / sizeof *places && status == TKS_OK; i++) {
        const char *path = (const char *)checking->text.data + places[i];

        status = tksi_buffer_append(out, path, strlen(path) + 1, err);
    }
    return status;
}

tks_status tksi_check_names(struct tksi_checking *checking, tks_error *err)
{
    const struct tksi_env *env = &checking->root->env;
    const size_t count = checking->paths.length / sizeof(size_t);
    struct name *names = tksi_allocate(env, count, sizeof *names);
    struct tksi_buffer paths, folded;
    size_t path = 0, fold = 0;
    tks_status status;

    tksi_buffer_init(&paths, SIZE_MAX / 2, env);
    tksi_buffer_init(&folded, SIZE_MAX / 2, env);
    if (names == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu names", count);
        goto done;
    }
    if ((status = copy_names(&paths, checking, err)) || (status = fold_all(&folded, &paths, err)))
        goto done;
    for (size_t i = 0; i < count; i++) {
        names[i] = (struct name){ (char *)folded.data + fold, (char *)paths.data + path };
        path += strlen(names[i].path) + 1;
        fold += strlen(names[i].folded) + 1;
    }
    qsort(names, count, sizeof *names, by_folded);
    status = tell_same(checking, names, count, err);
done:
    tksi_buffer_dispose(&folded);
    tksi_buffer_dispose(&paths);
    tksi_release(env, names);
    return status;
}

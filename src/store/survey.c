/* survey.c - every snapshot file of a project, read and told apart
 *
 * Whose a file is is known by its contents, so files have to be read; but only those whose
 * name or folder some library gives. What a format is not sure of is nobody's here: whoever
 * asks may want to remove it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/survey.h"

#include "store/kept.h"

#include <string.h>

/* The least a format must be sure by content or place. Front matter in a .snap file that has
 * none of insta's fields is below, and so is a file in testdata/ that is not called golden. */
enum { SURE = 50 };

/* ------------------------------------------------------------------------- names */

static bool is_below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);

    for (const char *at = strstr(path, folder); at != NULL; at = strstr(at + 1, folder))
        if ((at == path || at[-1] == '/') && at[length] == '/')
            return true;
    return false;
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t length = strlen(name), last = strlen(ending);

    return length > last && strcmp(name + length - last, ending) == 0;
}

static const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool is_worth_reading(const char *path)
{
    static const char *const folders[] = { "__snapshots__", ".snapshots", "__screenshots__" };
    static const char *const words[] = { ".snap",      ".golden",    ".ambr",
                                         ".approved.", ".received.", ".pending-snap" };
    const char *name = name_in(path);

    if (strncmp(name, ".tks-", 5) == 0) /* a transaction's own */
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(name, words[i]) != NULL)
            return true;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (name[0] != '.' && is_below(path, folders[i]))
            return true;
    return false;
}

/* ------------------------------------------------------------------------- roles */

static bool is_named(const struct tksi_format *format, const char *name)
{
    return strcmp(format->name, name) == 0;
}

static enum tksi_role role_of(const struct tksi_surveyed *file)
{
    const struct tksi_format *format = file->format;
    const tks_str path = { file->path, strlen(file->path) };
    const char *name = name_in(file->path);

    if (is_named(format, "insta") && ends_in(name, ".snap.new"))
        return TKSI_ROLE_PENDING;
    if (is_named(format, "insta-inline"))
        return ends_in(name, ".pending-snap") ? TKSI_ROLE_PENDING : TKSI_ROLE_NONE;
    if (is_named(format, "insta-binary"))
        return strstr(name, ".snap.new.") != NULL ? TKSI_ROLE_PENDING_ASIDE : TKSI_ROLE_ASIDE;
    if (is_named(format, "approvals") && strstr(name, ".approved.") == NULL)
        return TKSI_ROLE_PENDING;
    return format->probe(file->bytes, path) >= SURE ? TKSI_ROLE_BASELINE : TKSI_ROLE_NONE;
}

static void judge(struct tksi_surveyed *file)
{
    file->format = tksi_format_of(file->bytes, (tks_str){ file->path, strlen(file->path) });
    file->role = role_of(file);
    file->store = file->role == TKSI_ROLE_NONE             ? ""
                  : is_named(file->format, "insta-inline") ? "insta"
                                                           : tksi_kept_store(file->format)->name;
}

/* ------------------------------------------------------------------------ walking */

struct survey {
    const struct tksi_root *root;
    tksi_surveyed_fn *visit;
    tksi_trouble_fn *trouble;
    void *user;
    struct tksi_buffer bytes;
};

static tks_status take_file(void *user, const char *path, tks_error *err)
{
    struct survey *survey = user;
    struct tksi_surveyed file = { .path = path };
    tks_error why = { .status = TKS_OK };
    bool there;
    tks_status status;

    if (!is_worth_reading(path))
        return TKS_OK;
    survey->bytes.length = 0;
    status = tksi_root_read(&survey->bytes, &there, &file.about, survey->root, path, &why);
    if (status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, status, "%s", why.message);
    if (status != TKS_OK)
        return survey->trouble(survey->user, path, &why, err);
    if (!there)
        return TKS_OK;
    file.bytes = tksi_bytes_of(&survey->bytes);
    judge(&file);
    return survey->visit(survey->user, &file, err);
}

static tks_status pass_on(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    const struct survey *survey = user;

    return survey->trouble(survey->user, folder, why, err);
}

tks_status tksi_survey(const struct tksi_root *root, tksi_surveyed_fn *visit,
                       tksi_trouble_fn *trouble, void *user, tks_error *err)
{
    struct survey survey = { .root = root, .visit = visit, .trouble = trouble, .user = user };
    tks_status status;

    tksi_buffer_init(&survey.bytes, (size_t)root->env.limits.file_bytes + 1, &root->env);
    status = tksi_walk(root, take_file, pass_on, &survey, err);
    tksi_buffer_dispose(&survey.bytes);
    return status;
}

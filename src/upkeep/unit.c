/* unit.c - what is tested by one run: a crate, a Python project, a Go package
 *
 * A list of used baselines says nothing about tests that were not run. `cargo test -p one`
 * leaves out the other crates, pytest knows one project of several in a repository, `go test
 * ./one` one package. So a baseline counts as unused only where one of the same unit was
 * used.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/unit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MARKS = 6 };

/* Files one of which is in a unit's folder. */
struct marks {
    const char *store;
    const char *names[MARKS];
};

static const struct marks rust = { "insta", { "Cargo.toml" } };
static const struct marks python = {
    "syrupy", { "pyproject.toml", "pytest.ini", "setup.cfg", "setup.py", "tox.ini" }
};
static const struct marks node = { "jest", { "package.json" } };

static bool is_there(const struct tksi_root *root, const char *folder, const char *name)
{
    char path[PATH_MAX];
    int file;

    if (snprintf(path, sizeof path, "%s%s%s", folder, *folder != '\0' ? "/" : "", name) >=
        (int)sizeof path)
        return false;
    if ((file = tksi_root_open(root, path, O_PATH)) >= 0)
        close(file);
    return file >= 0;
}

/* Cuts a path down to the nearest folder with such a file; the project's where none has. */
static void climb_to_mark(char *path, const struct tksi_root *root, const struct marks *marks)
{
    char *slash;

    do {
        slash = strrchr(path, '/');
        *(slash != NULL ? slash : path) = '\0';
        for (size_t i = 0; i < MARKS && marks->names[i] != NULL; i++)
            if (is_there(root, path, marks->names[i]))
                return;
    } while (slash != NULL);
}

/* Go tests lie beside the folder of their snapshots, which is found by its name. */
static void cut_at_folder(char *path)
{
    static const char *const folders[] = { "__snapshots__/", ".snapshots/", "testdata/" };
    char *end = strrchr(path, '/');

    end = end != NULL ? end : path;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        for (char *at = strstr(path, folders[i]); at != NULL; at = strstr(at + 1, folders[i]))
            if ((at == path || at[-1] == '/') && at < end)
                end = at > path ? at - 1 : path;
    *end = '\0';
}

/* What follows the last dot of a name; "" where there is none. */
static const char *ending_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');

    return dot != NULL ? dot + 1 : "";
}

/* The language an insta file was written from: Python writes them too. */
static tks_status language_of(struct tksi_buffer *out, tks_bytes file, tks_error *err)
{
    struct tksi_field source;
    const char *ending = "rs";
    struct tksi_buffer text;
    tks_status status = TKS_OK;

    tksi_buffer_init(&text, SIZE_MAX / 2, out->env);
    if (tksi_insta_find(&source, file, "source") && source.type == TKSI_FIELD_TEXT &&
        tksi_insta_text(&text, file, &source, NULL) == TKS_OK &&
        (status = tksi_buffer_append(&text, "", 1, err)) == TKS_OK)
        ending = ending_of((const char *)text.data);
    if (status == TKS_OK)
        status = tksi_buffer_append(out, ending, strlen(ending) + 1, err);
    tksi_buffer_dispose(&text);
    return status;
}

/* Files that are one snapshot each are like others of their ending: where a test asked for
 * a picture, text beside it may be somebody's notes. */
static tks_status kind_of(struct tksi_buffer *out, const struct tksi_surveyed *file, tks_error *err)
{
    const char *kind = "";

    if (strcmp(file->store, "insta") == 0)
        return language_of(out, file->bytes, err);
    if (strcmp(file->format->name, "syrupy-single") == 0)
        kind = ending_of(file->path);
    return tksi_buffer_append(out, kind, strlen(kind) + 1, err);
}

tks_status tksi_unit_of(struct tksi_buffer *out, size_t *kind, const struct tksi_root *root,
                        const struct tksi_surveyed *file, tks_error *err)
{
    const size_t begin = out->length;
    const char *language;
    char folder[PATH_MAX];
    tks_status status;

    if (snprintf(folder, sizeof folder, "%s", file->path) >= (int)sizeof folder)
        return tksi_fail(err, TKS_OVER_LIMIT, "%s: a path that is too long", file->path);
    if ((status = tksi_buffer_append(out, file->store, strlen(file->store) + 1, err)) ||
        (status = kind_of(out, file, err)))
        return status;
    language = (const char *)out->data + begin + strlen(file->store) + 1;
    if (strcmp(file->store, "insta") == 0)
        climb_to_mark(folder, root, strcmp(language, "py") == 0 ? &python : &rust);
    else if (strcmp(file->store, "syrupy") == 0)
        climb_to_mark(folder, root, &python);
    else if (strcmp(file->store, "jest") == 0)
        climb_to_mark(folder, root, &node);
    else
        cut_at_folder(folder);
    *kind = out->length - begin;
    out->data[begin + strlen(file->store)] = out->data[out->length - 1] = ' ';
    return tksi_buffer_append(out, folder, strlen(folder) + 1, err);
}

/* used.c - what the tests of a run asked for
 *
 *     tksnap used 1
 *     tests/__snapshots__/test_api.ambr<tab>test_list[json]
 *     tests/__snapshots__/test_page/test_home.png
 *     complete
 *
 * A path is one below the project's folder or an absolute one, an entry a name as tksnap
 * shows it; a path without an entry stands for all entries of the file. The last line says
 * that no test was left out: a list that was cut short has none, whatever cut it.
 *
 * insta's list has paths only, absolute, as the tests came by them: "src/../snapshots" for
 * one. So the folders of all paths are resolved.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/used.h"

#include "store/project.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char head[] = "tksnap used 1";

/* Paths of a suite whose every assertion names one. */
enum { MOST_BYTES = 1 << 30 };

/* A path and an entry: pointers once settled, places in `text` before that. */
struct use {
    union {
        size_t at;
        const char *text;
    } path, entry; /* entry TKSI_NO_TEXT or NULL: all of the file */
};

struct tks_used {
    const struct tksi_root *root;
    struct tksi_buffer uses, text;
    size_t incomplete; /* a file's name; TKSI_NO_TEXT: none */
    bool settled;

    /* the last folder that was resolved, and to what; "" where it is not in the project */
    char folder[PATH_MAX], real[PATH_MAX];
};

tks_status tks_used_new(tks_used **out, const tks_project *project, tks_error *err)
{
    const struct tksi_env *env = &project->root.env;
    tks_used *used = tksi_allocate_zeroed(env, 1, sizeof *used);

    if (used == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    used->root = &project->root;
    used->incomplete = TKSI_NO_TEXT;
    tksi_buffer_init(&used->uses, MOST_BYTES, env);
    tksi_buffer_init(&used->text, MOST_BYTES, env);
    *out = used;
    return TKS_OK;
}

void tks_used_free(tks_used *used)
{
    if (used == NULL)
        return;
    tksi_buffer_dispose(&used->text);
    tksi_buffer_dispose(&used->uses);
    tksi_release(&used->root->env, used);
}

const char *tks_used_incomplete(const tks_used *used)
{
    return used->incomplete != TKSI_NO_TEXT ? (const char *)used->text.data + used->incomplete
                                            : NULL;
}

/* ------------------------------------------------------------------------- paths */

/* Resolves the folder of an absolute path. Tests ask for one file after the other of the
 * same folder, so the last answer is mostly this one's, too. */
static bool resolve_folder(tks_used *used, const char *path, size_t length)
{
    if (length < sizeof used->folder && strncmp(used->folder, path, length) == 0 &&
        used->folder[length] == '\0')
        return used->real[0] != '\0';
    snprintf(used->folder, sizeof used->folder, "%.*s", (int)length, path);
    if (realpath(length > 0 ? used->folder : "/", used->real) == NULL)
        used->real[0] = '\0';
    return used->real[0] != '\0';
}

static tks_status add_use(tks_used *used, const char *path, const char *entry, size_t length,
                          tks_error *err)
{
    struct use use = { .path = { used->text.length }, .entry = { TKSI_NO_TEXT } };
    tks_status status = tksi_buffer_append(&used->text, path, strlen(path) + 1, err);

    if (status == TKS_OK && entry != NULL) {
        use.entry.at = used->text.length;
        if ((status = tksi_buffer_append(&used->text, entry, length, err)) == TKS_OK)
            status = tksi_buffer_append(&used->text, "", 1, err);
    }
    return status ? status : tksi_buffer_append(&used->uses, &use, sizeof use, err);
}

/* A file by its own name, and where that is a link by its target's, too. *inside: it lies in
 * the project. */
static tks_status add_path(tks_used *used, bool *inside, const char *path, const char *entry,
                           size_t length, tks_error *err)
{
    char whole[PATH_MAX], real[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name;
    struct stat about;
    tks_status status = TKS_OK;

    *inside = false;
    if (strcmp(slash, "/..") == 0 || strcmp(slash, "/.") == 0 || slash[1] == '\0' ||
        !resolve_folder(used, path, (size_t)(slash - path)) ||
        snprintf(whole, sizeof whole, "%s%s", strcmp(used->real, "/") == 0 ? "" : used->real,
                 slash) >= (int)sizeof whole)
        return TKS_OK;
    if ((name = tksi_root_below(used->root, whole)) != NULL) {
        *inside = true;
        status = add_use(used, name, entry, length, err);
    }
    if (status == TKS_OK && lstat(whole, &about) == 0 && S_ISLNK(about.st_mode) &&
        realpath(whole, real) != NULL && (name = tksi_root_below(used->root, real)) != NULL) {
        *inside = true;
        status = add_use(used, name, entry, length, err);
    }
    return status;
}

/* ------------------------------------------------------------------------- lines */

/* Where reading a list is. */
struct reading {
    tks_used *used;
    const char *file;
    size_t paths, inside;
};

static tks_status take_line(struct reading *reading, const char *line, size_t length, bool entries,
                            tks_error *err)
{
    const char *tab = entries ? memchr(line, '\t', length) : NULL;
    const size_t path_length = tab != NULL ? (size_t)(tab - line) : length;
    char path[PATH_MAX];
    bool inside;
    tks_status status;

    if (path_length == 0 || memchr(line, '\0', length) != NULL)
        return length == 0
                   ? TKS_OK
                   : tksi_fail(err, TKS_BAD_DATA, "%s: a line without a path", reading->file);
    reading->paths++;
    if (snprintf(path, sizeof path, "%s%s%.*s", *line == '/' ? "" : reading->used->root->path,
                 *line == '/' ? "" : "/", (int)(path_length < PATH_MAX ? path_length : PATH_MAX),
                 line) >= (int)sizeof path)
        return TKS_OK; /* longer than any file's */
    status = add_path(reading->used, &inside, path, tab != NULL ? tab + 1 : NULL,
                      tab != NULL ? length - path_length - 1 : 0, err);
    reading->inside += inside;
    return status;
}

/* The line at *at, which moves on; its length without LF or CR LF. */
static const char *next_line(size_t *length, tks_bytes text, size_t *at)
{
    const char *line = (const char *)text.data + *at;
    const char *end = memchr(line, '\n', text.length - *at);

    *length = end != NULL ? (size_t)(end - line) : text.length - *at;
    *at += *length + (end != NULL);
    if (*length > 0 && line[*length - 1] == '\r')
        --*length;
    return line;
}

static bool is_line(const char *line, size_t length, const char *word)
{
    return length == strlen(word) && memcmp(line, word, length) == 0;
}

static tks_status note_incomplete(const struct reading *reading, tks_error *err)
{
    tks_used *used = reading->used;
    const size_t at = used->text.length;
    tks_status status =
        tksi_buffer_append(&used->text, reading->file, strlen(reading->file) + 1, err);

    if (status == TKS_OK && used->incomplete == TKSI_NO_TEXT)
        used->incomplete = at;
    return status;
}

static tks_status read_lines(struct reading *reading, tks_bytes text, tks_used_form form,
                             tks_error *err)
{
    const bool ours = form == TKS_USED_LIST;
    bool complete = false;
    size_t at = 0, length = 0;
    const char *line = text.length > 0 ? next_line(&length, text, &at) : "";
    tks_status status = TKS_OK;

    if (ours != is_line(line, length, head))
        return tksi_fail(err, TKS_BAD_DATA,
                         ours ? "%s: is no list of used baselines: its first line is not '%s'"
                              : "%s: is no references file of insta, but a list that begins "
                                "with '%s': say --used",
                         reading->file, head);
    if (!ours)
        at = 0;
    while (status == TKS_OK && at < text.length) {
        line = next_line(&length, text, &at);
        complete = ours && at == text.length && is_line(line, length, "complete");
        if (!complete)
            status = take_line(reading, line, length, ours, err);
    }
    return status == TKS_OK && !complete ? note_incomplete(reading, err) : status;
}

/* A list from elsewhere would make every baseline look unused. */
static tks_status check_inside(const struct reading *reading, tks_used_form form, tks_error *err)
{
    if (reading->paths > 0 && reading->inside == 0)
        return tksi_fail(err, TKS_BAD_DATA,
                         "%s: none of its %zu paths lies in %s; was it written on another "
                         "machine, or in another project?",
                         reading->file, reading->paths, reading->used->root->path);
    if (reading->paths == 0 && form == TKS_USED_INSTA)
        return tksi_fail(err, TKS_BAD_DATA,
                         "%s: names nothing; set INSTA_SNAPSHOT_REFERENCES_FILE to it and run "
                         "the tests",
                         reading->file);
    return TKS_OK;
}

tks_status tks_used_read(tks_used *used, const char *file, tks_used_form form, tks_error *err)
{
    const struct tksi_env *env = &used->root->env;
    struct reading reading = { .used = used, .file = file };
    struct tksi_file open;
    struct tksi_buffer text;
    tks_status status;

    if (used->settled)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "what is unused was asked for already");
    tksi_buffer_init(&text, (size_t)env->limits.file_bytes + 1, env);
    if ((status = tksi_file_open(&open, file, env, err)))
        return status;
    if (strcmp(file, "-") == 0)
        reading.file = "standard input";
    if ((status = tksi_file_read_rest(&open, &text, err)) == TKS_OK &&
        (status = read_lines(&reading, (tks_bytes){ text.data, text.length }, form, err)) == TKS_OK)
        status = check_inside(&reading, form, err);
    tksi_file_close(&open);
    tksi_buffer_dispose(&text);
    return status;
}

/* --------------------------------------------------------------------- questions */

static struct use *uses_of(const tks_used *used)
{
    return (struct use *)(void *)used->uses.data;
}

static size_t count_of(const tks_used *used)
{
    return used->uses.length / sizeof(struct use);
}

static int compare(const struct use *a, const char *path, const char *entry)
{
    const int order = strcmp(a->path.text, path);

    if (order != 0 || a->entry.text == entry)
        return order;
    if (a->entry.text == NULL || entry == NULL)
        return a->entry.text == NULL ? -1 : 1;
    return strcmp(a->entry.text, entry);
}

static int by_path(const void *a, const void *b)
{
    const struct use *other = b;

    return compare(a, other->path.text, other->entry.text);
}

void tksi_used_settle(tks_used *used)
{
    struct use *uses = uses_of(used);
    const size_t count = count_of(used);

    if (used->settled)
        return;
    used->settled = true;
    for (size_t i = 0; i < count; i++) {
        const size_t path = uses[i].path.at, entry = uses[i].entry.at;

        uses[i].path.text = (const char *)used->text.data + path;
        uses[i].entry.text = entry != TKSI_NO_TEXT ? (const char *)used->text.data + entry : NULL;
    }
    if (count > 0)
        qsort(uses, count, sizeof *uses, by_path);
}

/* The first use that is not before this one. */
static const struct use *find(const tks_used *used, const char *path, const char *entry)
{
    const struct use *uses = uses_of(used);
    size_t from = 0, to = count_of(used);

    while (from < to) {
        const size_t middle = from + (to - from) / 2;

        if (compare(&uses[middle], path, entry) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < count_of(used) && strcmp(uses[from].path.text, path) == 0 ? &uses[from] : NULL;
}

bool tksi_used_path(const tks_used *used, const char *path)
{
    return find(used, path, NULL) != NULL;
}

bool tksi_used_whole(const tks_used *used, const char *path)
{
    const struct use *use = find(used, path, NULL);

    return use != NULL && use->entry.text == NULL;
}

bool tksi_used_entry(const tks_used *used, const char *path, const char *entry)
{
    const struct use *use = find(used, path, entry);

    return use != NULL && use->entry.text != NULL && strcmp(use->entry.text, entry) == 0;
}

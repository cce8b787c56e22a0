/* manifest.c - which snapshots there were before a recorded command ran
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "record/manifest.h"

#include "format/format.h"
#include "root/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/glob.h>

static const char head[] = "tksnap record 1\n";

/* More than any tree has; a bound for a manifest that somebody made up. */
enum { MOST_BYTES = 1 << 30 };

void tksi_manifest_init(struct tksi_manifest *manifest, const struct tksi_env *env)
{
    tksi_buffer_init(&manifest->text, MOST_BYTES, env);
    tksi_buffer_init(&manifest->originals, MOST_BYTES, env);
    tksi_buffer_init(&manifest->folders, MOST_BYTES, env);
    tksi_buffer_init(&manifest->globs, MOST_BYTES, env);
}

void tksi_manifest_dispose(struct tksi_manifest *manifest)
{
    tksi_buffer_dispose(&manifest->globs);
    tksi_buffer_dispose(&manifest->folders);
    tksi_buffer_dispose(&manifest->originals);
    tksi_buffer_dispose(&manifest->text);
}

/* --------------------------------------------------------------------- in memory */

static tks_status keep_text(size_t *at, struct tksi_manifest *manifest, const char *text,
                            tks_error *err)
{
    *at = manifest->text.length;
    return tksi_buffer_append(&manifest->text, text, strlen(text) + 1, err);
}

tks_status tksi_manifest_add_file(struct tksi_manifest *manifest, struct tksi_original original,
                                  const char *path, tks_error *err)
{
    const tks_status status = keep_text(&original.path, manifest, path, err);

    return status ? status
                  : tksi_buffer_append(&manifest->originals, &original, sizeof original, err);
}

static tks_status add_text(struct tksi_buffer *list, struct tksi_manifest *manifest,
                           const char *text, tks_error *err)
{
    size_t at;
    const tks_status status = keep_text(&at, manifest, text, err);

    return status ? status : tksi_buffer_append(list, &at, sizeof at, err);
}

tks_status tksi_manifest_add_folder(struct tksi_manifest *manifest, const char *path,
                                    tks_error *err)
{
    return add_text(&manifest->folders, manifest, path, err);
}

tks_status tksi_manifest_add_glob(struct tksi_manifest *manifest, const char *glob, tks_error *err)
{
    return add_text(&manifest->globs, manifest, glob, err);
}

static const char *text_at(const struct tksi_manifest *manifest, size_t at)
{
    return (const char *)manifest->text.data + at;
}

/* A text that a list has the place of. */
static const char *listed(const struct tksi_manifest *manifest, const struct tksi_buffer *list,
                          size_t index)
{
    return text_at(manifest, ((const size_t *)(const void *)list->data)[index]);
}

size_t tksi_manifest_folders(const struct tksi_manifest *manifest)
{
    return manifest->folders.length / sizeof(size_t);
}

const char *tksi_manifest_folder(const struct tksi_manifest *manifest, size_t index)
{
    return listed(manifest, &manifest->folders, index);
}

const char *tksi_manifest_glob(const struct tksi_manifest *manifest, size_t index)
{
    return index < manifest->globs.length / sizeof(size_t)
               ? listed(manifest, &manifest->globs, index)
               : NULL;
}

static int by_path(const void *a, const void *b, void *user)
{
    const struct tksi_original *left = a, *right = b;

    return strcmp(text_at(user, left->path), text_at(user, right->path));
}

static int by_text(const void *a, const void *b, void *user)
{
    return strcmp(text_at(user, *(const size_t *)a), text_at(user, *(const size_t *)b));
}

void tksi_manifest_sort(struct tksi_manifest *manifest)
{
    const size_t files = tksi_manifest_files(manifest), folders = tksi_manifest_folders(manifest);

    if (files > 0)
        qsort_r(manifest->originals.data, files, sizeof(struct tksi_original), by_path, manifest);
    if (folders > 0)
        qsort_r(manifest->folders.data, folders, sizeof(size_t), by_text, manifest);
}

size_t tksi_manifest_files(const struct tksi_manifest *manifest)
{
    return manifest->originals.length / sizeof(struct tksi_original);
}

struct tksi_original *tksi_manifest_file(const struct tksi_manifest *manifest, size_t index)
{
    return (struct tksi_original *)(void *)manifest->originals.data + index;
}

const char *tksi_manifest_path(const struct tksi_manifest *manifest, size_t index)
{
    return text_at(manifest, tksi_manifest_file(manifest, index)->path);
}

/* Which of `count` sorted paths this is; SIZE_MAX: none of them. */
static size_t search(const struct tksi_manifest *manifest, size_t count,
                     const char *(*path_at)(const struct tksi_manifest *manifest, size_t index),
                     const char *path)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(path_at(manifest, middle), path);

        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

size_t tksi_manifest_find(const struct tksi_manifest *manifest, const char *path)
{
    return search(manifest, tksi_manifest_files(manifest), tksi_manifest_path, path);
}

bool tksi_manifest_has_folder(const struct tksi_manifest *manifest, const char *path)
{
    return search(manifest, tksi_manifest_folders(manifest), tksi_manifest_folder, path) !=
           SIZE_MAX;
}

/* What Python leaves beside sources, and what others' packages were tested with. */
static bool is_in_the_way(const char *path)
{
    static const char *const folders[] = { "__pycache__/", "site-packages/" };

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *at = strstr(path, folders[i]);

        if (at != NULL && (at == path || at[-1] == '/'))
            return true;
    }
    return false;
}

bool tksi_manifest_wants(const struct tksi_manifest *manifest, const char *path)
{
    const char *glob;

    for (size_t i = 0; (glob = tksi_manifest_glob(manifest, i)) != NULL; i++)
        if (tks_glob_matches(glob, path))
            return true;
    return !is_in_the_way(path) && tksi_format_is_place((tks_str){ path, strlen(path) });
}

/* --------------------------------------------------------------------- gathering */

struct gathering {
    struct tksi_manifest *manifest;
    tksi_warn_fn *warn;
    void *user;
};

static tks_status visit_file(void *user, const char *file, tks_error *err)
{
    const struct gathering *gathering = user;

    if (!tksi_manifest_wants(gathering->manifest, file))
        return TKS_OK;
    return tksi_manifest_add_file(gathering->manifest, (struct tksi_original){ .path = 0 }, file,
                                  err);
}

static tks_status visit_folder(void *user, const char *folder, tks_error *err)
{
    const struct gathering *gathering = user;

    return tksi_manifest_add_folder(gathering->manifest, folder, err);
}

static tks_status note_trouble(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    const struct gathering *gathering = user;

    (void)folder;
    (void)err;
    if (gathering->warn != NULL)
        gathering->warn(gathering->user, why);
    return TKS_OK;
}

tks_status tksi_manifest_gather(struct tksi_manifest *manifest, const struct tksi_root *root,
                                tksi_warn_fn *warn, void *user, tks_error *err)
{
    struct gathering gathering = { manifest, warn, user };
    const tks_status status =
        tksi_walk_folders(root, visit_file, visit_folder, note_trouble, &gathering, err);

    tksi_manifest_sort(manifest);
    return status;
}

/* ----------------------------------------------------------------------- writing */

static tks_status put_line(struct tksi_buffer *out, const char *word, const char *text,
                           tks_error *err)
{
    tks_status status;

    if ((status = tksi_buffer_append(out, word, strlen(word), err)) ||
        (status = tksi_ledger_put(out, text, err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

static tks_status put_file(struct tksi_buffer *out, const struct tksi_manifest *manifest,
                           size_t index, tks_error *err)
{
    const struct tksi_original *original = tksi_manifest_file(manifest, index);
    const char *path = tksi_manifest_path(manifest, index);
    tks_status status;

    if (!original->print.there)
        return put_line(out, "unread", path, err);
    if ((status = tksi_buffer_append(out, "file", 4, err)) ||
        (status = tksi_ledger_put_fingerprint(out, original->print, err)) ||
        /* a time before 1970 as its two's complement */
        (status = tksi_buffer_printf(out, err, " %o %u %u %" PRIu64 " %ld %" PRIu64, original->mode,
                                     (unsigned)original->owner, (unsigned)original->group,
                                     (uint64_t)original->written.tv_sec, original->written.tv_nsec,
                                     original->offset)) ||
        (status = tksi_ledger_put(out, path, err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_manifest_put(struct tksi_buffer *out, const struct tksi_manifest *manifest,
                             tks_error *err)
{
    tks_status status = tksi_buffer_append(out, head, sizeof head - 1, err);
    const char *glob;

    for (size_t i = 0; status == TKS_OK && (glob = tksi_manifest_glob(manifest, i)) != NULL; i++)
        status = put_line(out, "include", glob, err);
    for (size_t i = 0; i < tksi_manifest_folders(manifest) && status == TKS_OK; i++)
        status = put_line(out, "folder", tksi_manifest_folder(manifest, i), err);
    for (size_t i = 0; i < tksi_manifest_files(manifest) && status == TKS_OK; i++)
        status = put_file(out, manifest, i, err);
    return status ? status : tksi_buffer_append(out, "end\n", 4, err);
}

/* ----------------------------------------------------------------------- reading */

static tks_status read_file(struct tksi_manifest *manifest, struct tksi_ledger *words,
                            bool readable, struct tksi_buffer *room, tks_error *err)
{
    const size_t files = tksi_manifest_files(manifest);
    struct tksi_original original = { .path = 0 };
    tks_status status;

    if (readable) {
        original.print = tksi_ledger_fingerprint(words);
        original.mode = (unsigned)tksi_ledger_number(words, 8) & 07777;
        original.owner = (uid_t)tksi_ledger_number(words, 10);
        original.group = (gid_t)tksi_ledger_number(words, 10);
        original.written.tv_sec = (time_t)tksi_ledger_number(words, 10);
        original.written.tv_nsec = (long)(tksi_ledger_number(words, 10) % 1000000000);
        original.offset = tksi_ledger_number(words, 10);
        words->good = words->good && original.print.there && original.offset <= INT64_MAX;
    }
    if ((status = tksi_ledger_text(room, words, err)))
        return status;
    words->good = words->good && tksi_name_check((const char *)room->data, NULL) == TKS_OK &&
                  (files == 0 ||
                   strcmp(tksi_manifest_path(manifest, files - 1), (const char *)room->data) < 0);
    return words->good ? tksi_manifest_add_file(manifest, original, (const char *)room->data, err)
                       : TKS_OK;
}

static tks_status read_line(struct tksi_manifest *manifest, struct tksi_ledger *words, bool *whole,
                            struct tksi_buffer *room, tks_error *err)
{
    const tks_str word = tksi_ledger_next(words);
    const bool is_folder = tksi_ledger_is(word, "folder");
    tks_status status;

    if (tksi_ledger_is(word, "file") || tksi_ledger_is(word, "unread"))
        return read_file(manifest, words, tksi_ledger_is(word, "file"), room, err);
    if (is_folder || tksi_ledger_is(word, "include")) {
        if ((status = tksi_ledger_text(room, words, err)) || !words->good)
            return status;
        return is_folder ? tksi_manifest_add_folder(manifest, (const char *)room->data, err)
                         : tksi_manifest_add_glob(manifest, (const char *)room->data, err);
    }
    *whole = tksi_ledger_is(word, "end");
    words->good = words->good && *whole;
    return TKS_OK;
}

tks_status tksi_manifest_read(struct tksi_manifest *manifest, tks_bytes text, tks_error *err)
{
    const char *next = text.data, *end = next + text.length, *line_end;
    struct tksi_buffer room;
    bool whole = false;
    tks_status status = TKS_OK;

    if (text.length < sizeof head - 1 || memcmp(next, head, sizeof head - 1) != 0)
        return tksi_fail(err, TKS_BAD_DATA, "not a manifest of this version");
    tksi_buffer_init(&room, MOST_BYTES, manifest->text.env);
    for (next += sizeof head - 1; status == TKS_OK && next < end &&
                                  (line_end = memchr(next, '\n', (size_t)(end - next))) != NULL;
         next = line_end + 1) {
        struct tksi_ledger words = { next, line_end, !whole };

        status = read_line(manifest, &words, &whole, &room, err);
        if (status == TKS_OK && (!words.good || words.next != words.end))
            status = tksi_fail(err, TKS_BAD_DATA, "damaged");
    }
    if (status == TKS_OK && !whole)
        status = tksi_fail(err, TKS_BAD_DATA, "damaged");
    tksi_buffer_dispose(&room);
    return status;
}

/* unused.c - baselines that no test asked for
 *
 * The project is walked once: each file is held against the lists, and what is not used in
 * it is noted. Only at the end is it known in which units anything was used, and what was
 * noted elsewhere is dropped: nobody ran those tests.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/unused.h"

#include "store/project.h"
#include "store/survey.h"
#include "upkeep/unit.h"
#include "upkeep/used.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 30 };

/* A baseline file; `path` and `unit` are places in the text. */
struct looked {
    const char *store;
    size_t path, unit, kind; /* `kind` bytes of the unit's name */
    size_t first, count;     /* what is not used in it, of `noted` */
    struct tksi_fingerprint seen;
    bool touched; /* a test asked for it, or for one of its entries */
    bool considered;
};

/* What is not used: all of a file, or an entry of it. Places in the text. */
struct noted {
    size_t entry, sidecar, problem;
};

struct gathering {
    const struct tksi_root *root;
    const tks_used *used;
    struct tksi_buffer looked, noted, text;
    tks_trouble_fn *trouble;
    void *user;
};

/* ------------------------------------------------------------------------ looking */

static tks_status note_trouble(void *user, const char *path, const tks_error *why, tks_error *err)
{
    const struct gathering *gathering = user;

    (void)path;
    (void)err;
    if (gathering->trouble != NULL)
        gathering->trouble(gathering->user, why);
    return TKS_OK;
}

static tks_status put_text(size_t *at, struct gathering *gathering, const void *text, size_t length,
                           tks_error *err)
{
    tks_status status;

    *at = gathering->text.length;
    if ((status = tksi_buffer_append(&gathering->text, text, length, err)))
        return status;
    return tksi_buffer_append(&gathering->text, "", 1, err);
}

static tks_status note(struct gathering *gathering, struct noted noted, const tks_error *problem,
                       tks_error *err)
{
    tks_status status = TKS_OK;

    noted.problem = TKSI_NO_TEXT;
    if (problem->status != TKS_OK)
        status =
            put_text(&noted.problem, gathering, problem->message, strlen(problem->message), err);
    return status ? status : tksi_buffer_append(&gathering->noted, &noted, sizeof noted, err);
}

/* An entry of a file, unless it is used. */
static tks_status look_at_entry(struct gathering *gathering, const struct tksi_surveyed *file,
                                const struct tksi_document *document,
                                const struct tksi_piece *entry, tks_error *err)
{
    struct noted noted = { .entry = gathering->text.length, .sidecar = TKSI_NO_TEXT };
    tks_error problem = { .status = TKS_OK };
    struct tksi_patch patch;
    tks_status status = tksi_decode_name(&gathering->text, file->format,
                                         tksi_span_of(file->bytes, entry->name), &problem);

    if (status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, status, "out of memory for a name");
    if ((status = tksi_buffer_append(&gathering->text, "", 1, err)))
        return status;
    if (tksi_used_entry(gathering->used, file->path,
                        (const char *)gathering->text.data + noted.entry)) {
        gathering->text.length = noted.entry;
        return TKS_OK;
    }
    if (tksi_patch_remove(&patch, document, entry, &problem) != TKS_OK)
        tksi_fail_at(&problem, problem.status, file->path);
    return note(gathering, noted, &problem, err);
}

/* Entries of one name are one: removing it removes them all. */
static tks_status look_at_entries(struct gathering *gathering, const struct tksi_surveyed *file,
                                  tks_error *err)
{
    struct tksi_listing listing;
    tks_error why = { .status = TKS_OK };
    tks_status status =
        tksi_listing_make(&listing, file->format, file->bytes, &gathering->root->env, &why);

    if (status == TKS_OUT_OF_MEMORY)
        tksi_fail(err, status, "%s", why.message);
    else if (status != TKS_OK)
        status = note_trouble(gathering, file->path, &why, err);
    else
        for (size_t i = 0; i < listing.document.entries && status == TKS_OK; i++)
            if (listing.entries[i].occurrence == 0)
                status = look_at_entry(gathering, file, &listing.document,
                                       &listing.entries[i].piece, err);
    tksi_listing_dispose(&listing);
    return status;
}

/* A file that is one snapshot, and not used. */
static tks_status look_at_file(struct gathering *gathering, const struct tksi_surveyed *file,
                               tks_error *err)
{
    struct noted noted = { .entry = TKSI_NO_TEXT, .sidecar = TKSI_NO_TEXT };
    tks_error problem = { .status = TKS_OK };
    struct tksi_document document;
    struct tksi_buffer aside;
    bool is_aside = false;
    tks_status status = TKS_OK;

    tksi_document_scan(&document, file->format, file->bytes);
    tksi_buffer_init(&aside, SIZE_MAX / 2, &gathering->root->env);
    if (document.conditions & (TKSI_CONFLICT | TKSI_BROKEN))
        tksi_fail(&problem, TKS_BAD_DATA, "%s: its header cannot be read; remove it by hand",
                  file->path);
    else if (strcmp(file->format->name, "insta") == 0)
        status = tksi_insta_sidecar(&aside, &is_aside, file->path, file->bytes, err);
    if (status == TKS_OK && is_aside)
        status = put_text(&noted.sidecar, gathering, aside.data, aside.length - 1, err);
    tksi_buffer_dispose(&aside);
    return status ? status : note(gathering, noted, &problem, err);
}

static tks_status look(void *user, const struct tksi_surveyed *file, tks_error *err)
{
    struct gathering *gathering = user;
    struct looked looked = { .store = file->store,
                             .first = gathering->noted.length / sizeof(struct noted),
                             .touched = tksi_used_path(gathering->used, file->path) };
    tks_status status = TKS_OK;

    if (file->role != TKSI_ROLE_BASELINE)
        return TKS_OK;
    if ((status = put_text(&looked.path, gathering, file->path, strlen(file->path), err)))
        return status;
    looked.unit = gathering->text.length;
    if ((status = tksi_unit_of(&gathering->text, &looked.kind, gathering->root, file, err)))
        return status;
    if ((file->format->abilities & TKSI_SEVERAL) == 0) {
        if (!looked.touched)
            status = look_at_file(gathering, file, err);
    } else if (!tksi_used_whole(gathering->used, file->path)) {
        status = look_at_entries(gathering, file, err);
    }
    looked.count = gathering->noted.length / sizeof(struct noted) - looked.first;
    if (looked.count > 0)
        looked.seen = tksi_fingerprint_of(file->bytes);
    return status ? status : tksi_buffer_append(&gathering->looked, &looked, sizeof looked, err);
}

/* ----------------------------------------------------------------------- choosing */

/* A file, with what it is sorted by. */
struct sorted {
    struct looked *looked;
    const char *path, *unit;
};

static int by_unit(const void *a, const void *b)
{
    return strcmp(((const struct sorted *)a)->unit, ((const struct sorted *)b)->unit);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct sorted *)a)->path, ((const struct sorted *)b)->path);
}

/* Where the files that have this beginning of the unit's name in common end; *any: one of
 * them was used. */
static size_t end_of(const struct sorted *files, size_t from, size_t count, size_t length,
                     bool *any)
{
    size_t end = from;

    for (*any = false; end < count && strncmp(files[end].unit, files[from].unit, length) == 0;
         end++)
        *any = *any || files[end].looked->touched;
    return end;
}

/* Files of units in which something was used - or, everywhere, of whose kind it was. */
static void consider(struct sorted *files, size_t count, bool everywhere)
{
    qsort(files, count, sizeof *files, by_unit);
    for (size_t i = 0, end; i < count; i = end) {
        bool any;

        end = end_of(files, i, count,
                     everywhere ? files[i].looked->kind : strlen(files[i].unit) + 1, &any);
        for (size_t k = i; k < end; k++)
            files[k].looked->considered = any;
    }
    qsort(files, count, sizeof *files, by_path);
}

static const char *text_at(const tks_unused *unused, size_t at)
{
    return at != TKSI_NO_TEXT ? unused->text + at : NULL;
}

static void add_items(tks_unused *unused, const struct looked *looked, const struct noted *noted)
{
    for (size_t i = looked->first; i < looked->first + looked->count; i++)
        unused->items[unused->count++] = (struct tksi_unused_item){
            .told = { .size = sizeof(tks_unused_item),
                      .store = looked->store,
                      .path = text_at(unused, looked->path),
                      .entry = text_at(unused, noted[i].entry),
                      .sidecar = text_at(unused, noted[i].sidecar),
                      .problem = text_at(unused, noted[i].problem) },
            .seen = looked->seen,
        };
}

static tks_status choose(tks_unused *unused, struct gathering *gathering, bool everywhere,
                         tks_error *err)
{
    struct looked *looked = (struct looked *)(void *)gathering->looked.data;
    const struct noted *noted = (const struct noted *)(const void *)gathering->noted.data;
    const size_t count = gathering->looked.length / sizeof *looked;
    struct sorted *files = tksi_allocate(&unused->env, count, sizeof *files);

    unused->items =
        tksi_allocate(&unused->env, gathering->noted.length / sizeof *noted, sizeof *unused->items);
    if (files == NULL || unused->items == NULL) {
        tksi_release(&unused->env, files);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu files", count);
    }
    unused->text = (char *)gathering->text.data;
    gathering->text.data = NULL;
    for (size_t i = 0; i < count; i++)
        files[i] = (struct sorted){ &looked[i], unused->text + looked[i].path,
                                    unused->text + looked[i].unit };
    consider(files, count, everywhere);
    for (size_t i = 0; i < count; i++)
        if (files[i].looked->considered)
            add_items(unused, files[i].looked, noted);
        else
            unused->left_out++;
    tksi_release(&unused->env, files);
    return TKS_OK;
}

/* --------------------------------------------------------------------- the listing */

tks_status tks_project_unused(tks_unused **out, const tks_project *project, tks_used *used,
                              bool everywhere, tks_trouble_fn *trouble, void *user, tks_error *err)
{
    const struct tksi_env *env = &project->root.env;
    struct gathering gathering = {
        .root = &project->root, .used = used, .trouble = trouble, .user = user
    };
    tks_unused *unused;
    tks_status status;

    tksi_used_settle(used);
    if ((unused = tksi_allocate_zeroed(env, 1, sizeof *unused)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    unused->env = *env;
    tksi_buffer_init(&gathering.looked, MOST_BYTES, env);
    tksi_buffer_init(&gathering.noted, MOST_BYTES, env);
    tksi_buffer_init(&gathering.text, MOST_BYTES, env);
    if ((status = tksi_survey(&project->root, look, note_trouble, &gathering, err)) ||
        (status = choose(unused, &gathering, everywhere, err)))
        goto done;
    *out = unused;
    unused = NULL;
done:
    tksi_buffer_dispose(&gathering.text);
    tksi_buffer_dispose(&gathering.noted);
    tksi_buffer_dispose(&gathering.looked);
    tks_unused_free(unused);
    return status;
}

const tks_unused_item *tks_unused_at(const tks_unused *unused, size_t index)
{
    return index < unused->count ? &unused->items[index].told : NULL;
}

size_t tks_unused_count(const tks_unused *unused)
{
    return unused->count;
}

size_t tks_unused_left_out(const tks_unused *unused)
{
    return unused->left_out;
}

void tks_unused_free(tks_unused *unused)
{
    struct tksi_env env;

    if (unused == NULL)
        return;
    env = unused->env;
    tksi_release(&env, unused->text);
    tksi_release(&env, unused->items);
    tksi_release(&env, unused);
}

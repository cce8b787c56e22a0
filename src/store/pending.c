/* pending.c - what waits in a project: looked for, looked into, listed
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/walk.h"
#include "store/kept.h"
#include "store/project.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_BYTES = 1 << 30,
    PORTION = 16 /* pending files that a thread takes at a time */
};

static const struct tksi_store *const stores[] = {
    &tksi_store_insta,
    &tksi_store_insta_inline,
    &tksi_store_approvals,
    NULL,
};

/* ------------------------------------------------------------------- gathering */

struct gathering {
    const struct tksi_root *root;
    struct tksi_buffer files; /* that look pending, each ended by a NUL */
    struct tksi_finds finds;
};

/* Whose pending file this is by its name, without its folder; NULL: nobody's. */
static const struct tksi_store *store_of(const char *name)
{
    for (size_t i = 0; stores[i] != NULL; i++)
        if (stores[i]->claims(name))
            return stores[i];
    return NULL;
}

static bool is_wanted(const char *name)
{
    return store_of(name) != NULL;
}

static tks_status visit(void *user, const char *file, tks_error *err)
{
    struct gathering *gathering = user;

    return tksi_root_is_elsewhere(gathering->root, file)
               ? TKS_OK
               : tksi_names_add(&gathering->files, "", file, err);
}

static tks_status visit_elsewhere(void *user, const char *file, tks_error *err)
{
    struct gathering *gathering = user;
    const char *slash = strrchr(file, '/');
    const struct tksi_store *store = store_of(slash != NULL ? slash + 1 : file);

    return store != NULL && (store->elsewhere || file[0] != '/')
               ? tksi_names_add(&gathering->files, "", file, err)
               : TKS_OK;
}

static tks_status note_trouble(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    struct gathering *gathering = user;
    struct tksi_found found = tksi_found_nothing(NULL);
    tks_status status;

    found.kind = "folder";
    found.state = TKS_PENDING_UNREADABLE;
    if (*folder == '\0')
        folder = ".";
    if ((status = tksi_finds_text(&found.path, &gathering->finds,
                                  (tks_bytes){ folder, strlen(folder) }, err)) ||
        (status = tksi_finds_text(&found.problem, &gathering->finds,
                                  (tks_bytes){ why->message, strlen(why->message) }, err)))
        return status;
    found.file = found.path;
    return tksi_finds_add(&gathering->finds, &found, err);
}

/* ----------------------------------------------------------------- looking inside */

/* Files that one thread looks into at a time, and what it found: files are independent. */
struct portion {
    const char *const *files;
    size_t count;
    const struct tksi_root *root;
    struct tksi_finds finds;
    tks_status status;
    tks_error why;
};

static void look_into_portion(void *user, size_t index)
{
    struct portion *portion = (struct portion *)user + index;

    for (size_t i = 0; i < portion->count && portion->status == TKS_OK; i++) {
        const char *file = portion->files[i], *slash = strrchr(file, '/');
        const struct tksi_store *store = store_of(slash != NULL ? slash + 1 : file);

        portion->status = store->look(&portion->finds, portion->root, file, &portion->why);
    }
}

/* Adds what a portion found: its texts lie behind those that are there. */
static tks_status add_portion(struct tksi_finds *finds, const struct portion *portion,
                              tks_error *err)
{
    const struct tksi_found *found =
        (const struct tksi_found *)(const void *)portion->finds.found.data;
    const size_t count = portion->finds.found.length / sizeof *found, shift = finds->text.length;
    tks_status status =
        tksi_buffer_append(&finds->text, portion->finds.text.data, portion->finds.text.length, err);

    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        struct tksi_found moved = found[i];
        size_t *const texts[] = { &moved.path,    &moved.entry,    &moved.file,   &moved.sidecar,
                                  &moved.problem, &moved.expected, &moved.actual, &moved.expression,
                                  &moved.source,  &moved.finding };

        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            if (*texts[k] != TKSI_NO_TEXT)
                *texts[k] += shift;
        status = tksi_finds_add(finds, &moved, err);
    }
    return status;
}

static tks_status look_into_portions(struct gathering *gathering, struct portion *portions,
                                     size_t count, const char *const *files, size_t left,
                                     tks_error *err)
{
    const struct tksi_env *env = &gathering->root->env;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count; i++, files += PORTION, left -= PORTION) {
        portions[i] = (struct portion){ .files = files,
                                        .count = left < PORTION ? left : PORTION,
                                        .root = gathering->root };
        tksi_finds_init(&portions[i].finds, env);
    }
    tksi_parallel(env->threads, count, look_into_portion, portions);
    for (size_t i = 0; i < count; i++) {
        if (status == TKS_OK && (status = portions[i].status) != TKS_OK && err != NULL)
            *err = portions[i].why;
        if (status == TKS_OK)
            status = add_portion(&gathering->finds, &portions[i], err);
        tksi_finds_dispose(&portions[i].finds);
    }
    return status;
}

static int by_letters(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Looks into the files, in the order of their names whoever found them first. */
static tks_status look_into_all(struct gathering *gathering, tks_error *err)
{
    const struct tksi_env *env = &gathering->root->env;
    const char *next = (const char *)gathering->files.data, *end = next + gathering->files.length;
    size_t count = 0, portions;
    struct portion *room = NULL;
    const char **files;
    tks_status status;

    for (const char *at = next; at < end; at += strlen(at) + 1)
        count++;
    portions = (count + PORTION - 1) / PORTION;
    files = tksi_allocate(env, count, sizeof *files);
    room = tksi_allocate(env, portions, sizeof *room);
    if (files == NULL || room == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < count; i++, next += strlen(next) + 1)
        files[i] = next;
    qsort(files, count, sizeof *files, by_letters);
    status = look_into_portions(gathering, room, portions, files, count, err);
done:
    tksi_release(env, room);
    tksi_release(env, files);
    return status;
}

/* --------------------------------------------------------------------- listings */

static int by_path(const void *a, const void *b)
{
    const struct tksi_waiting *left = a, *right = b;
    int order = strcmp(left->pending.path, right->pending.path);

    if (order != 0)
        return order;
    if (left->found.line != right->found.line)
        return left->found.line < right->found.line ? -1 : 1;
    if (left->pending.entry != NULL && right->pending.entry != NULL &&
        (order = strcmp(left->pending.entry, right->pending.entry)) != 0)
        return order;
    if ((order = strcmp(left->pending.file, right->pending.file)) != 0)
        return order;
    return (left->found.place > right->found.place) - (left->found.place < right->found.place);
}

static const char *text_at(const tks_listing *listing, size_t at)
{
    return at != TKSI_NO_TEXT ? listing->text + at : NULL;
}

static struct tksi_waiting waiting_from(const tks_listing *listing, const struct tksi_found *found)
{
    return (struct tksi_waiting){
        .found = *found,
        .listing = listing,
        .pending = { .size = sizeof(tks_pending),
                     .store = found->store != NULL ? found->store->name : "",
                     .kind = found->kind,
                     .path = text_at(listing, found->path),
                     .entry = text_at(listing, found->entry),
                     .file = text_at(listing, found->file),
                     .sidecar = text_at(listing, found->sidecar),
                     .state = found->state,
                     .problem = text_at(listing, found->problem),
                     .line = found->line,
                     .expected = text_at(listing, found->expected),
                     .actual = text_at(listing, found->actual),
                     .expected_length = found->expected_length,
                     .actual_length = found->actual_length,
                     .expression = text_at(listing, found->expression),
                     .source = text_at(listing, found->source),
                     .finding = text_at(listing, found->finding) },
    };
}

/* Takes what was gathered over: places become pointers now that nothing moves. */
static tks_status make_listing(tks_listing **out, struct tksi_finds *finds,
                               const struct tksi_env *env, tks_error *err)
{
    const struct tksi_found *found = (const struct tksi_found *)(const void *)finds->found.data;
    tks_listing *listing = tksi_allocate_zeroed(env, 1, sizeof *listing);

    if (listing == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    listing->env = *env;
    listing->count = finds->found.length / sizeof *found;
    listing->waiting = tksi_allocate(env, listing->count, sizeof *listing->waiting);
    if (listing->waiting == NULL || tksi_shelf_make(&listing->shelf, env, NULL) != TKS_OK) {
        tks_listing_free(listing);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    }
    listing->text = (char *)finds->text.data;
    finds->text.data = NULL;
    for (size_t i = 0; i < listing->count; i++)
        listing->waiting[i] = waiting_from(listing, &found[i]);
    qsort(listing->waiting, listing->count, sizeof *listing->waiting, by_path);
    *out = listing;
    return TKS_OK;
}

tks_status tks_project_pending(tks_listing **out, const tks_project *project, tks_error *err)
{
    struct gathering gathering = { .root = &project->root };
    tks_status status;

    tksi_buffer_init(&gathering.files, MOST_BYTES, &project->root.env);
    tksi_finds_init(&gathering.finds, &project->root.env);
    status = tksi_walk_wanted(&project->root, is_wanted, visit, note_trouble, &gathering, err);
    if (status == TKS_OK && project->root.elsewhere != NULL)
        status = tksi_walk_all(&project->root, project->root.elsewhere, visit_elsewhere, &gathering,
                               note_trouble, &gathering, err);
    if (status == TKS_OK)
        status = look_into_all(&gathering, err);
    if (status == TKS_OK)
        status = tksi_kept_look(&gathering.finds, &project->root, note_trouble, &gathering, err);
    if (status == TKS_OK)
        status = make_listing(out, &gathering.finds, &project->root.env, err);
    tksi_finds_dispose(&gathering.finds);
    tksi_buffer_dispose(&gathering.files);
    return status;
}

const tks_pending *tks_listing_at(const tks_listing *listing, size_t index)
{
    return index < listing->count ? &listing->waiting[index].pending : NULL;
}

size_t tks_listing_count(const tks_listing *listing)
{
    return listing->count;
}

void tks_listing_free(tks_listing *listing)
{
    struct tksi_env env;

    if (listing == NULL)
        return;
    env = listing->env;
    tksi_shelf_free(listing->shelf);
    tksi_release(&env, listing->text);
    tksi_release(&env, listing->waiting);
    tksi_release(&env, listing);
}

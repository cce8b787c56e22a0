/* lay.c - what waits already is laid over the baselines before a recorded command runs
 *
 * A command that updates snapshots says nothing of those that it finds right. One that waits
 * since an earlier record, and whose test is back at the baseline's value, would wait for
 * ever. So the command finds what waits where the baselines were: a test that is back
 * changes it back, and what no test of this run produced is taken as the same change again.
 *
 * Laying is a help and no more. What cannot be laid, for want of memory or disk too, is
 * passed over, and waits as it did. What was laid is a file that changed, to everyone who
 * finishes the record, so nothing is lost with the list of it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "record/record.h"

#include "store/steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One that was laid; its texts are in finds.text, TKSI_NO_TEXT for no entry. */
struct laid {
    size_t path, entry, file;
    struct tksi_fingerprint seen; /* its kept file, when it was laid */
    bool taken;                   /* its baseline's file was */
    bool again;                   /* it is kept again, or something in its place */
};

/* A change that waits, read. */
struct layer {
    struct tksi_buffer file;
    struct tksi_kept kept;
    tks_error outcome;
};

/* A baseline, and all that waits for it. */
struct sheet {
    struct tksi_laid *laid;
    const struct tksi_manifest *manifest;
    const struct tksi_root *root;
    const char *path;
    const struct tksi_found *found;
    struct layer *layers; /* of each */
    struct tksi_change *changes;
    size_t count;
    const struct tksi_original *original; /* NULL: there is no baseline */
    struct tksi_buffer before, after;
    bool is_there; /* after */
};

/* -------------------------------------------------------------------------- the list */

void tksi_laid_init(struct tksi_laid *laid, const struct tksi_env *env)
{
    tksi_finds_init(&laid->finds, env);
    tksi_buffer_init(&laid->list, SIZE_MAX / 2, env);
}

void tksi_laid_dispose(struct tksi_laid *laid)
{
    tksi_buffer_dispose(&laid->list);
    tksi_finds_dispose(&laid->finds);
}

static const char *text_at(const struct tksi_finds *finds, size_t at)
{
    return (const char *)finds->text.data + at;
}

static const char *entry_at(const struct tksi_finds *finds, size_t at)
{
    return at != TKSI_NO_TEXT ? text_at(finds, at) : NULL;
}

static size_t count_of(const struct tksi_laid *laid)
{
    return laid->list.length / sizeof(struct laid);
}

static struct laid *laid_at(const struct tksi_laid *laid, size_t index)
{
    return (struct laid *)(void *)laid->list.data + index;
}

/* By path, then by entry; none comes first. */
static int compare_keys(const char *path, const char *entry, const char *other_path,
                        const char *other_entry)
{
    const int order = strcmp(path, other_path);

    if (order != 0)
        return order;
    if (entry == NULL || other_entry == NULL)
        return (entry != NULL) - (other_entry != NULL);
    return strcmp(entry, other_entry);
}

static int by_key(const void *a, const void *b, void *user)
{
    const struct tksi_found *left = a, *right = b;

    return compare_keys(text_at(user, left->path), entry_at(user, left->entry),
                        text_at(user, right->path), entry_at(user, right->entry));
}

/* The first that is not before this one; of no entry: the first that was laid over the file,
 * and the others follow. */
static size_t find(const struct tksi_laid *laid, const char *path, const char *entry)
{
    size_t low = 0, high = count_of(laid);

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct laid *one = laid_at(laid, middle);

        if (compare_keys(text_at(&laid->finds, one->path), entry_at(&laid->finds, one->entry), path,
                         entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const struct tksi_laid *laid, size_t index, const char *path)
{
    return index < count_of(laid) &&
           strcmp(text_at(&laid->finds, laid_at(laid, index)->path), path) == 0;
}

/* --------------------------------------------------------------------------- reading */

/* Libraries that keep their changes themselves, ours, drop them themselves too: theirs are
 * known by saying more than a record knows. */
static bool is_of_a_record(const struct tksi_kept *kept)
{
    return kept->source == NULL && kept->finding == NULL &&
           strcmp(kept->format->name, "tksnap") != 0;
}

/* All of it, or nothing of the file is laid. */
static tks_status read_layers(const struct sheet *sheet, tks_error *err)
{
    const struct tksi_root *root = sheet->root;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < sheet->count && status == TKS_OK; i++) {
        const struct tksi_found *found = &sheet->found[i];
        struct layer *layer = &sheet->layers[i];

        if (found->problem != TKSI_NO_TEXT)
            return tksi_fail(err, TKS_BAD_DATA, "%s", text_at(&sheet->laid->finds, found->problem));
        if ((status = tksi_step_read(&layer->file, root, text_at(&sheet->laid->finds, found->file),
                                     &found->seen, err)) ||
            (status = tksi_kept_read(&layer->kept, tksi_bytes_of(&layer->file), &root->env, err)))
            return status;
        if (!is_of_a_record(&layer->kept) || layer->kept.format != sheet->layers[0].kept.format ||
            (layer->kept.entry == NULL && sheet->count > 1))
            status = tksi_fail(err, TKS_UNSUPPORTED, "%s: cannot be laid", sheet->path);
    }
    return status;
}

/* A folder, or nothing that would be in the way of one. */
static bool can_be_folder(const struct tksi_root *root, const char *path)
{
    const int folder = tksi_root_open(root, path, O_PATH | O_NOFOLLOW | O_DIRECTORY);

    if (folder < 0)
        return errno == ENOENT;
    close(folder);
    return true;
}

/* Whether a new file there would be found again: no folder above is a link, or passed over. */
static bool is_in_reach(const struct sheet *sheet)
{
    char folder[PATH_MAX];
    char *slash;

    if (strlen(sheet->path) >= sizeof folder || !tksi_manifest_wants(sheet->manifest, sheet->path))
        return false;
    memcpy(folder, sheet->path, strlen(sheet->path) + 1);
    while ((slash = strrchr(folder, '/')) != NULL) {
        const char *name;

        *slash = '\0';
        if (tksi_manifest_has_folder(sheet->manifest, folder))
            return true;
        name = strrchr(folder, '/');
        if (!can_be_folder(sheet->root, folder) ||
            tksi_walk_passes_over(name != NULL ? name + 1 : folder))
            return false;
    }
    return true;
}

/* The baseline, which has to be what was kept aside. */
static tks_status read_baseline(struct sheet *sheet, tks_error *err)
{
    const size_t index = tksi_manifest_find(sheet->manifest, sheet->path);
    struct tksi_fingerprint print;
    bool there, same;
    tks_status status;

    if (index != SIZE_MAX)
        sheet->original = tksi_manifest_file(sheet->manifest, index);
    else if (!is_in_reach(sheet))
        return tksi_fail(err, TKS_UNSUPPORTED, "%s: is not looked after", sheet->path);
    if ((status = tksi_root_read(&sheet->before, &there, NULL, sheet->root, sheet->path, err)))
        return status;
    print = tksi_fingerprint_of(tksi_bytes_of(&sheet->before));
    same = sheet->original != NULL && tksi_fingerprint_equal(print, sheet->original->print);
    return (there ? same : sheet->original == NULL)
               ? TKS_OK
               : tksi_fail(err, TKS_CONFLICT, "%s: has changed", sheet->path);
}

/* ---------------------------------------------------------------------------- making */

/* As accepting all of it would; without an entry there is no file. */
static tks_status make_after(struct sheet *sheet, tks_error *err)
{
    const struct tksi_kept *first = &sheet->layers[0].kept;
    bool takes_away = false;
    size_t entries = 0;
    tks_status status;

    if (first->entry == NULL) {
        sheet->is_there = first->state != TKS_PENDING_REMOVED;
        return sheet->is_there
                   ? tksi_buffer_append(&sheet->after, first->value.data, first->value.length, err)
                   : TKS_OK;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        struct layer *layer = &sheet->layers[i];

        sheet->changes[i] = tksi_kept_change(&layer->kept, &layer->outcome);
        takes_away = takes_away || sheet->changes[i].removed;
    }
    status = tksi_changes_make(&sheet->after, &entries, first->format,
                               tksi_bytes_of(&sheet->before), sheet->changes, sheet->count, err);
    sheet->is_there = entries > 0 || (!takes_away && sheet->original != NULL);
    return status;
}

static bool is_same(const struct tksi_kept *one, const struct tksi_kept *other)
{
    const bool removed = one->state == TKS_PENDING_REMOVED;

    if ((one->entry == NULL) != (other->entry == NULL) ||
        (one->entry != NULL && strcmp(one->entry, other->entry) != 0) ||
        removed != (other->state == TKS_PENDING_REMOVED))
        return false;
    return removed || tksi_bytes_equal(one->value, other->value);
}

/* What would be kept if no test came near the file has to be what waits. */
static tks_status expect(void *user, const struct tksi_kept *kept, tks_error *err)
{
    const struct sheet *sheet = user;
    size_t low = 0, high = sheet->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct tksi_kept *waiting = &sheet->layers[middle].kept;

        if (is_same(kept, waiting))
            return TKS_OK;
        if (compare_keys(sheet->path, waiting->entry, sheet->path, kept->entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return tksi_fail(err, TKS_UNSUPPORTED, "%s: would be another change", sheet->path);
}

static tks_status try_out(struct sheet *sheet, tks_error *err)
{
    const struct tksi_taking taking = {
        .path = sheet->path,
        .was_there = sheet->original != NULL,
        .is_there = sheet->is_there,
        .before = tksi_bytes_of(&sheet->before),
        .after = sheet->is_there ? tksi_bytes_of(&sheet->after) : (tks_bytes){ "", 0 },
    };

    if (!taking.was_there && !taking.is_there)
        return tksi_fail(err, TKS_UNSUPPORTED, "%s: there is nothing to remove", sheet->path);
    return tksi_take(&taking, &sheet->root->env, expect, sheet, err);
}

/* --------------------------------------------------------------------------- writing */

/* Written in our own folder: what a crash leaves lies where it is cleaned away. */
static int write_own(const struct sheet *sheet, int own, const char *name)
{
    const tks_bytes bytes = tksi_bytes_of(&sheet->after);
    int file, result = -1;

    if ((tksi_disk_remove(sheet->root, own, name, 0) != 0 && errno != ENOENT) ||
        (file = tksi_disk_make(sheet->root, own, name, 0)) < 0)
        return -1;
    if (tksi_disk_write(sheet->root, file, bytes.data, bytes.length) == 0 &&
        (sheet->original == NULL ||
         tksi_disk_mode(sheet->root, file, (mode_t)sheet->original->mode) == 0))
        result = 0;
    close(file);
    return result;
}

static tks_status write_after(const struct sheet *sheet, tks_error *err)
{
    const char *last, *name;
    int own, folder = -1, result;
    tks_status status;

    if ((status = tksi_root_parent(&own, &name, sheet->root, TKSI_LAYER, false, err)))
        return status;
    if ((status = tksi_root_parent(&folder, &last, sheet->root, sheet->path, sheet->is_there, err)))
        goto done;
    if (!sheet->is_there)
        result = tksi_disk_remove(sheet->root, folder, last, 0);
    else if ((result = write_own(sheet, own, name)) == 0)
        result = tksi_disk_move(sheet->root, own, name, folder, last);
    if (result != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be written", sheet->path);
done:
    if (folder >= 0)
        close(folder);
    close(own);
    return status;
}

/* The list is longer before the file is another one. */
static tks_status note(const struct sheet *sheet, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < sheet->count && status == TKS_OK; i++) {
        const struct tksi_found *found = &sheet->found[i];
        const struct laid laid = {
            .path = found->path, .entry = found->entry, .file = found->file, .seen = found->seen
        };

        if (sheet->layers[i].outcome.status == TKS_OK)
            status = tksi_buffer_append(&sheet->laid->list, &laid, sizeof laid, err);
    }
    return status;
}

/* ---------------------------------------------------------------------------- laying */

static tks_status init_sheet(struct sheet *sheet, tks_error *err)
{
    const struct tksi_env *env = &sheet->root->env;

    tksi_step_room(&sheet->before, sheet->root);
    tksi_step_room(&sheet->after, sheet->root);
    sheet->layers = tksi_allocate_zeroed(env, sheet->count, sizeof *sheet->layers);
    sheet->changes = tksi_allocate_zeroed(env, sheet->count, sizeof *sheet->changes);
    if (sheet->layers == NULL || sheet->changes == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < sheet->count; i++) {
        tksi_step_room(&sheet->layers[i].file, sheet->root);
        tksi_buffer_init(&sheet->layers[i].kept.text, 0, env);
    }
    return TKS_OK;
}

static void dispose_sheet(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->count && sheet->layers != NULL && sheet->changes != NULL; i++) {
        tksi_kept_dispose(&sheet->layers[i].kept);
        tksi_buffer_dispose(&sheet->layers[i].file);
    }
    tksi_release(&sheet->root->env, sheet->changes);
    tksi_release(&sheet->root->env, sheet->layers);
    tksi_buffer_dispose(&sheet->after);
    tksi_buffer_dispose(&sheet->before);
}

static tks_status lay(struct sheet *sheet, tks_error *err)
{
    const size_t length = sheet->laid->list.length;
    tks_status status;

    if ((status = init_sheet(sheet, err)) == TKS_OK &&
        (status = read_layers(sheet, err)) == TKS_OK &&
        (status = read_baseline(sheet, err)) == TKS_OK &&
        (status = make_after(sheet, err)) == TKS_OK && (status = try_out(sheet, err)) == TKS_OK &&
        (status = note(sheet, err)) == TKS_OK)
        status = write_after(sheet, err);
    if (status != TKS_OK)
        sheet->laid->list.length = length;
    dispose_sheet(sheet);
    return status;
}

static tks_status pass_over(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    (void)user;
    (void)folder;
    (void)why;
    (void)err;
    return TKS_OK;
}

void tksi_lay(struct tksi_laid *laid, const struct tksi_manifest *manifest,
              const struct tksi_root *root)
{
    struct tksi_finds *finds = &laid->finds;
    const struct tksi_found *found;
    size_t count, next;

    if (tksi_kept_look(finds, root, pass_over, NULL, NULL) != TKS_OK)
        return;
    count = finds->found.length / sizeof *found;
    if (count > 0)
        qsort_r(finds->found.data, count, sizeof *found, by_key, finds);
    found = (const struct tksi_found *)(const void *)finds->found.data;
    for (size_t i = 0; i < count; i = next) {
        struct sheet sheet = { .laid = laid,
                               .manifest = manifest,
                               .root = root,
                               .path = text_at(finds, found[i].path),
                               .found = &found[i] };

        for (next = i + 1;
             next < count && strcmp(text_at(finds, found[next].path), sheet.path) == 0;)
            next++;
        sheet.count = next - i;
        (void)lay(&sheet, NULL);
    }
}

/* ------------------------------------------------------------------------- finishing */

void tksi_laid_taken(struct tksi_laid *laid, const char *path)
{
    for (size_t i = find(laid, path, NULL); is_of(laid, i, path); i++)
        laid_at(laid, i)->taken = true;
}

/* The whole file takes the place of its entries, and an entry that of the whole file. */
void tksi_laid_again(struct tksi_laid *laid, const struct tksi_kept *kept)
{
    const size_t first = find(laid, kept->path, NULL);
    size_t i = first;

    if (!is_of(laid, first, kept->path))
        return;
    if (kept->entry != NULL && laid_at(laid, first)->entry != TKSI_NO_TEXT) {
        i = find(laid, kept->path, kept->entry);
        if (is_of(laid, i, kept->path) &&
            strcmp(entry_at(&laid->finds, laid_at(laid, i)->entry), kept->entry) == 0)
            laid_at(laid, i)->again = true;
        return;
    }
    for (; is_of(laid, i, kept->path); i++)
        laid_at(laid, i)->again = true;
}

/* It is no more than the baseline is: its file was taken, or there is none any more. What was
 * kept anew meanwhile, by a test that keeps its changes itself, is not ours to forget. */
static tks_status is_over(bool *out, const struct tksi_laid *laid, const struct laid *one,
                          const struct tksi_root *root, tks_error *err)
{
    struct tksi_fingerprint now;
    tks_status status;

    *out = !one->again && (one->taken || !tksi_root_has(root, text_at(&laid->finds, one->path)));
    if (!*out)
        return TKS_OK;
    status = tksi_root_print(&now, NULL, root, text_at(&laid->finds, one->file), -1, err);
    *out = status == TKS_OK && tksi_fingerprint_equal(now, one->seen);
    return status;
}

tks_status tksi_laid_forget(size_t *forgotten, const struct tksi_laid *laid,
                            const struct tksi_root *root, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count_of(laid) && status == TKS_OK; i++) {
        const struct laid *one = laid_at(laid, i);
        bool over;

        status = is_over(&over, laid, one, root, err);
        if (status == TKS_OK && over &&
            (status = tksi_kept_forget(root, text_at(&laid->finds, one->path),
                                       entry_at(&laid->finds, one->entry), err)) == TKS_OK)
            ++*forgotten;
    }
    return status;
}

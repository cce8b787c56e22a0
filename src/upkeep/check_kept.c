/* check_kept.c - changes that are kept here and have lost their point
 *
 * A change is kept until somebody decides on it, and meanwhile the baseline may come to be
 * what it wants, or be gone.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/steps.h"
#include "upkeep/checking.h"

#include <stdlib.h>
#include <string.h>

/* What is kept for one baseline, in one format, sorted by the entries. */
struct group {
    const struct tksi_root *root;
    const struct tksi_finds *finds;
    const struct tksi_found *found;
    size_t count;
    struct tksi_sought *sought; /* theirs, in the same order */
    struct tksi_buffer real;    /* where the baseline really is */
    struct tksi_buffer payloads;
};

static const char *text_at(const struct tksi_finds *finds, size_t at)
{
    return at != TKSI_NO_TEXT ? (const char *)finds->text.data + at : NULL;
}

/* Whether the library would find the two values equal. */
static tks_status are_equal(bool *equal, const struct tksi_kept *kept, tks_bytes payload,
                            const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer value, one, other;
    tks_status status;

    tksi_buffer_init(&value, SIZE_MAX / 2, env);
    tksi_buffer_init(&one, SIZE_MAX / 2, env);
    tksi_buffer_init(&other, SIZE_MAX / 2, env);
    if ((status = tksi_decode(&value, kept->format, payload, err)) == TKS_OK &&
        (status = tksi_normalize(&one, kept->format, tksi_bytes_of(&value), err)) == TKS_OK &&
        (status = tksi_normalize(&other, kept->format, kept->value, err)) == TKS_OK)
        *equal = tksi_bytes_equal(tksi_bytes_of(&one), tksi_bytes_of(&other));
    tksi_buffer_dispose(&other);
    tksi_buffer_dispose(&one);
    tksi_buffer_dispose(&value);
    return status;
}

/* Whether the baseline has what is meant, and whether that is what is kept already. What is
 * all of a file that would hold several is the same only to the byte. */
static tks_status compare_whole(bool *there, bool *equal, const struct tksi_kept *kept,
                                const struct group *group, tks_error *err)
{
    struct tksi_buffer baseline;
    tks_status status;

    tksi_step_room(&baseline, group->root);
    status =
        tksi_root_read(&baseline, there, NULL, group->root, (const char *)group->real.data, err);
    if (status == TKS_OK && *there) {
        *equal =
            baseline.length == kept->value.length &&
            (baseline.length == 0 || memcmp(baseline.data, kept->value.data, baseline.length) == 0);
        if (!*equal && (kept->format->abilities & TKSI_SEVERAL) == 0)
            status = are_equal(equal, kept, tksi_bytes_of(&baseline), &group->root->env, err);
    }
    tksi_buffer_dispose(&baseline);
    return status;
}

static tks_status compare(bool *there, bool *equal, const struct tksi_kept *kept,
                          const struct group *group, size_t index, tks_error *err)
{
    const struct tksi_sought *sought = &group->sought[index];

    if (kept->entry == NULL)
        return compare_whole(there, equal, kept, group, err);
    *there = sought->found;
    if (!sought->found)
        return TKS_OK;
    return are_equal(equal, kept, tksi_span_of(tksi_bytes_of(&group->payloads), sought->payload),
                     &group->root->env, err);
}

/* Told of the baseline, as 'tksnap status' tells it. */
static tks_status tell(struct tksi_checking *checking, const struct tksi_kept *kept, bool there,
                       bool equal, tks_error *err)
{
    const tks_bytes entry = { kept->entry, kept->entry != NULL ? strlen(kept->entry) : 0 };
    const bool removes = kept->state == TKS_PENDING_REMOVED;
    enum tksi_finding_kind kind;

    if (removes ? !there : equal)
        kind = TKSI_FINDING_STALE;
    else if (!there && kept->state == TKS_PENDING_CHANGED)
        kind = TKSI_FINDING_GONE;
    else
        return TKS_OK;
    return tksi_checking_add(checking, kind, tksi_kept_store(kept->format)->name, kept->path, entry,
                             NULL, err);
}

/* One of a group. */
static tks_status check_item(struct tksi_checking *checking, const struct group *group,
                             size_t index, tks_error *err)
{
    const struct tksi_env *env = &group->root->env;
    const struct tksi_found *found = &group->found[index];
    struct tksi_buffer file;
    struct tksi_kept kept;
    bool there = false, equal = false;
    tks_status status;

    tksi_step_room(&file, group->root);
    tksi_buffer_init(&kept.text, 0, env);
    if ((status = tksi_step_read(&file, group->root, text_at(group->finds, found->file),
                                 &found->seen, err)) == TKS_OK &&
        (status = tksi_kept_read(&kept, tksi_bytes_of(&file), env, err)) == TKS_OK &&
        (status = compare(&there, &equal, &kept, group, index, err)) == TKS_OK)
        status = tell(checking, &kept, there, equal, err);
    tksi_kept_dispose(&kept);
    tksi_buffer_dispose(&file);
    return status;
}

/* Whatever is in the way of one, or of all, 'tksnap status' tells it. */
static tks_status check_items(struct tksi_checking *checking, struct group *group, tks_error *err)
{
    const struct tksi_found *first = &group->found[0];
    size_t entries = 0;
    tks_status status;

    for (size_t i = 0; i < group->count && group->found[i].entry != TKSI_NO_TEXT; i++)
        group->sought[entries++].entry = text_at(group->finds, group->found[i].entry);
    if ((status =
             tksi_root_real(&group->real, group->root, text_at(group->finds, first->path), err)) ||
        (entries > 0 &&
         (status = tksi_kept_seek(group->sought, entries, &group->payloads, first->format,
                                  group->root, (const char *)group->real.data, err))))
        return status;
    for (size_t i = 0; i < group->count && status != TKS_OUT_OF_MEMORY; i++)
        status = check_item(checking, group, i, err);
    return status;
}

static tks_status check_group(struct tksi_checking *checking, const struct tksi_finds *finds,
                              const struct tksi_found *found, size_t count, tks_error *err)
{
    const struct tksi_env *env = &checking->root->env;
    struct group group = { .root = checking->root, .finds = finds, .found = found, .count = count };
    tks_status status;

    if (found->problem != TKSI_NO_TEXT)
        return TKS_OK;
    group.sought = tksi_allocate_zeroed(env, count, sizeof *group.sought);
    if (group.sought == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu entries", count);
    tksi_buffer_init(&group.real, SIZE_MAX / 2, env);
    tksi_step_room(&group.payloads, checking->root);
    status = check_items(checking, &group, NULL);
    tksi_buffer_dispose(&group.payloads);
    tksi_buffer_dispose(&group.real);
    tksi_release(env, group.sought);
    return status == TKS_OUT_OF_MEMORY ? tksi_fail(err, status, "out of memory") : TKS_OK;
}

/* ----------------------------------------------------------------------- all of it */

static int compare_texts(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a == NULL) - (b == NULL) : strcmp(a, b);
}

/* Those with a problem apart, then by baseline and format, the one that is all of it last. */
static int by_group(const void *a, const void *b, void *user)
{
    const struct tksi_found *left = a, *right = b;
    const struct tksi_finds *finds = user;
    int order = (left->problem != TKSI_NO_TEXT) - (right->problem != TKSI_NO_TEXT);

    if (order == 0)
        order = strcmp(text_at(finds, left->path), text_at(finds, right->path));
    if (order == 0 && left->problem == TKSI_NO_TEXT)
        order = strcmp(left->format->name, right->format->name);
    return order != 0 ? order
                      : compare_texts(text_at(finds, left->entry), text_at(finds, right->entry));
}

static bool is_of_group(const struct tksi_finds *finds, const struct tksi_found *a,
                        const struct tksi_found *b)
{
    return a->format == b->format &&
           strcmp(text_at(finds, a->path), text_at(finds, b->path)) == 0 &&
           (a->problem != TKSI_NO_TEXT) == (b->problem != TKSI_NO_TEXT);
}

static tks_status pass_over(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    return tksi_checking_add(user, TKSI_FINDING_UNREADABLE, "", folder, (tks_bytes){ NULL, 0 },
                             why->message, err);
}

tks_status tksi_check_kept(struct tksi_checking *checking, tks_error *err)
{
    struct tksi_finds finds;
    const struct tksi_found *found;
    size_t count;
    tks_status status;

    tksi_finds_init(&finds, &checking->root->env);
    status = tksi_kept_look(&finds, checking->root, pass_over, checking, err);
    count = finds.found.length / sizeof *found;
    if (count > 0)
        qsort_r(finds.found.data, count, sizeof *found, by_group, &finds);
    found = (const struct tksi_found *)(const void *)finds.found.data;
    for (size_t i = 0, end; i < count && status == TKS_OK; i = end) {
        for (end = i + 1; end < count && is_of_group(&finds, &found[i], &found[end]); end++)
            ;
        status = check_group(checking, &finds, &found[i], end - i, err);
    }
    tksi_finds_dispose(&finds);
    return status;
}

/* check_kept.c - changes that are kept here and have lost their point
 *
 * A change is kept until somebody decides on it, and meanwhile the baseline may come to be
 * what it wants, or be gone.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/steps.h"
#include "upkeep/checking.h"

#include <string.h>

/* The payload of the entry that the library reads; false where there is none. */
static bool find_payload(tks_bytes *out, const struct tksi_listing *listing, const char *entry,
                         struct tksi_buffer *name)
{
    for (size_t i = 0; i < listing->document.entries; i++) {
        const struct tksi_piece *piece = &listing->entries[i].piece;
        const tks_bytes file = listing->document.bytes;

        name->length = 0;
        if ((piece->conditions & TKSI_SHADOWED) == 0 &&
            tksi_decode_name(name, listing->document.format, tksi_span_of(file, piece->name),
                             NULL) == TKS_OK &&
            name->length == strlen(entry) && memcmp(name->data, entry, name->length) == 0) {
            *out = tksi_span_of(file, piece->payload);
            return true;
        }
    }
    return false;
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
        *equal = one.length == other.length &&
                 (one.length == 0 || memcmp(one.data, other.data, one.length) == 0);
    tksi_buffer_dispose(&other);
    tksi_buffer_dispose(&one);
    tksi_buffer_dispose(&value);
    return status;
}

/* Whether the baseline has what is meant, and whether that is what is kept already. */
static tks_status compare(bool *there, bool *equal, const struct tksi_kept *kept,
                          const struct tksi_buffer *baseline, const struct tksi_env *env,
                          tks_error *err)
{
    struct tksi_listing listing;
    tks_bytes payload = tksi_bytes_of(baseline);
    struct tksi_buffer name;
    tks_status status;

    if (kept->entry == NULL)
        return are_equal(equal, kept, payload, env, err);
    tksi_buffer_init(&name, SIZE_MAX / 2, env);
    status = tksi_listing_make(&listing, kept->format, payload, env, err);
    if (status == TKS_OK) {
        *there = find_payload(&payload, &listing, kept->entry, &name);
        if (*there)
            status = are_equal(equal, kept, payload, env, err);
    }
    tksi_listing_dispose(&listing);
    tksi_buffer_dispose(&name);
    return status;
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

/* One file; 'tksnap status' says what is wrong with one that cannot be read. */
static tks_status look(void *user, const char *file, tks_error *err)
{
    struct tksi_checking *checking = user;
    const struct tksi_env *env = &checking->root->env;
    struct tksi_buffer bytes, baseline;
    struct tksi_kept kept;
    bool there = false, equal = false;
    tks_status status;

    tksi_step_room(&bytes, checking->root);
    tksi_step_room(&baseline, checking->root);
    tksi_buffer_init(&kept.text, 0, env);
    if ((status = tksi_root_read(&bytes, &there, NULL, checking->root, file, NULL)) || !there ||
        (status = tksi_kept_read(&kept, tksi_bytes_of(&bytes), env, NULL)) ||
        (status = tksi_step_read_real(&baseline, &there, checking->root, kept.path, NULL)) ||
        (there && (status = compare(&there, &equal, &kept, &baseline, env, NULL))))
        goto done;
    status = tell(checking, &kept, there, equal, NULL);
done:
    tksi_kept_dispose(&kept);
    tksi_buffer_dispose(&baseline);
    tksi_buffer_dispose(&bytes);
    return status == TKS_OUT_OF_MEMORY ? tksi_fail(err, status, "out of memory") : TKS_OK;
}

static tks_status pass_over(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    return tksi_checking_add(user, TKSI_FINDING_UNREADABLE, "", folder, (tks_bytes){ NULL, 0 },
                             why->message, err);
}

tks_status tksi_check_kept(struct tksi_checking *checking, tks_error *err)
{
    if (!tksi_root_has(checking->root, TKSI_KEPT))
        return TKS_OK;
    return tksi_walk_all(checking->root, TKSI_KEPT, look, checking, pass_over, checking, err);
}

/* snapshots.c - the snapshots of a file that somebody names
 *
 * The file may be anywhere, also out of any project. All values lie in one buffer, in the
 * order of the file, each name and value ended by a NUL that belongs to neither.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "store/steps.h"
#include <tksnap/store.h>

#include <string.h>

struct tks_snapshots {
    struct tksi_env env;
    const struct tksi_format *format;
    size_t count;
    tks_snapshot *list;
    struct tksi_buffer text;
};

/* A file on its way to being one. */
struct loading {
    const char *path;
    struct tksi_buffer file;
    struct tksi_listing listing;
    size_t *at; /* two places in the text for each entry: name and value, and the end */
};

static tks_status read_file(struct tksi_buffer *out, const char *path, const struct tksi_env *env,
                            tks_error *err)
{
    struct tksi_file file = { .descriptor = -1 };
    tks_status status = tksi_file_open(&file, path, env, err);

    if (status != TKS_OK)
        return status;
    status = tksi_file_read_rest(&file, out, err);
    tksi_file_close(&file);
    return status;
}

/* What a file is that its library cannot read: itself. */
static const struct tksi_format *format_of(tks_bytes file, const char *path)
{
    const struct tksi_format *format = tksi_format_of(file, (tks_str){ path, strlen(path) });
    struct tksi_document document;

    tksi_document_scan(&document, format, file);
    if (document.entries > 0 && (document.conditions & (TKSI_BROKEN | TKSI_CONFLICT)) == 0)
        return format;
    return tksi_format_named("plain");
}

/* The bytes of insta's binary snapshot, in the file beside it. */
static tks_status put_aside(struct tksi_buffer *out, const struct loading *loading,
                            const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer name;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, env);
    if ((status = tksi_insta_aside(&name, (tks_str){ loading->path, strlen(loading->path) },
                                   tksi_bytes_of(&loading->file), err)))
        status = tksi_fail_at(err, status, loading->path);
    else if ((status = tksi_buffer_append(&name, "", 1, err)) == TKS_OK)
        status = read_file(out, (const char *)name.data, env, err);
    tksi_buffer_dispose(&name);
    return status;
}

static tks_status put_entry(tks_snapshots *snapshots, const struct loading *loading,
                            const struct tksi_piece *piece, tks_error *err)
{
    const tks_bytes file = tksi_bytes_of(&loading->file);
    struct tksi_buffer *text = &snapshots->text;
    size_t *at = loading->at + snapshots->count * 2;
    tks_status status;

    at[0] = text->length;
    if ((status =
             tksi_decode_name(text, snapshots->format, tksi_span_of(file, piece->name), err)) ||
        (status = tksi_buffer_append(text, "", 1, err)))
        return status;
    at[1] = text->length;
    status = piece->conditions & TKSI_ASIDE
                 ? put_aside(text, loading, &snapshots->env, err)
                 : tksi_decode(text, snapshots->format, tksi_span_of(file, piece->payload), err);
    if (status == TKS_OK)
        status = tksi_buffer_append(text, "", 1, err);
    at[2] = text->length;
    snapshots->count++;
    return status;
}

/* Places become pointers now that nothing moves. */
static tks_status make_list(tks_snapshots *snapshots, const struct loading *loading, tks_error *err)
{
    const bool named = (snapshots->format->abilities & TKSI_SEVERAL) != 0;

    snapshots->list = tksi_allocate(&snapshots->env, snapshots->count, sizeof *snapshots->list);
    if (snapshots->list == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu snapshots",
                         snapshots->count);
    for (size_t i = 0; i < snapshots->count; i++) {
        const size_t *at = loading->at + i * 2;
        const char *text = (const char *)snapshots->text.data;

        snapshots->list[i] = (tks_snapshot){ .size = sizeof(tks_snapshot),
                                             .entry = named ? text + at[0] : NULL,
                                             .value = { text + at[1], at[2] - at[1] - 1 } };
    }
    return TKS_OK;
}

static tks_status load(tks_snapshots *snapshots, struct loading *loading, tks_error *err)
{
    const unsigned unseen = TKSI_UNSEEN | TKSI_UNTERMINATED | TKSI_SHADOWED;
    const struct tksi_env *env = &snapshots->env;
    tks_status status = read_file(&loading->file, loading->path, env, err);

    if (status != TKS_OK)
        return status;
    snapshots->format = format_of(tksi_bytes_of(&loading->file), loading->path);
    status = tksi_listing_make(&loading->listing, snapshots->format, tksi_bytes_of(&loading->file),
                               env, err);
    if (status != TKS_OK)
        return tksi_fail_at(err, status, loading->path);
    loading->at =
        tksi_allocate(env, loading->listing.document.entries * 2 + 1, sizeof *loading->at);
    if (loading->at == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < loading->listing.document.entries && status == TKS_OK; i++) {
        const struct tksi_piece *piece = &loading->listing.entries[i].piece;

        if ((piece->conditions & unseen) == 0)
            status = put_entry(snapshots, loading, piece, err);
    }
    return status ? status : make_list(snapshots, loading, err);
}

tks_status tks_snapshots_load(tks_snapshots **out, const char *path, const tks_env *env,
                              tks_error *err)
{
    struct loading loading = { .path = path };
    struct tksi_env filled;
    tks_snapshots *snapshots;
    tks_status status;

    if ((status = tksi_env_defaults(&filled, env, err)))
        return status;
    if ((snapshots = tksi_allocate_zeroed(&filled, 1, sizeof *snapshots)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    snapshots->env = filled;
    tksi_buffer_init(&snapshots->text, SIZE_MAX / 2, &snapshots->env);
    tksi_buffer_init(&loading.file, (size_t)filled.limits.file_bytes + 1, &filled);
    if ((status = load(snapshots, &loading, err)) == TKS_OK)
        *out = snapshots;
    else
        tks_snapshots_free(snapshots);
    tksi_release(&filled, loading.at);
    tksi_listing_dispose(&loading.listing);
    tksi_buffer_dispose(&loading.file);
    return status;
}

const char *tks_snapshots_format(const tks_snapshots *snapshots)
{
    return snapshots->format->name;
}

size_t tks_snapshots_count(const tks_snapshots *snapshots)
{
    return snapshots->count;
}

const tks_snapshot *tks_snapshots_at(const tks_snapshots *snapshots, size_t index)
{
    return index < snapshots->count ? &snapshots->list[index] : NULL;
}

void tks_snapshots_free(tks_snapshots *snapshots)
{
    struct tksi_env env;

    if (snapshots == NULL)
        return;
    env = snapshots->env;
    tksi_buffer_dispose(&snapshots->text);
    tksi_release(&env, snapshots->list);
    tksi_release(&env, snapshots);
}

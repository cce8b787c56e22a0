/* check_file.c - what is to be said of one snapshot file
 *
 * The formats tell conditions, and tell them only where they mean something: a merge's
 * markers in a value are data, and so are line ends in a file that is one snapshot, byte for
 * byte. Here each gets its place among the findings.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/checking.h"

#include <string.h>

/* A pointer has a few lines; what is longer only begins like one. */
enum { LONGEST_POINTER = 1024 };

static const tks_bytes whole_file = { NULL, 0 };

static bool is_pointer(tks_bytes bytes)
{
    static const char head[] = "version https://git-lfs.github.com/spec/v1\n";

    return bytes.length >= sizeof head - 1 && bytes.length <= LONGEST_POINTER &&
           memcmp(bytes.data, head, sizeof head - 1) == 0;
}

static bool is_insta(const struct tksi_surveyed *file)
{
    return strcmp(file->format->name, "insta") == 0;
}

static tks_status add(struct tksi_checking *checking, enum tksi_finding_kind kind,
                      const struct tksi_surveyed *file, tks_error *err)
{
    return tksi_checking_add(checking, kind, file->store, file->path, whole_file, NULL, err);
}

/* --------------------------------------------------------------------- conditions */

/* What conditions come to. An entry's are told of the entry. */
static const struct {
    unsigned condition;
    enum tksi_finding_kind kind;
    bool of_entry;
} meanings[] = {
    { TKSI_CONFLICT, TKSI_FINDING_CONFLICT, false },
    { TKSI_BROKEN, TKSI_FINDING_BROKEN, false },
    { TKSI_TAINTED, TKSI_FINDING_TAINTED, false },
    { TKSI_UNTERMINATED, TKSI_FINDING_UNTERMINATED, true },
    { TKSI_UNSEEN, TKSI_FINDING_UNSEEN, true },
    { TKSI_SHADOWED, TKSI_FINDING_DUPLICATE, true },
    { TKSI_LIKE_ID, TKSI_FINDING_LIKE_ID, true },
    { TKSI_STRAY, TKSI_FINDING_STRAY, false },
    { TKSI_LEGACY, TKSI_FINDING_LEGACY, false },
};

enum { MEANINGS = sizeof meanings / sizeof *meanings };

static tks_status add_entry(struct tksi_checking *checking, enum tksi_finding_kind kind,
                            const struct tksi_surveyed *file, const struct tksi_piece *entry,
                            tks_error *err)
{
    struct tksi_buffer name;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &checking->root->env);
    status = tksi_decode_name(&name, file->format, tksi_span_of(file->bytes, entry->name), NULL);
    if (status == TKS_OUT_OF_MEMORY)
        tksi_fail(err, status, "out of memory for a name");
    else
        status = tksi_checking_add(checking, kind, file->store, file->path,
                                   name.length > 0 ? tksi_bytes_of(&name) : whole_file, NULL, err);
    tksi_buffer_dispose(&name);
    return status;
}

static tks_status check_entries(struct tksi_checking *checking, const struct tksi_surveyed *file,
                                const struct tksi_listing *listing, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < listing->document.entries; i++) {
        const struct tksi_piece *entry = &listing->entries[i].piece;

        for (size_t k = 0; k < MEANINGS && status == TKS_OK; k++)
            if (meanings[k].of_entry && (entry->conditions & meanings[k].condition) != 0)
                status = add_entry(checking, meanings[k].kind, file, entry, err);
    }
    return status;
}

static bool is_several(const struct tksi_surveyed *file)
{
    return (file->format->abilities & TKSI_SEVERAL) != 0;
}

/* What is told already with another condition. */
static unsigned implied_by(unsigned conditions, bool several)
{
    unsigned implied = 0;

    if (conditions & TKSI_CONFLICT)
        implied |= TKSI_BROKEN | TKSI_STRAY | TKSI_UNTERMINATED | TKSI_LEGACY;
    if (conditions & TKSI_TAINTED)
        implied |= TKSI_LEGACY;
    if ((conditions & TKSI_UNTERMINATED) && !several)
        implied |= TKSI_BROKEN;
    return implied;
}

static tks_status check_conditions(struct tksi_checking *checking, const struct tksi_surveyed *file,
                                   unsigned conditions, tks_error *err)
{
    const unsigned ends = TKSI_LF | TKSI_CRLF;
    tks_status status = TKS_OK;

    conditions &= ~implied_by(conditions, is_several(file));
    for (size_t k = 0; k < MEANINGS && status == TKS_OK; k++)
        if ((conditions & meanings[k].condition) != 0 &&
            !(meanings[k].of_entry && is_several(file)))
            status = add(checking, meanings[k].kind, file, err);
    if (status == TKS_OK && (conditions & ends) == ends)
        status = add(checking, TKSI_FINDING_MIXED, file, err);
    return status;
}

/* A file of several entries, or of front matter and one. */
static tks_status check_text(struct tksi_checking *checking, const struct tksi_surveyed *file,
                             tks_error *err)
{
    struct tksi_listing listing;
    tks_error why = { .status = TKS_OK };
    tks_status status =
        tksi_listing_make(&listing, file->format, file->bytes, &checking->root->env, &why);

    if (status == TKS_OK &&
        (status = check_conditions(checking, file, listing.document.conditions, err)) == TKS_OK &&
        is_several(file))
        status = check_entries(checking, file, &listing, err);
    tksi_listing_dispose(&listing);
    if (why.status == TKS_OK)
        return status;
    return why.status == TKS_OUT_OF_MEMORY
               ? tksi_fail(err, why.status, "%s", why.message)
               : tksi_checking_add(checking, TKSI_FINDING_UNREADABLE, file->store, file->path,
                                   whole_file, why.message, err);
}

/* ----------------------------------------------------------------- insta's files */

/* A file's bytes; none where it is not there, or cannot be read: then its own turn tells. */
static tks_status read_other(struct tksi_buffer *out, bool *there, struct stat *about,
                             const struct tksi_checking *checking, const char *path, tks_error *err)
{
    tks_error why = { .status = TKS_OK };

    if (tksi_root_read(out, there, about, checking->root, path, &why) == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "%s", why.message);
    if (why.status != TKS_OK)
        *there = false;
    return TKS_OK;
}

static bool is_equal(const struct tksi_buffer *a, const struct tksi_buffer *b)
{
    return tksi_bytes_equal(tksi_bytes_of(a), tksi_bytes_of(b));
}

/* Whether the bytes beside a pending snapshot are those beside its baseline. */
static tks_status are_asides_same(bool *same, const struct tksi_checking *checking,
                                  const struct tksi_surveyed *file, const char *baseline,
                                  tks_bytes accepted, tks_error *err)
{
    const struct tksi_env *env = &checking->root->env;
    struct tksi_buffer names[2], bytes[2];
    bool there[2] = { false, false }, aside = false;
    tks_status status;

    for (int i = 0; i < 2; i++) {
        tksi_buffer_init(&names[i], SIZE_MAX / 2, env);
        tksi_buffer_init(&bytes[i], (size_t)env->limits.file_bytes + 1, env);
    }
    *same = true;
    if ((status = tksi_insta_sidecar(&names[0], &aside, file->path, file->bytes, err)) || !aside ||
        (status = tksi_insta_sidecar(&names[1], &aside, baseline, accepted, err)))
        goto done;
    for (int i = 0; i < 2 && status == TKS_OK; i++)
        status = read_other(&bytes[i], &there[i], NULL, checking, (char *)names[i].data, err);
    *same = there[0] && there[1] && is_equal(&bytes[0], &bytes[1]);
done:
    for (int i = 0; i < 2; i++) {
        tksi_buffer_dispose(&bytes[i]);
        tksi_buffer_dispose(&names[i]);
    }
    return status;
}

/* Whether the file was written after the other, by the clock of the disk. */
static bool is_newer(const struct stat *file, const struct stat *other)
{
    return file->st_mtim.tv_sec != other->st_mtim.tv_sec
               ? file->st_mtim.tv_sec > other->st_mtim.tv_sec
               : file->st_mtim.tv_nsec > other->st_mtim.tv_nsec;
}

/* A pending snapshot: would accepting it change anything, and is it of today? */
static tks_status check_pending(struct tksi_checking *checking, const struct tksi_surveyed *file,
                                tks_error *err)
{
    const struct tksi_env *env = &checking->root->env;
    struct tksi_buffer path, baseline, merged;
    struct stat about;
    bool there = false, same = false;
    tks_status status;

    tksi_buffer_init(&path, SIZE_MAX / 2, env);
    tksi_buffer_init(&baseline, (size_t)env->limits.file_bytes + 1, env);
    tksi_buffer_init(&merged, SIZE_MAX / 2, env);
    if ((status = tksi_buffer_printf(&path, err, "%.*s", (int)(strlen(file->path) - strlen(".new")),
                                     file->path)) ||
        (status = tksi_buffer_append(&path, "", 1, err)) ||
        (status = read_other(&baseline, &there, &about, checking, (char *)path.data, err)) ||
        !there)
        goto done;
    status =
        tksi_insta_merge(&merged, tksi_bytes_of(&baseline), file->bytes, (char *)path.data, NULL);
    if (status == TKS_OK && is_equal(&merged, &baseline))
        status =
            are_asides_same(&same, checking, file, (char *)path.data, tksi_bytes_of(&merged), NULL);
    if (status == TKS_OUT_OF_MEMORY)
        status = tksi_fail(err, status, "out of memory for a snapshot");
    else if (status != TKS_OK) /* 'tksnap status' says what is wrong with it */
        status = TKS_OK;
    else if (same)
        status = add(checking, TKSI_FINDING_STALE, file, err);
    else if (is_newer(&about, &file->about))
        status = add(checking, TKSI_FINDING_OLDER, file, err);
done:
    tksi_buffer_dispose(&merged);
    tksi_buffer_dispose(&baseline);
    tksi_buffer_dispose(&path);
    return status;
}

/* A baseline whose bytes lie beside it. */
static tks_status check_header(struct tksi_checking *checking, const struct tksi_surveyed *file,
                               tks_error *err)
{
    struct tksi_buffer name, bytes;
    bool aside = false, there = true;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &checking->root->env);
    tksi_buffer_init(&bytes, (size_t)checking->root->env.limits.file_bytes + 1,
                     &checking->root->env);
    status = tksi_insta_sidecar(&name, &aside, file->path, file->bytes, NULL);
    if (status == TKS_OK && aside)
        status = read_other(&bytes, &there, NULL, checking, (char *)name.data, err);
    if (status == TKS_OUT_OF_MEMORY)
        status = tksi_fail(err, status, "out of memory for a snapshot");
    else if (!there)
        status = add(checking, TKSI_FINDING_LOST_BYTES, file, err);
    else
        status = TKS_OK; /* a header that does not say where is told as broken */
    tksi_buffer_dispose(&bytes);
    tksi_buffer_dispose(&name);
    return status;
}

static bool is_in_snapshots(const char *path)
{
    static const char folder[] = "snapshots/";
    const size_t length = sizeof folder - 1;
    const char *slash = strrchr(path, '/');
    const size_t end = slash != NULL ? (size_t)(slash + 1 - path) : 0;

    return end >= length && memcmp(path + end - length, folder, length) == 0 &&
           (end == length || path[end - length - 1] == '/');
}

/* Whether the header, where it is there, says that its bytes are elsewhere, or in it. */
static bool is_forsaken(const struct tksi_surveyed *file, const char *path,
                        const struct tksi_buffer *header, const struct tksi_env *env)
{
    const tks_bytes bytes = tksi_bytes_of(header);
    const struct tksi_format *format = tksi_format_of(bytes, (tks_str){ path, strlen(path) });
    struct tksi_buffer name;
    bool aside = false, forsaken;

    tksi_buffer_init(&name, SIZE_MAX / 2, env);
    forsaken = strcmp(format->name, "insta") == 0 &&
               tksi_insta_sidecar(&name, &aside, path, bytes, NULL) == TKS_OK &&
               (!aside || strcmp((char *)name.data, file->path) != 0);
    tksi_buffer_dispose(&name);
    return forsaken;
}

/* Bytes beside a header: does that want them? A name of several libraries', so without a
 * header it is insta's only in the folder that insta makes. */
static tks_status check_aside(struct tksi_checking *checking, const struct tksi_surveyed *file,
                              tks_error *err)
{
    const char *ending = file->role == TKSI_ROLE_PENDING_ASIDE ? ".snap.new" : ".snap";
    const char *slash = strrchr(file->path, '/');
    const char *at = strstr(slash != NULL ? slash : file->path, ending);
    const struct tksi_env *env = &checking->root->env;
    struct tksi_buffer path, header;
    bool there = false;
    tks_status status;

    tksi_buffer_init(&path, SIZE_MAX / 2, env);
    tksi_buffer_init(&header, (size_t)env->limits.file_bytes + 1, env);
    if ((status = tksi_buffer_append(&path, file->path, (size_t)(at - file->path) + strlen(ending),
                                     err)) ||
        (status = tksi_buffer_append(&path, "", 1, err)) ||
        (status = read_other(&header, &there, NULL, checking, (char *)path.data, err)))
        goto done;
    if (there ? is_forsaken(file, (char *)path.data, &header, env) : is_in_snapshots(file->path))
        status = add(checking, TKSI_FINDING_ORPHAN, file, err);
done:
    tksi_buffer_dispose(&header);
    tksi_buffer_dispose(&path);
    return status;
}

/* --------------------------------------------------------------------------- all */

tks_status tksi_check_file(struct tksi_checking *checking, const struct tksi_surveyed *file,
                           tks_error *err)
{
    tks_status status = TKS_OK;

    if (is_pointer(file->bytes))
        return add(checking, TKSI_FINDING_POINTER, file, err);
    switch (file->role) {
    case TKSI_ROLE_BASELINE:
        if (is_several(file) || is_insta(file))
            status = check_text(checking, file, err);
        return status == TKS_OK && is_insta(file) ? check_header(checking, file, err) : status;
    case TKSI_ROLE_ASIDE:
    case TKSI_ROLE_PENDING_ASIDE:
        return check_aside(checking, file, err);
    case TKSI_ROLE_PENDING:
        return is_insta(file) ? check_pending(checking, file, err) : TKS_OK;
    case TKSI_ROLE_NONE:
        break;
    }
    return status;
}

/* store.h - snapshots where their libraries keep them, and what waits for a decision
 *
 * A project is a folder with snapshots in it. Its pending snapshots - what tests produced
 * and nobody has decided on - are listed, and their two values read; tksnap/decide.h
 * accepts and rejects them. docs/design/stores.md tells how.
 *
 * insta (Rust) leaves what is pending beside its baselines. For libraries that leave
 * nothing, or overwrite - syrupy, go-snaps, goldie and its like - it is kept in
 * .tksnap/pending, see tks_project_keep.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_STORE_H
#define TKSNAP_STORE_H

#include <tksnap/env.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- projects */

/* One thread at a time. */
typedef struct tks_project tks_project;

/* The project that `folder` is in: the nearest folder, itself included, that holds .git or
 * tksnap.yaml; where there is none, the Cargo workspace or crate; else `folder` itself.
 * Nothing is read yet and nothing is written. Of env's limits file_bytes counts. Free with
 * tks_project_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_open(tks_project **out, const char *folder, const tks_env *env, tks_error *err);

/* insta's tests leave what is pending in `folder` (INSTA_PENDING_DIR), at the paths it would
 * have below the workspace: the given folder (INSTA_WORKSPACE_ROOT), or with NULL the Cargo
 * workspace that the project was opened in. Both as the system takes paths; the last call
 * counts. Looked at by tks_project_pending from then on; a folder that is not there holds
 * nothing.
 *
 * The folder may be outside of the project, on another file system too, unless the project
 * is in it (UNSUPPORTED). Then it is the one place outside that decisions change, and pending
 * snapshots of insta's are all that they change there. Name it from what the user says now -
 * the environment, an option - and from nothing that stands in the project: what was begun or
 * done with files in it is finished, or undone, only by a project that has been told of the
 * same folder. Until then that is UNSUPPORTED, for whatever changes something, and the error
 * names the folder.
 *
 * UNSUPPORTED where the workspace is outside; NOT_FOUND where there is none, and then nothing
 * is looked for in the folder. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_elsewhere(tks_project *project, const char *folder, const char *workspace,
                      tks_error *err);

/* Its folder, absolute and without links. */
TKS_API const char *tks_project_path(const tks_project *project);
TKS_API void        tks_project_free(tks_project *project);

/* ----------------------------------------------------------------- pending */

typedef enum tks_pending_state {
    TKS_PENDING_CHANGED,   /* there is a baseline, with other contents or header */
    TKS_PENDING_NEW,       /* there is none yet */
    TKS_PENDING_REMOVED,   /* its library takes it away: no test asks for it */
    TKS_PENDING_UNREADABLE /* `problem` says why */
} tks_pending_state;

/* "changed", "new", "removed", "unreadable". */
TKS_API const char *tks_pending_state_name(tks_pending_state state);

/* One snapshot that waits for a decision. Paths are relative to the project's folder, with
 * '/'; strings belong to the listing. */
typedef struct tks_pending {
    size_t            size;
    const char       *store;   /* "insta", "syrupy", "go-snaps", "cupaloy", "golden", "approvals",
                                  "jest"; "tksnap": our own, see baseline.h; "files":
                                  nobody's layout */
    const char       *kind;    /* "text", "image", "binary", "inline"; "folder": one that is not
                                  read */
    const char       *path;    /* the baseline: what accepting writes */
    const char       *entry;   /* which of several in that file; NULL: it is all there is */
    const char       *file;    /* what the test left; absolute where it is outside, see
                                  tks_project_elsewhere */
    const char       *sidecar; /* its bytes, where `file` does not hold them; else NULL */
    tks_pending_state state;
    const char       *problem; /* why it cannot be accepted, a sentence; NULL: it can */

    /* of "inline" ones, which stand in a source: the line, and the texts; NULL: none */
    uint32_t    line;
    const char *expected, *actual, *expression;

    const char *source; /* where the test stands, "tests/test_api.py:12"; NULL: not known */
    const char *finding; /* what its test found, "different: 3 lines changed"; NULL: not told */

    size_t expected_length, actual_length; /* of those above, which may have zeros in them */
} tks_pending;

/* What waits in a project, sorted by the bytes of the path, then of the entry. */
typedef struct tks_listing tks_listing;

/* Looks through the project. Hidden folders, target/ and node_modules/ are passed over,
 * links to folders too. What cannot be read is listed as such and stops nothing. Changes
 * nothing on disk. Free with tks_listing_free, before the project. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_pending(tks_listing **out, const tks_project *project, tks_error *err);

/* NULL past the last. */
TKS_API const tks_pending *tks_listing_at(const tks_listing *listing, size_t index);
TKS_API size_t             tks_listing_count(const tks_listing *listing);
TKS_API void               tks_listing_free(tks_listing *listing);

/* ----------------------------------------------------------------- keeping */

/* A change that waits for a decision, of a library that leaves none itself. */
typedef struct tks_keep {
    size_t      size;
    const char *path;    /* the baseline, relative to the project's folder, with '/' */
    const char *entry;   /* which of several in that file; NULL: the file is one snapshot */
    bool        removed; /* it is taken away; `actual` means nothing */
    tks_bytes   actual;  /* the value: what the test produced, not how the file writes it */
    uint32_t    order;   /* of several that are put into one file: the lesser come first */
    const char *format;  /* what the file is written in, "amber"; NULL: by file and place */
    const char *source;  /* where the test stands, "tests/test_api.py:12"; NULL: not known */
    const char *finding; /* what the test found, for people; NULL: not told */
} tks_keep;

/* Keeps it, in place of what was kept for this path and entry before: a file in
 * .tksnap/pending, there whole or not at all. The baseline is not touched. INVALID_ARGUMENT
 * for a path that leads out, UNSUPPORTED for an entry of a file that has none. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_keep(tks_project *project, const tks_keep *what, tks_error *err);

/* The test passes again: what was kept for this path and entry is dropped. TKS_OK also
 * where there was nothing. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_forget(tks_project *project, const char *path, const char *entry, tks_error *err);

/* The two values of an item, as its library compares them: of a text what is left of it
 * when the library's own rules for white space and line ends have been applied, of a
 * binary snapshot the bytes. */
typedef struct tks_sides {
    size_t      size;
    bool        has_expected, has_actual; /* a new item has no expected value, one that was
                                           * removed no actual one */
    tks_bytes   expected, actual;         /* empty, never NULL, where there is none */
    const char *note;       /* what differs besides the values, a phrase; NULL: nothing */
    const char *source;     /* where the test stands, and the expression, as far as they are
                             * written down; NULL: not known */
    const char *expression;
} tks_sides;

/* Reads the index-th item of the listing. BAD_DATA for one that is unreadable or has become
 * so, CONFLICT where a file was changed since it was listed, NOT_FOUND past the last. Reads
 * only; may be called from several threads at once. A file that several entries wait for is
 * read once as long as it stays as it is: the listing remembers what it has of them. Free
 * with tks_sides_free, before the project. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_sides(tks_sides **out, const tks_project *project, const tks_listing *listing,
                  size_t index, tks_error *err);
TKS_API void tks_sides_free(tks_sides *sides);

/* ---------------------------------------------------------- snapshot files */

/* One snapshot of a file; borrowed from tks_snapshots. */
typedef struct tks_snapshot {
    size_t      size;
    const char *entry; /* its name in the file; NULL: the file is one snapshot */
    tks_bytes   value; /* what the test produced, not how the file writes it; never NULL, and
                        * ended by a NUL that is not counted */
} tks_snapshot;

typedef struct tks_snapshots tks_snapshots;

/* Reads a file of snapshots that any of the libraries wrote, known by its contents and
 * place: a file that is nobody's is one snapshot, and so is one that its library could not
 * read. Those its library would not see are not told. Errors begin with the path. Free
 * with tks_snapshots_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_snapshots_load(tks_snapshots **out, const char *path, const tks_env *env, tks_error *err);

/* What the file is written in: "insta", "amber", "go-snaps", "jest" ...; "plain". */
TKS_API const char         *tks_snapshots_format(const tks_snapshots *snapshots);
TKS_API size_t              tks_snapshots_count(const tks_snapshots *snapshots);
/* In the order of the file; NULL past the last. */
TKS_API const tks_snapshot *tks_snapshots_at(const tks_snapshots *snapshots, size_t index);
TKS_API void                tks_snapshots_free(tks_snapshots *snapshots);

#ifdef __cplusplus
}
#endif
#endif

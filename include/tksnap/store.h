/* store.h - snapshots where their libraries keep them: what waits, accepting, undoing
 *
 * A project is a folder with snapshots in it. Its pending snapshots - what tests produced
 * and nobody has decided on - are listed, accepted or rejected, and what was done can be
 * undone. Every change is whole or not made at all, also when the program is stopped in
 * the middle; what there was before is kept in the project's folder .tksnap, which Git
 * does not see. docs/design/stores.md tells how.
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
 * workspace that the project was opened in. Both as the system takes paths. Looked at by
 * tks_project_pending from then on; a folder that is not there holds nothing. UNSUPPORTED
 * for one outside of the project, whatever it is reached through: the journal, and with it
 * undo, is of one folder. NOT_FOUND where there is no workspace. Since 0.2. */
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
    const char       *file;    /* what the test left */
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
 * only; may be called from several threads at once. Free with tks_sides_free, before the
 * project. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_sides(tks_sides **out, const tks_project *project, const tks_listing *listing,
                  size_t index, tks_error *err);
TKS_API void tks_sides_free(tks_sides *sides);

/* --------------------------------------------------------------- recording */

/* What a command does to snapshots, turned into changes that wait: for libraries that write
 * straight into their baselines.
 *
 *     tks_project_record(&recording, project, &rules, &err);
 *     ... run the command ...
 *     tks_recording_finish(&result, recording, told, user, &err);
 *     tks_recording_free(recording);
 *
 * From the first call on the project is locked against other recordings and decisions.
 * Stopped anywhere, also by a power failure, the next call that decides or records finishes
 * it. docs/design/record.md tells how. */
typedef struct tks_recording tks_recording;

/* Told of each file that is kept aside; stops it by failing. */
typedef tks_status tks_record_progress_fn(void *user, size_t done, size_t total,
                                          tks_error *err);

/* Zeros are defaults. Set size to sizeof(tks_record_rules). */
typedef struct tks_record_rules {
    size_t                  size;
    const char *const      *include; /* globs of files that are snapshots too */
    size_t                  n_include;
    tks_record_progress_fn *progress;
    /* what cannot be read, and so will not be put back */
    void (*warn)(void *user, const tks_error *what);
    void *user;
} tks_record_rules;

/* Copies the snapshots of all known layouts aside, those the globs name too, until they are
 * on the disk. Then what earlier recordings have kept is laid over the baselines, so that the
 * command says of it too whether it still holds. CONFLICT where another recording is running. A
 * failure leaves nothing behind. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_record(tks_recording **out, tks_project *project, const tks_record_rules *rules,
                   tks_error *err);

typedef struct tks_record_result {
    size_t size;
    size_t files;   /* that were kept aside */
    size_t changes; /* that wait now, of what was looked after, ... */
    size_t again;   /* ... and of these those that waited before just so */
    size_t left;    /* files that could not be put back */
    size_t settled; /* changes of earlier records that wait no more: what their tests produce
                     * is the baseline's again */
} tks_record_result;

/* One change that is kept now, of an entry or (NULL) of the file; where `error` is not
 * TKS_OK, a file that stays as the command left it. */
typedef tks_status tks_recorded_fn(void *user, const char *path, const char *entry,
                                   const tks_error *error, tks_error *err);

/* Keeps every change as tks_project_keep does, then puts the file back. Where it fails the
 * rest is as the command left it, nothing is lost, and the next call goes on. `told` may be
 * NULL. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_recording_finish(tks_record_result *result, tks_recording *recording, tks_recorded_fn *told,
                     void *user, tks_error *err);

/* Before finish it leaves the recording as an interrupted one. Free before the project. */
TKS_API void tks_recording_free(tks_recording *recording);

typedef enum tks_record_state {
    TKS_RECORD_NONE,
    TKS_RECORD_RUNNING,
    TKS_RECORD_INTERRUPTED /* to be finished: baselines may be as the command left them */
} tks_record_state;

/* Changes nothing on disk. Since 0.2. */
TKS_API tks_record_state tks_project_record_state(const tks_project *project);

/* Finishes an interrupted recording; decisions do so too. *result is all zeros where there is
 * none, CONFLICT where one is running. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_record_resume(tks_record_result *result, tks_project *project, tks_recorded_fn *told,
                          void *user, tks_error *err);

/* ---------------------------------------------------------------- deciding */

/* What becomes of one item: `error` has TKS_OK where it was done. Anything but TKS_OK
 * returned stops the telling, not what was done. */
typedef tks_status tks_decided_fn(void *user, const tks_pending *pending, const tks_error *error,
                                  tks_error *err);

typedef enum tks_deed {
    TKS_DEED_ACCEPT,
    TKS_DEED_REJECT,
    TKS_DEED_UNDO,
    TKS_DEED_PRUNE, /* tksnap/upkeep.h: baselines removed ... */
    TKS_DEED_INIT   /* ... and files of a project written */
} tks_deed;

/* "accept", "reject", "undo", "prune", "init". */
TKS_API const char *tks_deed_name(tks_deed deed);

/* Makes the chosen items (indices of the listing, each once) baselines, or drops them: one
 * transaction, known by *number; 0 if nothing was done. An item that was changed since it
 * was listed (CONFLICT), or that cannot be read or written, is told as such and stays as it
 * was; the others are done all the same. `told` may be NULL. A failure of the call itself -
 * no room, another process that does not end - leaves every item as it was, or the error
 * says that the next call finishes what was begun. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_decide(uint32_t *number, tks_project *project, tks_deed deed,
                   const tks_listing *listing, const size_t *chosen, size_t count,
                   tks_decided_fn *told, void *user, tks_error *err);

/* ----------------------------------------------------------------- journal */

/* One transaction; borrowed from the log. */
typedef struct tks_deed_done {
    size_t   size;
    uint32_t number;
    tks_deed deed;
    uint32_t undoes; /* of an undo: the transaction it took back; else 0 */
    bool     undone; /* taken back since */
    bool     begun;  /* interrupted; the next decision or undo finishes it */
    int64_t  time;   /* when it was done, in seconds since 1970 (UTC) */
    size_t   items;
} tks_deed_done;

typedef struct tks_log tks_log;

/* What was done in this project, the newest first: the last 100 transactions, fewer where
 * what they keep takes more than 256 MiB. Changes nothing on disk. Free with
 * tks_log_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_log(tks_log **out, const tks_project *project, tks_error *err);

/* NULL past the last. */
TKS_API const tks_deed_done *tks_log_at(const tks_log *log, size_t index);
/* One snapshot of the transaction: its baseline's path, and which entry of that file; NULL:
 * it is all there is. False past the last. */
typedef struct tks_log_entry {
    size_t      size;
    const char *store, *path, *entry;
} tks_log_entry;

TKS_API bool tks_log_item(tks_log_entry *out, const tks_log *log, size_t index, size_t item);
TKS_API void tks_log_free(tks_log *log);

/* Puts back what the transaction replaced and removed; number 0 means the last accept or
 * reject that was not undone. All of it or nothing: CONFLICT, naming the file, where one
 * has changed since. NOT_FOUND where there is no such transaction. An undo is a
 * transaction, *done, and can be undone. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_undo(uint32_t *done, tks_project *project, uint32_t number, tks_error *err);

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

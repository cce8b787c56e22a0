/* upkeep.h - looking after a project's baselines: which are used, what is wrong, what is new
 *
 *     tks_used        what the tests asked for      tks_unused   what none of them did
 *     tks_diagnosis   what is wrong with the files  tks_setup    what a new project wants
 *
 * Looking changes nothing on disk. What is removed or written is a transaction of the
 * project's journal (tksnap/decide.h) and can be undone.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_UPKEEP_H
#define TKSNAP_UPKEEP_H

#include <tksnap/decide.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------- used */

/* Which baselines the tests of a run asked for, from one list or several. */
typedef struct tks_used tks_used;

typedef enum tks_used_form {
    TKS_USED_LIST, /* "tksnap used 1", lines "PATH" or "PATH<tab>ENTRY", "complete" */
    TKS_USED_INSTA /* a path a line, as insta appends to INSTA_SNAPSHOT_REFERENCES_FILE */
} tks_used_form;

/* Begins with none; lives no longer than the project. Free with tks_used_free. */
TKS_API TKS_MUST_USE tks_status
tks_used_new(tks_used **out, const tks_project *project, tks_error *err);

/* Adds a file's lines, until tks_project_unused was asked; "-" is standard input. A path that
 * is not absolute begins at the project's folder; one that leads out of it is passed over.
 * BAD_DATA for a file that is no such list, and for one of which every path leads out of the
 * project. */
TKS_API TKS_MUST_USE tks_status
tks_used_read(tks_used *used, const char *file, tks_used_form form, tks_error *err);

/* The first list that does not say that its run was complete - those of insta cannot - or
 * NULL. Valid until the next is read. */
TKS_API const char *tks_used_incomplete(const tks_used *used);
TKS_API void tks_used_free(tks_used *used);

/* ------------------------------------------------------------------ unused */

/* A baseline that no test asked for. Strings belong to the listing. */
typedef struct tks_unused_item {
    size_t      size;
    const char *store;   /* "insta" */
    const char *path;
    const char *entry;   /* which of several in that file; NULL: the file */
    const char *sidecar; /* another file that goes with it; NULL: none */
    const char *problem; /* why it cannot be removed, a sentence; NULL: it can */
} tks_unused_item;

typedef struct tks_unused tks_unused;

/* Every baseline of the project that is not used, sorted by path, those of one file as they
 * stand in it. Considered are only files that are surely a library's, and of those only what
 * a run of its tests would have come by: snapshots of insta in crates, of syrupy in Python
 * projects, of the Go libraries in packages, in which something was used - unless
 * `everywhere`. Files that cannot be read are told to `trouble`, which may be NULL. Free with
 * tks_unused_free, before the project. */
typedef void tks_trouble_fn(void *user, const tks_error *error);

TKS_API TKS_MUST_USE tks_status
tks_project_unused(tks_unused **out, const tks_project *project, tks_used *used, bool everywhere,
                   tks_trouble_fn *trouble, void *user, tks_error *err);

/* NULL past the last. */
TKS_API const tks_unused_item *tks_unused_at(const tks_unused *unused, size_t index);
TKS_API size_t                 tks_unused_count(const tks_unused *unused);
/* Files that were not considered, because nothing was used where they are. */
TKS_API size_t                 tks_unused_left_out(const tks_unused *unused);
TKS_API void                   tks_unused_free(tks_unused *unused);

/* What becomes of one item; as tks_decided_fn. */
typedef tks_status tks_pruned_fn(void *user, const tks_unused_item *item,
                                 const tks_error *error, tks_error *err);

/* Removes all of them but those with a problem, in one transaction, known by *number; 0 if
 * nothing was done. A file of which nothing else is left goes with its last entry. Told and
 * failing as tks_project_decide. */
TKS_API TKS_MUST_USE tks_status
tks_project_prune(uint32_t *number, tks_project *project, const tks_unused *unused,
                  tks_pruned_fn *told, void *user, tks_error *err);

/* --------------------------------------------------------------- diagnosis */

/* Something to be known about a file. Strings belong to the diagnosis. */
typedef struct tks_finding {
    size_t      size;
    const char *kind;    /* "conflict", one word that stays; docs/reference/checks.md */
    bool        problem; /* tests fail by it, or lose something; else it is worth knowing */
    const char *store;   /* "" where it is nobody's */
    const char *path;
    const char *entry;   /* NULL: all of the file */
    const char *what;    /* "a merge left its conflict markers" */
    const char *advice;  /* "resolve them", the same for all of a kind */
} tks_finding;

typedef struct tks_diagnosis tks_diagnosis;

/* Reads every snapshot file of the project. Free with tks_diagnosis_free. */
TKS_API TKS_MUST_USE tks_status
tks_project_diagnose(tks_diagnosis **out, const tks_project *project, tks_error *err);

/* By kind, problems first, then by path and entry. NULL past the last. */
TKS_API const tks_finding *tks_diagnosis_at(const tks_diagnosis *diagnosis, size_t index);
TKS_API size_t             tks_diagnosis_count(const tks_diagnosis *diagnosis);
/* The index-th store by its letters, and its baseline files; NULL past the last. */
TKS_API const char        *tks_diagnosis_store(const tks_diagnosis *diagnosis, size_t index,
                                             size_t *files);
TKS_API void               tks_diagnosis_free(tks_diagnosis *diagnosis);

/* ------------------------------------------------------------------- setup */

/* A file that a project with these stores wants, or lines that it lacks. */
typedef struct tks_setup_file {
    size_t      size;
    const char *path;   /* "tksnap.yaml", ".gitignore", ".gitattributes" */
    const char *added;  /* the text that is put at its end; it has nothing else if is_new */
    bool        is_new;
} tks_setup_file;

typedef struct tks_setup tks_setup;

/* What is missing, for the stores of the diagnosis. Free with tks_setup_free. */
TKS_API TKS_MUST_USE tks_status
tks_project_setup(tks_setup **out, const tks_project *project, const tks_diagnosis *diagnosis,
                  tks_error *err);

/* NULL past the last; none: nothing is missing. */
TKS_API const tks_setup_file *tks_setup_at(const tks_setup *setup, size_t index);
TKS_API void                  tks_setup_free(tks_setup *setup);

/* Writes all of it, in one transaction, known by *number. CONFLICT where a file has changed
 * since. */
TKS_API TKS_MUST_USE tks_status
tks_project_set_up(uint32_t *number, tks_project *project, const tks_setup *setup,
                   tks_error *err);

#ifdef __cplusplus
}
#endif
#endif

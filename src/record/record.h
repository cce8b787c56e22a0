/* record.h - the files a recorded command may change: kept aside, taken, put back
 *
 * docs/design/record.md tells how.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_RECORD_H
#define TKSI_RECORD_H

#include "record/manifest.h"
#include "store/kept.h"

#include <tksnap/record.h>

#define TKSI_RECORD   TKSI_OWN "/record"
#define TKSI_MANIFEST TKSI_RECORD "/manifest"
#define TKSI_COPIES   TKSI_RECORD "/copies"
#define TKSI_LAYER    TKSI_RECORD "/layer" /* a file being laid */

/* ------------------------------------------------------------------ aside.c */

/* Copies every file of the manifest, and says there what it was. One that cannot be read is
 * told to `warn`. `progress` may be NULL; when it fails this does. */
struct tksi_aside {
    tks_record_progress_fn *progress;
    tksi_warn_fn           *warn;
    void                   *user;
};
tks_status tksi_aside_copy(struct tksi_manifest *manifest, const struct tksi_root *root,
                           const struct tksi_aside *aside, tks_error *err);

/* The bytes of the copy of a file, into an empty buffer. */
tks_status tksi_aside_read(struct tksi_buffer *out, const struct tksi_manifest *manifest,
                           size_t index, const struct tksi_root *root, tks_error *err);

/* Makes the file what it was. On the file system of the copies it is on the disk with the
 * next sync of all. */
tks_status tksi_aside_put_back(const struct tksi_manifest *manifest, size_t index,
                               const struct tksi_root *root, tks_error *err);
/* Removes what an interrupted put_back has left beside the file. */
void       tksi_aside_tidy(const struct tksi_manifest *manifest, size_t index,
                           const struct tksi_root *root);

/* ---------------------------------------------------------------- takings.c */

/* A file before and after the command; no bytes where it is not there. */
struct tksi_taking {
    const char             *path;
    bool                    was_there, is_there;
    tks_bytes               before, after;
    struct tksi_fingerprint print; /* of what was before */
};

/* Tells `taken` of every change as it is to be kept, or of one of the whole file. */
typedef tks_status tksi_taken_fn(void *user, const struct tksi_kept *kept, tks_error *err);
tks_status tksi_take(const struct tksi_taking *taking, const struct tksi_env *env,
                     tksi_taken_fn *taken, void *user, tks_error *err);

/* -------------------------------------------------------------------- lay.c */

/* What was laid over the baselines, in the order of their paths. */
struct tksi_laid {
    struct tksi_finds finds; /* all that waited */
    struct tksi_buffer list; /* empty: nothing was laid */
};
void tksi_laid_init(struct tksi_laid *laid, const struct tksi_env *env);
void tksi_laid_dispose(struct tksi_laid *laid);

/* Makes the files what they would be if all that records have kept of them were accepted; once
 * the manifest is on the disk. What cannot be laid is left as it is. */
void tksi_lay(struct tksi_laid *laid, const struct tksi_manifest *manifest,
              const struct tksi_root *root);

/* A file was taken after the command; a change was kept. Then: forgets what was laid over files
 * that were taken, and was not kept again. */
void       tksi_laid_taken(struct tksi_laid *laid, const char *path);
void       tksi_laid_again(struct tksi_laid *laid, const struct tksi_kept *kept);
tks_status tksi_laid_forget(size_t *forgotten, const struct tksi_laid *laid,
                            const struct tksi_root *root, tks_error *err);

/* ----------------------------------------------------------------- finish.c */

/* A recording being finished. */
struct tksi_finishing {
    const struct tksi_root     *root;
    const struct tksi_manifest *manifest;
    const struct timespec      *made; /* NULL: times tell nothing, it was made by somebody else */
    struct tksi_laid           *laid; /* NULL: not known any more */
    tks_record_result          *result;
    tks_recorded_fn            *told;
    void                       *user;
    struct tksi_buffer          taken;  /* files to be put back; finish.c's */
    tks_error                   first;  /* what was in the way first */
    bool                        broken; /* nothing can be kept: the others would fail like this
                                           one */
};

/* Keeps every change and puts the file back; then nothing of the recording is left. Where
 * something was in the way the rest is done, and the error says that it goes on. */
tks_status tksi_record_finish(struct tksi_finishing *finishing, tks_error *err);
/* Removes everything but a manifest, which must be gone before. */
tks_status tksi_record_clean(const struct tksi_root *root, tks_error *err);
/* Everything is on the disk. */
tks_status tksi_record_sync(const struct tksi_root *root, tks_error *err);
/* IO_FAILED: .tksnap/record cannot be written, says errno. */
tks_status tksi_record_fail(tks_error *err);

/* ----------------------------------------------------------------- record.c */

/* Finishes what an interrupted record left, or cleans it away; the project's lock is held.
 * CONFLICT where one is running. */
tks_status tksi_record_recover(const struct tksi_root *root, tks_error *err);

#endif

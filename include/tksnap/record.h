/* record.h - what a command does to snapshots, turned into changes that wait
 *
 * For libraries that write straight into their baselines.
 *
 *     tks_project_record(&recording, project, &rules, &err);
 *     ... run the command ...
 *     tks_recording_finish(&result, recording, told, user, &err);
 *     tks_recording_free(recording);
 *
 * docs/design/record.md tells how.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_RECORD_H
#define TKSNAP_RECORD_H

#include <tksnap/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* While there is one the project is locked against other recordings and decisions. Stopped
 * anywhere, also by a power failure, the next call that decides or records finishes it. */
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

#ifdef __cplusplus
}
#endif
#endif

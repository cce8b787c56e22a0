/* baseline.h - our own layout of baselines: names, variants, which one to compare with
 *
 * For tests that have no snapshot library of their own. One file a snapshot, committed:
 *
 *     <folder>/__screenshots__/<test file>/<name>[-<variant>].<extension>
 *     tests/__screenshots__/button_test.c/save/hover-os=linux,theme=dark.png
 *
 * Any name makes a path that every file system takes, another one for every name, and the
 * path can be taken apart again. docs/design/directory.md tells how. Comparing with the
 * baseline, and keeping what differs for review, is one call: check.h.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_BASELINE_H
#define TKSNAP_BASELINE_H

#include <tksnap/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------- names */

/* Which snapshot of which test. A designated initialiser is the constructor:
 *     tks_baseline_name save = { .size = sizeof save, .test_file = __FILE__,
 *                                .name = "save/hover" };
 *
 * The last five are its variant: what has a picture of its own. NULL or "": it is not told
 * apart by that. At most 24 bytes each, as they stand in the path. */
typedef struct tks_baseline_name {
    size_t      size;
    const char *folder;    /* of the test, below the project's folder, with '/'; "": that
                            * itself; NULL: as test_file says */
    const char *test_file; /* "button_test.c", or with a path, as __FILE__ has it */
    const char *name;      /* "save/hover": any text; parts between '/' become folders, and
                            * none may be empty */
    const char *extension; /* 1 to 10 letters and digits; NULL: "png" */
    const char *os, *browser, *viewport, *scale, *theme;

    bool shortened; /* of a path taken apart: `name` or `test_file` is a beginning, the rest
                     * was too long for a file's name; else not looked at */
} tks_baseline_name;

/* Takes a path below the project's folder apart. BAD_DATA for one that no snapshot has.
 * Free with tks_baseline_name_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_baseline_name_parse(tks_baseline_name **out, const char *path, const tks_env *env,
                        tks_error *err);
TKS_API void tks_baseline_name_free(tks_baseline_name *name); /* of a parsed one only */

/* --------------------------------------------------------------- baselines */

typedef struct tks_baseline tks_baseline;

/* Looks for the snapshot's baseline: that of its variant, else of part of it, the most
 * telling part first, at last the one without any. Theme tells most, then viewport, scale,
 * browser, os: another theme is another picture, another os the same picture drawn by
 * somebody else. INVALID_ARGUMENT for a snapshot that has no path, or a test that is not in
 * the project. Free with tks_baseline_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_baseline_find(tks_baseline **out, const tks_project *project,
                  const tks_baseline_name *name, tks_error *err);

/* The one to compare with; NULL: there is none. Paths are relative to the project's folder,
 * with '/', and belong to the baseline. */
TKS_API const char *tks_baseline_path(const tks_baseline *baseline);

/* Where a new one goes: always that of the whole variant. What several variants share is
 * never replaced by what one of them produced. */
TKS_API const char *tks_baseline_new_path(const tks_baseline *baseline);

/* The index-th path that was looked for, that of the whole variant first; NULL past the
 * last. There are 32 at most. */
TKS_API const char *tks_baseline_candidate(const tks_baseline *baseline, size_t index);
TKS_API void        tks_baseline_free(tks_baseline *baseline);

#ifdef __cplusplus
}
#endif
#endif

/* baseline.h - our own baselines: names as paths, and what a check does with the files
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DECIDE_BASELINE_H
#define TKSI_DECIDE_BASELINE_H

#include "base/base.h"

#include <tksnap/baseline.h>

/* What variants differ in, as bits: of two sets the one of the greater number tells more. */
enum { TKSI_VARIANT_ALL = (1 << 5) - 1 };

/* The bits of what the snapshot is told apart by. */
unsigned tksi_baseline_variant(const tks_baseline_name *name);

/* Appends the path, with its NUL, of the snapshot with these parts of its variant. The
 * folder, below the project's and "" for that itself, is taken as it is; of the test file
 * what follows the last '/'. INVALID_ARGUMENT, with a sentence, where there is none. */
tks_status tksi_baseline_put(struct tksi_buffer *out, const char *folder,
                             const tks_baseline_name *name, unsigned variant, tks_error *err);

/* Any baseline's bytes, and new ones for it, as a transaction of their own. */
tks_status tksi_baseline_read(struct tksi_buffer *out, bool *there, const tks_project *project,
                              const char *path, tks_error *err);
tks_status tksi_baseline_write(tks_project *project, const char *path, tks_bytes bytes,
                               tks_error *err);

/* What the project was opened with. */
const struct tksi_env *tksi_project_env(const tks_project *project);

#endif

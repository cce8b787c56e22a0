/* baseline.h - names of our own baselines as paths, and back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_BASELINE_H
#define TKSI_STORE_BASELINE_H

#include "base/base.h"

#include <tksnap/baseline.h>

/* What variants differ in, as bits: of two sets the one of the greater number tells more. */
enum { TKSI_VARIANT_ALL = (1 << 5) - 1 };

/* The bits of what the snapshot is told apart by. */
unsigned tksi_baseline_variant(const tks_baseline_name *snapshot);

/* Appends the path, with its NUL, of the snapshot with these parts of its variant. The
 * folder, below the project's and "" for that itself, is taken as it is; of the test file
 * what follows the last '/'. INVALID_ARGUMENT, with a sentence, where there is none. */
tks_status tksi_baseline_put(struct tksi_buffer *out, const char *folder,
                              const tks_baseline_name *snapshot, unsigned variant, tks_error *err);

#endif

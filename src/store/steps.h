/* steps.h - what the stores do to files in common
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_STEPS_H
#define TKSI_STORE_STEPS_H

#include "store/store.h"

/* A buffer for a file of the largest size that is read. */
void tksi_step_room(struct tksi_buffer *buffer, const struct tksi_root *root);

/* What a value is, by its bytes: "image", "text" or "binary". */
const char *tksi_kind_of(tks_bytes value, const struct tksi_env *env);

bool tksi_root_has(const struct tksi_root *root, const char *name);

/* A file that was listed, as it is now: CONFLICT if it is another. */
tks_status tksi_step_read(struct tksi_buffer *out, const struct tksi_root *root, const char *name,
                          const struct tksi_fingerprint *seen, tks_error *err);

/* What is really at this path. */
tks_status tksi_step_read_real(struct tksi_buffer *out, bool *there, const struct tksi_root *root,
                               const char *path, tks_error *err);

/* Replaces what is really at this path, unless it has these bytes already. `seen`, if not
 * NULL, is what the caller knows it as: CONFLICT if it is not that any more. */
tks_status tksi_step_put(struct tksi_transaction *transaction, const char *path, tks_bytes bytes,
                         const struct tksi_fingerprint *seen, tks_error *err);

/* The names of those of a group that nothing is in the way of; before the steps. */
tks_status tksi_step_entries(struct tksi_transaction *transaction, const struct tksi_group *group,
                             tks_error *err);

#endif

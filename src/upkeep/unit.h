/* unit.h - what is tested by one run: a crate, a Python project, a Go package
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_UPKEEP_UNIT_H
#define TKSI_UPKEEP_UNIT_H

#include "store/survey.h"

/* A name for all baselines that a run would have come by with this one, appended with its
 * NUL: the store and the kind of file, the first *kind bytes of it, then the folder of the
 * unit. Two of one name stand and fall together: where one was used the other was not left
 * out. */
tks_status tksi_unit_of(struct tksi_buffer *out, size_t *kind, const struct tksi_root *root,
                        const struct tksi_surveyed *file, tks_error *err);

#endif

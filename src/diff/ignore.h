/* ignore.h - which pixels do not count
 *
 * Ignore rectangles and the mask picture, as bits of one row at a time.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_IGNORE_H
#define TKSI_DIFF_IGNORE_H

#include "diff/diff.h"

struct tksi_ignore;

/* *out stays NULL when the rules ignore nothing. `rules` is borrowed. */
tks_status tksi_ignore_new(struct tksi_ignore **out, const tks_rules *rules,
                           const struct tksi_canvas *canvas, const struct tksi_env *env,
                           tks_error *err);
void       tksi_ignore_free(struct tksi_ignore *ignore);

/* How many pixels of the canvas are ignored. */
int64_t tksi_ignore_count(struct tksi_ignore *ignore);

/* The ignored pixels of row y of the canvas, one bit each (metric.h); NULL if the
 * row has none. Valid until the next call. */
const uint64_t *tksi_ignore_row(struct tksi_ignore *ignore, int32_t y);

#endif

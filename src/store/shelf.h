/* shelf.h - what baselines hold of the entries that wait for them
 *
 * A listing's own: a baseline is read once for all of its entries, whoever asks for them,
 * and from several threads. It is read again where it is another file by then.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_SHELF_H
#define TKSI_STORE_SHELF_H

#include "store/store.h"

struct tksi_shelf;

tks_status tksi_shelf_make(struct tksi_shelf **out, const struct tksi_env *env, tks_error *err);
void       tksi_shelf_free(struct tksi_shelf *shelf);

/* The payload that the baseline has for this item, an entry that is kept here, appended;
 * *found is false where it has none. */
tks_status tksi_shelf_payload(struct tksi_buffer *out, bool *found, const struct tksi_root *root,
                              const struct tksi_waiting *waiting, tks_error *err);

#endif

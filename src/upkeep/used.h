/* used.h - what the tests of a run asked for
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_UPKEEP_USED_H
#define TKSI_UPKEEP_USED_H

#include "root/root.h"

#include <tksnap/upkeep.h>

/* Makes the questions below possible, after the last list was read. */
void tksi_used_settle(tks_used *used);

/* Whether the path was named at all; alone, which means all of its entries; with this entry. */
bool tksi_used_path(const tks_used *used, const char *path);
bool tksi_used_whole(const tks_used *used, const char *path);
bool tksi_used_entry(const tks_used *used, const char *path, const char *entry);

#endif

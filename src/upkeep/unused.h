/* unused.h - what a listing of unused baselines knows of its items
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_UPKEEP_UNUSED_H
#define TKSI_UPKEEP_UNUSED_H

#include "journal/journal.h"

#include <tksnap/upkeep.h>

struct tksi_unused_item {
    tks_unused_item         told;
    struct tksi_fingerprint seen; /* the file */
};

struct tks_unused {
    struct tksi_env          env;
    struct tksi_unused_item *items;
    size_t                   count, left_out;
    char                    *text; /* what the items' strings are in */
};

#endif

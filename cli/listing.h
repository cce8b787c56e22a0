/* listing.h - what is pending, counted and in words
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "command.h"

struct counts {
    size_t pending, unreadable;
};

/* Of one store, or (NULL) of all. */
struct counts listing_count(const tks_listing *listing, const char *store);

/* The store that comes after `name` by its letters; NULL is before the first and after the
 * last. */
const char *listing_store_after(const tks_listing *listing, const char *name);

/* Every item under its store on stdout, and what to do next on stderr. */
void listing_tell(const tks_listing *listing, const struct settings *settings);

#endif

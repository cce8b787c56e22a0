/* listing.h - what is pending, counted and in words
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "command.h"

struct counts {
    size_t pending, unreadable;
};

/* What is told of a listing. */
struct selection {
    const tks_listing *listing;
    const bool        *marks; /* one for each item; NULL: all of them */
};

/* The next item of the selection at `index` or behind it, which is moved there; NULL: there
 * is none. */
const tks_pending *listing_next(struct selection selection, size_t *index);

/* Of one store, or (NULL) of all. */
struct counts listing_count(struct selection selection, const char *store);

/* The store that comes after `name` by its letters; NULL is before the first and after the
 * last. */
const char *listing_store_after(struct selection selection, const char *name);

/* Every item under its store on stdout, and what to do next on stderr. */
void listing_tell(struct selection selection, const struct settings *settings);

#endif

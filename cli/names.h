/* names.h - what a pending snapshot is called
 *
 *     tests/__snapshots__/test_api.ambr:test_list[dark]       its place
 *     test_list[dark]                                         its name
 *     test_list                                               its test's
 *
 *     src/snapshots/shop__cart__total-2.snap                  its place
 *     src/snapshots/shop__cart__total-2   cart__total-2   total-2
 *     total                                                   its test's
 *
 * A name is the entry of a file that holds several; where the file is one snapshot, the
 * file without its extension. It may begin at any of its parts: folders, insta's modules,
 * classes. A test's name leaves out what its library adds: numbers, parameters, variants, in
 * Go subtests.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <tksnap.h>

/* "path", or "path:entry" where a file holds several. */
size_t place_length(const tks_pending *item); /* with its NUL */
void   place_write(char *out, const tks_pending *item);

/* One of an item's names, a part of its path or entry: no NUL ends it. */
struct item_name {
    const char *text;
    size_t      length;
    bool        whole; /* false: its test's */
};

/* True ends the walk. */
typedef bool name_fn(void *user, struct item_name name);

/* Tells an item's names, whole ones first. Inline snapshots have none: their entries are
 * lines. Returns whether the walk was ended. */
bool names_each(const tks_pending *item, name_fn *tell, void *user);

#endif

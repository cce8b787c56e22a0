/* selector.h - which of the pending snapshots are meant
 *
 *     tests/snapshots/api.snap   api.snap     a path, or its last components
 *     crates/api/                             everything in a folder of that name
 *     '*.snap'  'a?i*'  '**'                  a glob, see glob.h
 *     'test_list[dark]'   api.ambr:test_list  a name, see names.h, and in which file
 *     test_list   TestRun                     a test's name: all that its library made of it
 *     'TestRun*'                              a glob of names
 *     '#3'                                    the number that status shows
 *     store:insta   status:new                all of a kind
 *
 * The path may also be that of the pending file, and absolute. What comes first in this list
 * goes first: only what is no path is a name, only what is no snapshot's name is a test's.
 * What names a file or a snapshot is taken by its name even if it looks like a glob.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_SELECTOR_H
#define CLI_SELECTOR_H

#include <tksnap.h>

/* Marks which of the listing's items are meant by any of the selectors; `marks` has one
 * for each item. False with a sentence for the first selector that means none. */
bool selectors_apply(bool *marks, const tks_listing *listing, const char *root,
                     char *const *selectors, int count, tks_error *err);

/* The same for one that is not to be taken for a name, since it is something else's. */
bool selector_apply_path(bool *marks, const tks_listing *listing, const char *root,
                         const char *selector);

#endif

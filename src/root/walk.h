/* walk.h - the files below a project's folder
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_WALK_H
#define TKSI_ROOT_WALK_H

#include "root/root.h"

/* Calls `visit` for each file below the root, in no order but folder by folder;
 * hidden folders but .snapshots/, target/ and node_modules/ are passed over. `trouble` is
 * told of folders that cannot be read. */
typedef tks_status tksi_visit_fn(void *user, const char *file, tks_error *err);
typedef tks_status tksi_trouble_fn(void *user, const char *folder, const tks_error *why,
                                   tks_error *err);
tks_status tksi_walk(const struct tksi_root *root, tksi_visit_fn *visit, tksi_trouble_fn *trouble,
                     void *user, tks_error *err);
/* The same, and `enter` is called for each folder before what is in it. */
tks_status tksi_walk_folders(const struct tksi_root *root, tksi_visit_fn *visit,
                             tksi_visit_fn *enter, tksi_trouble_fn *trouble, void *user,
                             tks_error *err);
/* The same below a folder of the root, passing over none. */
tks_status tksi_walk_all(const struct tksi_root *root, const char *from, tksi_visit_fn *visit,
                         void *visit_user, tksi_trouble_fn *trouble, void *trouble_user,
                         tks_error *err);
/* tksi_walk for files whose name, without its folder, is wanted, by several threads: `wants`
 * is called by any of them, the others by one at a time. Folders come in pieces. */
tks_status tksi_walk_wanted(const struct tksi_root *root, bool (*wants)(const char *name),
                            tksi_visit_fn *visit, tksi_trouble_fn *trouble, void *user,
                            tks_error *err);

/* Whether a walk passes over folders of this name. */
bool tksi_walk_passes_over(const char *name);

#endif

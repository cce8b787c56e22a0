/* own.h - the project's folder for us, .tksnap
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_OWN_H
#define TKSI_ROOT_OWN_H

#include "root/root.h"

#define TKSI_OWN ".tksnap"

#define TKSI_TEMPORARY_BEGIN ".tks-"

enum {
    /* That and ten characters. A dot in front hides it from syrupy and the shell,
     * and without ".snap" in it go-snaps does not take it for one of its own. */
    TKSI_TEMPORARY = 16
};

/* Makes the folder, if it is not there, with a .gitignore that ignores all of it. */
tks_status tksi_own_make(const struct tksi_root *root, tks_error *err);

/* A name for a temporary file, by chance: what other runs have left is never in the way. */
tks_status tksi_own_temporary(char out[TKSI_TEMPORARY], tks_error *err);

/* Writes a file below the folder, there whole or not at all; folders on the way are made.
 * Not synced: what must survive a power failure is the journal's. */
tks_status tksi_own_write(const struct tksi_root *root, const char *name, tks_bytes bytes,
                          tks_error *err);

#endif

/* lock.h - one at a time: locks below .tksnap
 *
 * Locks of open files (OFD): they end with the process that has them, however it ends, and
 * are not handed on to programs it runs.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_LOCK_H
#define TKSI_ROOT_LOCK_H

#include "root/root.h"

/* Takes the project's lock, .tksnap/lock. CONFLICT where another process has it for more than
 * ten seconds. *lock is a descriptor to be closed, or -1. */
tks_status tksi_lock_project(int *lock, const struct tksi_root *root, tks_error *err);

/* Takes the lock `name`, whose folder is there, without waiting: *lock is -1 where somebody
 * else has it. */
tks_status tksi_lock_try(int *lock, const struct tksi_root *root, const char *name,
                         tks_error *err);

/* Whether somebody has it. Changes nothing. */
bool tksi_lock_is_held(const struct tksi_root *root, const char *name);

#endif

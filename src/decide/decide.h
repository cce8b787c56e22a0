/* decide.h - how every change of a project begins
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DECIDE_H
#define TKSI_DECIDE_H

#include "store/project.h"

#include <tksnap/decide.h>

/* Begins a transaction, once what an interrupted run has left is finished: a transaction,
 * or a recording. CONFLICT where another process holds the project for more than ten
 * seconds, or records in it. Close the transaction also after failure. */
tks_status tksi_project_begin(struct tksi_transaction *out, const tks_project *project,
                              tks_deed deed, tks_error *err);

#endif

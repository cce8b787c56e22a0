/* candidates.h - what can be typed for a selector, for completion
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_CANDIDATES_H
#define CLI_CANDIDATES_H

#include <stdio.h>
#include <tksnap.h>

/* Writes the places of pending snapshots that begin with `word`, "path" or "path:entry". If
 * none does: what else begins so and means some of them, the end of a place, a name, a test's
 * name, store:NAME, status:WORD; sorted, each once. A NUL ends each. */
tks_status candidates_put(FILE *out, const tks_listing *listing, const char *word, tks_error *err);

#endif

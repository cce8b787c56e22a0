/* sorted.h - lines that may come in any order
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_SORTED_H
#define TKSI_TEXTDIFF_SORTED_H

#include "textdiff/textdiff.h"

/* Puts actual's lines into expected's order where the rules leave it open: diff->lines[1]
 * are cut from diff->arranged then. Counts as tolerated those that had to be moved. */
tks_status tksi_sorted_arrange(tks_text_diff *diff, const tks_text_rules *rules, tks_error *err);

#endif

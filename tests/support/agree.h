/* agree.h - do two comparisons say the same?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_AGREE_H
#define TEST_AGREE_H

#include <tksnap/diff.h>

/* NULL if verdict, reason, counts, bounds, sizes and every run of every row are
 * equal, else what is not. */
const char *disagreement(const tks_diff *one, const tks_diff *two);

#endif

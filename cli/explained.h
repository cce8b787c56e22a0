/* explained.h - what changed between two pictures, as lines for people
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_EXPLAINED_H
#define CLI_EXPLAINED_H

#include "command.h"

/* The verdict with the whole in a sentence, then a line for each region. */
void explained_tell(const tks_explanation *explanation, const tks_diff *diff,
                    const struct settings *settings);

/* What is no pair of pictures: a line for each place where two texts differ, or what is new
 * or missing. */
void explained_outcome(const tks_outcome *outcome, const struct settings *settings,
                       const tks_env *env);

#endif

/* visual_c.c - the visual metric for any processor: the specification
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#define JUDGE tksi_visual_judge_c
#include "diff/visual_judge.h"

/* visual_avx2.c - the visual metric in 256-bit registers
 *
 * The same text as visual_c.c, compiled for AVX2 and without fused multiply-add.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#define JUDGE tksi_visual_judge_avx2
#include "diff/visual_judge.h"

/* visual_avx512.c - the visual metric in 512-bit registers
 *
 * The same text as visual_c.c, compiled for the AVX-512 of servers since 2017.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#define JUDGE tksi_visual_judge_avx512
#include "diff/visual_judge.h"

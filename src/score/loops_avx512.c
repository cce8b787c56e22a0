/* loops_avx512.c - the scores' loops for x86-64 with AVX-512F, BW, DQ and VL
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#define TKSI_LOOPS   tksi_score_loops_avx512
#define VECTOR_BYTES 64
#include "score/loops_body.h"

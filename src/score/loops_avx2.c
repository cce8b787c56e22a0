/* loops_avx2.c - the scores' loops for x86-64 with AVX2
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#define TKSI_LOOPS   tksi_score_loops_avx2
#define VECTOR_BYTES 32
#include "score/loops_body.h"

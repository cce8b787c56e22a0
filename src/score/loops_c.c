/* loops_c.c - the scores' loops without any instruction set in mind: the compiler's own
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#define TKSI_LOOPS   tksi_score_loops_c
#define VECTOR_BYTES 16
#include "score/loops_body.h"

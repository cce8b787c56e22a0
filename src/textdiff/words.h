/* words.h - what changed within a line
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_WORDS_H
#define TKSI_TEXTDIFF_WORDS_H

#include "textdiff/textdiff.h"

/* How alike two lines are, 0 to 100: the share of neighbouring characters they have in
 * common, white space not counted. Lines of white space alone are alike. */
struct tksi_sketch {
    uint16_t counts[128];
    uint32_t all;
};

void tksi_sketch_line(struct tksi_sketch *out, tks_str line);
int  tksi_likeness(const struct tksi_sketch *a, const struct tksi_sketch *b);

/* Which of n and which of m belong together: pairs that do not cross, alike by `least` or
 * more, most alike in sum. alike[i * m + j] is percent; partner[i] becomes j, or -1. */
tks_status tksi_best_pairs(int32_t *partner, const uint8_t *alike, int32_t n, int32_t m, int least,
                           const struct tksi_env *env, tks_error *err);

/* Appends, for each side, the stretches the other does not have, as tks_text_span. */
tks_status tksi_spans(struct tksi_buffer spans[2], const tks_str lines[2],
                      const struct tksi_env *env, tks_error *err);

#endif

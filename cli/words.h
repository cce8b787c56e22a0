/* words.h - outcomes and counts, each as one line for people
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdio.h>
#include <tksnap.h>

/* "same", "similar", "different", "new", "missing" or "error". */
const char *words_for_outcome(const tks_outcome *outcome);

/* What differs, without the verdict: "1552 of 921600 pixels (0.17 %), box 96x32
 * at 40,310". Empty if nothing does. */
void words_for_diff(char *out, size_t size, const tks_diff *diff);

/* Whether the pair has a score that tells how near it is to another verdict. */
bool words_have_margin(const tks_diff *diff);

/* A score with two decimals, or as many as it takes to tell it from the limit, 1. */
void words_for_number(char *out, size_t size, double score);

/* How far from the limit: "score 0.31 of 1". Empty if the pair has no such score. */
void words_for_margin(char *out, size_t size, const tks_diff *diff);

/* What became of an area: "floating 4, box 40x20 at 10,10: same, moved 3 px right". */
void words_for_area(char *out, size_t size, const tks_area_result *result);

/* The scores that were asked for: "ssim 0.9981, flip 0.0123 (max 0.45)". Empty if none
 * were, or the pictures have none. */
void words_for_scores(char *out, size_t size, const tks_diff *diff);

/* The same for two texts: "2 lines changed, 1 added", "3 lines within the rules". */
void words_for_text(char *out, size_t size, const tks_text_diff *diff);

/* How it was judged: "metric pixel, threshold 0.1; ...". */
void words_for_judgement(char *out, size_t size, const tks_diff *diff);

/* What became of a band: "inserted: 16 rows at y=320, x=0..799". */
void words_for_band(char *out, size_t size, const tks_band *band);

/* "40x30 pixels, png"; false where the bytes are no picture. */
bool words_for_picture(char *out, size_t size, tks_bytes bytes, const tks_env *env);

/* What a value is: that, or "3 lines", "120 bytes". */
void words_for_value(char *out, size_t size, tks_bytes bytes, const tks_env *env);

/* "5 pairs: 3 same, 1 different, 1 new"; the unit is "pair" or "snapshot". */
void words_for_tally(char *out, size_t size, const tks_tally *tally, const char *unit);

/* "1 snapshot", "3 snapshots". */
void words_for_count(char *out, size_t size, size_t count);
/* What it was done to: the same, or "2 files". */
void words_for_deed(char *out, size_t size, const tks_deed_done *deed);

/* "1 change", "3 changes". */
void words_for_changes(char *out, size_t size, size_t changes);

#endif

/* slide.h - changes where a reader expects them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_SLIDE_H
#define TKSI_TEXTDIFF_SLIDE_H

#include "textdiff/classes.h"
#include "textdiff/match.h"

/* Moves stretches of changed lines that could as well lie elsewhere: beside the other
 * side's change, else where the text has a joint. What belongs together may be other
 * pairs of lines afterwards, of the same classes. */
void tksi_slide(struct tksi_match *match, const struct tksi_stretch sides[2]);

#endif

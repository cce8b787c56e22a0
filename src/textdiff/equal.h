/* equal.h - which lines are equal under the rules
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_EQUAL_H
#define TKSI_TEXTDIFF_EQUAL_H

#include "textdiff/classes.h"

/* Lines of two texts, numbered; begin from rules, env and sides. Must not move. */
struct tksi_equal {
    const tks_text_rules  *rules;
    const struct tksi_env *env;
    struct tksi_stretch    sides[2];
    struct tksi_classes    bytes; /* equal byte for byte */
    const uint32_t        *of[2]; /* by side: the class of each line under the rules, but for
                                   * numbers that may be near */
    uint32_t               count; /* all of them are below this */
    /* inside */
    struct tksi_filters    *filters;
    struct tksi_buffer      spare;
    struct tksi_forms       normal;  /* where rules ask for it */
    struct tksi_forms       blanked; /* of the normal forms, or of the texts: without numbers */
    struct tksi_number_rule numbers;
    uint32_t               *room;    /* `of`, where it is not by bytes */
};

/* Dispose also after failure. */
tks_status tksi_equal_lines(struct tksi_equal *equal, tks_error *err);
void       tksi_equal_dispose(struct tksi_equal *equal);

/* Whether numbers may be near each other. */
bool tksi_equal_has_near(const struct tksi_equal *equal);

/* Where they may: whether two lines are equal but for numbers that are near enough; what
 * lines without their numbers are, as a number; whether the line is one with numbers. */
bool     tksi_equal_near(const struct tksi_equal *equal, int32_t expected, int32_t actual);
uint32_t tksi_equal_blanked(const struct tksi_equal *equal, int side, int32_t line);

/* By class of `of`: 1 for lines that have numbers; `vague` is zeroed, `count` long. */
void tksi_equal_mark_vague(const struct tksi_equal *equal, uint8_t *vague);

#endif

/* textdiff.h - which lines of two texts belong together
 *
 * Layer 3. classes.c gives equal lines equal numbers, patience.c finds what belongs
 * together, with shortest.c where that knows nothing to hold on to; slide.c moves changes
 * to where a reader expects them, compare.c makes the model of all this, model.c tells
 * it; words.c pairs the lines of a hunk, spans.c looks into them. structure.c compares what
 * is JSON or YAML by its values (values.h).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_H
#define TKSI_TEXTDIFF_H

#include "base/base.h"
#include "text/text.h"
#include "data/data.h"
#include <tksnap/text.h>

/* ------------------------------------------------------------------- model */

struct tks_text_diff {
    struct tksi_env    env;
    tks_text_form      form;
    tks_verdict        verdict;
    tks_text_counts    counts;
    tks_bytes          texts[2];
    struct tksi_lines  lines[2]; /* cut where the form is lines and the texts differ */
    tks_text_hunk     *hunks;
    size_t             n_hunks;
    struct tksi_buffer owned[2]; /* the texts, where they are the diff's own */
    tks_text_structure structure;
    struct tksi_data   trees[2];
    struct tksi_buffer arranged; /* actual's lines in expected's order, where any may be */
    struct tksi_buffer changes;  /* of tksi_change; between the trees */
    struct tksi_buffer notes;    /* each ended by a NUL */
};

/* A value that changed; UINT32_MAX for one that is not there. */
struct tksi_change {
    uint32_t nodes[2];
    bool     tolerated;
};

/* INVALID_ARGUMENT for rules that make no sense; NULL: the defaults. */
tks_status tksi_text_rules_resolve(tks_text_rules *out, const tks_text_rules *rules,
                                   tks_error *err);

/* Compares two texts by structure where the rules ask for it and they have one: then
 * diff->structure, the changes, the counts and the verdict are set. */
tks_status tksi_structure_compare(tks_text_diff *diff, const tks_text_rules *rules,
                                  tks_error *err);

/* What normal forms are made by; the filters are owned by the caller. */
struct tksi_normal tksi_normal_of(const tks_text_rules *rules, const struct tksi_filters *filters);

/* The model of two texts. */
tks_status tksi_text_compare(tks_text_diff **out, tks_bytes expected, tks_bytes actual,
                             const tks_text_rules *rules, const struct tksi_env *env,
                             tks_error *err);

#endif

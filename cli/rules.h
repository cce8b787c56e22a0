/* rules.h - what counts as a difference, and how it is drawn, as options say it
 *
 * The same words come from the command line (--max-pixels 3), from requests to
 * `tksnap serve` ("max_pixels": 3) and from the configuration (max-pixels: 3), so all are
 * read here, as text. What was said is kept, so that one set of rules can be laid over
 * another.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include "boxes.h"
#include "command.h"
#include "texts.h"

/* One option as it was said. */
struct said {
    int   id;
    char *value; /* owned */
};

struct rules {
    tks_rules   rules; /* first, for rules_view */
    tks_drawing drawing;
    struct boxes boxes;
    bool        antialias_given;
    const char *mask_path; /* one of the values said */
    tks_image  *mask;      /* owned; read by rules_ready */
    tks_view    mask_view;

    struct texts texts;
    bool         as_texts; /* what is no picture is compared as text */

    struct said *said; /* owned */
    size_t       n_said, said_room;
};

#define RULES { .rules = TKS_RULES, .drawing = TKS_DRAWING, .texts = TEXTS }

/* The index-th option that a project may keep: of rules_group, then of texts_group but for
 * what says which files are looked at. NULL past the last. */
const struct option *rules_option_at(size_t index);

/* One of the options of rules_group or texts_group; as take_option. */
bool rules_take(struct rules *rules, int id, const char *value, tks_error *err);

/* The same for a value nobody has held against the option's choices yet. */
bool rules_take_text(struct rules *rules, const struct option *option, const char *text,
                     tks_error *err);

/* Says again what `layer` was told. Its options win, its lists are added; if it names
 * another metric, what was said for the old one alone is forgotten. */
bool rules_lay_over(struct rules *rules, const struct rules *layer, tks_error *err);

/* Checks that the options fit together and reads the mask. From here on the struct must not
 * move. */
tks_status rules_ready(struct rules *rules, const tks_env *env, tks_error *err);

/* How texts are shown: of the struct rules that these are a part of. */
const tks_text_view *rules_view(const tks_rules *rules);

void rules_dispose(struct rules *rules);

#endif

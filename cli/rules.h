/* rules.h - what counts as a difference, and how it is drawn, as options say it
 *
 * The same words come from the command line (--max-pixels 3) and from requests
 * to `tksnap serve` ("max_pixels": 3), so both are read here, as text.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include "boxes.h"

struct rules {
    tks_rules   rules;
    tks_drawing drawing;
    struct boxes boxes;
    bool        antialias_given;
    const char *mask_path; /* borrowed */
    tks_image  *mask;      /* owned; read by rules_ready */
    tks_view    mask_view;
};

#define RULES { .rules = TKS_RULES, .drawing = TKS_DRAWING }

/* One of the options of rules_group; as take_option. */
bool rules_take(struct rules *rules, int id, const char *value, tks_error *err);

/* Checks that the options fit together and reads the mask. From here on the
 * struct must not move. */
tks_status rules_ready(struct rules *rules, const tks_env *env, tks_error *err);

void rules_dispose(struct rules *rules);

#endif

/* pictures.h - pictures in the terminal that answers go to
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_PICTURES_H
#define CLI_PICTURES_H

#include "command.h"

#include <stdio.h>

/* Whether pictures are shown, and how the terminal takes them. */
struct pictures {
    bool         shown;
    tks_terminal terminal;
};

/* What --images says (NULL: it was not given), else TKSNAP_IMAGES, else what the terminal
 * is known for; pictures go to stdout. `width`: columns that they may take; 0: the
 * terminal's. False with a sentence where the variable has a value that is none. */
bool pictures_find(struct pictures *out, const char *option, int32_t width,
                   const struct settings *settings, tks_error *err);

/* One picture. */
tks_status pictures_put(const struct pictures *pictures, tks_view picture, const tks_env *env,
                        tks_error *err);

/* Both of a pair and what differs, of large ones the part around what differs. Does
 * nothing where no pictures are shown. */
tks_status pictures_put_pair(const struct pictures *pictures, const tks_diff *diff,
                             tks_view expected, tks_view actual, const tks_env *env,
                             tks_error *err);

extern const struct option_group pictures_group;

#endif

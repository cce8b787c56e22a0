/* config_file.h - what was read from a configuration
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_CONFIG_FILE_H
#define CLI_CONFIG_FILE_H

#include "config.h"

/* One of `paths:`. */
struct block {
    char        *match; /* a glob */
    struct rules rules;
};

struct config {
    char         *path;
    struct rules  rules;
    struct block *blocks;
    size_t        n_blocks, room;
};

#endif

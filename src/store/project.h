/* project.h - what a project and its listing are made of
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_PROJECT_H
#define TKSI_STORE_PROJECT_H

#include "store/shelf.h"

struct tks_project {
    struct tksi_root root;
};

struct tks_listing {
    struct tksi_env env;
    size_t count;
    struct tksi_waiting *waiting; /* sorted */
    char *text;
    struct tksi_shelf *shelf; /* of the baselines that were read */
};

#endif

/* show.h - snapshots in the terminal, one after the other
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "answer.h"
#include "pictures.h"

struct showing {
    const struct settings *settings;
    const tks_env         *env;
    struct answer          answer; /* texts, and JSON */
    struct pictures        pictures;
    size_t                 shown;  /* so far */
    bool                   several; /* things are shown, each below its name */
    bool                   color;
    tks_exit               exit;   /* of what could not be read */
};

/* A pending one: a tks_outcome_fn whose user is the struct showing. */
tks_status show_pending(void *user, const tks_outcome *outcome, tks_error *err);

/* What is in a file: "api.snap", "test_api.ambr:test_list" for one entry. */
bool show_is_file(const char *operand);
tks_status show_file(struct showing *showing, const char *operand, tks_error *err);

/* Sets one thing off from the one before. */
void show_gap(struct showing *showing);

#endif

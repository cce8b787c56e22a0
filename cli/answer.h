/* answer.h - outcomes told as they come: as lines, as JSON, as JSON Lines
 *
 *     answer_begin   once        answer_tell   for each outcome, in order
 *     answer_end     once, also after trouble
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "closest.h"
#include "command.h"
#include "term.h"

enum answer_form { ANSWER_WORDS, ANSWER_JSON, ANSWER_JSONL };

struct answer {
    const struct settings *settings;
    enum answer_form       form;
    const tks_env         *explain; /* JSON with regions, found in this; NULL: without */
    const tks_text_view   *view;    /* how texts are shown whose pair has no rules */
    bool                   texts; /* JSON with the values of pending texts */
    bool                   many;  /* folders: a list and a summary, not one verdict */
    size_t                 total; /* how many outcomes will come */

    tks_tally       tally;
    tks_exit        exit;       /* the worst so far */
    bool            only_sizes; /* every difference so far is one of size */
    int64_t         pictures, patches; /* of differences, written */
    struct closest  closest;
    bool            color;
    struct progress progress;
};

/* What --json and --jsonl ask for; with both the lines. */
enum answer_form answer_form_for(const struct settings *settings, bool jsonl);

/* How the difference of two texts is shown. */
const tks_text_view *answer_view(const struct answer *answer, const tks_outcome *outcome);

void answer_begin(struct answer *answer);

/* A tks_outcome_fn; user is the struct answer. Fails when stdout is gone, for
 * then there is no point in going on. */
tks_status answer_tell(void *user, const tks_outcome *outcome, tks_error *err);

/* What a pair of texts is told as by itself: the verdict in a line, and below it the
 * difference; a patch alone. */
tks_status answer_text(const struct answer *answer, const tks_outcome *outcome, tks_error *err);

/* Ends the document. `err` (NULL: none) is what ended the run early; it is told
 * on stderr. */
void answer_end(struct answer *answer, const tks_error *err);

/* A sink on a FILE, which is the user pointer. */
tks_sink file_sink(FILE *file);

#endif

/* term.h - what the terminal can show: colour, and a line that changes
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include "command.h"

#include <stdio.h>
#include <time.h>

/* An environment variable tksnap obeys. */
struct variable {
    const char *name;
    const char *meaning;
};

/* Ended by a NULL name. */
extern const struct variable variables[];

/* Why colour is on or off, for doctor: "a terminal", "NO_COLOR is set". */
bool term_color(const struct settings *settings, FILE *stream, const char **why);

/* A word in the colour of its meaning ("same" green, "different" red), padded to
 * `width` columns. */
void put_word(FILE *out, bool color, const char *word, int width);

/* How far a run of many comparisons is. */
struct progress {
    bool            wanted, live; /* live: a line that is rewritten */
    bool            shown;        /* it stands on the terminal now */
    struct timespec started, told;
};

void progress_begin(struct progress *progress, const struct settings *settings);
void progress_tell(struct progress *progress, size_t done, size_t total, int64_t differing);
void progress_tell_copied(struct progress *progress, size_t done, size_t total);
/* Takes the line away before something else is printed, and at the end. */
void progress_clear(struct progress *progress);

#endif

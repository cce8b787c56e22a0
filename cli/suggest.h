/* suggest.h - the name that was probably meant
 *
 *     struct suggestion suggestion = suggestion_for("trheshold", 9);
 *
 *     suggestion_offer(&suggestion, "threshold");      for each name there is
 *     if (suggestion.best != NULL) ...
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *typed;
    size_t      length;
    size_t      distance; /* a name must be nearer than this */
    const char *best;     /* NULL while nothing is near */
    size_t      best_length;
};

struct suggestion suggestion_for(const char *typed, size_t length);

void suggestion_offer(struct suggestion *suggestion, const char *name);
/* The same for a name that no NUL ends: `best_length` says where it does. */
void suggestion_offer_part(struct suggestion *suggestion, const char *name, size_t length);

#endif

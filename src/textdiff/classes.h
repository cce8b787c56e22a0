/* classes.h - equal texts get equal numbers
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_CLASSES_H
#define TKSI_TEXTDIFF_CLASSES_H

#include "textdiff/textdiff.h"

/* Of any bytes; the same on every machine of one byte order. */
uint64_t tksi_hash(tks_str text, uint64_t seed);

/* A part of a text: the lines first .. first + count - 1. */
struct tksi_stretch {
    const struct tksi_lines *lines;
    int32_t first, count;
};

/* Each different text's number, 0 .. count - 1 in the order in which they appear. */
struct tksi_classes {
    struct tksi_env env;
    struct tksi_stretch sides[2];
    uint32_t *of[2]; /* by side, one for each line of its stretch */
    uint32_t *first; /* by class: a line of it, expected's counted before actual's */
    uint32_t  count;
};

/* The line, with its end, that a class is of. */
tks_str tksi_class_text(const struct tksi_classes *classes, uint32_t class);

/* Dispose what comes out, also after failure. */
tks_status tksi_classes_of_lines(struct tksi_classes *out, const struct tksi_stretch sides[2],
                                 const struct tksi_env *env, tks_error *err);

/* The classes of the classes, as `form` makes them: what it appends for two texts is the
 * same if they belong into one. `as` gets the new class of each old one, *forms (kept
 * until disposed by the caller) what was appended, `at` (count + 1) where each begins. */
struct tksi_forms {
    uint32_t          *as;   /* by class */
    size_t            *at;   /* by class, count + 1 */
    struct tksi_buffer text; /* what was appended, one form after the other */
    uint32_t           count; /* of new classes */
};

typedef tks_status tksi_form_fn(void *user, struct tksi_buffer *out, tks_str text, tks_error *err);

tks_status tksi_forms_make(struct tksi_forms *out, const struct tksi_classes *classes,
                           tksi_form_fn *form, void *user, tks_error *err);
void       tksi_forms_dispose(struct tksi_forms *forms, const struct tksi_env *env);

void tksi_classes_dispose(struct tksi_classes *classes);

#endif

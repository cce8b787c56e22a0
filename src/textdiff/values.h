/* values.h - which values of two trees are equal, and which changed
 *
 * values.c numbers them, items.c finds which items of two lists belong together,
 * changes.c walks over what differs.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXTDIFF_VALUES_H
#define TKSI_TEXTDIFF_VALUES_H

#include "textdiff/textdiff.h"

#define TKSI_NO_DATUM UINT32_MAX

/* Values asked whether they are near, all together: a second. */
enum { TKSI_MOST_NEAR = 1 << 26 };

/* What scalars are numbered by. */
struct tksi_form {
    size_t at, length; /* in `forms` */
};

/* Values of two trees, numbered: equal ones have equal numbers. Members have no order. */
struct tksi_values {
    const struct tksi_data        *trees;   /* both sides' */
    const struct tksi_normal      *normal;  /* what scalars are compared as; NULL: themselves */
    const struct tksi_number_rule *numbers; /* NULL: all of them count exactly */
    struct tksi_env                env;
    uint32_t *exact[2];   /* by side and node: as they are */
    uint32_t *as[2];      /* as `normal` has them; without it the same arrays */
    uint32_t *blanked[2]; /* the same without numbers; NULL where all count */
    uint8_t  *vague[2];   /* whether there are numbers in it; NULL as well */
    uint32_t  classes;    /* all of `as` are below this */
    struct tksi_buffer forms, spare;
    struct tksi_buffer found; /* by class of `as`: a tksi_form */
    int64_t   steps;      /* of asking whether values are near */
    uint32_t *local;      /* by class; room of items.c, zero between two lists */
};

/* Dispose also after failure. */
tks_status tksi_values_number(struct tksi_values *values, tks_error *err);
void       tksi_values_dispose(struct tksi_values *values);

/* Whether x of expected and y of actual are equal but for numbers that are near; false too
 * where all there was time for has been asked. */
bool tksi_values_near(struct tksi_values *values, uint32_t x, uint32_t y);

/* Which items of the lists x and y belong together: partner[side][item] becomes the other
 * side's, or TKSI_NO_DATUM. */
tks_status tksi_items_align(struct tksi_values *values, uint32_t *const partner[2], uint32_t x,
                            uint32_t y, tks_error *err);

/* Appends what changed between the roots, as tksi_change. */
tks_status tksi_values_compare(struct tksi_buffer *changes, struct tksi_values *values,
                               tks_error *err);

#endif

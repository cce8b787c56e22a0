/* boxes.h - rectangles with a rule of their own, as options say them
 *
 *     X1:Y1-X2:Y2      both corners belong to it
 *     N@X1:Y1-X2:Y2    with a number: how far content may float, how sensitive
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_BOXES_H
#define CLI_BOXES_H

#include <tksnap.h>

struct boxes {
    tks_rect *ignore; /* owned, as are the areas */
    size_t    n_ignore, ignore_room;
    tks_area *areas;
    size_t    n_areas, areas_room;
};

/* One more rectangle to ignore. */
bool boxes_ignore(struct boxes *boxes, tks_rect rect, tks_error *err);

/* What --ignore, --layout, --floating and --sensitive say: one box, or a list with commas. */
bool boxes_take(struct boxes *boxes, int id, const char *value, tks_error *err);

/* Leaves the sensitive ones out, which say nothing by another metric. */
void boxes_drop_sensitive(struct boxes *boxes);
bool boxes_have_sensitive(const struct boxes *boxes);

void boxes_dispose(struct boxes *boxes);

#endif

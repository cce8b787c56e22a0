/* boxes.c - rectangles with a rule of their own, as options say them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "boxes.h"

#include "command.h"
#include "number.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------- lists */

/* Room for one more of `count` things of `size` bytes; NULL, and the list as it was, when
 * there is no memory. */
static void *grown(void *list, size_t count, size_t *room, size_t size, tks_error *err)
{
    const size_t more = *room != 0 ? *room * 2 : 8;
    void *larger;

    if (count < *room)
        return list;
    if ((larger = realloc(list, more * size)) == NULL)
        fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for rectangles");
    else
        *room = more;
    return larger;
}

bool boxes_ignore(struct boxes *boxes, tks_rect rect, tks_error *err)
{
    tks_rect *ignore =
        grown(boxes->ignore, boxes->n_ignore, &boxes->ignore_room, sizeof *ignore, err);

    if (ignore == NULL)
        return false;
    boxes->ignore = ignore;
    ignore[boxes->n_ignore++] = rect;
    return true;
}

static bool add_area(struct boxes *boxes, tks_area area, tks_error *err)
{
    tks_area *areas = grown(boxes->areas, boxes->n_areas, &boxes->areas_room, sizeof *areas, err);

    if (areas == NULL)
        return false;
    boxes->areas = areas;
    areas[boxes->n_areas++] = area;
    return true;
}

/* ----------------------------------------------------------------- reading */

/* "X1:Y1-X2:Y2" at *text, which moves past it. */
static bool read_rect(tks_rect *out, const char **text)
{
    static const char after[] = { ':', '-', ':' };
    int64_t corner[4];

    for (int i = 0; i < 4; i++) {
        if (!number_digits(&corner[i], text) || corner[i] >= INT32_MAX)
            return false;
        if (i < 3 && *(*text)++ != after[i])
            return false;
    }
    if (corner[2] < corner[0] || corner[3] < corner[1])
        return false;
    *out = (tks_rect){ (int32_t)corner[0], (int32_t)corner[1], (int32_t)(corner[2] - corner[0] + 1),
                       (int32_t)(corner[3] - corner[1] + 1) };
    return true;
}

/* The number before '@' at *text, which moves past that. */
static bool read_number(tks_area *area, const char **text)
{
    const size_t length = strcspn(*text, "@,");
    char number[32];
    int64_t reach;

    if ((*text)[length] != '@' || length >= sizeof number)
        return false;
    memcpy(number, *text, length);
    number[length] = '\0';
    *text += length + 1;
    if (area->kind == TKS_AREA_SENSITIVITY)
        return number_real(&area->sensitivity, number) && area->sensitivity > 0 &&
               area->sensitivity <= 100;
    if (!number_whole(&reach, number) || reach < 1 || reach > TKS_AREA_MOST_REACH)
        return false;
    area->reach = (int32_t)reach;
    return true;
}

static bool refuse(int id, const char *value, tks_error *err)
{
    switch (id) {
    case OPT_FLOATING:
        return fail_with(err,
                         "--floating wants N@X1:Y1-X2:Y2, how far the content may move, 1 to %d "
                         "pixels, and its corners, not '%s'",
                         TKS_AREA_MOST_REACH, value);
    case OPT_SENSITIVE:
        return fail_with(err,
                         "--sensitive wants S@X1:Y1-X2:Y2, a sensitivity above 0 and at most 100 "
                         "and the corners, not '%s'",
                         value);
    default:
        return fail_with(err,
                         "--%s wants X1:Y1-X2:Y2, the top left and bottom right corner in pixels, "
                         "not '%s'",
                         id == OPT_IGNORE ? "ignore" : "layout", value);
    }
}

static tks_area_kind kind_of(int id)
{
    return id == OPT_LAYOUT     ? TKS_AREA_LAYOUT
           : id == OPT_FLOATING ? TKS_AREA_FLOATING
                                : TKS_AREA_SENSITIVITY;
}

bool boxes_take(struct boxes *boxes, int id, const char *value, tks_error *err)
{
    const bool numbered = id == OPT_FLOATING || id == OPT_SENSITIVE;
    const char *text = value;

    for (;;) {
        tks_area area = { .kind = kind_of(id) };

        if ((numbered && !read_number(&area, &text)) || !read_rect(&area.rect, &text) ||
            (*text != ',' && *text != '\0'))
            return refuse(id, value, err);
        if (id == OPT_IGNORE ? !boxes_ignore(boxes, area.rect, err) : !add_area(boxes, area, err))
            return false;
        if (*text == '\0')
            return true;
        text++;
    }
}

/* --------------------------------------------------------------- sensitive */

bool boxes_have_sensitive(const struct boxes *boxes)
{
    for (size_t i = 0; i < boxes->n_areas; i++)
        if (boxes->areas[i].kind == TKS_AREA_SENSITIVITY)
            return true;
    return false;
}

void boxes_drop_sensitive(struct boxes *boxes)
{
    size_t kept = 0;

    for (size_t i = 0; i < boxes->n_areas; i++)
        if (boxes->areas[i].kind != TKS_AREA_SENSITIVITY)
            boxes->areas[kept++] = boxes->areas[i];
    boxes->n_areas = kept;
}

void boxes_dispose(struct boxes *boxes)
{
    free(boxes->areas);
    free(boxes->ignore);
}

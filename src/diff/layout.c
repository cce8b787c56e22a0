/* layout.c - is the box still there, whatever its content?
 *
 * A box is seen where its outermost line of pixels stands out against the line just
 * outside. A side is framed where half of it or more does: a border, a panel's ground, a
 * photograph. It is bare where less than an eighth does: padding, or letters that happen to
 * touch it. What lies between says nothing. A box has gone, moved or shrunk where a framed
 * side is bare now, it has grown where a bare one is framed; and its content has gone where
 * its middle, not plain before, is plain now and of the colour around the box. What spills
 * over the box needs no rule here: it differs outside.
 *
 * A side is looked at where the line outside is the same in both pictures. Where it is not,
 * standing out against it tells of the neighbour, and that has changed for all to see.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/areas.h"

#include <stdlib.h>

enum {
    /* levels of 255 by which colours differ that are told apart here: rounding and JPEG's
     * noise stay below, a panel of #f8fafc on white is above */
    NOTICED = 3,
    /* shares of a side, one in so many */
    FRAMED = 2,
    BARE = 8,
    /* the middle leaves out one in so many pixels of the shorter side, all around: borders */
    INSET = 8
};

/* One side: its pixels whose neighbour outside is the same in both pictures, and how many of
 * them stand out against that, in either. */
struct side {
    int32_t length, seen[2];
};

/* The middle of the box in one picture. */
struct middle {
    bool plain;
    uint32_t color;        /* if it is */
    int64_t around, alike; /* pixels just outside the box; those of that colour */
};

struct looking {
    const tks_view *views;
    tks_rect box, middle;
    const struct tksi_env *env;
    uint32_t *rows[4]; /* room for a row each */
};

static bool stands_out(uint32_t a, uint32_t b)
{
    uint8_t one[4], other[4];

    memcpy(one, &a, sizeof one);
    memcpy(other, &b, sizeof other);
    for (int c = 0; c < 3; c++)
        if (abs(one[c] - other[c]) > NOTICED)
            return true;
    return false;
}

static bool has_row(const struct looking *looking, int which, int32_t y)
{
    return y >= 0 && y < looking->views[which].height;
}

/* Row y of a picture on white, in one of the rooms. */
static const uint32_t *row_of(struct looking *looking, int which, int room, int32_t y)
{
    const tks_view *view = &looking->views[which];
    uint32_t *row = looking->rows[room];

    tksi_view_row8(row, view, y, looking->env);
    for (int32_t x = 0; x < view->width; x++)
        row[x] = tksi_on_white(row[x]);
    return row;
}

/* ------------------------------------------------------------------------ sides */

static void look_at_pixel(struct side *side, const uint32_t inside[2], const uint32_t outside[2])
{
    if (stands_out(outside[0], outside[1]))
        return;
    side->length++;
    for (int which = 0; which < 2; which++)
        side->seen[which] += stands_out(inside[which], outside[which]);
}

/* The side between row `inside` and row `outside`, which a picture may not have. */
static struct side look_across(struct looking *looking, int32_t inside, int32_t outside)
{
    const uint32_t *in[2], *out[2];
    struct side side = { 0 };

    if (!has_row(looking, 0, outside) || !has_row(looking, 1, outside))
        return side;
    for (int which = 0; which < 2; which++) {
        in[which] = row_of(looking, which, which, inside);
        out[which] = row_of(looking, which, 2 + which, outside);
    }
    for (int32_t x = looking->box.x; x < looking->box.x + looking->box.width; x++)
        look_at_pixel(&side, (const uint32_t[2]){ in[0][x], in[1][x] },
                      (const uint32_t[2]){ out[0][x], out[1][x] });
    return side;
}

/* The side between two columns. */
static struct side look_along(struct looking *looking, int32_t inside, int32_t outside)
{
    struct side side = { 0 };

    if (outside < 0 || outside >= looking->views[0].width || outside >= looking->views[1].width)
        return side;
    for (int32_t y = looking->box.y; y < looking->box.y + looking->box.height; y++) {
        const uint32_t *rows[2] = { row_of(looking, 0, 0, y), row_of(looking, 1, 1, y) };

        look_at_pixel(&side, (const uint32_t[2]){ rows[0][inside], rows[1][inside] },
                      (const uint32_t[2]){ rows[0][outside], rows[1][outside] });
    }
    return side;
}

static bool is_framed(const struct side *side, int which)
{
    return side->length > 0 && (int64_t)side->seen[which] * FRAMED >= side->length;
}

static bool is_bare(const struct side *side, int which)
{
    return (int64_t)side->seen[which] * BARE < side->length;
}

static bool is_side_kept(struct side side)
{
    return !(is_framed(&side, 0) && is_bare(&side, 1)) &&
           !(is_bare(&side, 0) && is_framed(&side, 1));
}

static bool are_sides_kept(struct looking *looking)
{
    const tks_rect box = looking->box;
    const int32_t right = box.x + box.width, bottom = box.y + box.height;

    return is_side_kept(look_along(looking, box.x, box.x - 1)) &&
           is_side_kept(look_along(looking, right - 1, right)) &&
           is_side_kept(look_across(looking, box.y, box.y - 1)) &&
           is_side_kept(look_across(looking, bottom - 1, bottom));
}

/* ----------------------------------------------------------------------- middle */

static void look_outside(struct middle *middle, const uint32_t *row, int32_t x, int32_t width)
{
    if (x < 0 || x >= width)
        return;
    middle->around++;
    middle->alike += !stands_out(row[x], middle->color);
}

/* How many of the pixels just outside the box have the colour of the middle. */
static void look_around(struct looking *looking, int which, struct middle *middle)
{
    const tks_rect box = looking->box;
    const int32_t right = box.x + box.width, bottom = box.y + box.height;
    const int32_t width = looking->views[which].width;

    for (int32_t y = box.y - 1; y <= bottom; y++) {
        const uint32_t *row;

        if (!has_row(looking, which, y))
            continue;
        row = row_of(looking, which, 0, y);
        look_outside(middle, row, box.x - 1, width);
        look_outside(middle, row, right, width);
        for (int32_t x = box.x; (y < box.y || y == bottom) && x < right; x++)
            look_outside(middle, row, x, width);
    }
}

static struct middle look_inside(struct looking *looking, int which)
{
    const tks_rect box = looking->middle;
    struct middle middle = { .plain = true };

    for (int32_t y = box.y; y < box.y + box.height && middle.plain; y++) {
        const uint32_t *row = row_of(looking, which, 0, y);

        if (y == box.y)
            middle.color = row[box.x];
        for (int32_t x = box.x; x < box.x + box.width && middle.plain; x++)
            middle.plain = !stands_out(row[x], middle.color);
    }
    if (middle.plain)
        look_around(looking, which, &middle);
    return middle;
}

static bool is_content_gone(struct looking *looking)
{
    const struct middle expected = look_inside(looking, 0), actual = look_inside(looking, 1);

    return !expected.plain && actual.plain && 2 * actual.alike >= actual.around;
}

/* -------------------------------------------------------------------------- all */

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The columns of the box, and one more on either side where there is one. */
static tks_view columns_around(const tks_view *view, tks_rect box)
{
    const int32_t left = box.x > 0 ? box.x - 1 : 0;

    return tksi_view_part(view,
                          (tks_rect){ left, 0, smaller(view->width, box.x + box.width + 1) - left,
                                      view->height });
}

tks_status tksi_layout_kept(bool *out, const tks_view views[2], tks_rect box,
                            const struct tksi_env *env, tks_error *err)
{
    const tks_view parts[2] = { columns_around(&views[0], box), columns_around(&views[1], box) };
    const int32_t shorter = smaller(box.width, box.height);
    const int32_t inset = smaller((shorter + INSET - 1) / INSET, (shorter - 1) / 2);
    struct looking looking = { .views = parts, .box = box, .env = env };
    tks_status status = TKS_OK;

    looking.box.x = box.x > 0;
    looking.middle = (tks_rect){ looking.box.x + inset, box.y + inset, box.width - 2 * inset,
                                 box.height - 2 * inset };
    for (int i = 0; i < 4; i++) {
        looking.rows[i] = tksi_allocate(env, (size_t)box.width + 2, sizeof(uint32_t));
        if (looking.rows[i] == NULL)
            status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a row of a layout area");
    }
    if (status == TKS_OK)
        *out = are_sides_kept(&looking) && !is_content_gone(&looking);
    for (int i = 0; i < 4; i++)
        tksi_release(env, looking.rows[i]);
    return status;
}

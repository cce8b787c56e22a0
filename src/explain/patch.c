/* patch.c - both pictures around a region, as an eye sees them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/patch.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------------- pixels */

static int32_t clamp(int32_t value, int32_t least, int32_t most)
{
    return value < least ? least : value > most ? most : value;
}

static tks_color on_white(uint32_t word)
{
    uint8_t c[4];

    memcpy(c, &word, sizeof c);
    if (c[3] == 255)
        return (tks_color){ c[0], c[1], c[2] };
    for (int i = 0; i < 3; i++)
        c[i] = (uint8_t)(255 - ((255 - c[i]) * c[3] + 127) / 255);
    return (tks_color){ c[0], c[1], c[2] };
}

void tksi_read_row(tks_color *to, const tks_view *view, int32_t x, int32_t y, int32_t length,
                   uint32_t *scratch, const struct tksi_env *env)
{
    const int32_t first = clamp(x, 0, view->width - 1);
    const int32_t last = clamp(x + length - 1, 0, view->width - 1);
    const tks_rect place = { first, clamp(y, 0, view->height - 1), last - first + 1, 1 };
    const tks_view part = tksi_view_part(view, place);

    tksi_view_row8(scratch, &part, 0, env);
    for (int32_t i = 0; i < length; i++)
        to[i] = on_white(scratch[clamp(x + i, first, last) - first]);
}

static tks_status read_part(tks_color *to, const tks_view *view, tks_rect part,
                            const struct tksi_env *env, tks_error *err)
{
    uint32_t *scratch = tksi_allocate(env, (size_t)part.width, sizeof *scratch);

    if (scratch == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a region");
    for (int32_t y = 0; y < part.height; y++)
        tksi_read_row(to + (size_t)y * (size_t)part.width, view, part.x, part.y + y, part.width,
                      scratch, env);
    tksi_release(env, scratch);
    return TKS_OK;
}

/* --------------------------------------------------------------------- measures */

static bool same_color(tks_color a, tks_color b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

/* Screenshots are runs of few colours, so the last answer is often the next. */
static void to_lab(struct tksi_color_lab *to, const tks_color *from, size_t count,
                   const double light[256])
{
    for (size_t i = 0; i < count; i++)
        to[i] = i > 0 && same_color(from[i], from[i - 1]) ? to[i - 1]
                                                          : tksi_color_to_lab(from[i], light);
}

/* Half the difference of the two neighbours, the whole to the only one at an edge. */
static float slope(const struct tksi_color_lab *at, ptrdiff_t step, bool before, bool after)
{
    if (before && after)
        return (at[step].l - at[-step].l) / 2;
    return before ? at->l - at[-step].l : after ? at[step].l - at->l : 0;
}

static void measure_gradient(float *to, const struct tksi_patch *patch,
                             const struct tksi_color_lab *lab)
{
    size_t i = 0;

    for (int32_t y = 0; y < patch->height; y++)
        for (int32_t x = 0; x < patch->width; x++, i++) {
            const float gx = slope(&lab[i], 1, x > 0, x < patch->width - 1);
            const float gy = slope(&lab[i], patch->width, y > 0, y < patch->height - 1);

            to[i] = sqrtf(gx * gx + gy * gy);
        }
}

/* A Delta E of 1 counts as a change, or half of the largest where all are smaller. */
static void measure_distance(struct tksi_patch *patch)
{
    const size_t area = tksi_patch_area(patch);
    float largest = 0, limit;

    for (size_t i = 0; i < area; i++) {
        const struct tksi_color_lab *a = &patch->lab[0][i], *b = &patch->lab[1][i];
        const float dl = b->l - a->l, da = b->a - a->a, db = b->b - a->b;

        patch->distance[i] = sqrtf(dl * dl + da * da + db * db);
        largest = patch->distance[i] > largest ? patch->distance[i] : largest;
    }
    limit = largest / 2 < 1 ? largest / 2 : 1;
    for (size_t i = 0; i < area; i++) {
        patch->changed[i] = patch->distance[i] > limit;
        patch->n_changed += patch->changed[i];
    }
}

static bool has_changed_neighbour(const struct tksi_patch *patch, int32_t x, int32_t y)
{
    for (int32_t v = y > 0 ? y - 1 : 0; v <= y + 1 && v < patch->height; v++)
        for (int32_t u = x > 0 ? x - 1 : 0; u <= x + 1 && u < patch->width; u++)
            if (patch->changed[(size_t)v * (size_t)patch->width + (size_t)u])
                return true;
    return false;
}

static void mark_near(struct tksi_patch *patch)
{
    size_t i = 0;

    for (int32_t y = 0; y < patch->height; y++)
        for (int32_t x = 0; x < patch->width; x++, i++)
            patch->near[i] = has_changed_neighbour(patch, x, y);
}

/* ------------------------------------------------------------------------- life */

/* The box with its ring, inside the picture both have; cut around its middle. */
static tks_rect place(struct tksi_patch *patch, tks_rect box, const struct tksi_sides *sides,
                      int64_t most_pixels)
{
    const tks_view *a = &sides->expected, *b = &sides->actual;
    const int32_t width = a->width < b->width ? a->width : b->width;
    const int32_t height = a->height < b->height ? a->height : b->height;
    int32_t left = clamp(box.x - TKSI_PATCH_MARGIN, 0, width);
    int32_t top = clamp(box.y - TKSI_PATCH_MARGIN, 0, height);
    int32_t right = clamp(box.x + box.width + TKSI_PATCH_MARGIN, 0, width);
    int32_t bottom = clamp(box.y + box.height + TKSI_PATCH_MARGIN, 0, height);

    patch->whole = true;
    while ((int64_t)(right - left) * (bottom - top) > most_pixels) {
        const int32_t dx = (right - left) / 4, dy = (bottom - top) / 4;

        patch->whole = false;
        if (right - left > bottom - top) {
            left += dx;
            right -= dx;
        } else {
            top += dy;
            bottom -= dy;
        }
    }
    return (tks_rect){ left, top, right - left, bottom - top };
}

static tks_status take_memory(struct tksi_patch *patch, tks_error *err)
{
    const size_t area = tksi_patch_area(patch);
    const size_t wide = (size_t)(patch->width + 2 * TKSI_PATCH_REACH) *
                        (size_t)(patch->height + 2 * TKSI_PATCH_REACH);
    const struct tksi_env *env = &patch->env;
    bool enough;

    patch->distance = tksi_allocate(env, area, sizeof *patch->distance);
    patch->changed = tksi_allocate(env, area, sizeof *patch->changed);
    patch->near = tksi_allocate(env, area, sizeof *patch->near);
    enough = patch->distance != NULL && patch->changed != NULL && patch->near != NULL;
    for (int side = 0; side < 2; side++) {
        patch->wide[side] = tksi_allocate(env, wide, sizeof **patch->wide);
        patch->color[side] = tksi_allocate(env, area, sizeof **patch->color);
        patch->lab[side] = tksi_allocate(env, area, sizeof **patch->lab);
        patch->gradient[side] = tksi_allocate(env, area, sizeof **patch->gradient);
        enough = enough && patch->wide[side] != NULL && patch->color[side] != NULL &&
                 patch->lab[side] != NULL && patch->gradient[side] != NULL;
    }
    return enough ? TKS_OK : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a region");
}

tks_status tksi_patch_new(struct tksi_patch *patch, tks_rect box, const struct tksi_sides *sides,
                          int64_t most_pixels, const struct tksi_env *env, tks_error *err)
{
    const tks_view *views[2] = { &sides->expected, &sides->actual };
    tks_rect part, wide;
    tks_status status;

    *patch = (struct tksi_patch){ .env = *env };
    tksi_fill_light(patch->light);
    part = place(patch, box, sides, most_pixels);
    wide = (tks_rect){ part.x - TKSI_PATCH_REACH, part.y - TKSI_PATCH_REACH,
                       part.width + 2 * TKSI_PATCH_REACH, part.height + 2 * TKSI_PATCH_REACH };
    patch->x = part.x;
    patch->y = part.y;
    patch->width = part.width;
    patch->height = part.height;
    patch->inner = (tks_rect){ box.x - part.x, box.y - part.y, box.width, box.height };
    if ((status = take_memory(patch, err)))
        return status;
    for (int side = 0; side < 2; side++) {
        if ((status = read_part(patch->wide[side], views[side], wide, env, err)) ||
            (status = read_part(patch->color[side], views[side], part, env, err)))
            return status;
        to_lab(patch->lab[side], patch->color[side], tksi_patch_area(patch), patch->light);
        measure_gradient(patch->gradient[side], patch, patch->lab[side]);
    }
    measure_distance(patch);
    mark_near(patch);
    return TKS_OK;
}

void tksi_patch_dispose(struct tksi_patch *patch)
{
    const struct tksi_env *env = &patch->env;

    for (int side = 0; side < 2; side++) {
        tksi_release(env, patch->wide[side]);
        tksi_release(env, patch->color[side]);
        tksi_release(env, patch->lab[side]);
        tksi_release(env, patch->gradient[side]);
    }
    tksi_release(env, patch->distance);
    tksi_release(env, patch->changed);
    tksi_release(env, patch->near);
}

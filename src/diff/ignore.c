/* ignore.c - ignore rectangles and the mask picture
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/ignore.h"

#include "diff/bits.h"
#include "diff/metric.h"
#include <string.h>

struct tksi_ignore {
    struct tksi_env env;
    const tks_rules *rules;
    struct tksi_canvas canvas;
    bool by_alpha; /* the mask has transparency: that decides, not light */
    uint32_t *mask_row;
    uint64_t *bits;
};

/* ------------------------------------------------------------------ the mask */

static uint8_t channel(uint32_t word, int index)
{
    return ((const uint8_t *)&word)[index];
}

static bool has_transparency(struct tksi_ignore *ignore)
{
    const tks_view *mask = ignore->rules->mask;

    for (int32_t y = 0; y < mask->height; y++) {
        tksi_view_row8(ignore->mask_row, mask, y, &ignore->env);
        for (int32_t x = 0; x < mask->width; x++)
            if (channel(ignore->mask_row[x], 3) < 255)
                return true;
    }
    return false;
}

/* Opaque, or light: Rec. 601 luma in 8-bit fixed point. */
static bool masked(uint32_t word, bool by_alpha)
{
    if (by_alpha)
        return channel(word, 3) >= 128;
    return 77 * channel(word, 0) + 150 * channel(word, 1) + 29 * channel(word, 2) >= 128 * 256;
}

static bool add_mask_row(struct tksi_ignore *ignore, int32_t y)
{
    const tks_view *mask = ignore->rules->mask;
    bool any = false;

    if (mask == NULL || y >= mask->height)
        return false;
    tksi_view_row8(ignore->mask_row, mask, y, &ignore->env);
    for (int32_t x = 0; x < mask->width && x < ignore->canvas.width; x++)
        if (masked(ignore->mask_row[x], ignore->by_alpha)) {
            ignore->bits[x / 64] |= UINT64_C(1) << x % 64;
            any = true;
        }
    return any;
}

/* ------------------------------------------------------------------ the rows */

tks_status tksi_ignore_new(struct tksi_ignore **out, const tks_rules *rules,
                           const struct tksi_canvas *canvas, const struct tksi_env *env,
                           tks_error *err)
{
    struct tksi_ignore *ignore;

    *out = NULL;
    if (rules->n_ignore == 0 && rules->mask == NULL)
        return TKS_OK;
    if ((ignore = tksi_allocate_zeroed(env, 1, sizeof *ignore)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    *ignore = (struct tksi_ignore){ .env = *env, .rules = rules, .canvas = *canvas };
    ignore->bits = tksi_allocate(env, tksi_words(canvas->width), sizeof *ignore->bits);
    if (rules->mask != NULL)
        ignore->mask_row = tksi_allocate(env, (size_t)rules->mask->width, sizeof(uint32_t));
    if (ignore->bits == NULL || (rules->mask != NULL && ignore->mask_row == NULL)) {
        tksi_ignore_free(ignore);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    }
    if (rules->mask != NULL)
        ignore->by_alpha = has_transparency(ignore);
    *out = ignore;
    return TKS_OK;
}

void tksi_ignore_free(struct tksi_ignore *ignore)
{
    if (ignore != NULL) {
        const struct tksi_env env = ignore->env;

        tksi_release(&env, ignore->mask_row);
        tksi_release(&env, ignore->bits);
        tksi_release(&env, ignore);
    }
}

const uint64_t *tksi_ignore_row(struct tksi_ignore *ignore, int32_t y)
{
    const tks_rules *rules = ignore->rules;
    bool any;

    memset(ignore->bits, 0, tksi_words(ignore->canvas.width) * sizeof *ignore->bits);
    any = add_mask_row(ignore, y);
    for (size_t i = 0; i < rules->n_ignore; i++) {
        const tks_rect *rect = &rules->ignore[i];

        /* 64-bit sums: a rectangle may reach past the largest int32_t */
        if (y < rect->y || y >= (int64_t)rect->y + rect->height || rect->width <= 0)
            continue;
        any |= tksi_bits_set(ignore->bits, rect->x, (int64_t)rect->x + rect->width,
                             ignore->canvas.width);
    }
    return any ? ignore->bits : NULL;
}

int64_t tksi_ignore_count(struct tksi_ignore *ignore)
{
    int64_t count = 0;

    for (int32_t y = 0; y < ignore->canvas.height; y++) {
        const uint64_t *bits = tksi_ignore_row(ignore, y);

        for (size_t i = 0; bits != NULL && i < tksi_words(ignore->canvas.width); i++)
            count += __builtin_popcountll(bits[i]);
    }
    return count;
}

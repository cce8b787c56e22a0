/* visual.c - room for the visual metric, and which of its compilations to run
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/visual.h"

#include "diff/visual_planes.h"
#include "kernel/kernel.h"

#include <string.h>

/* IEC 61966-2-1 */
static void fill_light(float light[258])
{
    for (int i = 0; i < 256; i++) {
        const double value = i / 255.0;

        light[i] =
            (float)(value <= 0.04045 ? value / 12.92 : tksi_power((value + 0.055) / 1.055, 2.4));
    }
    light[256] = light[257] = light[255];
}

static bool has_avx2(const struct tksi_kernels *kernels)
{
#ifdef TKSNAP_VISUAL_AVX2
    return kernels != NULL &&
           (strcmp(kernels->name, "avx2") == 0 || strcmp(kernels->name, "avx512") == 0);
#else
    (void)kernels;
    return false;
#endif
}

tks_status tksi_visual_new(struct tksi_visual **out, int32_t max_width, int32_t max_height,
                           const struct tksi_env *env, tks_error *err)
{
    struct tksi_visual *visual = tksi_allocate_zeroed(env, 1, sizeof *visual);
    size_t stride, area;

    if (visual == NULL)
        goto failed;
    visual->env = *env;
    visual->judge = tksi_visual_judge_c;
#ifdef TKSNAP_VISUAL_AVX2
    if (has_avx2(env->kernels))
        visual->judge = tksi_visual_judge_avx2;
#endif
    visual->max_width = max_width;
    visual->max_height = max_height;
    /* room for the padding of both sides, and for vectors past the end */
    stride = ((size_t)max_width + 2 * TKSI_VISUAL_PAD + 31) / 32 * 32;
    area = stride * ((size_t)max_height + 3);
    visual->stride = (ptrdiff_t)stride;
    fill_light(visual->light);
    visual->planes = tksi_allocate_zeroed(env, area * TKSI_PLANES, sizeof *visual->planes);
    visual->noise = tksi_allocate_zeroed(env, area, sizeof *visual->noise);
    visual->other = tksi_allocate_zeroed(env, area, sizeof *visual->other);
    visual->changed = tksi_allocate_zeroed(env, area, sizeof *visual->changed);
    visual->rows = tksi_allocate_zeroed(env, stride * TKSI_ROWS, sizeof *visual->rows);
    visual->ranges = tksi_allocate_zeroed(env, stride * 24, sizeof *visual->ranges);
    if (visual->planes != NULL && visual->noise != NULL && visual->other != NULL &&
        visual->changed != NULL && visual->rows != NULL && visual->ranges != NULL) {
        *out = visual;
        return TKS_OK;
    }
failed:
    tksi_visual_free(visual);
    return tksi_fail(err, TKS_OUT_OF_MEMORY, "no memory to judge %d x %d pixels at a time",
                     (int)max_width, (int)max_height);
}

void tksi_visual_free(struct tksi_visual *visual)
{
    struct tksi_env env;

    if (visual == NULL)
        return;
    env = visual->env;
    tksi_release(&env, visual->planes);
    tksi_release(&env, visual->noise);
    tksi_release(&env, visual->other);
    tksi_release(&env, visual->changed);
    tksi_release(&env, visual->rows);
    tksi_release(&env, visual->ranges);
    tksi_release(&env, visual);
}

static bool row_is_translucent(const void *row, int32_t width, bool wide)
{
    const uint8_t *narrow = row;
    uint8_t all = 255;

    if (!wide) {
        for (int32_t x = 0; x < width; x++)
            all &= narrow[4 * x + 3];
        return all != 255;
    }
    for (int32_t x = 0; x < width; x++) {
        uint16_t deep[4];

        memcpy(deep, (const uint64_t *)row + x, sizeof deep);
        if (deep[3] != UINT16_MAX)
            return true;
    }
    return false;
}

static bool is_translucent(const struct tksi_patch *patch)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;

    for (int32_t y = 0; y < patch->height; y++)
        if (row_is_translucent((const char *)patch->expected + y * patch->expected_stride * bytes,
                               patch->width, patch->wide) ||
            row_is_translucent((const char *)patch->actual + y * patch->actual_stride * bytes,
                               patch->width, patch->wide))
            return true;
    return false;
}

float tksi_visual_judge(struct tksi_visual *visual, const struct tksi_patch *patch, float *score)
{
    const size_t area = (size_t)patch->width * (size_t)patch->height;
    float largest = visual->judge(visual, patch, 255, score), on_black;

    if (!is_translucent(patch))
        return largest;
    on_black = visual->judge(visual, patch, 0, visual->other);
    for (size_t i = 0; i < area; i++)
        if (visual->other[i] > score[i])
            score[i] = visual->other[i];
    return on_black > largest ? on_black : largest;
}

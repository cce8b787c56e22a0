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

typedef float judge_function(struct tksi_visual *visual, const struct tksi_patch *patch,
                             int background, float *score);

static judge_function *choose_judge(const struct tksi_kernels *kernels)
{
#ifdef TKSNAP_VISUAL_X86_64
    if (kernels != NULL && strcmp(kernels->name, "avx512") == 0)
        return tksi_visual_judge_avx512;
    if (kernels != NULL && strcmp(kernels->name, "avx2") == 0)
        return tksi_visual_judge_avx2;
#endif
    (void)kernels;
    return tksi_visual_judge_c;
}

tks_status tksi_visual_new(struct tksi_visual **out, int32_t max_width, int32_t max_height,
                           const struct tksi_env *env, tks_error *err)
{
    struct tksi_visual *visual = tksi_allocate_zeroed(env, 1, sizeof *visual);
    const size_t stride = (size_t)tksi_visual_stride(max_width);
    const size_t ring = stride * TKSI_RING;

    if (visual == NULL)
        goto failed;
    visual->env = *env;
    visual->judge = choose_judge(env->kernels);
    visual->max_width = max_width;
    visual->max_height = max_height;
    fill_light(visual->light);
    visual->planes = tksi_allocate_zeroed(env, ring * TKSI_PLANES, sizeof *visual->planes);
    visual->noise = tksi_allocate_zeroed(env, ring, sizeof *visual->noise);
    visual->changed = tksi_allocate_zeroed(env, ring, sizeof *visual->changed);
    visual->flat = tksi_allocate_zeroed(env, stride, sizeof *visual->flat);
    visual->first_pixels = tksi_allocate_zeroed(env, stride, sizeof *visual->first_pixels);
    visual->rows = tksi_allocate_zeroed(env, stride * TKSI_ROWS, sizeof *visual->rows);
    visual->short_rows =
        tksi_allocate_zeroed(env, stride * TKSI_SHORT_ROWS, sizeof *visual->short_rows);
    visual->spans = tksi_allocate_zeroed(env, (size_t)max_height, sizeof *visual->spans);
    visual->other =
        tksi_allocate(env, (size_t)max_width * (size_t)max_height, sizeof *visual->other);
    if (visual->planes != NULL && visual->noise != NULL && visual->changed != NULL &&
        visual->flat != NULL && visual->first_pixels != NULL && visual->rows != NULL &&
        visual->short_rows != NULL && visual->spans != NULL && visual->other != NULL) {
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
    tksi_release(&env, visual->changed);
    tksi_release(&env, visual->flat);
    tksi_release(&env, visual->first_pixels);
    tksi_release(&env, visual->rows);
    tksi_release(&env, visual->short_rows);
    tksi_release(&env, visual->spans);
    tksi_release(&env, visual->other);
    tksi_release(&env, visual);
}

float tksi_visual_judge(struct tksi_visual *visual, const struct tksi_patch *patch, float *score)
{
    const size_t area = (size_t)patch->width * (size_t)patch->height;
    float largest = visual->judge(visual, patch, 255, score), on_black;

    if (!visual->translucent)
        return largest;
    on_black = visual->judge(visual, patch, 0, visual->other);
    for (size_t i = 0; i < area; i++)
        if (visual->other[i] > score[i])
            score[i] = visual->other[i];
    return on_black > largest ? on_black : largest;
}

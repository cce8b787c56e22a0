/* bench_visual.c - what the visual metric costs: bench_visual EXPECTED ACTUAL [TILE]
 *
 * Judges the tiles of two pictures that differ, again and again for a second, with each
 * compilation, and prints nanoseconds per pixel of the patches, margins included.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/visual.h"
#include "kernel/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tksnap.h>

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool differs(const struct tksi_patch *patch)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;

    for (int32_t y = 0; y < patch->height; y++)
        if (memcmp((const char *)patch->expected + y * patch->expected_stride * bytes,
                   (const char *)patch->actual + y * patch->actual_stride * bytes,
                   (size_t)(patch->width * bytes)) != 0)
            return true;
    return false;
}

/* One pass over all tiles that differ; adds the pixels judged. */
static void pass(struct tksi_visual *visual, const tks_view views[2], int32_t tile, float *score,
                 double *pixels)
{
    const ptrdiff_t bytes = views[0].pixels == TKS_RGBA16 ? 8 : 4;

    for (int32_t y = 0; y < views[0].height; y += tile)
        for (int32_t x = 0; x < views[0].width; x += tile) {
            struct tksi_patch patch = {
                .expected = (const char *)views[0].data + y * views[0].stride + x * bytes,
                .actual = (const char *)views[1].data + y * views[1].stride + x * bytes,
                .expected_stride = views[0].stride / bytes,
                .actual_stride = views[1].stride / bytes,
                .width = views[0].width - x < tile ? views[0].width - x : tile,
                .height = views[0].height - y < tile ? views[0].height - y : tile,
                .wide = bytes == 8,
            };

            patch.wanted = (tks_rect){ 0, 0, patch.width, patch.height };
            if (differs(&patch) && tksi_visual_judge(visual, &patch, score) >= 0)
                *pixels += (double)patch.width * patch.height;
        }
}

int main(int argc, char **argv)
{
    const int32_t tile = argc > 3 ? atoi(argv[3]) : 256;
    tks_image *images[2] = { NULL, NULL };
    float *score = malloc((size_t)tile * (size_t)tile * sizeof *score);
    tks_view views[2];
    struct tksi_env env;
    tks_error err;

    if (argc < 3 || score == NULL || tksi_env_resolve(&env, NULL, &err) != TKS_OK)
        return 2;
    for (int i = 0; i < 2; i++) {
        if (tks_image_load(&images[i], argv[1 + i], NULL, &err) != TKS_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 2;
        }
        views[i] = tks_image_view(images[i]);
    }
    if (views[0].width != views[1].width || views[0].height != views[1].height)
        return 2;
    for (size_t i = 0; tksi_kernels_at(i) != NULL; i++) {
        struct tksi_visual *visual;
        double start, pixels = 0;

        env.kernels = tksi_kernels_at(i);
        if (tksi_visual_new(&visual, tile, tile, &env, &err) != TKS_OK)
            return 2;
        start = seconds();
        do
            pass(visual, views, tile, score, &pixels);
        while (seconds() - start < 1);
        printf("%-8s %6.2f ns per pixel\n", env.kernels->name, (seconds() - start) / pixels * 1e9);
        tksi_visual_free(visual);
    }
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    free(score);
    return 0;
}

/* judge_pairs.c - the visual score of many pairs of pictures
 *
 * Reads lines "id<TAB>expected<TAB>actual" and prints "id<TAB>score", or "size" for
 * pictures of unequal size and "error" for what cannot be read. Pictures are judged in
 * tiles, as the engine does; with an argument, in tiles of that many pixels.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/visual.h"
#include "kernel/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap.h>

struct judge {
    struct tksi_visual *visual;
    float *score;
    int32_t tile;
};

static const void *words(const tks_view *view, int32_t x, int32_t y, bool wide)
{
    return (const char *)view->data + y * view->stride + (ptrdiff_t)x * (wide ? 8 : 4);
}

static bool same_tile(const struct tksi_patch *patch)
{
    const ptrdiff_t bytes = patch->wide ? 8 : 4;

    for (int32_t y = 0; y < patch->height; y++)
        if (memcmp((const char *)patch->expected + y * patch->expected_stride * bytes,
                   (const char *)patch->actual + y * patch->actual_stride * bytes,
                   (size_t)(patch->width * bytes)) != 0)
            return false;
    return true;
}

/* The largest score of the tile's own pixels; those of its margin belong to others. */
static float judge_tile(const struct judge *judge, const tks_view views[2], int32_t left,
                        int32_t top)
{
    const bool wide = views[0].pixels == TKS_RGBA16;
    const int32_t width = views[0].width, height = views[0].height;
    const int32_t x0 = left < TKSI_VISUAL_MARGIN ? 0 : left - TKSI_VISUAL_MARGIN;
    const int32_t y0 = top < TKSI_VISUAL_MARGIN ? 0 : top - TKSI_VISUAL_MARGIN;
    const int32_t right = left + judge->tile < width ? left + judge->tile : width;
    const int32_t bottom = top + judge->tile < height ? top + judge->tile : height;
    const int32_t x1 = right + TKSI_VISUAL_MARGIN < width ? right + TKSI_VISUAL_MARGIN : width;
    const int32_t y1 = bottom + TKSI_VISUAL_MARGIN < height ? bottom + TKSI_VISUAL_MARGIN : height;
    const struct tksi_patch patch = {
        .expected = words(&views[0], x0, y0, wide),
        .actual = words(&views[1], x0, y0, wide),
        .expected_stride = views[0].stride / (wide ? 8 : 4),
        .actual_stride = views[1].stride / (wide ? 8 : 4),
        .width = x1 - x0,
        .height = y1 - y0,
        .wide = wide,
    };
    float largest = 0;

    if (same_tile(&patch))
        return 0;
    tksi_visual_judge(judge->visual, &patch, judge->score);
    for (int32_t y = top; y < bottom; y++)
        for (int32_t x = left; x < right; x++) {
            const float score = judge->score[(ptrdiff_t)(y - y0) * patch.width + (x - x0)];

            largest = score > largest ? score : largest;
        }
    return largest;
}

static void judge_pair(const struct judge *judge, const char *id, tks_image *const images[2])
{
    const tks_view views[2] = { tks_image_view(images[0]), tks_image_view(images[1]) };
    float largest = 0;

    if (views[0].width != views[1].width || views[0].height != views[1].height) {
        printf("%s\tsize\n", id);
        return;
    }
    if (views[0].pixels != views[1].pixels) {
        printf("%s\terror\n", id);
        return;
    }
    for (int32_t y = 0; y < views[0].height; y += judge->tile)
        for (int32_t x = 0; x < views[0].width; x += judge->tile) {
            const float score = judge_tile(judge, views, x, y);

            largest = score > largest ? score : largest;
        }
    printf("%s\t%.4f\n", id, (double)largest);
}

/* Expected pictures are often shared by neighbouring lines. */
static tks_image *load(tks_image **image, char *known, size_t room, const char *path)
{
    tks_error err;

    if (*image != NULL && strcmp(known, path) == 0)
        return *image;
    tks_image_free(*image);
    *image = NULL;
    if (tks_image_load(image, path, NULL, &err) != TKS_OK)
        fprintf(stderr, "%s\n", err.message);
    snprintf(known, room, "%s", path);
    return *image;
}

int main(int argc, char **argv)
{
    struct judge judge = { .tile = argc > 1 ? atoi(argv[1]) : 512 };
    tks_image *images[2] = { NULL, NULL };
    char known[2][4096] = { "", "" }, line[8192];
    struct tksi_env env;
    tks_error err;
    const int32_t side = judge.tile + 2 * TKSI_VISUAL_MARGIN;

    if (judge.tile < 1 || tksi_env_resolve(&env, NULL, &err) != TKS_OK ||
        tksi_visual_new(&judge.visual, side, side, &env, &err) != TKS_OK)
        return 2;
    judge.score = malloc((size_t)side * (size_t)side * sizeof *judge.score);
    while (judge.score != NULL && fgets(line, sizeof line, stdin) != NULL) {
        const char *id = strtok(line, "\t"), *expected = strtok(NULL, "\t"),
                   *actual = strtok(NULL, "\t\n");

        if (actual == NULL)
            continue;
        if (load(&images[0], known[0], sizeof known[0], expected) == NULL ||
            load(&images[1], known[1], sizeof known[1], actual) == NULL)
            printf("%s\terror\n", id);
        else
            judge_pair(&judge, id, images);
    }
    free(judge.score);
    tksi_visual_free(judge.visual);
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return 0;
}

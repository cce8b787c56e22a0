/* test_seen.c - blocks and patches find what the whole picture at once would
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diff/visual.h"
#include "kernel/kernel.h"
#include "make_png.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap.h>

static uint64_t random_state = 1;

static uint32_t random_number(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % below;
}

struct scene {
    int32_t width, height;
    uint8_t *rgba[2];
};

static void fill_box(struct scene *scene, int side, tks_rect box, const uint8_t color[3])
{
    for (int32_t y = box.y; y < box.y + box.height && y < scene->height; y++)
        for (int32_t x = box.x; x < box.x + box.width && x < scene->width; x++)
            memcpy(scene->rgba[side] + 4 * ((size_t)y * (size_t)scene->width + (size_t)x), color,
                   3);
}

/* A page of flat boxes and thin lines; a few of them differ a little or much. */
static struct scene make_scene(int32_t width, int32_t height, int changes)
{
    struct scene scene = { .width = width, .height = height };
    const size_t bytes = (size_t)width * (size_t)height * 4;

    for (int side = 0; side < 2; side++) {
        assert_non_null(scene.rgba[side] = malloc(bytes));
        memset(scene.rgba[side], 255, bytes);
    }
    for (int i = 0; i < 60 + changes; i++) {
        const tks_rect box = { (int32_t)random_number((uint32_t)width),
                               (int32_t)random_number((uint32_t)height),
                               (int32_t)random_number(60) + 1, (int32_t)random_number(40) + 1 };
        uint8_t color[3];

        for (int c = 0; c < 3; c++)
            color[c] = (uint8_t)random_number(256);
        fill_box(&scene, 0, box, color);
        if (i >= 60)
            for (int c = 0; c < 3; c++)
                color[c] = (uint8_t)(color[c] ^ random_number(i % 2 == 0 ? 8 : 64));
        fill_box(&scene, 1, box, color);
    }
    return scene;
}

static void free_scene(struct scene *scene)
{
    free(scene->rgba[0]);
    free(scene->rgba[1]);
}

static tks_view view_of(const struct scene *scene, int side)
{
    return (tks_view){ scene->rgba[side], scene->width, scene->height, scene->width * 4,
                       TKS_RGBA8 };
}

/* What is found when the picture is one patch. */
struct found {
    float score;
    int64_t differing;
};

static bool score_is_over_around(const struct scene *scene, const float *scores, int32_t x,
                                 int32_t y)
{
    for (int32_t near_y = y - 4; near_y <= y + 4; near_y++)
        for (int32_t near_x = x - 4; near_x <= x + 4; near_x++)
            if (near_x >= 0 && near_x < scene->width && near_y >= 0 && near_y < scene->height &&
                scores[(size_t)near_y * (size_t)scene->width + (size_t)near_x] > 1)
                return true;
    return false;
}

static struct found find_at_once(const struct scene *scene)
{
    const struct tksi_patch patch = { .expected = scene->rgba[0],
                                      .actual = scene->rgba[1],
                                      .expected_stride = scene->width,
                                      .actual_stride = scene->width,
                                      .width = scene->width,
                                      .height = scene->height,
                                      .wanted = { 0, 0, scene->width, scene->height } };
    const size_t pixels = (size_t)scene->width * (size_t)scene->height;
    float *scores = malloc(pixels * sizeof *scores);
    struct tksi_visual *visual = NULL;
    struct found found = { 0, 0 };
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_visual_new(&visual, scene->width, scene->height, &env, NULL), TKS_OK);
    found.score = tksi_visual_judge(visual, &patch, scores);
    for (size_t i = 0; i < pixels; i++)
        found.differing += memcmp(scene->rgba[0] + 4 * i, scene->rgba[1] + 4 * i, 4) != 0 &&
                           score_is_over_around(scene, scores, (int32_t)i % scene->width,
                                                (int32_t)i / scene->width);
    tksi_visual_free(visual);
    free(scores);
    return found;
}

static tks_diff *compare(const struct scene *scene, const char *kernels)
{
    const tks_env env = { .size = sizeof env, .kernels = kernels };
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;
    tks_error err = { 0 };

    rules.metric = TKS_METRIC_VISUAL;
    if (tks_compare_views(&diff, view_of(scene, 0), view_of(scene, 1), &rules, NULL, &env, &err))
        fail_msg("%s", err.message);
    return diff;
}

static void check_scene(int32_t width, int32_t height, int changes)
{
    struct scene scene = make_scene(width, height, changes);
    const struct found wanted = find_at_once(&scene);

    for (size_t i = 0; tks_kernel_name(i) != NULL; i++) {
        tks_diff *diff = compare(&scene, tks_kernel_name(i));

        assert_true(tks_diff_visual_score(diff) == floor((double)wanted.score * 1e6 + 0.5) / 1e6);
        assert_int_equal(tks_diff_verdict(diff) == TKS_DIFFERENT, wanted.score > 1);
        assert_int_equal(tks_diff_counts(diff).differing, wanted.differing);
        tks_diff_free(diff);
    }
    free_scene(&scene);
}

static void scores_do_not_depend_on_blocks_and_patches(void **state)
{
    (void)state;
    for (int trial = 0; trial < 12; trial++)
        check_scene(300 + trial * 17, 250 + trial * 9, trial);
    check_scene(2300, 140, 30); /* wider than one patch */
}

static void blocks_with_equal_rows_between_lose_nothing(void **state)
{
    (void)state;
    for (int trial = 0; trial < 12; trial++)
        check_scene(120 + trial * 5, 1100, 2 + trial / 2);
}

static void tiny_pictures_have_a_score(void **state)
{
    (void)state;
    for (int32_t width = 1; width <= 24; width += 3)
        for (int32_t height = 1; height <= 24; height += 5)
            check_scene(width, height, 3);
}

static void files_and_views_agree(void **state)
{
    struct scene scene = make_scene(500, 400, 9);
    struct made_file files[2] = { make_png_rgba8(scene.rgba[0], 500, 400),
                                  make_png_rgba8(scene.rgba[1], 500, 400) };
    tks_diff *views = compare(&scene, NULL), *bytes = NULL;
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.metric = TKS_METRIC_VISUAL;
    assert_int_equal(tks_compare_bytes(&bytes, made_bytes(files[0]), made_bytes(files[1]), &rules,
                                       NULL, NULL, NULL),
                     TKS_OK);
    assert_true(tks_diff_visual_score(views) == tks_diff_visual_score(bytes));
    assert_int_equal(tks_diff_counts(views).differing, tks_diff_counts(bytes).differing);
    tks_diff_free(views);
    tks_diff_free(bytes);
    made_free(files[0]);
    made_free(files[1]);
    free_scene(&scene);
}

static void the_sensitivity_scales_the_score(void **state)
{
    struct scene scene = make_scene(300, 200, 8);
    tks_rules rules = TKS_RULES;
    tks_diff *diff = compare(&scene, NULL);
    const double score = tks_diff_visual_score(diff);

    (void)state;
    assert_true(score > 1);
    tks_diff_free(diff);
    rules.metric = TKS_METRIC_VISUAL;
    rules.sensitivity = 0.99 / score;
    assert_int_equal(tks_compare_views(&diff, view_of(&scene, 0), view_of(&scene, 1), &rules, NULL,
                                       NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
    assert_int_equal(tks_diff_reason(diff), TKS_REASON_PIXELS);
    assert_true(fabs(tks_diff_visual_score(diff) - 0.99) < 1e-5);
    tks_diff_free(diff);
    free_scene(&scene);
}

/* The score when the first bytes of each row are made equal; the scene stays as it is. */
static double score_with_rows_equal(const struct scene *scene, size_t bytes)
{
    const size_t row = (size_t)scene->width * 4, all = row * (size_t)scene->height;
    struct scene other = *scene;
    tks_diff *diff;
    double score;

    assert_non_null(other.rgba[1] = malloc(all));
    memcpy(other.rgba[1], scene->rgba[1], all);
    for (size_t at = 0; at < all; at += row)
        memcpy(other.rgba[1] + at, other.rgba[0] + at, bytes);
    diff = compare(&other, NULL);
    score = tks_diff_visual_score(diff);
    tks_diff_free(diff);
    free(other.rgba[1]);
    return score;
}

static void ignored_pixels_raise_no_score(void **state)
{
    struct scene scene = make_scene(300, 200, 8);
    const tks_rect halves[] = { { 0, 0, 150, 200 }, { 150, 0, 150, 200 } };
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;

    (void)state;
    rules.ignore = halves;
    for (rules.n_ignore = 1; rules.n_ignore <= 2; rules.n_ignore++) {
        const size_t kept = 150 * rules.n_ignore * 4; /* bytes of each row */
        double score;

        assert_int_equal(tks_compare_views(&diff, view_of(&scene, 0), view_of(&scene, 1), &rules,
                                           NULL, NULL, NULL),
                         TKS_OK);
        score = tks_diff_visual_score(diff);
        assert_int_equal(tks_diff_verdict(diff) == TKS_DIFFERENT, score > 1);
        tks_diff_free(diff);

        assert_true(score == score_with_rows_equal(&scene, kept));
        assert_int_equal(score == 0, rules.n_ignore == 2);
    }
    free_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_do_not_depend_on_blocks_and_patches),
        cmocka_unit_test(blocks_with_equal_rows_between_lose_nothing),
        cmocka_unit_test(tiny_pictures_have_a_score),
        cmocka_unit_test(files_and_views_agree),
        cmocka_unit_test(the_sensitivity_scales_the_score),
        cmocka_unit_test(ignored_pixels_raise_no_score),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

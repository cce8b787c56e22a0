/* test_diff_pictures.c - do we draw the pictures pixelmatch 7.2.0 published?
 *
 * Its tests come with eight pairs and the pictures it draws for them. With its
 * default colours ours are equal pixel for pixel; where a test asked for another
 * grey or for a second colour we do not have, the markers must be.
 *
 * Every picture is drawn in all the ways there are - while files, bytes and views
 * are compared, on one thread and on two, and from the finished diff - and must be
 * the same file.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/render.h>
#include <unistd.h>

/* ------------------------------------------------------------------ fixtures */

static const char *fixture(char *path, size_t size, const char *name)
{
    const char *root = getenv("TKSNAP_FIXTURES");

    snprintf(path, size, "%s/metrics/pixelmatch/images-v7.2.0/%s",
             root != NULL && *root != '\0' ? root : TEST_FIXTURES, name);
    return path;
}

static bool fixtures_are_here(void)
{
    char path[4096];

    return access(fixture(path, sizeof path, "1a.png"), R_OK) == 0;
}

static tks_image *load(const char *name)
{
    char path[4096];
    tks_image *image = NULL;
    tks_error err = { .status = TKS_OK };

    if (tks_image_load(&image, fixture(path, sizeof path, name), NULL, &err))
        fail_msg("%s", err.message);
    return image;
}

/* --------------------------------------------------------------------- files */

/* A file in memory, made by a sink. */
struct drawn {
    uint8_t *data;
    size_t length;
};

static tks_status keep(void *user, tks_bytes bytes, tks_error *err)
{
    struct drawn *drawn = user;

    (void)err;
    drawn->data = realloc(drawn->data, drawn->length + bytes.length);
    assert_non_null(drawn->data);
    memcpy(drawn->data + drawn->length, bytes.data, bytes.length);
    drawn->length += bytes.length;
    return TKS_OK;
}

static void assert_same_file(struct drawn *drawn, const struct drawn *wanted)
{
    assert_int_equal(drawn->length, wanted->length);
    if (wanted->length > 0)
        assert_memory_equal(drawn->data, wanted->data, wanted->length);
    free(drawn->data);
    *drawn = (struct drawn){ .data = NULL };
}

/* -------------------------------------------------------------------- pairs */

enum kind {
    PICTURE, /* equal pixel for pixel */
    MARKERS, /* differing and anti-aliased pixels are where theirs are */
    MASK     /* differing pixels are; pixelmatch leaves the others out of a mask */
};

static const struct published {
    const char *expected, *actual, *picture;
    double threshold;
    int64_t count;
    enum kind kind;
    tks_color differing, antialiased;
    tks_color darker; /* their second colour for differing pixels; black: none */
} published[] = {
    { "1a.png", "1b.png", "1diff.png", 0.05, 143, PICTURE, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "1a.png",
      "1b.png",
      "1diffdefaultthreshold.png",
      0.1,
      106,
      PICTURE,
      { 255, 0, 0 },
      { 255, 255, 0 },
      { 0 } },
    { "1a.png", "1b.png", "1diffmask.png", 0.05, 143, MASK, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "1a.png", "1a.png", "1emptydiffmask.png", 0, 0, MASK, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "2a.png",
      "2b.png",
      "2diff.png",
      0.05,
      12437,
      MARKERS,
      { 255, 0, 255 },
      { 0, 192, 0 },
      { 0 } },
    { "3a.png", "3b.png", "3diff.png", 0.05, 212, PICTURE, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "4a.png",
      "4b.png",
      "4diff.png",
      0.05,
      36049,
      PICTURE,
      { 255, 0, 0 },
      { 255, 255, 0 },
      { 0 } },
    { "5a.png", "5b.png", "5diff.png", 0.05, 6, PICTURE, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "6a.png", "6b.png", "6diff.png", 0.05, 51, PICTURE, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "6a.png", "6a.png", "6empty.png", 0, 0, PICTURE, { 255, 0, 0 }, { 255, 255, 0 }, { 0 } },
    { "7a.png",
      "7b.png",
      "7diff.png",
      0.1,
      2448,
      PICTURE,
      { 255, 0, 0 },
      { 255, 255, 0 },
      { 0, 255, 0 } },
    { "8a.png",
      "5b.png",
      "8diff.png",
      0.05,
      32896,
      PICTURE,
      { 255, 0, 0 },
      { 255, 255, 0 },
      { 0 } },
};

static bool has_color(const uint8_t *pixel, tks_color color)
{
    return pixel[0] == color.red && pixel[1] == color.green && pixel[2] == color.blue &&
           pixel[3] == 255;
}

static bool is_differing(const uint8_t *pixel, const struct published *pair)
{
    const tks_color none = { 0, 0, 0 };

    return has_color(pixel, pair->differing) ||
           (memcmp(&pair->darker, &none, sizeof none) != 0 && has_color(pixel, pair->darker));
}

static bool agree(const uint8_t *got, const uint8_t *theirs, const struct published *pair)
{
    const bool differs = is_differing(theirs, pair);

    if (has_color(got, pair->differing) != differs)
        return false;
    if (pair->kind == MARKERS)
        return has_color(got, pair->antialiased) == has_color(theirs, pair->antialiased);
    if (pair->kind == MASK) /* nothing but markers is opaque */
        return differs || has_color(got, pair->antialiased) || got[3] == 0;
    return differs || memcmp(got, theirs, 4) == 0;
}

static void assert_draws_theirs(const struct drawn *drawn, const struct published *pair)
{
    tks_image *image = NULL, *wanted = load(pair->picture);
    tks_error err = { .status = TKS_OK };
    int64_t differing = 0;
    tks_view got, theirs;

    if (tks_image_decode(&image, (tks_bytes){ drawn->data, drawn->length }, NULL, &err))
        fail_msg("%s", err.message);
    got = tks_image_view(image);
    theirs = tks_image_view(wanted);
    assert_int_equal(got.width, theirs.width);
    assert_int_equal(got.height, theirs.height);
    for (int32_t y = 0; y < got.height; y++)
        for (int32_t x = 0; x < got.width; x++) {
            const uint8_t *one = (const uint8_t *)got.data + y * got.stride + x * 4;
            const uint8_t *two = (const uint8_t *)theirs.data + y * theirs.stride + x * 4;

            if (!agree(one, two, pair))
                fail_msg("%s: pixel %d,%d is %d %d %d %d, not %d %d %d %d", pair->picture, x, y,
                         one[0], one[1], one[2], one[3], two[0], two[1], two[2], two[3]);
            differing += has_color(one, pair->differing);
        }
    assert_int_equal(differing, pair->count);
    tks_image_free(image);
    tks_image_free(wanted);
}

/* ------------------------------------------------------------ ways of drawing */

struct setting {
    const struct published *pair;
    tks_rules rules;
    tks_drawing drawing;
    tks_sink sink;
    struct drawn drawn;
};

static void set_up(struct setting *setting, const struct published *pair)
{
    *setting = (struct setting){ .pair = pair, .rules = TKS_RULES, .drawing = TKS_DRAWING };
    setting->rules.metric = TKS_METRIC_PIXEL;
    setting->rules.threshold = pair->threshold;
    setting->drawing.style = pair->kind == MASK ? TKS_STYLE_MASK : TKS_STYLE_OVERLAY;
    setting->drawing.differing = pair->differing;
    setting->drawing.antialiased = pair->antialiased;
    setting->sink = (tks_sink){ keep, &setting->drawn };
    setting->drawing.sink = &setting->sink;
}

static void assert_counted(tks_diff *diff, tks_status status, const tks_error *err, int64_t count)
{
    if (status != TKS_OK)
        fail_msg("%s", err->message);
    assert_int_equal(tks_diff_counts(diff).differing, count);
    tks_diff_free(diff);
}

/* Draws a finished diff into setting->drawn; the pair may be equal. */
static void render(struct setting *setting, const tks_env *env)
{
    tks_image *expected = load(setting->pair->expected), *actual = load(setting->pair->actual);
    const tks_view views[2] = { tks_image_view(expected), tks_image_view(actual) };
    tks_error err = { .status = TKS_OK };
    tks_diff *diff = NULL;
    tks_status status =
        tks_compare_views(&diff, views[0], views[1], &setting->rules, NULL, env, &err);

    if (status == TKS_OK)
        status = tks_render(diff, views[0], views[1], &setting->drawing, env, &err);
    assert_counted(diff, status, &err, setting->pair->count);
    tks_image_free(expected);
    tks_image_free(actual);
}

/* Draws while comparing views. */
static void draw_views(struct setting *setting, const tks_env *env)
{
    tks_image *expected = load(setting->pair->expected), *actual = load(setting->pair->actual);
    tks_error err = { .status = TKS_OK };
    tks_diff *diff = NULL;
    const tks_status status =
        tks_compare_views(&diff, tks_image_view(expected), tks_image_view(actual), &setting->rules,
                          &setting->drawing, env, &err);

    assert_counted(diff, status, &err, setting->pair->count);
    tks_image_free(expected);
    tks_image_free(actual);
}

/* Draws while comparing files. */
static void draw_files(struct setting *setting, const tks_env *env)
{
    char expected[4096], actual[4096];
    tks_error err = { .status = TKS_OK };
    tks_diff *diff = NULL;
    const tks_status status =
        tks_compare_files(&diff, fixture(expected, sizeof expected, setting->pair->expected),
                          fixture(actual, sizeof actual, setting->pair->actual), &setting->rules,
                          &setting->drawing, env, &err);

    assert_counted(diff, status, &err, setting->pair->count);
}

/* -------------------------------------------------------------------- tests */

static void published_pictures_are_drawn_to_the_pixel(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        struct setting setting;

        set_up(&setting, &published[i]);
        render(&setting, NULL);
        assert_draws_theirs(&setting.drawn, &published[i]);
        free(setting.drawn.data);
    }
}

static void every_way_of_drawing_gives_the_same_file(void **state)
{
    void (*const ways[])(struct setting *, const tks_env *) = { render, draw_views, draw_files };

    static const size_t chosen[] = { 0, 6, 9, 10 }; /* one of them without a difference */

    (void)state;
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        for (int style = TKS_STYLE_OVERLAY; style <= TKS_STYLE_SIDE_BY_SIDE; style++) {
            const struct published *pair = &published[chosen[i]];
            struct drawn wanted;
            struct setting setting;

            set_up(&setting, pair);
            setting.drawing.style = (tks_style)style;
            render(&setting, NULL);
            wanted = setting.drawn;
            setting.drawn = (struct drawn){ .data = NULL };
            for (size_t way = 0; way < 3; way++)
                for (int threads = 1; threads <= 2; threads++) {
                    const struct drawn none = { .data = NULL };
                    const tks_env env = { .size = sizeof env, .threads = threads };
                    /* an equal pair is drawn only where that is asked for */
                    const bool drawn = way == 0 || pair->count > 0;

                    ways[way](&setting, &env);
                    assert_same_file(&setting.drawn, drawn ? &wanted : &none);
                }
            free(wanted.data);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_pictures_are_drawn_to_the_pixel),
        cmocka_unit_test(every_way_of_drawing_gives_the_same_file),
    };

    if (!fixtures_are_here()) {
        printf("skipped: the pictures of pixelmatch are not here; set TKSNAP_FIXTURES\n");
        return 77;
    }
    return cmocka_run_group_tests_name("diff-pictures", tests, NULL, NULL);
}

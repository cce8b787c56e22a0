/* test_render.c - is a finished diff drawn again as it was found?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "counting.h"
#include "painting.h"

struct pair {
    uint32_t *words[2];
    tks_view views[2];
    tks_diff *diff;
};

static tks_view view_of(const uint32_t *words, int32_t width, int32_t height)
{
    return (tks_view){ words, width, height, (ptrdiff_t)width * 4, TKS_RGBA8 };
}

/* Two pictures of noise, equal where both are but for every 16th pixel of the rows
 * that 3 divides; sizes may differ. */
static struct pair make_pair(int32_t expected_width, int32_t expected_height, int32_t actual_width,
                             int32_t actual_height)
{
    struct pair pair = { .diff = NULL };
    tks_error err = { .status = TKS_OK };
    tks_rules rules = TKS_RULES;

    rules.metric = TKS_METRIC_EXACT;
    pair.words[0] = noise_picture(expected_width, expected_height, 255, 5);
    pair.words[1] = noise_picture(actual_width, actual_height, 255, 6);
    for (int32_t y = 0; y < actual_height && y < expected_height; y++)
        for (int32_t x = 0; x < actual_width && x < expected_width; x++)
            if (y % 3 != 0 || x % 16 != 0)
                pair.words[1][y * actual_width + x] = pair.words[0][y * expected_width + x];
    pair.views[0] = view_of(pair.words[0], expected_width, expected_height);
    pair.views[1] = view_of(pair.words[1], actual_width, actual_height);
    if (tks_compare_views(&pair.diff, pair.views[0], pair.views[1], &rules, NULL, NULL, &err))
        fail_msg("%s", err.message);
    return pair;
}

static void free_pair(struct pair *pair)
{
    tks_diff_free(pair->diff);
    free(pair->words[0]);
    free(pair->words[1]);
}

/* Collects, and counts how often it is called. */
struct collector {
    struct tksi_buffer bytes;
    int calls;
    tks_status answer;
};

static tks_status collect(void *user, tks_bytes bytes, tks_error *err)
{
    struct collector *collector = user;

    collector->calls++;
    if (collector->answer != TKS_OK)
        return tksi_fail(err, collector->answer, "the collector is full");
    return tksi_buffer_append(&collector->bytes, bytes.data, bytes.length, err);
}

/* The same runs told to a painter by hand. */
static void assert_draws_like_the_painter(const struct pair *pair, tks_style style)
{
    const struct tksi_env env = painting_env(1, NULL);
    struct collector collector = { .calls = 0 };
    const tks_sink sink = { collect, &collector };
    struct scene scene = { pair->views[0].width,
                           pair->views[0].height,
                           pair->views[1].width,
                           pair->views[1].height,
                           pair->words[0],
                           pair->words[1],
                           NULL,
                           0 };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_buffer wanted;
    struct scene_run *runs = malloc(100000 * sizeof *runs);
    tks_sink painted;

    assert_non_null(runs);
    for (int32_t y = 0; y < pair->views[0].height || y < pair->views[1].height; y++) {
        tks_run row[64];
        const size_t count = tks_diff_row(pair->diff, y, row, 64);

        assert_true(count <= 64);
        for (size_t i = 0; i < count; i++)
            runs[scene.n_runs++] = (struct scene_run){ y, row[i] };
    }
    scene.runs = runs;
    drawing.style = style;
    drawing.sink = &sink;
    tksi_buffer_init(&collector.bytes, SIZE_MAX, &env);
    tksi_buffer_init(&wanted, SIZE_MAX, &env);
    painted = tksi_buffer_sink(&wanted);
    assert_int_equal(paint_into(&painted, &scene, &drawing, &env, NULL), TKS_OK);
    assert_int_equal(tks_render(pair->diff, pair->views[0], pair->views[1], &drawing, NULL, NULL),
                     TKS_OK);
    assert_int_equal(collector.calls, 1);
    assert_int_equal(collector.bytes.length, wanted.length);
    assert_memory_equal(collector.bytes.data, wanted.data, wanted.length);
    tksi_buffer_dispose(&collector.bytes);
    tksi_buffer_dispose(&wanted);
    free(runs);
}

static void every_style_is_drawn_from_the_diff_and_the_views(void **state)
{
    static const int32_t sizes[][4] = { { 1, 1, 1, 1 },       { 100, 50, 100, 50 },
                                        { 100, 50, 120, 70 }, { 120, 70, 100, 50 },
                                        { 200, 3, 5, 90 },    { 5, 90, 200, 3 } };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct pair pair = make_pair(sizes[i][0], sizes[i][1], sizes[i][2], sizes[i][3]);

        for (int style = TKS_STYLE_OVERLAY; style <= TKS_STYLE_SIDE_BY_SIDE; style++)
            assert_draws_like_the_painter(&pair, (tks_style)style);
        free_pair(&pair);
    }
}

/* more runs in a row than the first guess has room for */
static void a_row_of_many_runs_is_drawn_whole(void **state)
{
    const struct tksi_env env = painting_env(1, NULL);
    struct collector collector = { .calls = 0 };
    const tks_sink sink = { collect, &collector };
    tks_drawing drawing = TKS_DRAWING;
    struct pair pair = make_pair(5000, 4, 5000, 4);

    (void)state;
    assert_true(tks_diff_row(pair.diff, 0, NULL, 0) > 300);
    tksi_buffer_init(&collector.bytes, SIZE_MAX, &env);
    drawing.style = TKS_STYLE_MASK;
    drawing.sink = &sink;
    assert_int_equal(tks_render(pair.diff, pair.views[0], pair.views[1], &drawing, NULL, NULL),
                     TKS_OK);
    /* drawn from a mask of it, the differing pixels are those of the diff */
    {
        const tks_bytes file = { collector.bytes.data, collector.bytes.length };
        int64_t opaque = 0;
        tks_image *mask = NULL;

        assert_int_equal(tks_image_decode(&mask, file, NULL, NULL), TKS_OK);
        for (size_t i = 0; i < 5000 * 4; i++)
            opaque += ((const uint8_t *)tks_image_view(mask).data)[i * 4 + 3] != 0;
        assert_int_equal(opaque, tks_diff_counts(pair.diff).differing);
        tks_image_free(mask);
    }
    tksi_buffer_dispose(&collector.bytes);
    free_pair(&pair);
}

static void views_of_another_size_are_refused(void **state)
{
    struct collector collector = { .calls = 0 };
    const tks_sink sink = { collect, &collector };
    tks_drawing drawing = TKS_DRAWING;
    struct pair pair = make_pair(10, 5, 12, 7);
    tks_view small = pair.views[0];
    tks_error err = { .status = TKS_OK };

    (void)state;
    drawing.sink = &sink;
    small.width--;
    assert_int_equal(tks_render(pair.diff, small, pair.views[1], &drawing, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    assert_string_equal(err.message,
                        "the expected view shows 9x5 pixels, the diff was made from 10x5");
    assert_int_equal(tks_render(pair.diff, pair.views[1], pair.views[0], &drawing, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    small = pair.views[1];
    small.data = NULL;
    assert_int_equal(tks_render(pair.diff, pair.views[0], small, &drawing, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(collector.calls, 0);
    free_pair(&pair);
}

static void a_drawing_without_place_or_style_is_refused(void **state)
{
    struct collector collector = { .calls = 0 };
    const tks_sink sink = { collect, &collector };
    tks_drawing drawing = TKS_DRAWING;
    struct pair pair = make_pair(10, 5, 10, 5);

    (void)state;
    assert_int_equal(tks_render(pair.diff, pair.views[0], pair.views[1], &drawing, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_render(pair.diff, pair.views[0], pair.views[1], NULL, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    drawing.sink = &sink;
    drawing.style = (tks_style)77;
    assert_int_equal(tks_render(pair.diff, pair.views[0], pair.views[1], &drawing, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(collector.calls, 0);
    free_pair(&pair);
}

static void a_sink_that_fails_is_told_once(void **state)
{
    struct collector collector = { .answer = TKS_CONFLICT };
    const tks_sink sink = { collect, &collector };
    tks_drawing drawing = TKS_DRAWING;
    struct pair pair = make_pair(10, 5, 10, 5);
    tks_error err = { .status = TKS_OK };

    (void)state;
    drawing.sink = &sink;
    assert_int_equal(tks_render(pair.diff, pair.views[0], pair.views[1], &drawing, NULL, &err),
                     TKS_CONFLICT);
    assert_string_equal(err.message, "the collector is full");
    assert_int_equal(collector.calls, 1);
    free_pair(&pair);
}

static void short_memory_is_told_and_no_sink_hears_of_it(void **state)
{
    struct pair pair = make_pair(5000, 4, 5000, 4);

    (void)state;
    for (int style = TKS_STYLE_OVERLAY; style <= TKS_STYLE_SIDE_BY_SIDE; style++) {
        long fail_at = 0;
        tks_status status;

        do {
            struct counting counting = COUNTING;
            const tks_allocator allocator = counting_allocator(&counting);
            const tks_env env = { .size = sizeof env, .allocator = &allocator };
            const struct tksi_env plain = painting_env(1, NULL);
            struct collector collector = { .calls = 0 };
            const tks_sink sink = { collect, &collector };
            tks_drawing drawing = TKS_DRAWING;

            counting.fail_at = ++fail_at;
            tksi_buffer_init(&collector.bytes, SIZE_MAX, &plain);
            drawing.style = (tks_style)style;
            drawing.sink = &sink;
            status = tks_render(pair.diff, pair.views[0], pair.views[1], &drawing, &env, NULL);
            assert_int_equal(counting.held, 0);
            assert_int_equal(collector.calls, status == TKS_OK);
            tksi_buffer_dispose(&collector.bytes);
        } while (status == TKS_OUT_OF_MEMORY && fail_at < 100);
        assert_int_equal(status, TKS_OK);
        assert_true(fail_at > 8);
    }
    free_pair(&pair);
}

static void styles_have_the_names_of_the_command_line(void **state)
{
    (void)state;
    assert_string_equal(tks_style_name(TKS_STYLE_OVERLAY), "overlay");
    assert_string_equal(tks_style_name(TKS_STYLE_MASK), "mask");
    assert_string_equal(tks_style_name(TKS_STYLE_SIDE_BY_SIDE), "side-by-side");
    assert_string_equal(tks_style_name((tks_style)77), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_style_is_drawn_from_the_diff_and_the_views),
        cmocka_unit_test(a_row_of_many_runs_is_drawn_whole),
        cmocka_unit_test(views_of_another_size_are_refused),
        cmocka_unit_test(a_drawing_without_place_or_style_is_refused),
        cmocka_unit_test(a_sink_that_fails_is_told_once),
        cmocka_unit_test(short_memory_is_told_and_no_sink_hears_of_it),
        cmocka_unit_test(styles_have_the_names_of_the_command_line),
    };

    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}

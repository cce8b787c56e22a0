/* test_painter.c - what all styles have in common, and how a painter is refused
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

#include "painting.h"

static tks_status refuse(void *user, tks_bytes bytes, tks_error *err)
{
    (void)user;
    (void)bytes;
    return tksi_fail(err, TKS_IO_FAILED, "the disk is full");
}

static void an_unknown_style_is_refused(void **state)
{
    const struct tksi_env env = painting_env(1, NULL);
    const tks_sink sink = { refuse, NULL };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_painter *painter = NULL;
    tks_error err = { .status = TKS_OK };

    (void)state;
    for (int style = -1; style <= 99; style += 100) {
        drawing.style = (tks_style)style;
        assert_int_equal(tksi_painter_new(&painter, &drawing, &sink, &env, &err),
                         TKS_INVALID_ARGUMENT);
        assert_null(painter);
    }
    assert_string_equal(err.message, "99 is not a style of diff picture");
}

static void a_painter_told_nothing_cannot_finish(void **state)
{
    const struct tksi_env env = painting_env(1, NULL);
    const tks_sink sink = { refuse, NULL };

    (void)state;
    for (int style = TKS_STYLE_OVERLAY; style <= TKS_STYLE_HEAT; style++) {
        tks_drawing drawing = TKS_DRAWING;
        struct tksi_painter *painter = NULL;

        drawing.style = (tks_style)style;
        assert_int_equal(tksi_painter_new(&painter, &drawing, &sink, &env, NULL), TKS_OK);
        assert_int_equal(tksi_painter_finish(painter, NULL), TKS_INVALID_ARGUMENT);
        tksi_painter_free(painter);
    }
    tksi_painter_free(NULL);
}

static void a_failing_sink_is_told_in_its_words(void **state)
{
    uint32_t *picture = noise_picture(1500, 1500, 255, 3);
    const struct scene scene = { 1500, 1500, 1500, 1500, picture, picture, NULL, 0 };
    const tks_sink sink = { refuse, NULL };

    (void)state;
    for (int style = TKS_STYLE_OVERLAY; style <= TKS_STYLE_HEAT; style++)
        for (int threads = 1; threads <= 2; threads++) {
            const struct tksi_env env = painting_env(threads, NULL);
            tks_drawing drawing = TKS_DRAWING;
            tks_error err = { .status = TKS_OK };

            drawing.style = (tks_style)style;
            assert_int_equal(paint_into(&sink, &scene, &drawing, &env, &err), TKS_IO_FAILED);
            assert_string_equal(err.message, "the disk is full");
        }
    free(picture);
}

static void a_canvas_far_larger_than_its_pictures_is_over_the_limit(void **state)
{
    struct tksi_env env = painting_env(1, NULL);
    const tks_sink sink = { refuse, NULL };
    const struct tksi_canvas crossed = { 100000, 100000, 100000, 1, 1, 100000 };
    const struct tksi_canvas large = { 50, 50, 50, 50, 50, 1 };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_painter *painter = NULL;
    const struct tksi_observer *observer;
    tks_error err = { .status = TKS_OK };

    (void)state;
    env.limits.pixels = 1000;
    assert_int_equal(tksi_painter_new(&painter, &drawing, &sink, &env, NULL), TKS_OK);
    observer = tksi_painter_observer(painter);
    assert_int_equal(observer->begin(observer->self, &crossed, &err), TKS_OVER_LIMIT);
    assert_non_null(strstr(err.message, "100000x100000"));
    /* pixels the caller holds already are no surprise to him */
    assert_int_equal(observer->begin(observer->self, &large, &err), TKS_OK);
    tksi_painter_free(painter);
}

static void three_panels_too_wide_for_a_png_are_over_the_limit(void **state)
{
    struct tksi_env env = painting_env(1, NULL);
    const tks_sink sink = { refuse, NULL };
    const struct tksi_canvas wide = { 1 << 28, 1, 1 << 28, 1, 1 << 28, 1 };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_painter *painter = NULL;
    const struct tksi_observer *observer;

    (void)state;
    drawing.style = TKS_STYLE_SIDE_BY_SIDE;
    assert_int_equal(tksi_painter_new(&painter, &drawing, &sink, &env, NULL), TKS_OK);
    observer = tksi_painter_observer(painter);
    assert_int_equal(observer->begin(observer->self, &wide, NULL), TKS_OVER_LIMIT);
    tksi_painter_free(painter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_style_is_refused),
        cmocka_unit_test(a_painter_told_nothing_cannot_finish),
        cmocka_unit_test(a_failing_sink_is_told_in_its_words),
        cmocka_unit_test(a_canvas_far_larger_than_its_pictures_is_over_the_limit),
        cmocka_unit_test(three_panels_too_wide_for_a_png_are_over_the_limit),
    };

    return cmocka_run_group_tests_name("painter", tests, NULL, NULL);
}

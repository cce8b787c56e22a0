/* test_layout.c - is the box still there, whatever its content?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "diff/areas.h"
#include "sheet.h"

enum { WIDTH = 120, HEIGHT = 90 };

static const tks_rect box = { 30, 20, 60, 40 };
static const tks_rect inside = { 34, 24, 52, 32 };

static bool kept(const struct sheet *expected, const struct sheet *actual, tks_rect rect)
{
    const tks_view views[2] = { sheet_view(expected), sheet_view(actual) };
    struct tksi_env env;
    bool out = false;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_layout_kept(&out, views, rect, &env, NULL), TKS_OK);
    return out;
}

/* A page with a framed panel and something in it. */
static struct sheet framed(uint64_t content)
{
    struct sheet page = sheet_make(WIDTH, HEIGHT);

    sheet_fill(&page, box, 0xF1F5F9);
    sheet_frame(&page, box, 0x475569);
    sheet_noise(&page, inside, content);
    return page;
}

/* A page with a picture that reaches its sides. */
static struct sheet picture(uint64_t content)
{
    struct sheet page = sheet_make(WIDTH, HEIGHT);

    sheet_noise(&page, box, content);
    return page;
}

static void content_may_differ(void **state)
{
    struct sheet pages[] = { framed(1), framed(2), picture(1), picture(2) };

    (void)state;
    assert_true(kept(&pages[0], &pages[1], box));
    assert_true(kept(&pages[2], &pages[3], box));
    for (int i = 0; i < 4; i++)
        sheet_free(pages[i]);
}

static void a_box_one_pixel_off_or_smaller_is_not_kept(void **state)
{
    static const tks_rect others[] = { { 31, 20, 60, 40 }, { 29, 20, 60, 40 }, { 30, 21, 60, 40 },
                                       { 30, 19, 60, 40 }, { 30, 20, 59, 40 }, { 31, 20, 59, 40 },
                                       { 30, 20, 60, 39 }, { 30, 21, 60, 39 }, { 40, 30, 20, 10 } };
    struct sheet frame = framed(1), photo = picture(1);

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct sheet moved_frame = sheet_make(WIDTH, HEIGHT);
        struct sheet moved_photo = sheet_make(WIDTH, HEIGHT);

        sheet_frame(&moved_frame, others[i], 0x475569);
        sheet_noise(&moved_photo, others[i], 2);
        assert_false(kept(&frame, &moved_frame, box));
        assert_false(kept(&photo, &moved_photo, box));
        sheet_free(moved_photo);
        sheet_free(moved_frame);
    }
    sheet_free(photo);
    sheet_free(frame);
}

static void a_box_that_grew_to_its_side_is_not_kept(void **state)
{
    const tks_rect generous = { box.x, box.y, box.width + 5, box.height };
    struct sheet before = framed(1), after = framed(1);

    (void)state;
    sheet_frame(&after, generous, 0x475569);
    assert_true(kept(&before, &before, generous));
    assert_false(kept(&before, &after, generous));
    sheet_free(after);
    sheet_free(before);
}

static void what_is_gone_is_not_kept(void **state)
{
    struct sheet frame = framed(1), photo = picture(1), nothing = sheet_make(WIDTH, HEIGHT);
    struct sheet empty = sheet_make(WIDTH, HEIGHT);

    (void)state;
    for (int i = 0; i < 4; i++) /* a frame of four pixels */
        sheet_frame(&empty,
                    (tks_rect){ box.x + i, box.y + i, box.width - 2 * i, box.height - 2 * i },
                    0x475569);
    assert_false(kept(&frame, &nothing, box));
    assert_false(kept(&photo, &nothing, box));
    assert_false(kept(&frame, &empty, box)); /* the frame is there, the content is not */
    assert_true(kept(&empty, &frame, box));  /* content that comes may come */
    assert_true(kept(&nothing, &nothing, box));
    sheet_free(empty);
    sheet_free(nothing);
    sheet_free(photo);
    sheet_free(frame);
}

static void a_plain_picture_in_the_place_of_another_is_kept(void **state)
{
    struct sheet photo = picture(1), blue = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_fill(&blue, box, 0x2563EB);
    assert_true(kept(&photo, &blue, box));
    sheet_free(blue);
    sheet_free(photo);
}

static void letters_may_touch_a_side_or_not(void **state)
{
    struct sheet before = sheet_make(WIDTH, HEIGHT), after = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_noise(&before, (tks_rect){ 30, 30, 40, 8 }, 1); /* 8 of 40 pixels of the left side */
    sheet_noise(&after, (tks_rect){ 36, 30, 40, 8 }, 1);
    assert_true(kept(&before, &after, box));
    assert_true(kept(&after, &before, box));
    sheet_free(after);
    sheet_free(before);
}

/* The left side has 40 pixels: framed from 20 on, bare below 5. */
static void a_side_is_framed_by_half_and_bare_below_an_eighth(void **state)
{
    static const struct {
        int32_t before, after;
        bool kept;
    } cases[] = {
        { 20, 4, false }, { 20, 5, true },  { 19, 4, true },  { 4, 20, false }, { 4, 19, true },
        { 5, 20, true },  { 40, 0, false }, { 0, 40, false }, { 40, 20, true }, { 10, 10, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sheet before = sheet_make(WIDTH, HEIGHT), after = sheet_make(WIDTH, HEIGHT);

        sheet_noise(&before, inside, 1);
        sheet_noise(&after, inside, 1);
        sheet_fill(&before, (tks_rect){ box.x, box.y, 1, cases[i].before }, 0);
        sheet_fill(&after, (tks_rect){ box.x, box.y, 1, cases[i].after }, 0);
        assert_int_equal(kept(&before, &after, box), cases[i].kept);
        sheet_free(after);
        sheet_free(before);
    }
}

static void a_neighbour_that_left_is_not_the_box_s_business(void **state)
{
    const tks_rect beside = { box.x + box.width, box.y, 20, box.height };
    const tks_rect farther = { box.x + box.width + 5, box.y, 20, box.height };
    struct sheet before = sheet_make(WIDTH, HEIGHT), after = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_noise(&before, inside, 1);
    sheet_noise(&after, inside, 2);
    sheet_fill(&before, beside, 0x2563EB);
    sheet_fill(&after, farther, 0x2563EB);
    assert_true(kept(&before, &after, box));
    assert_true(kept(&after, &before, box));
    sheet_free(after);
    sheet_free(before);
}

static void a_side_on_the_border_of_the_picture_says_nothing(void **state)
{
    const tks_rect whole = { 0, 0, WIDTH, HEIGHT }, strip = { 0, 20, WIDTH, 10 };
    struct sheet before = sheet_make(WIDTH, HEIGHT), after = sheet_make(WIDTH, HEIGHT);
    struct sheet plain = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_noise(&before, strip, 1);
    sheet_noise(&after, strip, 2);
    assert_true(kept(&before, &after, strip));
    assert_true(kept(&before, &after, whole));
    assert_false(kept(&before, &plain, strip));
    assert_false(kept(&before, &plain, whole));
    sheet_free(plain);
    sheet_free(after);
    sheet_free(before);
}

static void boxes_of_a_pixel_and_of_a_line_are_looked_at(void **state)
{
    static const tks_rect small[] = { { 5, 5, 1, 1 }, { 5, 5, 7, 1 }, { 5, 5, 1, 7 },
                                      { 0, 0, 1, 1 }, { 5, 5, 2, 2 }, { WIDTH - 1, 0, 1, HEIGHT } };
    struct sheet white = sheet_make(WIDTH, HEIGHT);

    (void)state;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        struct sheet red = sheet_make(WIDTH, HEIGHT), blue = sheet_make(WIDTH, HEIGHT);

        sheet_fill(&red, small[i], 0xFF0000);
        sheet_fill(&blue, small[i], 0x0000FF);
        assert_true(kept(&red, &blue, small[i]));
        assert_true(kept(&white, &white, small[i]));
        if (small[i].x > 0 && small[i].x < WIDTH - 1)
            assert_false(kept(&red, &white, small[i]));
        sheet_free(blue);
        sheet_free(red);
    }
    sheet_free(white);
}

static void memory_that_runs_out_is_told(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env starved = { .size = sizeof starved, .allocator = &allocator };
    struct sheet page = framed(1);
    const tks_view views[2] = { sheet_view(&page), sheet_view(&page) };
    struct tksi_env env;
    bool out = false;

    (void)state;
    assert_int_equal(tksi_env_resolve(&env, &starved, NULL), TKS_OK);
    for (int n = 1; n <= 4; n++) {
        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        assert_int_equal(tksi_layout_kept(&out, views, box, &env, NULL), TKS_OUT_OF_MEMORY);
        assert_int_equal(atomic_load(&counting.held), 0);
    }
    sheet_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_may_differ),
        cmocka_unit_test(a_box_one_pixel_off_or_smaller_is_not_kept),
        cmocka_unit_test(a_box_that_grew_to_its_side_is_not_kept),
        cmocka_unit_test(what_is_gone_is_not_kept),
        cmocka_unit_test(a_plain_picture_in_the_place_of_another_is_kept),
        cmocka_unit_test(letters_may_touch_a_side_or_not),
        cmocka_unit_test(a_side_is_framed_by_half_and_bare_below_an_eighth),
        cmocka_unit_test(a_neighbour_that_left_is_not_the_box_s_business),
        cmocka_unit_test(a_side_on_the_border_of_the_picture_says_nothing),
        cmocka_unit_test(boxes_of_a_pixel_and_of_a_line_are_looked_at),
        cmocka_unit_test(memory_that_runs_out_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_aligned.c - does the aligned picture show what was found, where it belongs?
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

#include "chance.h"
#include "counting.h"
#include <tksnap.h>

enum { WIDTH = 60, LINE = 16, RAIL = 24, LINES = 12 };

/* Black text on white: eight rows that no other line has, eight blank ones. */
static void write_line(uint32_t *words, int id)
{
    struct chance chance = { (uint64_t)id * 7919 };

    for (int y = 0; y < LINE; y++)
        for (int x = 0; x < WIDTH; x++)
            words[y * WIDTH + x] = y < 8 && x >= 4 && x < WIDTH - 4 && chance_once_in(&chance, 2)
                                       ? 0xFF000000u
                                       : 0xFFFFFFFFu;
}

static tks_view write_page(uint32_t *words, const int *ids, int count)
{
    for (int i = 0; i < count; i++)
        write_line(words + (size_t)i * LINE * WIDTH, ids[i]);
    return (tks_view){ words, WIDTH, count * LINE, WIDTH * 4, TKS_RGBA8 };
}

struct picture {
    uint8_t bytes[1 << 16];
    size_t length;
};

static tks_status keep(void *user, tks_bytes bytes, tks_error *err)
{
    struct picture *picture = user;

    (void)err;
    assert_true(picture->length + bytes.length <= sizeof picture->bytes);
    memcpy(picture->bytes + picture->length, bytes.data, bytes.length);
    picture->length += bytes.length;
    return TKS_OK;
}

static tks_status draw(struct picture *picture, tks_view expected, tks_view actual,
                       const tks_env *env)
{
    const tks_sink sink = { keep, picture };
    tks_drawing drawing = TKS_DRAWING;
    tks_diff *diff = NULL;
    tks_status status;

    picture->length = 0;
    drawing.style = TKS_STYLE_ALIGNED;
    drawing.sink = &sink;
    status = tks_compare_views(&diff, expected, actual, NULL, &drawing, env, NULL);
    tks_diff_free(diff);
    return status;
}

static tks_image *decode(const struct picture *picture)
{
    const tks_bytes bytes = { picture->bytes, picture->length };
    tks_image *image = NULL;

    assert_int_equal(tks_image_decode(&image, bytes, NULL, NULL), TKS_OK);
    return image;
}

struct rgb {
    int red, green, blue;
};

static struct rgb pixel(const tks_image *image, int panel, int x, int y)
{
    const tks_view view = tks_image_view(image);
    const uint8_t *p =
        (const uint8_t *)view.data + y * view.stride + (size_t)(panel * (WIDTH + RAIL) + x) * 4;

    return (struct rgb){ p[0], p[1], p[2] };
}

static void assert_green(struct rgb c)
{
    assert_true(c.green > c.red + 20 && c.green > c.blue + 20);
}

static void assert_red(struct rgb c)
{
    assert_true(c.red > c.green + 20 && c.red > c.blue + 20);
}

static void assert_blue(struct rgb c)
{
    assert_true(c.blue > c.red + 20 && c.blue > c.green + 20);
}

static void assert_grey(struct rgb c)
{
    assert_true(c.red == c.green && c.green == c.blue);
}

static uint32_t before_words[(LINES + 4) * LINE * WIDTH], after_words[(LINES + 4) * LINE * WIDTH];

static void inserted_lines_are_green_and_missing_on_the_left(void **state)
{
    static const int before[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const int after[] = { 1, 2, 3, 50, 4, 5, 6, 7, 8 };
    struct picture picture;
    tks_image *image;
    tks_view view;

    (void)state;
    assert_int_equal(draw(&picture, write_page(before_words, before, 8),
                          write_page(after_words, after, 9), NULL),
                     TKS_OK);
    image = decode(&picture);
    view = tks_image_view(image);
    assert_int_equal(view.width, 2 * WIDTH + RAIL);
    assert_int_equal(view.height, 9 * LINE);
    for (int y = 0; y < 9 * LINE; y++) {
        const bool inside = y >= 3 * LINE && y < 4 * LINE;

        assert_grey(pixel(image, 0, 1, y));
        if (inside)
            assert_green(pixel(image, 1, 1, y));
        else
            assert_grey(pixel(image, 1, 1, y));
        /* what belongs together stands at one height */
        for (int x = 0; x < WIDTH && !inside; x++)
            assert_int_equal(pixel(image, 0, x, y).red, pixel(image, 1, x, y).red);
        if (inside)
            assert_green(pixel(image, 0, WIDTH + RAIL / 2, y));
        else
            assert_int_equal(pixel(image, 0, WIDTH + RAIL / 2, y).red, 255);
    }
    tks_image_free(image);
}

static void deleted_lines_are_red_and_missing_on_the_right(void **state)
{
    static const int before[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const int after[] = { 1, 2, 3, 5, 6, 7, 8 };
    struct picture picture;
    tks_image *image;

    (void)state;
    assert_int_equal(draw(&picture, write_page(before_words, before, 8),
                          write_page(after_words, after, 7), NULL),
                     TKS_OK);
    image = decode(&picture);
    for (int y = 0; y < 8 * LINE; y++) {
        const bool inside = y >= 3 * LINE && y < 4 * LINE;

        assert_grey(pixel(image, 1, 1, y));
        if (inside)
            assert_red(pixel(image, 0, 1, y));
        else
            assert_grey(pixel(image, 0, 1, y));
    }
    tks_image_free(image);
}

static void moved_lines_are_blue_in_both_places(void **state)
{
    static const int before[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const int after[] = { 1, 3, 4, 5, 6, 2, 7, 8 };
    struct picture picture;
    tks_image *image;

    (void)state;
    assert_int_equal(draw(&picture, write_page(before_words, before, 8),
                          write_page(after_words, after, 8), NULL),
                     TKS_OK);
    image = decode(&picture);
    assert_int_equal(tks_image_view(image).height, 9 * LINE);
    assert_blue(pixel(image, 0, WIDTH - 1, LINE));
    assert_grey(pixel(image, 1, WIDTH - 1, LINE));
    assert_blue(pixel(image, 1, WIDTH - 1, 6 * LINE));
    assert_grey(pixel(image, 0, WIDTH - 1, 6 * LINE));
    /* an arrow and 64, white on blue */
    assert_int_equal(pixel(image, 0, 3 + 2 * 2, LINE + 3).red, 255);
    assert_blue(pixel(image, 0, 0, LINE));
    tks_image_free(image);
}

static void changed_pixels_are_red_within_lines_that_stayed(void **state)
{
    static const int before[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const int after[] = { 1, 50, 2, 3, 4, 5, 6, 7, 8 };
    struct picture picture;
    tks_image *image;
    tks_view expected, actual;

    (void)state;
    expected = write_page(before_words, before, 8);
    actual = write_page(after_words, after, 9);
    for (int i = 0; i < 6; i++) /* in the blank below line 6 */
        after_words[(6 * LINE + 12) * WIDTH + 20 + i] = 0xFF00FF00u;
    assert_int_equal(draw(&picture, expected, actual, NULL), TKS_OK);
    image = decode(&picture);
    for (int panel = 0; panel < 2; panel++) {
        assert_red(pixel(image, panel, 22, 6 * LINE + 12));
        assert_grey(pixel(image, panel, 22, 6 * LINE + 11));
        assert_grey(pixel(image, panel, 2, 6 * LINE + 12));
    }
    tks_image_free(image);
}

static void a_finished_diff_is_drawn_alike(void **state)
{
    static const int before[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const int after[] = { 1, 2, 3, 50, 4, 5, 9, 7, 8 };
    struct picture drawn, again = { .length = 0 };
    const tks_sink sink = { keep, &again };
    tks_drawing drawing = TKS_DRAWING;
    tks_rules rules = TKS_RULES;
    tks_view expected, actual;

    (void)state;
    expected = write_page(before_words, before, 8);
    actual = write_page(after_words, after, 9);
    assert_int_equal(draw(&drawn, expected, actual, NULL), TKS_OK);
    drawing.style = TKS_STYLE_ALIGNED;
    drawing.sink = &sink;
    for (int i = 0; i < 2; i++) { /* without and with an alignment at hand */
        tks_diff *diff = NULL;

        rules.align = i == 1;
        again.length = 0;
        assert_int_equal(tks_compare_views(&diff, expected, actual, &rules, NULL, NULL, NULL),
                         TKS_OK);
        assert_true((tks_diff_alignment(diff) != NULL) == rules.align);
        assert_int_equal(tks_render(diff, expected, actual, &drawing, NULL, NULL), TKS_OK);
        assert_int_equal(again.length, drawn.length);
        assert_memory_equal(again.bytes, drawn.bytes, drawn.length);
        tks_diff_free(diff);
    }
}

static void equal_pictures_are_not_drawn(void **state)
{
    static const int ids[] = { 1, 2, 3, 4 };
    struct picture picture;

    (void)state;
    assert_int_equal(draw(&picture, write_page(before_words, ids, 4),
                          write_page(after_words, ids, 4), NULL),
                     TKS_OK);
    assert_int_equal(picture.length, 0);
}

static void short_memory_leaves_no_half_picture(void **state)
{
    static const int before[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const int after[] = { 1, 3, 4, 50, 5, 6, 2, 9, 8 };
    tks_status status = TKS_OUT_OF_MEMORY;
    long refused = 0;

    (void)state;
    while (status != TKS_OK) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
        struct picture picture;

        atomic_store(&counting.fail_at, refused + 1);
        status = draw(&picture, write_page(before_words, before, 8),
                      write_page(after_words, after, 9), &env);
        assert_int_equal(atomic_load(&counting.held), 0);
        if (status != TKS_OK) {
            assert_int_equal(status, TKS_OUT_OF_MEMORY);
            assert_int_equal(picture.length, 0);
            refused++;
        }
    }
    assert_true(refused > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inserted_lines_are_green_and_missing_on_the_left),
        cmocka_unit_test(deleted_lines_are_red_and_missing_on_the_right),
        cmocka_unit_test(moved_lines_are_blue_in_both_places),
        cmocka_unit_test(changed_pixels_are_red_within_lines_that_stayed),
        cmocka_unit_test(a_finished_diff_is_drawn_alike),
        cmocka_unit_test(equal_pictures_are_not_drawn),
        cmocka_unit_test(short_memory_leaves_no_half_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

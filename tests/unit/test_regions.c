/* test_regions.c - which differing pixels belong together?
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
#include "diff/model.h"
#include "explain/explain.h"

static struct tksi_env plain_env(const tks_allocator *allocator)
{
    const tks_env env = { .size = sizeof env, .allocator = allocator, .threads = 1 };
    struct tksi_env resolved;

    assert_int_equal(tksi_env_resolve(&resolved, &env, NULL), TKS_OK);
    return resolved;
}

/* A diff with this mask: '#' differs, '+' is taken for anti-aliasing. */
static tks_diff *diff_of(const char *mask, int32_t width, int32_t height)
{
    const struct tksi_canvas canvas = { width, height, width, height, width, height };
    const struct tksi_env env = plain_env(NULL);
    const tks_rules rules = TKS_RULES;
    tks_run *runs = malloc((size_t)width * sizeof *runs);
    tks_diff *diff = NULL;

    assert_non_null(runs);
    assert_int_equal(tksi_diff_new(&diff, &canvas, &rules, &env, NULL), TKS_OK);
    for (int32_t y = 0; y < height; y++) {
        const char *row = mask + (size_t)y * (size_t)width;
        size_t n = 0;

        for (int32_t x = 0; x < width; x++) {
            const tks_run_kind kind = row[x] == '#' ? TKS_RUN_DIFFERING : TKS_RUN_ANTIALIASED;

            if (row[x] != '#' && row[x] != '+')
                continue;
            if (n > 0 && runs[n - 1].kind == kind && runs[n - 1].x + runs[n - 1].length == x)
                runs[n - 1].length++;
            else
                runs[n++] = (tks_run){ x, 1, kind };
        }
        assert_int_equal(tksi_diff_add_row(diff, y, runs, n, NULL), TKS_OK);
    }
    tksi_diff_conclude(diff, &rules, true);
    free(runs);
    return diff;
}

struct found {
    struct tksi_blob *blobs;
    size_t count;
};

static struct found find_in(const char *mask, int32_t width, int32_t height)
{
    const struct tksi_env env = plain_env(NULL);
    tks_diff *diff = diff_of(mask, width, height);
    struct found found = { NULL, 0 };

    assert_int_equal(tksi_regions_find(&found.blobs, &found.count, diff, NULL, &env, NULL), TKS_OK);
    tks_diff_free(diff);
    return found;
}

static void free_found(struct found found)
{
    const struct tksi_env env = plain_env(NULL);

    tksi_release(&env, found.blobs);
}

static char *empty_mask(int32_t width, int32_t height)
{
    char *mask = malloc((size_t)width * (size_t)height);

    assert_non_null(mask);
    return memset(mask, '.', (size_t)width * (size_t)height);
}

static void assert_blob(struct tksi_blob blob, tks_rect box, int64_t differing)
{
    assert_int_equal(blob.box.x, box.x);
    assert_int_equal(blob.box.y, box.y);
    assert_int_equal(blob.box.width, box.width);
    assert_int_equal(blob.box.height, box.height);
    assert_int_equal(blob.differing, differing);
}

/* ----------------------------------------------------------------------- gaps */

/* Two pixels with so many equal columns and rows between them. */
static size_t regions_of_two(int32_t columns, int32_t rows)
{
    enum { WIDTH = 40, HEIGHT = 30 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    mask[2 * WIDTH + 3] = '#';
    mask[(3 + rows) * WIDTH + 4 + columns] = '#';
    found = find_in(mask, WIDTH, HEIGHT);
    free(mask);
    free_found(found);
    return found.count;
}

static void twelve_columns_join_and_thirteen_part(void **state)
{
    (void)state;
    assert_int_equal(regions_of_two(12, -1), 1);
    assert_int_equal(regions_of_two(13, -1), 2);
    assert_int_equal(regions_of_two(12, 8), 1);
}

static void eight_rows_join_and_nine_part(void **state)
{
    (void)state;
    assert_int_equal(regions_of_two(-1, 8), 1);
    assert_int_equal(regions_of_two(-1, 9), 2);
}

static void a_chain_is_one_region_whatever_its_shape(void **state)
{
    enum { WIDTH = 60, HEIGHT = 40 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    (void)state;
    for (int i = 0; i < HEIGHT; i++) /* a U, joined at its very bottom */
        mask[i * WIDTH + 2] = mask[i * WIDTH + 50] = '#';
    memset(mask + (HEIGHT - 1) * WIDTH + 2, '#', 48);
    found = find_in(mask, WIDTH, HEIGHT);
    assert_int_equal(found.count, 1);
    assert_blob(found.blobs[0], (tks_rect){ 2, 0, 49, HEIGHT }, 2 * HEIGHT + 47);
    free_found(found);
    free(mask);
}

static void the_largest_region_comes_first_then_the_topmost(void **state)
{
    enum { WIDTH = 90, HEIGHT = 50 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    (void)state;
    mask[1 * WIDTH + 80] = '#';
    mask[1 * WIDTH + 40] = '#';
    memset(mask + 40 * WIDTH + 5, '#', 4);
    found = find_in(mask, WIDTH, HEIGHT);
    assert_int_equal(found.count, 3);
    assert_blob(found.blobs[0], (tks_rect){ 5, 40, 4, 1 }, 4);
    assert_blob(found.blobs[1], (tks_rect){ 40, 1, 1, 1 }, 1);
    assert_blob(found.blobs[2], (tks_rect){ 80, 1, 1, 1 }, 1);
    free_found(found);
    free(mask);
}

static void antialiasing_widens_a_region_but_makes_none(void **state)
{
    enum { WIDTH = 60, HEIGHT = 3 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    (void)state;
    memcpy(mask + WIDTH + 4, "+##+", 4);
    memcpy(mask + WIDTH + 40, "++", 2);
    found = find_in(mask, WIDTH, HEIGHT);
    assert_int_equal(found.count, 1);
    assert_blob(found.blobs[0], (tks_rect){ 4, 1, 4, 1 }, 2);
    free_found(found);
    free(mask);
}

/* Regions of the pixels marked '#', widened by those marked 'o'. */
static struct found find_widened(const char *mask, int32_t width, int32_t height)
{
    const struct tksi_env env = plain_env(NULL);
    char *unequal = empty_mask(width, height), *seen = empty_mask(width, height);
    struct found found = { NULL, 0 };
    tks_diff *diffs[2];

    for (int32_t i = 0; i < width * height; i++) {
        seen[i] = mask[i] == '#' ? '#' : '.';
        unequal[i] = mask[i] != '.' ? '#' : '.';
    }
    diffs[0] = diff_of(seen, width, height);
    diffs[1] = diff_of(unequal, width, height);
    assert_int_equal(tksi_regions_find(&found.blobs, &found.count, diffs[0], diffs[1], &env, NULL),
                     TKS_OK);
    tks_diff_free(diffs[0]);
    tks_diff_free(diffs[1]);
    free(unequal);
    free(seen);
    return found;
}

static void unequal_pixels_that_touch_widen_a_region(void **state)
{
    static const char mask[] = "o....................."
                               ".oo..................."
                               "...##................."
                               ".....o........o......."
                               "......o..............."
                               ".......o..............";
    struct found found = find_widened(mask, 22, 6);

    (void)state;
    assert_int_equal(found.count, 1);
    assert_blob(found.blobs[0], (tks_rect){ 0, 0, 8, 6 }, 2);
    free_found(found);
}

static void unequal_pixels_join_what_they_lie_between(void **state)
{
    enum { WIDTH = 70, HEIGHT = 30 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    (void)state;
    memset(mask + 12 * WIDTH, 'o', 40); /* a bow: down on the left, then to the right */
    for (int y = 4; y < 12; y++)
        mask[y * WIDTH] = 'o';
    mask[3 * WIDTH] = '#';
    memset(mask + 12 * WIDTH + 40, '#', 9);
    found = find_widened(mask, WIDTH, HEIGHT);
    assert_int_equal(found.count, 1);
    assert_blob(found.blobs[0], (tks_rect){ 0, 3, 49, 10 }, 10);
    free_found(found);
    free(mask);
}

static void nothing_is_widened_where_a_region_would_drown(void **state)
{
    enum { WIDTH = 70, HEIGHT = 30 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    (void)state;
    memset(mask, 'o', (size_t)WIDTH * HEIGHT);
    memset(mask + 12 * WIDTH + 40, '#', 9);
    found = find_widened(mask, WIDTH, HEIGHT);
    assert_int_equal(found.count, 1);
    assert_blob(found.blobs[0], (tks_rect){ 40, 12, 9, 1 }, 9);
    free_found(found);
    free(mask);
}

static void an_empty_diff_has_no_regions(void **state)
{
    char *mask = empty_mask(5, 5);
    struct found found = find_in(mask, 5, 5);

    (void)state;
    assert_int_equal(found.count, 0);
    free_found(found);
    free(mask);
}

/* ---------------------------------------------------------------- against naive */

/* Joins everything within reach, again and again until nothing changes. */
static size_t naive_count(const char *mask, int32_t width, int32_t height, int64_t *largest)
{
    const int32_t area = width * height;
    int32_t *label = malloc((size_t)area * sizeof *label);
    int64_t *sizes = calloc((size_t)area, sizeof *sizes);
    size_t count = 0;
    bool again = true;

    assert_non_null(label);
    assert_non_null(sizes);
    for (int32_t i = 0; i < area; i++)
        label[i] = mask[i] == '#' ? i : -1;
    while (again) {
        again = false;
        for (int32_t i = 0; i < area; i++)
            for (int32_t j = 0; j < i && label[i] >= 0; j++)
                if (label[j] >= 0 && label[j] != label[i] && abs(i % width - j % width) <= 13 &&
                    abs(i / width - j / width) <= 9) {
                    label[i] = label[j] = label[i] < label[j] ? label[i] : label[j];
                    again = true;
                }
    }
    *largest = 0;
    for (int32_t i = 0; i < area; i++)
        if (label[i] >= 0 && sizes[label[i]]++ == 0)
            count++;
    for (int32_t i = 0; i < area; i++)
        *largest = sizes[i] > *largest ? sizes[i] : *largest;
    free(sizes);
    free(label);
    return count;
}

static void random_masks_are_joined_as_the_definition_says(void **state)
{
    struct chance chance = { 7 };

    (void)state;
    for (int round = 0; round < 60; round++) {
        const int32_t width = chance_between(&chance, 1, 90);
        const int32_t height = chance_between(&chance, 1, 50);
        const uint32_t rare = (uint32_t)chance_between(&chance, 20, 400);
        char *mask = empty_mask(width, height);
        struct found found;
        int64_t largest;

        for (int32_t i = 0; i < width * height; i++)
            if (chance_once_in(&chance, rare))
                mask[i] = '#';
        found = find_in(mask, width, height);
        assert_int_equal(found.count, naive_count(mask, width, height, &largest));
        if (found.count > 0)
            assert_int_equal(found.blobs[0].differing, largest);
        free_found(found);
        free(mask);
    }
}

/* --------------------------------------------------------------------- hostile */

/* Every step_x-th pixel of every step_y-th row. */
static struct found find_in_grid(int32_t width, int32_t height, int32_t step_x, int32_t step_y)
{
    char *mask = empty_mask(width, height);
    struct found found;

    for (int32_t y = 0; y < height; y += step_y)
        for (int32_t x = y / step_y % 2 * (step_x / 2); x < width; x += step_x)
            mask[(size_t)y * (size_t)width + (size_t)x] = '#';
    found = find_in(mask, width, height);
    free(mask);
    return found;
}

static void a_checkerboard_is_one_region(void **state)
{
    struct found found = find_in_grid(2000, 1000, 2, 1);

    (void)state;
    assert_int_equal(found.count, 1);
    assert_int_equal(found.blobs[0].differing, 1000000);
    free_found(found);
}

static void pixels_just_out_of_reach_are_all_regions(void **state)
{
    struct found found = find_in_grid(1400, 1000, 28, 10);

    (void)state;
    assert_int_equal(found.count, 50 * 100);
    free_found(found);
}

static void thirty_thousand_rows_are_walked_once(void **state)
{
    struct found found = find_in_grid(40, 30000, 3, 1);

    (void)state;
    assert_int_equal(found.count, 1);
    free_found(found);
}

/* Teeth that hang apart and meet in the last row: each is a blob of its own for long. */
static void a_comb_is_joined_by_its_last_row(void **state)
{
    enum { WIDTH = 1400, HEIGHT = 300 };
    char *mask = empty_mask(WIDTH, HEIGHT);
    struct found found;

    (void)state;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x += 14)
            mask[y * WIDTH + x] = '#';
    memset(mask + (HEIGHT - 1) * WIDTH, '#', WIDTH);
    found = find_in(mask, WIDTH, HEIGHT);
    assert_int_equal(found.count, 1);
    assert_blob(found.blobs[0], (tks_rect){ 0, 0, WIDTH, HEIGHT },
                WIDTH + (HEIGHT - 1) * (WIDTH / 14));
    free_found(found);
    free(mask);
}

static void short_memory_is_a_clean_error(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const struct tksi_env env = plain_env(&allocator);
    char *mask = empty_mask(1400, 200);
    tks_status status = TKS_OUT_OF_MEMORY;
    tks_diff *diff;

    (void)state;
    for (int y = 0; y < 200; y += 10)
        for (int x = 0; x < 1400; x += 14)
            mask[y * 1400 + x] = '#';
    diff = diff_of(mask, 1400, 200);
    for (long n = 1; status != TKS_OK; n++) {
        struct tksi_blob *blobs = NULL;
        size_t count = 0;

        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tksi_regions_find(&blobs, &count, diff, NULL, &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        tksi_release(&env, blobs);
        assert_int_equal(atomic_load(&counting.held), 0);
        assert_true(n < 100);
    }
    tks_diff_free(diff);
    free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twelve_columns_join_and_thirteen_part),
        cmocka_unit_test(eight_rows_join_and_nine_part),
        cmocka_unit_test(a_chain_is_one_region_whatever_its_shape),
        cmocka_unit_test(the_largest_region_comes_first_then_the_topmost),
        cmocka_unit_test(antialiasing_widens_a_region_but_makes_none),
        cmocka_unit_test(unequal_pixels_that_touch_widen_a_region),
        cmocka_unit_test(unequal_pixels_join_what_they_lie_between),
        cmocka_unit_test(nothing_is_widened_where_a_region_would_drown),
        cmocka_unit_test(an_empty_diff_has_no_regions),
        cmocka_unit_test(random_masks_are_joined_as_the_definition_says),
        cmocka_unit_test(a_checkerboard_is_one_region),
        cmocka_unit_test(pixels_just_out_of_reach_are_all_regions),
        cmocka_unit_test(thirty_thousand_rows_are_walked_once),
        cmocka_unit_test(a_comb_is_joined_by_its_last_row),
        cmocka_unit_test(short_memory_is_a_clean_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_join.c - is one diff put together from those of parts the diff of the whole?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>

#include "chance.h"
#include "counting.h"
#include "diff/diff.h"
#include "image/image.h"

enum { WIDTH = 150, HEIGHT = 60, PIECES = 6 };

static const struct tksi_canvas canvas = { WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT };

/* They tile the canvas, and are not in order. */
static const tks_rect places[PIECES] = {
    { 100, 20, 50, 40 }, { 0, 0, 150, 10 },  { 0, 10, 70, 50 },
    { 70, 10, 80, 10 },  { 70, 20, 30, 39 }, { 70, 59, 30, 1 }
};

static uint32_t pixels[2][HEIGHT][WIDTH];

static tks_view view_of(int side)
{
    return (tks_view){ pixels[side], WIDTH, HEIGHT, WIDTH * 4, TKS_RGBA8 };
}

static struct tksi_env env_of(const tks_allocator *allocator)
{
    const tks_env env = { .size = sizeof env, .allocator = allocator, .threads = 1 };
    struct tksi_env resolved;

    assert_int_equal(tksi_env_resolve(&resolved, &env, NULL), TKS_OK);
    return resolved;
}

static tks_rules exact_rules(void)
{
    tks_rules rules = TKS_RULES, resolved;

    rules.metric = TKS_METRIC_EXACT;
    assert_int_equal(tksi_rules_resolve(&resolved, &rules, NULL), TKS_OK);
    return resolved;
}

/* A third of the pixels differ. */
static void draw(uint64_t seed)
{
    struct chance chance = { seed };

    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            pixels[0][y][x] = UINT32_MAX;
            pixels[1][y][x] = chance_between(&chance, 0, 2) == 0 ? 0xFF000000 : UINT32_MAX;
        }
}

static void compare_parts(struct tksi_piece pieces[PIECES], const tks_rules *rules,
                          const struct tksi_env *env)
{
    const tks_view views[2] = { view_of(0), view_of(1) };

    for (int i = 0; i < PIECES; i++) {
        pieces[i] = (struct tksi_piece){ NULL, places[i].x, places[i].y };
        assert_int_equal(tksi_diff_views(&pieces[i].diff, tksi_view_part(&views[0], places[i]),
                                         tksi_view_part(&views[1], places[i]), rules, NULL, env,
                                         NULL),
                         TKS_OK);
    }
}

static void parts_that_tile_give_the_diff_of_the_whole(void **state)
{
    const struct tksi_env env = env_of(NULL);
    const tks_rules rules = exact_rules();
    struct tksi_piece pieces[PIECES];
    tks_diff *whole = NULL, *joined = NULL;

    (void)state;
    draw(7);
    compare_parts(pieces, &rules, &env);
    assert_int_equal(tksi_diff_views(&whole, view_of(0), view_of(1), &rules, NULL, &env, NULL),
                     TKS_OK);
    assert_int_equal(tksi_diff_join(&joined, &canvas, pieces, PIECES, &rules, &env, NULL), TKS_OK);
    assert_int_equal(tks_diff_counts(joined).differing, tks_diff_counts(whole).differing);
    assert_int_equal(tks_diff_verdict(joined), TKS_DIFFERENT);
    for (int y = 0; y < HEIGHT; y++) {
        tks_run expected[WIDTH], actual[WIDTH];
        const size_t n = tks_diff_row(whole, y, expected, WIDTH);

        assert_int_equal(tks_diff_row(joined, y, actual, WIDTH), n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(actual[i].x, expected[i].x);
            assert_int_equal(actual[i].length, expected[i].length);
        }
    }
    tks_diff_free(joined);
    tks_diff_free(whole);
    for (int i = 0; i < PIECES; i++)
        tks_diff_free(pieces[i].diff);
}

static void equal_parts_are_identical_together(void **state)
{
    const struct tksi_env env = env_of(NULL);
    const tks_rules rules = exact_rules();
    struct tksi_piece pieces[PIECES];
    tks_diff *joined = NULL;

    (void)state;
    memset(pixels, 255, sizeof pixels);
    compare_parts(pieces, &rules, &env);
    assert_int_equal(tksi_diff_join(&joined, &canvas, pieces, PIECES, &rules, &env, NULL), TKS_OK);
    assert_int_equal(tks_diff_verdict(joined), TKS_SAME);
    assert_int_equal(tks_diff_reason(joined), TKS_REASON_IDENTICAL);
    tks_diff_free(joined);
    for (int i = 0; i < PIECES; i++)
        tks_diff_free(pieces[i].diff);
}

static void short_memory_is_a_clean_error(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const struct tksi_env env = env_of(&allocator);
    const tks_rules rules = exact_rules();
    struct tksi_piece pieces[PIECES];
    tks_status status = TKS_OUT_OF_MEMORY;
    long held;

    (void)state;
    draw(8);
    compare_parts(pieces, &rules, &env);
    held = atomic_load(&counting.held);
    for (long n = 1; status != TKS_OK; n++) {
        tks_diff *joined = NULL;

        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tksi_diff_join(&joined, &canvas, pieces, PIECES, &rules, &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        tks_diff_free(joined);
        assert_int_equal(atomic_load(&counting.held), held);
        assert_true(n < 100);
    }
    atomic_store(&counting.fail_at, 0);
    for (int i = 0; i < PIECES; i++)
        tks_diff_free(pieces[i].diff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_that_tile_give_the_diff_of_the_whole),
        cmocka_unit_test(equal_parts_are_identical_together),
        cmocka_unit_test(short_memory_is_a_clean_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
